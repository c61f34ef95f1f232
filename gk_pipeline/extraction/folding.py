"""Folds a text to what identifies it: no blanks, no quotes, half-width forms, with the way back to every offset.

Belongs here: the folded text and its separators. Does not: what the text means.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

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
_TELLING = re.compile("[開報請會務關區縣屬數條總訴]")
_TRADITIONAL_MINIMUM = 8
_PIECE = re.compile(f"{CELL}|[^\\s{CELL}“”\"'‘’《》〈〉\u200b\ufeff]+")
_QUOTES = re.compile("[“”\"'‘’《》〈〉\u200b\ufeff]+")


@lru_cache(maxsize=8)  # every part of the extraction folds the same text
def fold(text: str) -> str:
    """Half-width forms of full-width characters, and simplified forms where the text is in traditional characters.

    Keeps the length: offsets stay what they were.
    """
    for wide, narrow in _COMMON:
        if wide in text:
            text = text.replace(wide, narrow)
    if _FULL_WIDTH.search(text):
        text = _replaced(text, _FULL_WIDTH_TABLE)
    return _replaced(text, _traditional()) if _is_traditional(text) else text


def _replaced(text: str, table: dict[str, str]) -> str:
    """Like `str.translate`, but several times as fast: few of the characters of the table occur in a text."""
    for char in table.keys() & set(text):
        text = text.replace(char, table[char])
    return text


def _is_traditional(text: str) -> bool:
    """Single traditional characters stand in simplified texts too, in names above all; those stay as they are."""
    return next(islice(_TELLING.finditer(text), _TRADITIONAL_MINIMUM - 1, None), None) is not None


@cache
def _traditional() -> dict[str, str]:
    """Traditional to simplified, for the characters that labels and wordings of the catalogue use."""
    return {old: fields["simplified"] for _, fields in read_rows("traditional.csv") for old in fields["traditional"]}


def fold_label(label: str) -> str:
    """A label of the catalogue as it stands in a folded text: blanks and quotes gone as well."""
    return "".join(_PIECE.findall(fold(label)))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text.

    `norm` is `text` without blanks and quotes. `starts[k]` is where piece k begins in `norm`, `origins[k]` where it
    begins in the text; `gaps[k]` is true when something separates piece k from the one before (blank, line, cell).
    """

    text: str
    norm: str
    starts: Sequence[int]
    origins: Sequence[int]
    gaps: Sequence[bool]

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

    def piece_end(self, position: int) -> int:
        """Where the piece around `position` ends: the next place where something may separate characters."""
        piece = bisect_right(self.starts, position)
        return self.starts[piece] if piece < len(self.starts) else len(self.norm)

    def separated(self, position: int) -> bool:
        """Whether anything stands between the characters at `position - 1` and `position`."""
        if position <= 0 or position >= len(self.norm) or CELL in self.norm[position - 1 : position + 1]:
            return True
        piece = bisect_right(self.starts, position) - 1
        return self.starts[piece] == position and self.gaps[piece]


def fold_document(text: str, tables: Sequence[Table] = ()) -> Folded:
    """Folds a rendition. Inside tables a line end is a cell boundary too: rows never join."""
    folded = fold(text)
    for table in tables:
        rows = folded[table.start : table.end].replace("\n", CELL)
        folded = f"{folded[: table.start]}{rows}{folded[table.end :]}"
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    gaps: list[bool] = []
    length = behind = 0
    for match in _PIECE.finditer(folded):
        piece = match.group()
        begin = match.start()
        pieces.append(piece)
        starts.append(length)
        origins.append(begin)
        gaps.append(begin > behind and not _QUOTES.fullmatch(folded, behind, begin))
        length += len(piece)
        behind = match.end()
    return Folded(text, "".join(pieces), starts, origins, gaps)
