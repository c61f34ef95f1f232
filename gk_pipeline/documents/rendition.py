"""Builds the rendition of formats that come as paragraphs and grids: lines, tables, where each piece stands.

Belongs here: how lines, rows and cells become text with offsets, by the rules that hold for every format (a row is one
line, its cells are separated by tabs, a break inside a cell is a space). Does not: any format; HTML, whose rendition
follows its source character by character, has its own (`html_layout`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from gk_pipeline.documents.limits import (
    MAXIMUM_CELL_LINE,
    MAXIMUM_CHARACTERS,
    MAXIMUM_GRID_COLUMNS,
    MAXIMUM_GRID_SLOTS,
)
from gk_pipeline.documents.model import Cell, Place, Table, UnreadableDocument


class GridCell(NamedTuple):
    """A cell to be printed: its place on the grid, and its text. Breaks in the text are line ends.

    `places` has offsets from the start of the text; a cell that has some is printed as it is.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    places: tuple[Place, ...] = ()


class Rendition:
    """The lines and tables of a document, added in reading order.

    Raises UnreadableDocument when they are more than any report has.
    """

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self.places: list[Place] = []
        self.oversize_tables = 0
        self._lines: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """The rendition so far."""
        return "\n".join(self._lines)

    def add_paragraph(self, text: str) -> None:
        """The lines of a text outside tables: white space collapses to one space, blank lines are left out."""
        for line in text.split("\n"):
            if squeezed := " ".join(line.split()):
                self._add(squeezed)

    def add_placed(self, text: str, places: Iterable[Place]) -> None:
        """A line that is printed as it is, with the places of its pieces as offsets from its start."""
        self._place(places, self._length)
        self._add(text)

    def add_row(self, texts: Iterable[str]) -> None:
        """A row of a table that is layout, not data: its cells on one line."""
        self._add("\t".join(_in_cell(text) for text in texts))

    def add_table(self, cells: Sequence[GridCell]) -> None:
        """A data table: cells in reading order, none overlapping another. One over the limits gives its text alone."""
        if not cells:
            return
        rows = max(cell.row + cell.row_span for cell in cells)
        columns = max(cell.column + cell.column_span for cell in cells)
        start = self._length
        printed: list[Cell] = []
        for _, row in groupby(cells, key=lambda cell: cell.row):
            printed += self._add_row(list(row))
        if columns > MAXIMUM_GRID_COLUMNS or rows * columns > MAXIMUM_GRID_SLOTS:
            self.oversize_tables += 1
        else:
            self.tables.append(Table(start, printed[-1].end, rows, columns, tuple(printed)))

    def _add_row(self, row: Sequence[GridCell]) -> list[Cell]:
        printed: list[Cell] = []
        texts: list[str] = []
        position = self._length
        for cell in row:
            text = cell.text if cell.places else _in_cell(cell.text)
            self._place(cell.places, position)
            end = position + len(text)
            printed.append(Cell(cell.row, cell.column, cell.row_span, cell.column_span, position, end))
            texts.append(text)
            position = end + 1
            _refuse_long(position)
        self._add("\t".join(texts))
        return printed

    def _place(self, places: Iterable[Place], offset: int) -> None:
        self.places += [place._replace(start=place.start + offset, end=place.end + offset) for place in places]

    def _add(self, line: str) -> None:
        self._lines.append(line)
        self._length += len(line) + 1
        _refuse_long(self._length)


def _refuse_long(length: int) -> None:
    if length > MAXIMUM_CHARACTERS:
        reason = f"the file prints more than {MAXIMUM_CHARACTERS} characters"
        raise UnreadableDocument(reason, "cut the report out of the file")


def _in_cell(text: str) -> str:
    """The text of a cell on one line; the text of a long cell is prose and keeps its lines."""
    line = " ".join(text.split())
    if len(line) <= MAXIMUM_CELL_LINE:
        return line
    return "\n".join(squeezed for part in text.split("\n") if (squeezed := " ".join(part.split())))
