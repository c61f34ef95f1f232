"""The bytes of one file as the readers get them.

Belongs here: what every reader needs once (hash, decoded text) and the refusal of what is no text. Does not: formats.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from gk_pipeline.documents.encoding import Decoded, decode, has_wide_mark
from gk_pipeline.documents.limits import (
    CONTROL_SAMPLE_BYTES,
    MAXIMUM_GARBAGE_SHARE,
    MINIMUM_GARBAGE,
)
from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.sniffing import refuse_unsupported

_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"
_NOT_TEXT = "if this is a report, save it again as UTF-8 text or HTML"


@dataclass(frozen=True)
class Source:
    """A file to be read. `name` is a hint for telling formats apart, no more."""

    data: bytes
    name: str | None = None

    @cached_property
    def document_id(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def decoded(self) -> Decoded:
        """The bytes as text. Raises UnreadableDocument when they are another format or no text."""
        data = self.data
        refuse_unsupported(data)
        wide = has_wide_mark(data)
        if not wide:
            _refuse_nul(data.find(b"\0"))
        decoded = decode(data)
        if not decoded.text or decoded.text.isspace():
            raise UnreadableDocument("the file has no text, only blanks", "fetch the file again")
        if wide:
            _refuse_nul(decoded.text.find("\0"))
        _refuse_garbage(decoded, data if not wide else decoded.text[:CONTROL_SAMPLE_BYTES].encode("utf-8"))
        return decoded

    @cached_property
    def metadata(self) -> dict[str, str]:
        """What the file says of itself and readers pass on as it is."""
        declared = self.decoded.declared
        return {"declared_encoding": declared} if declared else {}


def _refuse_nul(position: int) -> None:
    if position >= 0:
        raise UnreadableDocument(f"the file is binary: it has a NUL character, the first at {position}", _NOT_TEXT)


def _refuse_garbage(decoded: Decoded, data: bytes) -> None:
    head = data[:CONTROL_SAMPLE_BYTES]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    for count, size, what in (
        (controls, len(head), f"control characters among its first {len(head)}"),
        (decoded.replaced, len(decoded.text), f"bad sequences in {decoded.encoding}, the encoding it fits best"),
    ):
        if count >= MINIMUM_GARBAGE and count > MAXIMUM_GARBAGE_SHARE * size:
            raise UnreadableDocument(f"the file is binary: it has {count} {what}", _NOT_TEXT)
