"""Lays the rows of a table out on a grid, with row and column spans expanded.

Belongs here: where a cell stands in the grid. Does not: how a format writes spans, how its text is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

from gk_pipeline.documents.limits import MAXIMUM_COLUMN_SPAN, MAXIMUM_GRID_COLUMNS, MAXIMUM_GRID_SLOTS
from gk_pipeline.documents.model import Cell

Spans = tuple[int, int]
"""Row span and column span of a cell. A row span of 0 reaches the end of the group."""

PrintedRow = tuple[int, int, Sequence[int], Sequence[Spans] | None]
"""The number of the group (head, body, foot) that a row stands in, which no row span crosses; where its line starts in
the text; the lengths of its cells, of which each is separated from the next by one character; their spans, or None when
all are 1 and 1."""


def lay_out(rows: Sequence[PrintedRow]) -> tuple[tuple[Cell, ...], int] | None:
    """Cells on the grid in reading order, and the number of columns. None when the grid would exceed the limits.

    Follows the table model of the HTML standard, but for overlaps: a column span ends where a cell from above stands,
    so that every slot belongs to one cell at most.
    """
    # For each column the first row that is free below the cells placed so far.
    free_from: list[int] = []
    placed: list[tuple[int, int, int, int, int, int]] = []
    for row, ((_, start, lengths, spans), group_end) in enumerate(zip(rows, _group_ends(rows), strict=True)):
        position = start
        if spans is None:
            columns = [column for column, first in enumerate(free_from) if first <= row]
            missing = len(lengths) - len(columns)
            if missing > 0:
                columns += range(len(free_from), len(free_from) + missing)
                if not _widen(free_from, len(free_from) + missing, len(rows)):
                    return None
            for column, length in zip(columns, lengths, strict=False):
                placed.append((row, column, 1, 1, position, position + length))
                position += length + 1
            continue
        column = 0
        known = len(free_from)
        for length, (row_span, column_span) in zip(lengths, spans, strict=True):
            while column < known and free_from[column] > row:
                column += 1
            width = 1 if column_span == 1 else _free_columns(free_from, row, column, column_span)
            right = column + width
            if right > known:
                if not _widen(free_from, right, len(rows)):
                    return None
                known = right
            height = 1 if row_span == 1 else row_span if 0 < row_span < group_end - row else group_end - row
            if height > 1:
                free_from[column:right] = [row + height] * width
            placed.append((row, column, height, width, position, position + length))
            position += length + 1
            column = right
    # This is what Cell itself does for each, in Python.
    return tuple(map(tuple.__new__, repeat(Cell), placed)), len(free_from)


def _widen(free_from: list[int], columns: int, rows: int) -> bool:
    """Gives the grid that many columns, unless it would exceed the limits."""
    if columns > MAXIMUM_GRID_COLUMNS or columns * rows > MAXIMUM_GRID_SLOTS:
        return False
    free_from += [0] * (columns - len(free_from))
    return True


def _free_columns(free_from: list[int], row: int, column: int, wanted: int) -> int:
    """How many of the wanted columns are free, the first of which is."""
    wanted = min(max(wanted, 1), MAXIMUM_COLUMN_SPAN)
    for width in range(1, wanted):
        if column + width < len(free_from) and free_from[column + width] > row:
            return width
    return wanted


def _group_ends(rows: Sequence[PrintedRow]) -> list[int]:
    """For each row the number of the row after the last one of its group."""
    ends = [len(rows)] * len(rows)
    for row in range(len(rows) - 2, -1, -1):
        ends[row] = ends[row + 1] if rows[row][0] == rows[row + 1][0] else row + 1
    return ends
