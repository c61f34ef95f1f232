"""The content of a page to blocks in reading order: lines of text and tables with their cells.

Belongs here: which glyph stands in which cell. Does not: what goes on from one page to the next (`pdf_flow`).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from gk_pipeline.documents.pdf_grid import Grid, find_grids
from gk_pipeline.documents.pdf_lines import TextLine, text_lines
from gk_pipeline.documents.pdf_page import Glyph, PageContent

# The part of a glyph's height above its middle line at which a character of any font has ink.
_MIDDLE = 0.5


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
    grids = find_grids(page.levels, page.uprights)
    inside: list[dict[int, list[Glyph]]] = [{} for _ in grids]
    slots = [_slots(grid) for grid in grids]
    outside: list[Glyph] = []
    for glyph in page.glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.top + (glyph.bottom - glyph.top) * _MIDDLE
        for grid, of_slot, cells in zip(grids, slots, inside, strict=True):
            if grid.xs[0] <= x < grid.xs[-1] and grid.ys[0] <= y < grid.ys[-1]:
                box = of_slot[bisect_right(grid.ys, y) - 1, bisect_right(grid.xs, x) - 1]
                cells.setdefault(box, []).append(glyph)
                break
        else:
            outside.append(glyph)
    blocks: list[Block] = list(text_lines(outside, page.number))
    for grid, cells in zip(grids, inside, strict=True):
        if cells:
            blocks.append(_table(grid, cells, page.number))
    return sorted(blocks, key=lambda block: block.top)


def _slots(grid: Grid) -> dict[tuple[int, int], int]:
    return {
        (box.row + down, box.column + across): number
        for number, box in enumerate(grid.boxes)
        for down in range(box.row_span)
        for across in range(box.column_span)
    }


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
