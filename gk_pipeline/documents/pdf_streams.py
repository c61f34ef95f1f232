"""The compressed streams of a PDF, looked at before they are unpacked.

Belongs here: refusing a file that would unpack to far more than any page has. Does not: reading streams, which is
PDFium's work and has no limit there. Only the usual compression is looked into, and pictures, which nobody unpacks
here, are passed over; whoever reads files of enemies sets a limit of memory to the process as well.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from gk_pipeline.documents.limits import MAXIMUM_UNPACKED_BYTES
from gk_pipeline.documents.model import UnreadableDocument

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image")
# How much before a stream its dictionary may begin, and how much is unpacked at a time.
_DICTIONARY = 2_000
_STEP = 1 << 20


def refuse_bomb(data: bytes) -> None:
    """Raises UnreadableDocument when the streams unpack to more than the limit. Takes time up to the limit only."""
    unpacked = 0
    for start, end in _streams(data):
        unpacked += _unpacked_size(data[start:end], MAXIMUM_UNPACKED_BYTES - unpacked)
        if unpacked > MAXIMUM_UNPACKED_BYTES:
            reason = (
                f"the PDF of {len(data) / 1e6:.1f} MB would unpack to more than {MAXIMUM_UNPACKED_BYTES / 1e6:.0f} MB"
            )
            raise UnreadableDocument(reason, "cut the report out of the file")


def _streams(data: bytes) -> Iterator[tuple[int, int]]:
    for found in _STREAM.finditer(data):
        dictionary = data.rfind(b"obj", max(found.start() - _DICTIONARY, 0), found.start())
        if not _PICTURE.search(data, max(dictionary, 0), found.start()):
            end = data.find(b"endstream", found.end())
            yield found.end(), len(data) if end < 0 else end


def _unpacked_size(packed: bytes, limit: int) -> int:
    """The size of a stream unpacked, no further than past the limit; 0 for one that is not compressed this way."""
    unpacker = zlib.decompressobj()
    size = 0
    try:
        while packed and size <= limit and not unpacker.eof:
            size += len(unpacker.decompress(packed, _STEP))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        pass
    return size
