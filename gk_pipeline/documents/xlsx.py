"""The reader of Excel files of the new kind (XLSX).

Belongs here: the parts of a workbook and what their cells print. Does not: what numbers look like (`sheet_values`),
what is a table (`sheet_layout`), the archive (`ooxml`). Names of elements are matched in any namespace.

Formulas are never computed. A cell prints the value that the file stores for its formula; where it stores none, or a
zero that nobody computed, it prints the formula, so that it is seen that a number is missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from gk_pipeline.documents import ooxml
from gk_pipeline.documents.archive import Archive
from gk_pipeline.documents.limits import MAXIMUM_SHEET_CELLS
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.rendition import Rendition
from gk_pipeline.documents.sheet_layout import Sheet, render_sheet
from gk_pipeline.documents.sheet_values import print_number
from gk_pipeline.documents.source import Source
from gk_pipeline.documents.xlsx_styles import PLAIN, Style, integer, read_styles

if TYPE_CHECKING:
    from lxml.etree import _Element

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = ("1", "true", "on")
_GROUNDS = ("conditionalFormatting", "tableParts", "picture")
_LAST_COLUMN = 1 << 14


def accepts(source: Source) -> bool:
    """Whether the file is an XLSX workbook."""
    return ooxml.kind(source.data) == "xlsx"


def read(source: Source) -> Document:
    """The visible sheets of a workbook, one after the other. Metadata: `sheets`, `hidden_sheets`."""
    workbook = _Workbook(Archive(source.data))
    rendition = Rendition()
    sheets = [*workbook.sheets()]
    for sheet in sheets:
        render_sheet(rendition, sheet)
    if not rendition.text.strip():
        hidden = f"; {workbook.hidden} sheets are hidden" if workbook.hidden else ""
        raise UnreadableDocument(f"the workbook has no text{hidden}", "fetch the file again")
    metadata = {"sheets": str(len(sheets)), "hidden_sheets": str(workbook.hidden)}
    if rendition.oversize_tables:
        metadata["oversize_tables"] = str(rendition.oversize_tables)
    return Document(
        document_id=source.document_id,
        format="xlsx",
        text=rendition.text,
        tables=tuple(rendition.tables),
        metadata=metadata,
    )


class _Workbook:
    """The parts that all sheets share: texts, formats, borders."""

    def __init__(self, archive: Archive) -> None:
        self.hidden = 0
        self._archive = archive
        self._part = ooxml.main_part(archive) or ""
        self._root = ooxml.parse(archive, self._part)
        self._relations = ooxml.relations(archive, self._part)
        self._cells = 0
        # Programs that do not compute leave a zero in every formula and ask for it to be computed on opening.
        self._is_uncomputed = any(_is_true(p.get("fullCalcOnLoad")) for p in self._root.iter("{*}calcPr"))
        self._epoch_1904 = any(_is_true(p.get("date1904")) for p in self._root.iter("{*}workbookPr"))
        self._texts: list[str] = []
        self._styles: list[Style] = []
        if part := self._relations.get("sharedStrings"):
            self._texts = [_text(item) for item in ooxml.parse(archive, part).iterchildren("{*}si")]
        if part := self._relations.get("styles"):
            self._styles = read_styles(ooxml.parse(archive, part))

    def sheets(self) -> Iterator[Sheet]:
        parts = ooxml.relations_by_id(self._archive, self._part)
        for entry in self._root.iterfind("{*}sheets/{*}sheet"):
            part = parts.get(ooxml.attribute(entry, "id") or "")
            if entry.get("state", "visible") != "visible":
                self.hidden += 1
            elif part:
                yield self._sheet(ooxml.parse(self._archive, part))

    def _sheet(self, root: _Element) -> Sheet:
        sheet = Sheet()
        show_zeros = not any(view.get("showZeros") in ("0", "false") for view in root.iter("{*}sheetView"))
        # Rules, table styles and pictures give cells a ground of their own, on which white letters are seen.
        show_white = any(root.find(f"{{*}}{name}") is not None for name in _GROUNDS)
        row = -1
        for line in root.iterfind("{*}sheetData/{*}row"):
            row = integer(line.get("r"), row + 2) - 1
            if _is_true(line.get("hidden")) or _is_nothing(line.get("ht")):
                sheet.hidden_rows.add(row)
            column = -1
            for cell in line.iterchildren("{*}c"):
                column = _column(cell.get("r"), column)
                self._read_cell(sheet, (row, column), cell, show_zeros=show_zeros, show_white=show_white)
        sheet.hidden_columns = _hidden_columns(root)
        for merged in root.iterfind("{*}mergeCells/{*}mergeCell"):
            if found := _range(merged.get("ref", "")):
                sheet.merged.append(found)
        return sheet

    def _read_cell(
        self, sheet: Sheet, place: tuple[int, int], cell: _Element, *, show_zeros: bool, show_white: bool
    ) -> None:
        number = integer(cell.get("s"))
        style = self._styles[number] if number < len(self._styles) else PLAIN
        text = self._printed(cell, style, show_zeros)
        if text and (show_white or not style.is_white):
            sheet.texts[place] = text
        elif text or cell.findtext("{*}v"):
            sheet.blanks.add(place)
        if style.has_border:
            sheet.bordered.add(place)
        self._cells += bool(text or style.has_border)
        if self._cells > MAXIMUM_SHEET_CELLS:
            reason = f"the workbook has more than {MAXIMUM_SHEET_CELLS} cells"
            raise UnreadableDocument(reason, "cut the report out of the file")

    def _printed(self, cell: _Element, style: Style, show_zeros: bool) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return " ".join(_text(item) for item in cell.iterchildren("{*}is"))
        value = cell.findtext("{*}v")
        if not value if kind == "n" else value is None:
            return _formula(cell) or ""
        assert value is not None
        match kind:
            case "s":
                number = integer(value, -1)
                return self._texts[number] if 0 <= number < len(self._texts) else f"#{value}"
            case "n":
                if self._is_uncomputed and value == "0" and (formula := _formula(cell)):
                    return formula
                return print_number(value, style.number_format, epoch_1904=self._epoch_1904, show_zero=show_zeros)
            case "b":
                return "TRUE" if value == "1" else "FALSE"
            case _:
                return _unescaped(value)


def _formula(cell: _Element) -> str | None:
    """The formula of a cell; None for a cell that has none."""
    formula = cell.find("{*}f")
    return None if formula is None else f"={formula.text or ''}"


def _hidden_columns(root: _Element) -> set[int]:
    """The columns that are hidden or have no width. What is said of a column over and over costs no more than once."""
    changes = Counter[int]()
    for columns in root.iterfind("{*}cols/{*}col"):
        if _is_true(columns.get("hidden")) or _is_nothing(columns.get("width")):
            first, last = integer(columns.get("min"), 1), integer(columns.get("max"), 1)
            changes[first - 1] += 1
            changes[max(first - 1, min(last, _LAST_COLUMN))] -= 1
    depths = accumulate(changes[column] for column in range(_LAST_COLUMN))
    return {column for column, depth in enumerate(depths) if depth > 0}


def _text(item: _Element) -> str:
    """The text of a string with its runs, without phonetic marks."""
    texts = (t.text or "" for t in item.iter("{*}t") if not any(a.tag.endswith("}rPh") for a in t.iterancestors()))
    return _unescaped("".join(texts))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _is_true(value: str | None) -> bool:
    return value in _TRUE


def _is_nothing(size: str | None) -> bool:
    """Whether a height or width is zero; one that is not given is the usual one."""
    return bool(size) and not str(size).strip("0.")


def _column(reference: str | None, before: int) -> int:
    found = _REFERENCE.fullmatch(reference or "")
    return _column_number(found[1]) if found else before + 1


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _range(reference: str) -> tuple[int, int, int, int] | None:
    """Row, column, rows and columns of a range such as A1:C2."""
    corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
    if len(corners) != 2 or not corners[0] or not corners[1]:
        return None
    (first, top), (last, bottom) = corners[0].groups(), corners[1].groups()
    left, right = _column_number(first), _column_number(last)
    return int(top) - 1, left, int(bottom) - int(top) + 1, right - left + 1
