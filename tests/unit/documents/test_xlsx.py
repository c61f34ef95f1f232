"""Excel files: tables with their spans, what cells print, and files that are refused."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Border, Side

from gk_pipeline.documents.limits import MAXIMUM_SHEET_CELLS
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.read import read
from tests.unit.documents.grids import check, printed, slots
from tests.unit.documents.sample_report import DISPUTES, PROACTIVE, REQUESTS, as_xlsx, grid
from tests.unit.documents.test_docx import BILLION_LAUGHS, OUTSIDE, repacked


def read_xlsx(data: bytes) -> Document:
    document = read(data)
    assert document.format == "xlsx"
    check(document)
    return document


def written(fill: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    fill(book, book.add_worksheet())
    book.close()
    return stream.getvalue()


def test_the_tables_of_a_report_with_their_spans() -> None:
    document = read_xlsx(as_xlsx())
    tables = [slots(document, table) for table in document.tables]
    assert tables[1:] == [grid(REQUESTS), grid(DISPUTES)]
    # Its first row, a title over all columns, is a line.
    assert tables[0] == [(row - 1, *rest) for row, *rest in grid(PROACTIVE)[1:]]


def test_without_borders_titles_over_all_columns_part_tables() -> None:
    document = read_xlsx(as_xlsx(borders=False))
    tables = [slots(document, table) for table in document.tables]
    assert tables[-2:] == [grid(REQUESTS), grid(DISPUTES)]
    assert [printed(document, number)[-1] for number in range(4)] == [
        "行政规范性文件|3|1|12",
        "行政许可|215",
        "行政强制|4",
        "行政事业性收费|160.5964",
    ]


def test_values_of_all_kinds() -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_row(0, 0, ["项目", 0.1 + 0.2, 160.5964, True])
        sheet.write(1, 0, 0.12, book.add_format({"num_format": "0%"}))
        sheet.write(1, 1, 1234567, book.add_format({"num_format": 3}))
        sheet.write_datetime(1, 2, datetime(2024, 1, 31), book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
        sheet.write(1, 3, 0, book.add_format({"num_format": "0;-0;;@"}))
        sheet.write_formula(2, 0, "=A1", None, "文字")
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 2, "=SUM(C1:C1)", None, 160.5964)
        sheet.write_string(2, 3, "0012")
        sheet.write_rich_string(3, 0, "本", book.add_format({"bold": True}), "年", "度")
        sheet.write(3, 1, "一\n二 ")

    document = read_xlsx(written(fill))
    assert printed(document) == [
        "项目|0.3|160.5964|TRUE",
        "12%|1234567|2024年1月31日|_",
        "文字|#DIV/0!|160.5964|0012",
        "本年度|一 二|_|_",
    ]


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_formula_without_a_stored_value_is_seen() -> None:
    book = openpyxl.Workbook()
    book.active.append(["总计", "=SUM(B2:B9)", 3])
    assert printed(read_xlsx(saved(book))) == ["总计|=SUM(B2:B9)|3"]


def test_sheets_rows_and_columns_that_are_hidden_are_not_printed() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["甲", 1, 9], ["乙", 2, 9], ["丙", 3, 9]):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("旧").append(["旧", 5])
    book["旧"].sheet_state = "hidden"
    book.create_sheet("次").append(["丁", 4])
    document = read_xlsx(saved(book))
    assert document.text == "甲\t1\n丙\t3\n丁\t4"
    assert document.metadata == {"sheets": "2", "hidden_sheets": "1"}


def test_borders_show_where_empty_cells_are() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "规章"
    sheet["A2"] = "文件"
    thin = Border(bottom=Side(style="thin"))
    for row in sheet["A1:C2"]:
        for cell in row:
            cell.border = thin
    assert printed(read_xlsx(saved(book))) == ["规章|_|_", "文件|_|_"]


def test_a_sheet_that_hides_its_zeros() -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.hide_zero()
        sheet.write_row(0, 0, ["甲", 0, 1])

    assert printed(read_xlsx(written(fill))) == ["甲|_|1"]


def test_dates_of_files_that_count_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.active.append(["日期", date(2024, 1, 31)])
    assert printed(read_xlsx(saved(book))) == ["日期|2024-01-31"]


def part(name: str, xml: bytes) -> bytes:
    return repacked(as_xlsx(), lambda member, data: xml if member == name else data)


def filled_with(cell: bytes, times: int) -> bytes:
    rows = b"".join(b'<row r="%d">%s</row>' % (number + 1, cell * 100) for number in range(times // 100))
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return part("xl/worksheets/sheet1.xml", head + rows + b"</sheetData></worksheet>")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: part("xl/sharedStrings.xml", BILLION_LAUGHS), "declares"),
        (lambda: part("xl/worksheets/sheet1.xml", OUTSIDE), "declares"),
        (lambda: part("xl/workbook.xml", BILLION_LAUGHS.decode().encode("utf-16")), "declares"),
        (lambda: part("xl/worksheets/sheet1.xml", b"<worksheet><sheet"), "broken"),
        (lambda: part("xl/worksheets/sheet1.xml", b"<worksheet/>"), "no text"),
        (lambda: repacked(as_xlsx(), lambda name, data: None if "sheet1" in name else data), "broken"),
        (lambda: as_xlsx()[:3000], "broken"),
        (lambda: filled_with(b"<c><v>1</v></c>", MAXIMUM_SHEET_CELLS + 200), "more than"),
        (lambda: saved(openpyxl.Workbook()), "no text"),
    ],
)
def test_hostile_and_broken_files_are_refused_soon(data: Callable[[], bytes], reason: str) -> None:
    made = data()
    started = time.process_time()
    with pytest.raises(UnreadableDocument, match=reason) as caught:
        read(made)
    assert time.process_time() - started < 20
    assert caught.value.remedy


@pytest.mark.parametrize(
    "attributes",
    [b'r="ZZZZ99999999999"', b's="99999"', b's="-1"', b't="s"', b't="zz"', b'r="A1" t="s"', b't="b"', b't="d"'],
)
def test_nonsense_in_attributes_does_no_harm(attributes: bytes) -> None:
    cells = b'<row r="x"><c %s><v>77777</v></c><c><v>1</v></c></row>' % attributes
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    document = read_xlsx(part("xl/worksheets/sheet1.xml", head + cells + b"</sheetData></worksheet>"))
    assert document.text.split("\t")[-1] == "1"
