"""The grid alone: limits, groups and spans that a page would not show."""

from __future__ import annotations

from gk_pipeline.documents.grid import lay_out
from gk_pipeline.documents.limits import MAXIMUM_GRID_COLUMNS
from gk_pipeline.documents.model import Cell


def test_cells_keep_their_text_spans_and_find_their_columns() -> None:
    rows = [(0, [(0, 1, 2, 1), (2, 3, 1, 2)]), (0, [(4, 5, 1, 1), (6, 6, 1, 1)])]
    assert lay_out(rows) == (
        (Cell(0, 0, 2, 1, 0, 1), Cell(0, 1, 1, 2, 2, 3), Cell(1, 1, 1, 1, 4, 5), Cell(1, 2, 1, 1, 6, 6)),
        3,
    )


def test_row_spans_end_with_their_group() -> None:
    rows = [(0, [(0, 1, 5, 1)]), (0, [(2, 3, 1, 1)]), (1, [(4, 5, 0, 1)]), (1, [(6, 7, 1, 1)])]
    laid_out = lay_out(rows)
    assert laid_out is not None
    assert [(cell.row, cell.column, cell.row_span) for cell in laid_out[0]] == [
        (0, 0, 2),
        (1, 1, 1),
        (2, 0, 2),
        (3, 1, 1),
    ]


def test_no_rows() -> None:
    assert lay_out([]) == ((), 0)
    assert lay_out([(0, []), (0, [])]) == ((), 0)


def test_the_limit_of_columns() -> None:
    row = [(0, 0, 1, 1)] * MAXIMUM_GRID_COLUMNS
    laid_out = lay_out([(0, row)])
    assert laid_out is not None
    assert laid_out[1] == MAXIMUM_GRID_COLUMNS
    assert lay_out([(0, [*row, (0, 0, 1, 1)])]) is None
    assert lay_out([(0, row)] + [(0, [])] * 1999) is not None
    assert lay_out([(0, row)] + [(0, [])] * 2000) is None
