"""Folds a text to what identifies it: no blanks, no quotes, half-width forms, with the way back to every offset.

Belongs here: the folded text and its separators. Does not: what the text means.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

from gk_pipeline.catalog.forms import read_rows
from gk_pipeline.documents.model import Table

# A cell boundary survives folding as this character, so no label is ever joined across two cells.
CELL = "\x1f"

_COMMON = (
    ("（", "("),
    ("）", ")"),
    ("：", ":"),
    ("，", ","),
    ("；", ";"),
    ("．", "."),
    ("／", "/"),
    ("|", CELL),
    ("│", CELL),
    ("┃", CELL),
    ("\t", CELL),
)
_FULL_WIDTH = re.compile("[！-～﹣−⼀-⿕]")
_FULL_WIDTH_TABLE = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    "﹣": "-",
    "−": "-",
    **dict(zip("⼀⼆⼈⼋⼗⼤⽂⽅⽇⽉⽊⽌⽔⽤⽬⾏", "一二人八十大文方日月木止水用目行", strict=True)),
}
# Characters of every report that are written only so in traditional texts.
_TELLING = "開報請會務關區縣屬數條總訴"
_TRADITIONAL_MINIMUM = 8
# All white space is below U+3001; a cell boundary counts as white space and is none here.
_BLANKS = "".join(char for char in map(chr, range(0x3001)) if char.isspace() and char != CELL)
# Characters without a width stand between others as if they were not there, as quotes do.
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_QUOTES = f"“”\"'‘’《》〈〉{_UNSEEN}"
_SEPARATORS = re.compile(f"([{_BLANKS}{_QUOTES}]+)")
# What separates figures in a folded text, quotes aside.
BETWEEN_FIGURES = f"[{_BLANKS}{CELL}]"
_ALL_QUOTES = frozenset(_QUOTES)


@lru_cache(maxsize=8)  # every part of the extraction folds the same text
def fold(text: str) -> str:
    """Half-width forms of full-width characters, and simplified forms where the text is in traditional characters.

    Keeps the length: offsets stay what they were.
    """
    return fold_piece(text, traditional=is_traditional(text))


def fold_piece(text: str, *, traditional: bool) -> str:
    """Folds a piece of a text of which it is known whether it is in traditional characters."""
    for wide, narrow in _COMMON:
        if wide in text:
            text = text.replace(wide, narrow)
    if _FULL_WIDTH.search(text):
        text = _replaced(text, _FULL_WIDTH_TABLE)
    return _replaced(text, _traditional()) if traditional else text


def _replaced(text: str, table: dict[str, str]) -> str:
    """Like `str.translate`, but several times as fast: few of the characters of the table occur in a text."""
    for char in table.keys() & set(text):
        text = text.replace(char, table[char])
    return text


def is_traditional(text: str) -> bool:
    """Single traditional characters stand in simplified texts too, in names above all; those stay as they are."""
    found = 0
    for char in _TELLING:
        if char in text:
            found += text.count(char)
    return found >= _TRADITIONAL_MINIMUM


@cache
def _traditional() -> dict[str, str]:
    """Traditional to simplified, for the characters that labels and wordings of the catalogue use."""
    return {old: fields["simplified"] for _, fields in read_rows("traditional.csv") for old in fields["traditional"]}


@lru_cache(maxsize=4096)
def fold_label(label: str) -> str:
    """A label of the catalogue as it stands in a folded text: blanks and quotes gone as well."""
    return without_separators(fold(label))


def without_separators(folded: str) -> str:
    """Folded text without its blanks and quotes."""
    return _SEPARATORS.sub("", folded)


def kept_positions(folded: str) -> list[int]:
    """The places of the characters of folded text that are no blanks or quotes."""
    return [position for position, char in enumerate(folded) if not _SEPARATORS.match(char)]


def kept_span(folded: str) -> tuple[int, int]:
    """From the first to behind the last character of folded text that is no blank or quote."""
    end = len(folded.rstrip(_BLANKS + _QUOTES))
    return end - len(folded[:end].lstrip(_BLANKS + _QUOTES)), end


class Piece(NamedTuple):
    """A piece of a folded text up to `end`; each character stands `shift` farther on in the text than in `norm`.

    `is_separated` tells whether anything stands in front of it.
    """

    end: int
    shift: int
    is_separated: bool


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text.

    `folded` is `text` in folded characters, as long as it was; `norm` is that without blanks and quotes. `starts[k]` is
    where piece k begins in `norm`, `origins[k]` where it begins in the text; `separators[k]` are the blanks and quotes
    behind it. A piece may hold cell boundaries.
    """

    text: str
    folded: str
    norm: str
    starts: Sequence[int]
    origins: Sequence[int]
    separators: Sequence[str]
    is_traditional: bool

    def offset(self, position: int) -> int:
        """The text offset of the character at `position` of `norm`."""
        piece = bisect_right(self.starts, position) - 1
        return self.origins[piece] + position - self.starts[piece]

    def end_offset(self, position: int) -> int:
        """The text offset just behind the character before `position`."""
        return self.offset(position - 1) + 1

    def position(self, offset: int) -> int:
        """The place in `norm` of the first kept character at or behind a text offset."""
        piece = bisect_right(self.origins, offset) - 1
        if piece < 0:
            return 0
        length = (self.starts[piece + 1] if piece + 1 < len(self.starts) else len(self.norm)) - self.starts[piece]
        return self.starts[piece] + min(offset - self.origins[piece], length)

    def on_one_line(self, position: int, other: int) -> bool:
        """Whether the characters at two places of `norm` stand on one line of the text."""
        return "\n" not in self.text[self.offset(position) : self.offset(other)]

    def piece(self, position: int) -> Piece:
        """What stands from `position` on without anything that may separate characters: blank, quote, cell boundary."""
        starts = self.starts
        index = bisect_right(starts, position) - 1
        end = starts[index + 1] if index + 1 < len(starts) else len(self.norm)
        boundary = self.norm.find(CELL, position, end)
        return Piece(
            end if boundary < 0 else max(boundary, position + 1),
            self.origins[index] - starts[index],
            self._is_apart(index, position),
        )

    def separated(self, position: int) -> bool:
        """Whether anything stands between the characters at `position - 1` and `position`."""
        return self._is_apart(bisect_right(self.starts, position) - 1, position)

    def _is_apart(self, piece: int, position: int) -> bool:
        if position <= 0 or position >= len(self.norm) or CELL in self.norm[position - 1 : position + 1]:
            return True
        return self.starts[piece] == position and not _ALL_QUOTES.issuperset(self.separators[piece - 1])


def fold_document(text: str, tables: Sequence[Table] = ()) -> Folded:
    """Folds a rendition. Inside tables a line end is a cell boundary too: rows never join."""
    folded = _with_cells(fold(text), tables)
    parts = _SEPARATORS.split(folded)
    if len(parts) > 1 and not parts[-1]:
        del parts[-1]
    pieces = parts[::2]
    origins = [0, *accumulate(map(len, parts[:-1]))][::2]
    starts = [0, *accumulate(map(len, pieces[:-1]))]
    return Folded(text, folded, "".join(pieces), starts, origins, parts[1::2], is_traditional(text))


def _with_cells(folded: str, tables: Sequence[Table]) -> str:
    """The text with the line ends inside tables as cell boundaries."""
    parts: list[str] = []
    behind = 0
    for table in sorted(tables, key=lambda table: table.start):
        parts.append(folded[behind : table.start])
        parts.append(folded[max(behind, table.start) : table.end].replace("\n", CELL))
        behind = max(behind, table.end)
    return "".join([*parts, folded[behind:]]) if parts else folded
