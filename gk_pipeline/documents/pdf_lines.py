"""Glyphs to lines of text, and lines to running text.

Belongs here: what is one line, where its blanks are, whether the next line continues it. Does not: tables, pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from gk_pipeline.documents.model import Place
from gk_pipeline.documents.page import Glyph

# In parts of the glyphs' height: base lines of one line of text; a blank; a second printing of the same glyph.
_SAME_LINE = 0.45
_BLANK = 0.25
_OVERPRINT = 0.1
_NUMBER = frozenset("0123456789.,")
# From here on characters are square, but for a few that no line is made of.
_FIRST_SQUARE = "\u2e80"
# The room that programs leave between the text of a cell and its lines, in points.
CELL_PADDING = 5.4


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text with its box. `size` is that of its characters (their em), `first` the width of the first."""

    text: str
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    first: float


def text_lines(glyphs: Iterable[Glyph], page: int) -> list[TextLine]:
    """The lines that glyphs form, from top to bottom, glyphs ordered as they stand, not as the file draws them."""
    lines = (_text_line(group, page) for group in _groups(glyphs))
    return [line for line in lines if line]


def _groups(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    group: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.base):
        if group and glyph.base - group[0].base > _SAME_LINE * _height((group[0], glyph)):
            yield group
            group = []
        group.append(glyph)
    if group:
        yield group


def _height(glyphs: Iterable[Glyph]) -> float:
    return min(glyph.bottom - glyph.top for glyph in glyphs)


def _text_line(group: Sequence[Glyph], page: int) -> TextLine | None:
    parts: list[str] = []
    printed: list[Glyph] = []
    blank = False
    for glyph in sorted(group, key=lambda glyph: (glyph.x0, glyph.x1)):
        if glyph.text == " ":
            blank = True
            continue
        if printed:
            before = printed[-1]
            unit = max(glyph.bottom - glyph.top, before.bottom - before.top)
            if glyph.text == before.text and abs(glyph.x0 - before.x0) <= _OVERPRINT * unit:
                continue
            if blank or glyph.x0 - before.x1 > _BLANK * unit:
                parts.append(" ")
        parts.append(glyph.text)
        printed.append(glyph)
        blank = False
    if not printed:
        return None
    return TextLine(
        "".join(parts),
        page,
        printed[0].x0,
        min(glyph.top for glyph in printed),
        max(glyph.x1 for glyph in printed),
        max(glyph.bottom for glyph in printed),
        _size(printed),
        printed[0].x1 - printed[0].x0,
    )


def _size(printed: Sequence[Glyph]) -> float:
    """The width of a square character, of which Chinese is made; the heights of boxes differ from font to font."""
    square = sorted(g.x1 - g.x0 for g in printed if g.text > _FIRST_SQUARE) or sorted(g.bottom - g.top for g in printed)
    return square[len(square) // 2]


def is_full(line: TextLine, following: TextLine, left: float, right: float) -> bool:
    """Whether a line of a cell from `left` to `right` had no room for the first glyph of the following one.

    Punctuation must not begin or end a line and takes a character along with it, so other text than numbers may end
    one character early.
    """
    room = 0.0 if _breaks_number(line, following) else line.size
    return line.x1 - line.x0 + following.first + room > right - left - 2 * CELL_PADDING


def paragraph_text(lines: Sequence[TextLine]) -> tuple[str, tuple[Place, ...]]:
    """The lines of a paragraph as one text, and where its pieces stand, as offsets from its start."""
    return _join(lines, lambda before, line: " " if _are_words(before, line) else "")


def cell_text(lines: Sequence[TextLine], left: float, right: float) -> tuple[str, tuple[Place, ...]]:
    """The lines of a cell as one text, and where its pieces stand, as offsets from its start.

    A line end is a blank unless the line was full. Digits are joined over a full line only: there the number had to
    break, while two short lines of digits are two numbers.
    """

    def separator(before: TextLine, line: TextLine) -> str:
        if not is_full(before, line, left, right):
            return " "
        return " " if _are_words(before, line) and not _breaks_number(before, line) else ""

    return _join(lines, separator)


def _are_words(before: TextLine, line: TextLine) -> bool:
    return all(character.isascii() and character.isalnum() for character in (before.text[-1], line.text[0]))


def _breaks_number(before: TextLine, line: TextLine) -> bool:
    return before.text[-1] in _NUMBER and line.text[0] in _NUMBER


def _join(lines: Sequence[TextLine], separator: Callable[[TextLine, TextLine], str]) -> tuple[str, tuple[Place, ...]]:
    text = ""
    places: list[Place] = []
    before: TextLine | None = None
    for line in lines:
        if before:
            text += separator(before, line)
        box = (round(edge, 1) for edge in (line.x0, line.top, line.x1, line.bottom))
        places.append(Place(len(text), len(text) + len(line.text), line.page, *box))
        text += line.text
        before = line
    return text, tuple(places)
