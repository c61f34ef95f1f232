"""Old Excel files: tables with their spans, what cells print, and files that are refused."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
import xlwt

from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.read import read
from tests.unit.documents.grids import check, printed, slots
from tests.unit.documents.sample_report import REQUESTS, grid, places

BOX = "borders: left thin, right thin, top thin, bottom thin"


def saved(book: xlwt.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_xls(data: bytes) -> Document:
    document = read(data)
    assert document.format == "xls"
    check(document)
    return document


def test_a_table_with_its_spans() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("报告")
    style = xlwt.easyxf(BOX)
    for row, column, cell in places(REQUESTS):
        value = int(cell.text) if cell.text.isdigit() else cell.text
        sheet.write_merge(row, row + cell.rows - 1, column, column + cell.columns - 1, value, style)
    document = read_xls(saved(book))
    assert slots(document, document.tables[0]) == grid(REQUESTS)


def test_values_of_all_kinds() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("报告")
    sheet.write(0, 0, "项目 ")
    sheet.write(0, 1, 160.5964, xlwt.easyxf(num_format_str="0.00"))
    sheet.write(0, 2, 0.12, xlwt.easyxf(num_format_str="0%"))
    sheet.write(0, 3, 0.1 + 0.2)
    sheet.write(1, 0, datetime(2024, 1, 31), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(1, 1, 0, xlwt.easyxf(num_format_str="0;-0;;@"))
    sheet.write(1, 2, True)
    sheet.write(1, 3, 1234567, xlwt.easyxf(num_format_str="#,##0"))
    assert printed(read_xls(saved(book))) == ["项目|160.5964|12%|0.3", "2024-01-31|_|TRUE|1234567"]


def test_titles_are_lines_and_hidden_sheets_and_rows_are_left_out() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("报告")
    style = xlwt.easyxf(BOX)
    sheet.write_merge(0, 0, 0, 2, "年度报告")
    for row, line in enumerate(["甲|1|", "乙|2|3", "丙||"], 2):
        for column, text in enumerate(line.split("|")):
            sheet.write(row, column, int(text) if text.isdigit() else text, style)
    sheet.row(3).hidden = True
    sheet.write(6, 0, "全年没有收取费用。")
    book.add_sheet("旧").visibility = 1
    document = read_xls(saved(book))
    assert document.text == "年度报告\n甲\t1\t\n丙\t\t\n全年没有收取费用。"
    assert document.metadata == {"sheets": "1", "hidden_sheets": "1"}


def simple() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("报告").write(0, 0, "公开")
    return saved(book)


def test_a_workbook_without_text() -> None:
    book = xlwt.Workbook()
    book.add_sheet("空")
    with pytest.raises(UnreadableDocument, match="no text"):
        read(saved(book))


def test_broken_files_are_refused() -> None:
    whole = simple()
    assert read(whole).text == "公开"
    for size in (9, 300, 600, 1500, len(whole) - 600):
        with pytest.raises(UnreadableDocument) as caught:
            read(whole[:size])
        assert caught.value.remedy


def test_damaged_files_are_read_or_refused() -> None:
    whole = simple()
    for position in range(512, len(whole), 97):
        damaged = whole[:position] + b"\xff\x7f" + whole[position + 2 :]
        try:
            check(read(damaged))
        except UnreadableDocument as error:
            assert error.reason


def test_a_signature_alone() -> None:
    with pytest.raises(UnreadableDocument, match="broken"):
        read(whole := b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99)
    with pytest.raises(UnreadableDocument, match="broken"):
        read(whole + b"\xff" * 5000)
