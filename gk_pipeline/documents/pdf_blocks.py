"""The content of a page to blocks in reading order: lines of text and tables with their cells.

Belongs here: which glyph stands in which cell. Does not: what goes on from one page to the next (`pdf_flow`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gk_pipeline.documents.page import Glyph, PageContent
from gk_pipeline.documents.pdf_grid import Grid, find_grids
from gk_pipeline.documents.pdf_lines import TextLine, text_lines

_NUMBER = frozenset("0123456789.,")
# Glyphs of a number are no further apart than this, in parts of their height.
_TOUCHING = 0.15
# A line goes through a glyph, not beside it, when it cuts off more than this part of its width.
_CROSSED = 0.15


@dataclass(slots=True)
class TableCell:
    """A cell of a drawn table: its columns by their positions on the page, its rows by number, its lines."""

    row: int
    row_span: int
    left: float
    right: float
    lines: list[TextLine] = field(default_factory=list)

    @property
    def bottom_row(self) -> int:
        return self.row + self.row_span - 1

    @property
    def is_empty(self) -> bool:
        return not self.lines

    @property
    def plain(self) -> str:
        """The text without blanks, for comparing."""
        return "".join("".join(line.text for line in self.lines).split())


@dataclass(slots=True)
class TableBlock:
    """A drawn table: its cells in reading order, the positions of its columns, where it begins and ends."""

    cells: list[TableCell]
    xs: tuple[float, ...]
    rows: int
    top: float
    bottom: float


Block = TextLine | TableBlock


def read_blocks(page: PageContent) -> list[Block]:
    """The blocks of a page from top to bottom."""
    grids = [_PlacedGrid(grid) for grid in find_grids(page.levels, page.uprights)]
    outside: list[Glyph] = []
    for run in _runs(page.glyphs):
        places = [_place(grids, *_middle(glyph)) for glyph in run]
        if any(place and place[0].is_crossed(place[1], glyph) for place, glyph in zip(places, run, strict=True)):
            # A number that runs over the line of its cell is one number all the same; half of it is another number.
            places = [_place(grids, (run[0].x0 + run[-1].x1) / 2, _middle(run[0])[1])] * len(run)
        for place, glyph in zip(places, run, strict=True):
            if place:
                place[0].glyphs.setdefault(place[1], []).append(glyph)
            else:
                outside.append(glyph)
    blocks: list[Block] = list(text_lines(outside, page.number))
    blocks += [_table(placed.grid, placed.glyphs, page.number) for placed in grids if placed.glyphs]
    return sorted(blocks, key=lambda block: block.top)


class _PlacedGrid:
    """A grid with the glyphs in each of its boxes, by the number of the box."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.glyphs: dict[int, list[Glyph]] = {}
        self._box_of = {
            (box.row + down, box.column + across): number
            for number, box in enumerate(grid.boxes)
            for down in range(box.row_span)
            for across in range(box.column_span)
        }

    def box_at(self, x: float, y: float) -> int | None:
        xs, ys = self.grid.xs, self.grid.ys
        if not (xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]):
            return None
        return self._box_of[bisect_right(ys, y) - 1, bisect_right(xs, x) - 1]

    def is_crossed(self, number: int, glyph: Glyph) -> bool:
        """Whether a line beside its box goes through the glyph."""
        box = self.grid.boxes[number]
        beyond = _CROSSED * (glyph.x1 - glyph.x0)
        left, right = self.grid.xs[box.column], self.grid.xs[box.column + box.column_span]
        return glyph.x0 < left - beyond or glyph.x1 > right + beyond


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Numbers whose digits the file draws one after the other, touching; every other glyph is a run of its own."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not _touch(run[-1], glyph):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _touch(before: Glyph, glyph: Glyph) -> bool:
    near = _TOUCHING * (glyph.bottom - glyph.top)
    is_number = before.text in _NUMBER and glyph.text in _NUMBER
    return is_number and abs(glyph.base - before.base) <= near and abs(glyph.x0 - before.x1) <= near


def _middle(glyph: Glyph) -> tuple[float, float]:
    return (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2


def _place(grids: Sequence[_PlacedGrid], x: float, y: float) -> tuple[_PlacedGrid, int] | None:
    for grid in grids:
        if (box := grid.box_at(x, y)) is not None:
            return grid, box
    return None


def _table(grid: Grid, glyphs: dict[int, list[Glyph]], page: int) -> TableBlock:
    cells = [
        TableCell(
            box.row,
            box.row_span,
            grid.xs[box.column],
            grid.xs[box.column + box.column_span],
            text_lines(glyphs.get(number, ()), page),
        )
        for number, box in enumerate(grid.boxes)
        if not box.is_open or number in glyphs
    ]
    return TableBlock(cells, grid.xs, len(grid.ys) - 1, grid.ys[0], grid.ys[-1])
