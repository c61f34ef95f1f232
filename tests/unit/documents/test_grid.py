"""The grid alone: limits, groups and spans that a page would not show."""

from __future__ import annotations

import pytest

from gk_pipeline.documents.grid import PrintedRow, lay_out
from gk_pipeline.documents.limits import MAXIMUM_GRID_COLUMNS
from gk_pipeline.documents.model import Cell


def test_cells_keep_their_text_spans_and_find_their_columns() -> None:
    rows: list[PrintedRow] = [(0, 0, [1, 1], [(2, 1), (1, 2)]), (0, 4, [1, 0], None)]
    assert lay_out(rows) == (
        (Cell(0, 0, 2, 1, 0, 1), Cell(0, 1, 1, 2, 2, 3), Cell(1, 1, 1, 1, 4, 5), Cell(1, 2, 1, 1, 6, 6)),
        3,
    )


def test_cells_are_cells() -> None:
    laid_out = lay_out([(0, 7, [2, 3], None)])
    assert laid_out is not None
    assert [type(cell) for cell in laid_out[0]] == [Cell, Cell]
    assert [(cell.column, cell.start, cell.end) for cell in laid_out[0]] == [(0, 7, 9), (1, 10, 13)]


@pytest.mark.parametrize("spans", [None, [(1, 1)] * 3], ids=["none", "written"])
def test_cells_go_around_those_from_above_and_beyond_them(spans: list[tuple[int, int]] | None) -> None:
    above: PrintedRow = (0, 0, [0, 0, 0], [(1, 1), (2, 1), (1, 1)])
    laid_out = lay_out([above, (0, 3, [0, 0, 0], spans)])
    assert laid_out is not None
    assert [(cell.row, cell.column) for cell in laid_out[0][3:]] == [(1, 0), (1, 2), (1, 3)]
    assert laid_out[1] == 4


def test_row_spans_end_with_their_group() -> None:
    rows: list[PrintedRow] = [
        (0, 0, [1], [(5, 1)]),
        (0, 2, [1], None),
        (1, 4, [1], [(0, 1)]),
        (1, 6, [1], None),
    ]
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
    assert lay_out([(0, 0, [], None), (0, 0, [], None)]) == ((), 0)


@pytest.mark.parametrize("spanned", [False, True])
def test_the_limit_of_columns(spanned: bool) -> None:
    def row(cells: int) -> PrintedRow:
        return 0, 0, [0] * cells, [(1, 1)] * cells if spanned else None

    laid_out = lay_out([row(MAXIMUM_GRID_COLUMNS)])
    assert laid_out is not None
    assert laid_out[1] == MAXIMUM_GRID_COLUMNS
    assert lay_out([row(MAXIMUM_GRID_COLUMNS + 1)]) is None
    assert lay_out([row(MAXIMUM_GRID_COLUMNS), *[row(0)] * 1999]) is not None
    assert lay_out([row(MAXIMUM_GRID_COLUMNS), *[row(0)] * 2000]) is None
