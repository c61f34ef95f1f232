"""Marked text to lines and tables.

Belongs here: how lines, rows and nested tables follow from the marks. Does not: HTML, the layout of spans on a grid.

Lines: white space collapses to one space, blank lines are left out. A row is one line, its cells separated by tabs, and
a break inside a cell is a space, unless the cell is so long that it is prose. A row that holds a table is no row: its
cells are lines, and the table around it is layout.
"""

from __future__ import annotations

import re
from dataclasses import replace

from gk_pipeline.documents.grid import PrintedRow, Spans, lay_out
from gk_pipeline.documents.html_marks import BREAK, CELL, CELL_END, GROUP, ROW, ROW_END, SPANS_END, TABLE, TABLE_END
from gk_pipeline.documents.limits import MAXIMUM_CELL_LINE
from gk_pipeline.documents.model import Cell, Table

_WRITTEN_SPANS = re.compile(f"{CELL}[0-9,]+{SPANS_END}")
_BETWEEN_CELLS = re.compile(f"{CELL_END}([^{CELL}]*)")
_TEXT_BETWEEN_CELLS = re.compile(rf"{CELL_END}\s*+[^\s{CELL}{CELL_END}{ROW}{ROW_END}{GROUP}]")
# What is no plain row: text or cells behind the end of one.
_ENDED_ROW = re.compile(f"{ROW_END}[^{ROW}{ROW_END}{GROUP}]")
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
    """The lines and tables of a page, in reading order. `text` is the rendition."""

    def __init__(self, marked: str) -> None:
        self.tables: list[Table] = []
        self.oversize_tables = 0
        self._lines: list[str] = []
        self._length = 0
        self._open: list[_OpenTable] = []
        self._read(marked)
        self.text = "\n".join(self._lines)
        if any(character in marked for character in _INVISIBLE.strip()):
            self.tables = [_shown(table, self.text) for table in self.tables]

    def _read(self, marked: str) -> None:
        """Text and the table marks around it, in turns."""
        beginnings = marked.split(TABLE)
        for number, beginning in enumerate(beginnings, 1):
            if number > 1:
                self._open.append(_OpenTable())
            *ended, last = beginning.split(TABLE_END)
            for text in ended:
                self._add(text, before_table=False)
                self._close_table()
            self._add(last, before_table=number < len(beginnings))
        while self._open:
            self._close_table()

    def _add(self, text: str, *, before_table: bool) -> None:
        if not self._open and CELL in text:
            self._open.append(_OpenTable())
        if not self._open:
            self._add_lines(text)
            return
        table = self._open[-1]
        if before_table and _ends_in_cell(text, table.broken):
            # The last row is none: it holds a table.
            row = max(text.rfind(ROW), text.rfind(GROUP))
            if row >= 0:
                self._add_rows(table, text[:row])
            self._add_lines(text[row + 1 :])
            table.broken = table.layout = True
            return
        self._add_rows(table, text)
        if before_table:
            # Between cells there is no room for a table: the next one ends this one.
            self._close_table()

    def _close_table(self) -> None:
        if not self._open:
            return
        table = self._open.pop()
        if table.layout:
            return
        grid = lay_out(table.rows)
        if grid is None:
            self.oversize_tables += 1
        elif grid[0]:
            cells, columns = grid
            self.tables.append(Table(cells[0].start, cells[-1].end, len(table.rows), columns, cells))

    def _add_rows(self, table: _OpenTable, marked: str) -> None:
        """The rows in `marked`, and the text before and between them."""
        if not _TEXT_BETWEEN_CELLS.search(marked):
            marked = marked.replace(CELL_END, "")
            if not table.broken and self._add_plain_rows(table, marked):
                return
        broken = table.broken
        table.broken = broken and ROW not in marked and GROUP not in marked
        for section in marked.split(GROUP):
            before, *rows = section.split(ROW)
            if broken:
                self._add_lines(before)
                broken = False
            else:
                self._add_row(table, before, started=False)
            for row in rows:
                self._add_row(table, row, started=True)
            table.group += 1

    def _add_plain_rows(self, table: _OpenTable, marked: str) -> bool:
        """Adds all rows in one go, if there is nothing but cells between their marks, none of them long."""
        line = " ".join(marked.split())
        if " " in line:
            for mark in (CELL, ROW, ROW_END, GROUP):
                line = line.replace(f" {mark}", mark).replace(f"{mark} ", mark)
            line = line.replace(f"{SPANS_END} ", SPANS_END)
        rows: list[tuple[int, list[str]]] = []
        for group, section in enumerate(line.split(GROUP), table.group):
            before, *printed = section.replace(ROW_END, "").split(ROW)
            rows += [(group, row.split(CELL)) for row in printed]
            if before or len(max(printed, key=len, default="")) > MAXIMUM_CELL_LINE:
                return False
        if any(cells[0] for _, cells in rows) or _ENDED_ROW.search(line):
            return False
        has_spans = SPANS_END in line
        for group, (_, *texts) in rows:
            spans = _split_off_spans(texts) if has_spans and any(SPANS_END in text for text in texts) else None
            table.rows.append((group, self._length, [*map(len, texts)], spans))
            if texts:
                self._add_line("\t".join(texts))
        table.group += line.count(GROUP) + 1
        return True

    def _add_row(self, table: _OpenTable, marked: str, *, started: bool) -> None:
        """A row and what follows it, up to the next. Cells also make a row whose tag is missing."""
        for piece in marked.split(ROW_END):
            if started or CELL in piece:
                table.rows.append(self._add_cells(table.group, piece))
                started = False
            elif piece and not piece.isspace():
                self._add_lines(piece)

    def _add_cells(self, group: int, marked: str) -> PrintedRow:
        """The cells of a row as one line, with the text that stands between cells before it, and that behind it."""
        behind = ""
        if CELL_END in marked:
            between = _BETWEEN_CELLS.findall(marked)
            if marked.rfind(CELL_END) > marked.rfind(CELL):
                behind = between.pop()
            for text in between:
                self._add_lines(text)
            marked = _BETWEEN_CELLS.sub("", marked)
        line = " ".join(marked.split())
        if " " in line:
            line = line.replace(f" {CELL}", CELL).replace(f"{CELL} ", CELL).replace(f"{SPANS_END} ", SPANS_END)
        before, *texts = line.split(CELL)
        if before:
            self._add_lines(before)
        spans = _split_off_spans(texts) if SPANS_END in line else None
        if len(line) > MAXIMUM_CELL_LINE:
            contents = marked.split(CELL)[1:]
            texts = [
                text if len(text) <= MAXIMUM_CELL_LINE else _prose(content)
                for text, content in zip(texts, contents, strict=True)
            ]
        row = (group, self._length, [*map(len, texts)], spans)
        if texts:
            self._add_line("\t".join(texts))
        if behind:
            self._add_lines(behind)
        return row

    def _add_lines(self, marked: str) -> None:
        """Text outside rows: every mark ends a line."""
        if SPANS_END in marked:
            marked = _WRITTEN_SPANS.sub(BREAK, marked)
        for mark in (CELL, CELL_END, GROUP, ROW, ROW_END):
            marked = marked.replace(mark, BREAK)
        for line in marked.split(BREAK):
            if stripped := " ".join(line.split()):
                self._add_line(stripped)

    def _add_line(self, line: str) -> None:
        self._lines.append(line)
        self._length += len(line) + 1


def _ends_in_cell(marked: str, begins_in_cell: bool) -> bool:
    last_end = max(marked.rfind(end) for end in (CELL_END, ROW, ROW_END, GROUP))
    last_start = marked.rfind(CELL)
    return begins_in_cell if last_start == last_end else last_start > last_end


def _split_off_spans(texts: list[str]) -> list[Spans]:
    """Takes the spans away from the front of the cells that have any, and gives those of all."""
    spans = [_NO_SPANS] * len(texts)
    for number, text in enumerate(texts):
        if SPANS_END in text:
            written, texts[number] = text.split(SPANS_END)
            row_span, column_span = written.split(",")
            spans[number] = int(row_span), int(column_span)
    return spans


def _shown(table: Table, text: str) -> Table:
    """The table with the spans of its cells without the characters at their ends that have no width."""
    cells: list[Cell] = []
    for cell in table.cells:
        content = text[cell.start : cell.end]
        start = cell.start + len(content) - len(content.lstrip(_INVISIBLE))
        cells.append(cell._replace(start=start, end=max(start, cell.start + len(content.rstrip(_INVISIBLE)))))
    return replace(table, start=cells[0].start, end=cells[-1].end, cells=tuple(cells))


def _prose(content: str) -> str:
    _, _, text = content.rpartition(SPANS_END)
    return "\n".join([line for part in text.split(BREAK) if (line := " ".join(part.split()))])
