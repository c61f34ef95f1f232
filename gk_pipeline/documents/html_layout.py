"""Marked text to lines and tables.

Belongs here: how lines, rows and nested tables follow from the marks. Does not: HTML, the layout of spans on a grid.

Lines: white space collapses to one space, blank lines are left out. A row is one line, its cells separated by tabs, and
a break inside a cell is a space, unless the cell is so long that it is prose. A row that holds a table is no row: its
cells are lines, and the table around it is layout.
"""

from __future__ import annotations

import re

from gk_pipeline.documents.grid import PrintedCell, PrintedRow, lay_out
from gk_pipeline.documents.html_marks import BREAK, CELL, CELL_END, GROUP, ROW, ROW_END, SPANS_END, TABLE, TABLE_END
from gk_pipeline.documents.limits import MAXIMUM_CELL_LINE
from gk_pipeline.documents.model import Table

_TABLE_MARKS = re.compile(f"([{TABLE}{TABLE_END}])")
_LINE_ENDS = re.compile(f"[{BREAK}{CELL_END}{GROUP}{ROW}{ROW_END}]|{CELL}(?:[0-9,]+{SPANS_END})?")
_BETWEEN_CELLS = re.compile(f"{CELL_END}([^{CELL}]*)")
_TEXT_BETWEEN_CELLS = re.compile(rf"{CELL_END}\s*+[^\s{CELL}{CELL_END}{ROW}{ROW_END}{GROUP}]")
_NO_SPANS = (1, 1)
# Characters without width: part of the text, but a cell that has nothing else is empty.
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff \n"


class _OpenTable:
    """A table whose end has not come yet. `broken`: the text continues a row that turned out to hold a table."""

    __slots__ = ("broken", "group", "layout", "rows")

    def __init__(self) -> None:
        self.rows: list[PrintedRow] = []
        self.group = 0
        self.broken = False
        self.layout = False


class Page:
    """The lines and tables of a page, in reading order."""

    def __init__(self, marked: str) -> None:
        self.tables: list[Table] = []
        self.oversize_tables = 0
        self._lines: list[str] = []
        self._length = 0
        self._open: list[_OpenTable] = []
        self._has_invisible = any(character in marked for character in _INVISIBLE.strip())
        self._read(marked)

    @property
    def text(self) -> str:
        """The rendition."""
        return "\n".join(self._lines)

    def _read(self, marked: str) -> None:
        before = ""
        # Text and the table marks around it, in turns.
        parts = [*_TABLE_MARKS.split(marked), ""]
        for text, after in zip(parts[0::2], parts[1::2], strict=True):
            if before == TABLE:
                self._open.append(_OpenTable())
            elif before == TABLE_END:
                self._close_table()
            if not self._open and CELL in text:
                self._open.append(_OpenTable())
            if self._open:
                table = self._open[-1]
                holds_table = after == TABLE and _ends_in_cell(text, table.broken)
                self._add_rows(table, text, holds_table)
                if after == TABLE and not holds_table:
                    # Between cells there is no room for a table: the next one ends this one.
                    self._close_table()
            else:
                self._add_lines(text)
            before = after
        while self._open:
            self._close_table()

    def _close_table(self) -> None:
        if not self._open:
            return
        table = self._open.pop()
        cells = [cell for _, row in table.rows for cell in row]
        if table.layout or not cells:
            return
        grid = lay_out(table.rows)
        if grid is None:
            self.oversize_tables += 1
        else:
            self.tables.append(Table(cells[0][0], cells[-1][1], len(table.rows), grid[1], grid[0]))

    def _add_rows(self, table: _OpenTable, marked: str, holds_table: bool) -> None:
        """The rows in `marked`. `holds_table`: it ends in a cell that a table begins in, so the last row is none."""
        if not _TEXT_BETWEEN_CELLS.search(marked):
            marked = marked.replace(CELL_END, "")
        sections = marked.split(GROUP)
        for section_number, section in enumerate(sections):
            rows = section.split(ROW)
            for number, row in enumerate(rows):
                if section_number or number:
                    table.broken = False
                if holds_table and section_number == len(sections) - 1 and number == len(rows) - 1:
                    table.broken = table.layout = True
                if table.broken:
                    self._add_lines(row)
                else:
                    self._add_row(table, row, started=number > 0)
            table.group += 1

    def _add_row(self, table: _OpenTable, marked: str, *, started: bool) -> None:
        """A row and what follows it, up to the next. Cells also make a row whose tag is missing."""
        for number, piece in enumerate(marked.split(ROW_END)):
            if CELL in piece or (started and number == 0):
                table.rows.append((table.group, self._add_cells(piece)))
            elif piece and not piece.isspace():
                self._add_lines(piece)

    def _add_cells(self, marked: str) -> list[PrintedCell]:
        """The cells of a row as one line, with the text that stands between cells before it, and that behind it."""
        behind = ""
        if CELL_END in marked:
            between = _BETWEEN_CELLS.findall(marked)
            if marked.rfind(CELL_END) > marked.rfind(CELL):
                behind = between.pop()
            for text in between:
                self._add_lines(text)
            marked = _BETWEEN_CELLS.sub("", marked)
        before, *texts = " ".join(marked.split()).split(CELL)
        if before:
            self._add_lines(before)
        spans = _split_off_spans(texts) if SPANS_END in marked else [_NO_SPANS] * len(texts)
        texts = list(map(str.strip, texts))
        if len(marked) > MAXIMUM_CELL_LINE:
            contents = marked.split(CELL)[1:]
            texts = [
                text if len(text) <= MAXIMUM_CELL_LINE else _prose(content)
                for text, content in zip(texts, contents, strict=True)
            ]
        cells = self._print_row(texts, spans)
        self._add_lines(behind)
        return cells

    def _print_row(self, texts: list[str], spans: list[tuple[int, int]]) -> list[PrintedCell]:
        end = self._length - 1
        cells = [
            ((start := end + 1), (end := start + len(text)), rows, columns)
            for text, (rows, columns) in zip(texts, spans, strict=True)
        ]
        if self._has_invisible:
            cells = [
                (*_shown(text, start), rows, columns)
                for text, (start, _, rows, columns) in zip(texts, cells, strict=True)
            ]
        if texts:
            self._add_line("\t".join(texts))
        return cells

    def _add_lines(self, marked: str) -> None:
        """Text outside rows: every mark ends a line."""
        for line in _LINE_ENDS.split(marked):
            if stripped := " ".join(line.split()):
                self._add_line(stripped)

    def _add_line(self, line: str) -> None:
        self._lines.append(line)
        self._length += len(line) + 1


def _ends_in_cell(marked: str, begins_in_cell: bool) -> bool:
    last_end = max(marked.rfind(end) for end in (CELL_END, ROW, ROW_END, GROUP))
    last_start = marked.rfind(CELL)
    return begins_in_cell if last_start == last_end else last_start > last_end


def _split_off_spans(texts: list[str]) -> list[tuple[int, int]]:
    """Takes the spans away from the front of the cells that have any, and gives those of all."""
    spans = [_NO_SPANS] * len(texts)
    for number, text in enumerate(texts):
        if SPANS_END in text:
            written, texts[number] = text.split(SPANS_END)
            row_span, column_span = written.split(",")
            spans[number] = int(row_span), int(column_span)
    return spans


def _shown(text: str, start: int) -> tuple[int, int]:
    """Span of a cell's text without the characters at its ends that have no width."""
    first = start + len(text) - len(text.lstrip(_INVISIBLE))
    return first, max(first, start + len(text.rstrip(_INVISIBLE)))


def _prose(content: str) -> str:
    _, _, text = content.rpartition(SPANS_END)
    return "\n".join([line for part in text.split(BREAK) if (line := " ".join(part.split()))])
