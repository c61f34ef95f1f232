"""The reader of Excel files of the old kind (XLS).

Belongs here: what the cells of a workbook print. Does not: what numbers look like (`sheet_values`), what is a table
(`sheet_layout`). xlrd reads the file; unlike faster libraries it gives formats, borders and errors of cells.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from gk_pipeline.documents import ole
from gk_pipeline.documents.limits import MAXIMUM_FORMAT, MAXIMUM_SHEET_CELLS
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.rendition import Rendition
from gk_pipeline.documents.sheet_layout import Sheet, render_sheet
from gk_pipeline.documents.sheet_values import GENERAL, print_number
from gk_pipeline.documents.source import Source

if TYPE_CHECKING:
    import xlrd

_WHITE = (255, 255, 255)


def accepts(source: Source) -> bool:
    """Whether the file is an XLS workbook."""
    return ole.kind(source.data) == "xls"


def read(source: Source) -> Document:
    """The visible sheets of a workbook, one after the other. Metadata: `sheets`, `hidden_sheets`."""
    rendition = Rendition()
    sheets, hidden = _sheets(source.data)
    for sheet in sheets:
        render_sheet(rendition, sheet)
    if not rendition.text.strip():
        told = f"; {hidden} sheets are hidden" if hidden else ""
        raise UnreadableDocument(f"the workbook has no text{told}", "fetch the file again")
    metadata = {"sheets": str(len(sheets)), "hidden_sheets": str(hidden)}
    if rendition.oversize_tables:
        metadata["oversize_tables"] = str(rendition.oversize_tables)
    return Document(
        document_id=source.document_id,
        format="xls",
        text=rendition.text,
        tables=tuple(rendition.tables),
        metadata=metadata,
    )


def _sheets(data: bytes) -> tuple[list[Sheet], int]:
    import xlrd  # noqa: PLC0415

    try:
        with xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        ) as book:
            visible = [number for number in range(book.nsheets) if not book.sheet_by_index(number).visibility]
            sheets = [_sheet(book, book.sheet_by_index(number)) for number in visible]
            return sheets, book.nsheets - len(visible)
    except UnreadableDocument:
        raise
    except Exception as error:  # the library raises whatever a broken file makes it stumble over
        if "encrypted" in str(error).lower():
            raise UnreadableDocument("the workbook is locked with a password", "save a copy without it") from None
        raise UnreadableDocument(f"the workbook is broken: {error!r}", "fetch the file again") from None


def _sheet(book: xlrd.Book, printed: xlrd.sheet.Sheet) -> Sheet:
    sheet = Sheet()
    sheet.hidden_rows = {
        row
        for row, info in printed.rowinfo_map.items()
        if info.hidden or (info.height == 0 and not info.has_default_height)
    }
    sheet.hidden_columns = {column for column, info in printed.colinfo_map.items() if info.hidden or info.width == 0}
    sheet.merged = [(top, left, bottom - top, right - left) for top, bottom, left, right in printed.merged_cells]
    cells = 0
    for row in range(printed.nrows):
        for column, cell in enumerate(printed.row(row)):
            style = book.xf_list[cell.xf_index]
            text = _printed(book, printed, cell, style)
            if text and not _is_white(book, style):
                sheet.texts[row, column] = text
            elif text or cell.value not in ("", None):
                sheet.blanks.add((row, column))
            border = style.border
            if border.left_line_style or border.right_line_style or border.top_line_style or border.bottom_line_style:
                sheet.bordered.add((row, column))
            cells += bool(text) or (row, column) in sheet.bordered
        if cells > MAXIMUM_SHEET_CELLS:
            reason = f"the workbook has more than {MAXIMUM_SHEET_CELLS} cells"
            raise UnreadableDocument(reason, "cut the report out of the file")
    return sheet


def _is_white(book: xlrd.Book, style: xlrd.formatting.XF) -> bool:
    """Whether the letters of a cell are white on a white ground."""
    ground, colours = style.background, book.colour_map
    is_filled = ground.fill_pattern != 0 and colours.get(ground.pattern_colour_index) != _WHITE
    return not is_filled and colours.get(book.font_list[style.font_index].colour_index) == _WHITE


def _printed(book: xlrd.Book, sheet: xlrd.sheet.Sheet, cell: xlrd.sheet.Cell, style: xlrd.formatting.XF) -> str:
    from xlrd import biffh  # noqa: PLC0415

    match cell.ctype:
        case biffh.XL_CELL_TEXT:
            return str(cell.value)
        case biffh.XL_CELL_NUMBER | biffh.XL_CELL_DATE:
            number_format = book.format_map[style.format_key].format_str
            if len(number_format) > MAXIMUM_FORMAT:
                number_format = GENERAL
            show_zero = bool(sheet.show_zero_values)
            return print_number(cell.value, number_format, epoch_1904=bool(book.datemode), show_zero=show_zero)
        case biffh.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        case biffh.XL_CELL_ERROR:
            return str(biffh.error_text_from_code.get(cell.value, "#ERROR"))
        case _:
            return ""
