"""A sheet to lines and tables: which rows of cells are a table, which are titles and paragraphs.

Belongs here: what holds for spreadsheets of every format. Does not: files, values of cells.

A sheet has no paragraphs: title, prose and tables all stand in cells. Rows that have several cells, with text or with
borders, are tables. A row with one text is a line when it is prose, or lies outside the borders of a sheet that has
some; else it goes with the table it follows, as the label of a row that was left blank does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from gk_pipeline.documents.limits import MAXIMUM_GRID_SLOTS
from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.rendition import GridCell, Rendition

# A text that stands alone in its row is prose when it is longer, in characters, or has the end of a sentence.
_LONGEST_LABEL = 60
_SENTENCE_END = "。"


@dataclass(slots=True)
class Sheet:
    """What a sheet shows: texts by (row, column), merged ranges as (row, column, rows, columns), cells with borders.

    `blanks` are cells with a value that is not shown, by its format or for being as white as the sheet. Hidden rows and
    columns are left out here.
    """

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    bordered: set[tuple[int, int]] = field(default_factory=set)
    blanks: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


class _Kind(Enum):
    BLANK = auto()
    LINE = auto()
    LONE = auto()
    TABLE = auto()


def render_sheet(rendition: Rendition, sheet: Sheet) -> None:
    """Adds the lines and tables of a sheet."""
    visible = _Visible(sheet)
    kinds = [visible.kind(row) for row in range(visible.rows)]
    for first, last in _runs(kinds):
        if kinds[first] is _Kind.TABLE:
            rendition.add_table(visible.cells(first, last))
        else:
            for text in visible.row_texts(first):
                rendition.add_paragraph(text)


def _runs(kinds: Sequence[_Kind]) -> Iterator[tuple[int, int]]:
    """Runs of rows that are one table, or one line each."""
    row = 0
    while row < len(kinds):
        end = row + 1
        if kinds[row] is _Kind.TABLE:
            while (following := _last_of_table(kinds, end)) is not None:
                end = following + 1
        if kinds[row] is not _Kind.BLANK:
            yield row, end
        row = end


def _last_of_table(kinds: Sequence[_Kind], row: int) -> int | None:
    """The next row that a table has behind it: below lone texts that follow directly, or below blank rows."""
    end = row
    while end < len(kinds) and kinds[end] is _Kind.LONE:
        end += 1
    if end > row:
        return end - 1
    while end < len(kinds) and kinds[end] is _Kind.BLANK:
        end += 1
    return end if end < len(kinds) and kinds[end] is _Kind.TABLE else None


class _Axis:
    """The used rows (or columns) of a sheet, numbered anew."""

    def __init__(self, used: set[int], *, with_gaps: bool) -> None:
        """`with_gaps`: what lies between two used rows, however much, is one blank row; else it is left out."""
        self._places = sorted(used)
        self._numbers: list[int] = []
        number, last = -1, -1
        for place in self._places:
            number += 2 if with_gaps and place > last + 1 else 1
            self._numbers.append(number)
            last = place
        self.number_of = dict(zip(self._places, self._numbers, strict=True))
        self.size = number + 1

    def between(self, first: int, last: int) -> Sequence[int]:
        """The numbers of the places from `first` up to `last`."""
        return self._numbers[bisect_left(self._places, first) : bisect_left(self._places, last)]


class _Visible:
    """The sheet without what is hidden or empty, merged ranges laid over it."""

    def __init__(self, sheet: Sheet) -> None:
        places = [
            (row, column)
            for row, column in {*sheet.texts, *sheet.bordered, *sheet.blanks}
            if row not in sheet.hidden_rows and column not in sheet.hidden_columns
        ]
        down, across = _Axis({row for row, _ in places}, with_gaps=True), _Axis({c for _, c in places}, with_gaps=False)
        self.rows, self.columns = down.size, across.size
        if self.rows * self.columns > MAXIMUM_GRID_SLOTS:
            reason = f"a sheet has {self.rows} rows with {self.columns} columns, too many to lay out"
            raise UnreadableDocument(reason, "cut the report out of the file")
        self._spans: dict[tuple[int, int], tuple[int, int]] = {}
        self._covered: dict[tuple[int, int], tuple[int, int]] = {}
        rows, columns = down.number_of, across.number_of
        self._texts = {(rows[r], columns[c]): sheet.texts[r, c] for r, c in places if (r, c) in sheet.texts}
        self._bordered = {(rows[r], columns[c]) for r, c in places if (r, c) in sheet.bordered}
        self._seen = self._bordered | {(rows[r], columns[c]) for r, c in places if (r, c) in sheet.blanks}
        slots = 0
        for row, column, height, width in sheet.merged:
            merged_rows, merged_columns = down.between(row, row + height), across.between(column, column + width)
            slots += len(merged_rows) * len(merged_columns)
            if slots > MAXIMUM_GRID_SLOTS:
                raise UnreadableDocument("a sheet merges the same cells over and over", "save the file again")
            if merged_rows and merged_columns:
                self._merge(merged_rows, merged_columns, sheet.texts.get((row, column)))

    def _merge(self, rows: Sequence[int], columns: Sequence[int], text: str | None) -> None:
        corner = rows[0], columns[0]
        slots = [(row, column) for row in range(rows[0], rows[-1] + 1) for column in columns]
        if any(slot in self._covered for slot in slots):
            return
        self._spans[corner] = rows[-1] + 1 - rows[0], len(columns)
        for slot in slots:
            self._covered[slot] = corner
            self._texts.pop(slot, None)
        if text:
            self._texts[corner] = text

    def kind(self, row: int) -> _Kind:
        corners = {self._covered.get((row, column), (row, column)) for column in range(self.columns)}
        texts = [corner for corner in corners if corner in self._texts]
        boxes = {corner for corner in corners if corner in self._seen}
        if len(texts) > 1 or len(boxes.union(texts)) > 1:
            return _Kind.TABLE
        if not texts:
            return _Kind.BLANK
        height, width = self._spans.get(texts[0], (1, 1))
        if height > 1 and width < self.columns:
            return _Kind.TABLE
        text = self._texts[texts[0]]
        is_outside = not boxes if self._bordered else width > 1
        is_line = is_outside or len(text) > _LONGEST_LABEL or _SENTENCE_END in text
        return _Kind.LINE if is_line else _Kind.LONE

    def row_texts(self, row: int) -> list[str]:
        return [self._texts[row, column] for column in range(self.columns) if (row, column) in self._texts]

    def cells(self, first: int, last: int) -> list[GridCell]:
        """The cells of a table: the columns that any of its rows uses, blank rows left out."""
        rows = [r for r in range(first, last) if self._is_used(r)]
        used = [c for r in rows for c in range(self.columns) if self._is_printed(r, c)]
        columns = range(min(used), max(used) + 1)
        numbers = {row: number for number, row in enumerate(rows)}
        cells: list[GridCell] = []
        for row in rows:
            for column in columns:
                corner = self._covered.get((row, column), (row, column))
                top, left = max(corner[0], first), max(corner[1], columns.start)
                if (row, column) != (top, left):
                    continue
                height, width = self._spans.get(corner, (1, 1))
                bottom, right = min(corner[0] + height, last), min(corner[1] + width, columns.stop)
                spanned = sum(r in numbers for r in range(row, bottom))
                cells.append(GridCell(numbers[row], left - columns.start, spanned, right - left, self._text(corner)))
        return cells

    def _text(self, corner: tuple[int, int]) -> str:
        return self._texts.get(corner, "")

    def _is_printed(self, row: int, column: int) -> bool:
        return self._covered.get((row, column), (row, column)) in self._texts or (row, column) in self._seen

    def _is_used(self, row: int) -> bool:
        return any(self._is_printed(row, column) for column in range(self.columns))
