"""A sheet to lines and tables: which rows of cells are a table, which are titles and paragraphs.

Belongs here: what holds for spreadsheets of every format. Does not: files, values of cells.

A sheet has no paragraphs: title, prose and tables all stand in cells. Rows that have several cells, with text or with
borders, are tables. A row with one text is a line when it is prose, or lies outside the borders of a sheet that has
some; else it goes with the table it follows, as the label of a row that was left blank does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from gk_pipeline.documents.rendition import GridCell, Rendition

# A text that stands alone in its row is prose when it is longer, in characters, or has the end of a sentence.
_LONGEST_LABEL = 60
_SENTENCE_END = "。"


@dataclass(slots=True)
class Sheet:
    """What a sheet shows: texts by (row, column), merged ranges as (row, column, rows, columns), cells with borders.

    Hidden rows and columns are given as such and left out here.
    """

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    bordered: set[tuple[int, int]] = field(default_factory=set)
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


class _Visible:
    """The sheet without its hidden rows and columns, merged ranges laid over it."""

    def __init__(self, sheet: Sheet) -> None:
        places = [*sheet.texts, *sheet.bordered]
        places += [(row, column) for row, column, _, _ in sheet.merged if (row, column) in sheet.texts]
        last_row = max((row for row, _ in places), default=-1)
        last_column = max((column for _, column in places), default=-1)
        rows = {row: n for n, row in enumerate(r for r in range(last_row + 1) if r not in sheet.hidden_rows)}
        columns = {c: n for n, c in enumerate(c for c in range(last_column + 1) if c not in sheet.hidden_columns)}
        self.rows, self.columns = len(rows), len(columns)
        self._spans: dict[tuple[int, int], tuple[int, int]] = {}
        self._covered: dict[tuple[int, int], tuple[int, int]] = {}
        self._texts = {(rows[r], columns[c]): t for (r, c), t in sheet.texts.items() if r in rows and c in columns}
        self._bordered = {(rows[r], columns[c]) for r, c in sheet.bordered if r in rows and c in columns}
        for row, column, height, width in sheet.merged:
            across = [columns[c] for c in range(column, min(column + width, last_column + 1)) if c in columns]
            down = [rows[r] for r in range(row, min(row + height, last_row + 1)) if r in rows]
            if across and down:
                self._merge(across, down, sheet.texts.get((row, column)))

    def _merge(self, across: Sequence[int], down: Sequence[int], text: str | None) -> None:
        corner = down[0], across[0]
        slots = [(row, column) for row in down for column in across]
        if any(slot in self._covered for slot in slots):
            return
        self._spans[corner] = len(down), len(across)
        for slot in slots:
            self._covered[slot] = corner
            self._texts.pop(slot, None)
        if text:
            self._texts[corner] = text

    def kind(self, row: int) -> _Kind:
        corners = {self._covered.get((row, column), (row, column)) for column in range(self.columns)}
        texts = [corner for corner in corners if corner in self._texts]
        boxes = {corner for corner in corners if corner in self._bordered}
        if len(texts) > 1 or len(boxes) > 1:
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
        return self._covered.get((row, column), (row, column)) in self._texts or (row, column) in self._bordered

    def _is_used(self, row: int) -> bool:
        return any(self._is_printed(row, column) for column in range(self.columns))
