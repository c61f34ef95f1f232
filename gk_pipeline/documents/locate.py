"""From a piece of the rendition back to the bytes of the raw file.

Belongs here: the way back for text, Markdown and HTML, taken on demand for evidence. Does not: anything that reading
needs.
"""

from __future__ import annotations

import hashlib
from functools import cached_property

from gk_pipeline.documents.byte_positions import BytePositions
from gk_pipeline.documents.html import render
from gk_pipeline.documents.html_grammar import TOKEN, reference
from gk_pipeline.documents.html_marks import MARKS
from gk_pipeline.documents.model import ByteRange, Document

# The positions of the characters of a page are written into it as characters of the private planes, in digits.
_BASE = 65_000
_FIRST_DIGIT = 0xF0000


def locate(data: bytes, document: Document, start: int, end: int) -> ByteRange | None:
    """The bytes of `data` that `document.text[start:end]` was read from. For many pieces of a file use `SourceMap`.

    Those bytes, decoded with `document.encoding`, without their tags and with their character references resolved, are
    the piece, white space aside; this is verified, and None returned where it fails. A value that is spread over tags
    spans from its first to its last character. None too for a piece of nothing but white space, and for formats whose
    renditions do not map to bytes. Raises ValueError when `data` is another file or the span is none of the text.
    """
    return SourceMap(data, document).locate(start, end)


class SourceMap:
    """The way back from one document to its bytes."""

    def __init__(self, data: bytes, document: Document) -> None:
        if hashlib.sha256(data).hexdigest() != document.document_id:
            raise ValueError("these are not the bytes that the document was read from")
        self._data = data
        self._document = document
        self._bytes = BytePositions(data)

    def locate(self, start: int, end: int) -> ByteRange | None:
        """See `locate`."""
        text = self._document.text
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"{start}:{end} is no span of a text of {len(text)} characters")
        piece = text[start:end]
        if not piece.strip():
            return None
        if self._document.format in ("text", "markdown"):
            return self._verified(piece, start, end)
        if self._document.format == "html":
            span = self._source_span(start, end)
            return self._verified(piece, *span) if span else None
        return None

    def _verified(self, piece: str, start: int, end: int) -> ByteRange | None:
        """The bytes of the characters `start:end` of the source, if they are the piece."""
        found = ByteRange(self._bytes.of(start), self._bytes.of(end))
        source = self._data[found.start : found.end].decode(self._bytes.encoding, "replace")
        shown = render(source).text if self._document.format == "html" else source
        return found if _squeezed(shown) == _squeezed(piece) else None

    def _source_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a piece of a page begins and ends in the source, from its first and its last character."""
        source = self._bytes.text
        positions = [0] * (end - start)
        printed = [not character.isspace() for character in self._document.text[start:end]]
        for power, rendition in enumerate(self._numbered_renditions):
            if len(rendition) != len(self._document.text):
                return None
            for index, character in enumerate(rendition[start:end]):
                positions[index] += (ord(character) - _FIRST_DIGIT) * _BASE**power
        known = [position for position, shown in zip(positions, printed, strict=True) if shown]
        if min(known) < 0:
            return None
        last = known[-1]
        referred = reference(source, last) if source[last] == "&" else None
        return known[0], last + (referred[0] if referred else 1)

    @cached_property
    def _numbered_renditions(self) -> list[str]:
        """Renditions of the page with each character replaced by a digit of its position, lowest digit first.

        The reader itself thus tells where every character went, however it ordered or joined them.
        """
        digits = 1 if len(self._bytes.text) <= _BASE else 2
        return [render(_numbered(self._bytes.text, _BASE**power)).text for power in range(digits)]


def _numbered(source: str, unit: int) -> str:
    parts: list[str] = []
    position = 0
    for token in TOKEN.finditer(source):
        parts.append(_numbered_text(source, position, token.start(), unit))
        parts.append(token[0])
        position = token.end()
    parts.append(_numbered_text(source, position, len(source), unit))
    return "".join(parts)


def _numbered_text(source: str, position: int, end: int, unit: int) -> str:
    numbered: list[str] = []
    while position < end:
        character = source[position]
        length, shown = (reference(source, position) if character == "&" else None) or (1, character)
        if not shown.strip() or shown in MARKS:
            # White space and references to nothing stay as they are, or lines and words would change.
            numbered.append(source[position : position + length])
        else:
            numbered.append(chr(_FIRST_DIGIT + position // unit % _BASE) * len(shown))
        position += length
    return "".join(numbered)


def _squeezed(text: str) -> str:
    return "".join(text.split())
