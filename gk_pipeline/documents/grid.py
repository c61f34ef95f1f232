"""Lays the rows of a table out on a grid, with row and column spans expanded.

Belongs here: where a cell stands in the grid. Does not: where its text stands, how a format writes spans.
"""

from __future__ import annotations

from collections.abc import Sequence

from gk_pipeline.documents.limits import MAXIMUM_COLUMN_SPAN, MAXIMUM_GRID_COLUMNS, MAXIMUM_GRID_SLOTS
from gk_pipeline.documents.model import Cell

PrintedCell = tuple[int, int, int, int]
"""A cell as printed: start and end in the text, row span, column span. A row span of 0 reaches the end of the group."""

PrintedRow = tuple[int, list[PrintedCell]]
"""The number of the group (head, body, foot) that a row stands in, which no row span crosses, and its cells."""


def lay_out(rows: Sequence[PrintedRow]) -> tuple[tuple[Cell, ...], int] | None:
    """Cells on the grid in reading order, and the number of columns. None when the grid would exceed the limits.

    Follows the table model of the HTML standard, but for overlaps: a column span ends where a cell from above stands,
    so that every slot belongs to one cell at most.
    """
    # For each column the first row that is free below the cells placed so far.
    free_from: list[int] = []
    width = 0
    placed: list[Cell] = []
    group_end = _group_ends(rows)
    for row, (_, cells) in enumerate(rows):
        column = 0
        for start, end, row_span, column_span in cells:
            while column < width and free_from[column] > row:
                column += 1
            columns = 1 if column_span == 1 else _free_columns(free_from, row, column, column_span)
            right = column + columns
            if right > width:
                if right > MAXIMUM_GRID_COLUMNS or right * len(rows) > MAXIMUM_GRID_SLOTS:
                    return None
                free_from.extend([0] * (right - width))
                width = right
            rows_left = group_end[row] - row
            height = row_span if 0 < row_span < rows_left else rows_left
            if columns == 1:
                free_from[column] = row + height
            else:
                free_from[column:right] = [row + height] * columns
            placed.append(Cell(row, column, height, columns, start, end))
            column = right
    return tuple(placed), width


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
