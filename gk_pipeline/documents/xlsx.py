"""The reader of Excel files of the new kind (XLSX).

Belongs here: the parts of a workbook and what their cells print. Does not: what numbers look like (`sheet_values`),
what is a table (`sheet_layout`), the archive (`ooxml`). Names of elements are matched in any namespace.

Formulas are never computed. A cell prints the value that the file stores for its formula; where it stores none, it
prints the formula, so that it is seen that a number is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gk_pipeline.documents import ooxml
from gk_pipeline.documents.archive import Archive
from gk_pipeline.documents.limits import MAXIMUM_SHEET_CELLS
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.rendition import Rendition
from gk_pipeline.documents.sheet_layout import Sheet, render_sheet
from gk_pipeline.documents.sheet_values import built_in_format, print_number
from gk_pipeline.documents.source import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_INTEGER = re.compile(r"[0-9]{1,9}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = ("1", "true", "on")
_SIDES = ("left", "right", "top", "bottom")


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
        raise UnreadableDocument("the workbook has no text", "fetch the file again")
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
        self._epoch_1904 = any(_is_true(p.get("date1904")) for p in self._root.iter("{*}workbookPr"))
        self._texts: list[str] = []
        self._formats: list[str] = []
        self._borders: list[bool] = []
        if part := self._relations.get("sharedStrings"):
            self._texts = [_text(item) for item in ooxml.parse(archive, part).iterchildren("{*}si")]
        if part := self._relations.get("styles"):
            self._read_styles(ooxml.parse(archive, part))

    def _read_styles(self, root: _Element) -> None:
        formats = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iterfind("{*}numFmts/{*}numFmt")}
        borders = [
            any(side.get("style", "none") != "none" for name in _SIDES for side in border.iterfind(f"{{*}}{name}"))
            for border in root.iterfind("{*}borders/{*}border")
        ]
        for style in root.iterfind("{*}cellXfs/{*}xf"):
            number = style.get("numFmtId")
            self._formats.append(formats.get(number) or built_in_format(_integer(number)))
            border = _integer(style.get("borderId"))
            self._borders.append(border < len(borders) and borders[border])

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
        row = -1
        for line in root.iterfind("{*}sheetData/{*}row"):
            row = _integer(line.get("r"), row + 2) - 1
            if _is_true(line.get("hidden")):
                sheet.hidden_rows.add(row)
            column = -1
            for cell in line.iterchildren("{*}c"):
                column = _column(cell.get("r"), column)
                self._read_cell(sheet, (row, column), cell, show_zeros)
        for columns in root.iterfind("{*}cols/{*}col"):
            if _is_true(columns.get("hidden")):
                first, last = _integer(columns.get("min"), 1), _integer(columns.get("max"), 1)
                sheet.hidden_columns.update(c for c in range(first - 1, min(last, 1 << 14)))
        for merged in root.iterfind("{*}mergeCells/{*}mergeCell"):
            if found := _range(merged.get("ref", "")):
                sheet.merged.append(found)
        return sheet

    def _read_cell(self, sheet: Sheet, place: tuple[int, int], cell: _Element, show_zeros: bool) -> None:
        style = _integer(cell.get("s"))
        text = self._printed(cell, style, show_zeros)
        has_border = style < len(self._borders) and self._borders[style]
        if text:
            sheet.texts[place] = text
        elif cell.findtext("{*}v"):
            sheet.blanks.add(place)
        if has_border:
            sheet.bordered.add(place)
        self._cells += bool(text or has_border)
        if self._cells > MAXIMUM_SHEET_CELLS:
            reason = f"the workbook has more than {MAXIMUM_SHEET_CELLS} cells"
            raise UnreadableDocument(reason, "cut the report out of the file")

    def _printed(self, cell: _Element, style: int, show_zeros: bool) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return " ".join(_text(item) for item in cell.iterchildren("{*}is"))
        value = cell.findtext("{*}v")
        if value is None or (kind == "n" and not value):
            formula = cell.find("{*}f")
            return "" if formula is None else f"={formula.text or ''}"
        match kind:
            case "s":
                number = _integer(value, -1)
                return self._texts[number] if 0 <= number < len(self._texts) else f"#{value}"
            case "n":
                number_format = self._formats[style] if style < len(self._formats) else "General"
                return print_number(value, number_format, epoch_1904=self._epoch_1904, show_zero=show_zeros)
            case "b":
                return "TRUE" if value == "1" else "FALSE"
            case _:
                return _unescaped(value)


def _text(item: _Element) -> str:
    """The text of a string with its runs, without phonetic marks."""
    texts = (t.text or "" for t in item.iter("{*}t") if not any(a.tag.endswith("}rPh") for a in t.iterancestors()))
    return _unescaped("".join(texts))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _integer(value: str | None, default: int = 0) -> int:
    """The number of an attribute; the default for one that is missing or makes no sense."""
    return int(value) if value and _INTEGER.fullmatch(value) else default


def _is_true(value: str | None) -> bool:
    return value in _TRUE


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
