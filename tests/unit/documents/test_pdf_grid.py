"""Ruling lines to grids."""

from __future__ import annotations

import random
import time

import pytest

from gk_pipeline.documents.page import Ruling
from gk_pipeline.documents.pdf_grid import find_grids


def level(y: float, start: float = 0, end: float = 100) -> Ruling:
    return Ruling(y, start, end)


upright = level

FRAME = ([level(0), level(20), level(40)], [upright(0, 0, 40), upright(50, 0, 40), upright(100, 0, 40)])


def boxes(levels: list[Ruling], uprights: list[Ruling]) -> list[list[tuple[int, int, int, int]]]:
    return [
        [(box.row, box.column, box.row_span, box.column_span) for box in grid.boxes]
        for grid in find_grids(levels, uprights)
    ]


WHOLE = [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]


@pytest.mark.parametrize(
    ("levels", "uprights", "found"),
    [
        (*FRAME, [WHOLE]),
        # Lines that miss each other a little, and lines drawn twice.
        ([level(0, 2, 98), level(21, 1), level(40), level(41.5)], FRAME[1], [WHOLE]),
        # The level line in the middle ends at the second column, or the upright one below the first row.
        ([level(0), level(20, 0, 50), level(40)], FRAME[1], [[(0, 0, 1, 1), (0, 1, 2, 1), (1, 0, 1, 1)]]),
        (
            FRAME[0],
            [upright(0, 0, 40), upright(50, 20, 40), upright(100, 0, 40)],
            [[(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]],
        ),
        # Open below, as at a page break; open on both sides.
        ([level(0), level(20)], FRAME[1], [WHOLE]),
        (FRAME[0], [upright(50, 0, 40)], [WHOLE]),
        # One column is a box, lines of one direction are rules.
        (FRAME[0], [upright(0, 0, 40), upright(100, 0, 40)], []),
        (FRAME[0], [], []),
        ([], FRAME[1], []),
        # Two tables that do not touch.
        (
            [*FRAME[0], level(60), level(80)],
            [*FRAME[1], upright(0, 60, 80), upright(50, 60, 80), upright(100, 60, 80)],
            [WHOLE[:2], WHOLE],
        ),
    ],
)
def test_grids(levels: list[Ruling], uprights: list[Ruling], found: list[object]) -> None:
    assert boxes(levels, uprights) == found


def test_a_region_that_is_no_rectangle_is_cut_into_some() -> None:
    levels = [level(0), level(20, 0, 50), level(40)]
    uprights = [upright(0, 0, 40), upright(50, 0, 20), upright(100, 0, 40)]
    assert boxes(levels, uprights) == [[(0, 0, 1, 1), (0, 1, 2, 1), (1, 0, 1, 1)]]


def test_every_slot_belongs_to_one_box_however_the_lines_run() -> None:
    chance = random.Random(7)

    def ruling() -> Ruling:
        start = chance.randrange(0, 150, 10)
        return Ruling(chance.randrange(0, 200, 10), start, start + chance.randrange(10, 90))

    for _ in range(300):
        for grid in find_grids([ruling() for _ in range(9)], [ruling() for _ in range(9)]):
            slots = [
                (box.row + down, box.column + right)
                for box in grid.boxes
                for down in range(box.row_span)
                for right in range(box.column_span)
            ]
            rows, columns = range(len(grid.ys) - 1), range(len(grid.xs) - 1)
            assert sorted(slots) == [(row, column) for row in rows for column in columns]


def test_many_lines_take_little_time() -> None:
    started = time.process_time()
    for rows, columns, found in ((200, 200, 1), (1000, 900, 0)):
        lines = [level(y * 4, 0, 4000) for y in range(rows)], [upright(x * 4, 0, 4000) for x in range(columns)]
        assert len(find_grids(*lines)) == found
    assert time.process_time() - started < 20
