"""Rows as files: nulls stay empty, numbers stay numbers, and no text becomes a formula."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from gk_pipeline.explorer import download
from gk_pipeline.explorer.download import as_csv, as_json, as_xlsx

ROWS = [
    {"name": "霍山县", "value": 0, "unit": None, "years": [2019, 2020]},
    {"name": "=1+1", "value": Decimal("-0.5"), "unit": "", "years": []},
]


def test_csv_is_what_spreadsheets_open() -> None:
    text = as_csv(ROWS).decode("utf-8")
    assert text.startswith("\ufeff")
    assert text.lstrip("\ufeff").split("\r\n") == [
        "name,value,unit,years",
        "霍山县,0,,2019; 2020",
        "'=1+1,-0.5,,",
        "",
    ]


def test_json_keeps_nulls_and_lists() -> None:
    assert json.loads(as_json(ROWS)) == [
        {"name": "霍山县", "value": 0, "unit": None, "years": [2019, 2020]},
        {"name": "=1+1", "value": -0.5, "unit": "", "years": []},
    ]


def test_a_number_that_a_float_cannot_hold_stays_whole_as_text() -> None:
    rows = [{"fine": Decimal("12345678901.2345"), "long": Decimal("12345678901234.567891"), "id": -(2**62)}]
    assert json.loads(as_json(rows)) == [
        {"fine": 12345678901.2345, "long": "12345678901234.567891", "id": "-4611686018427387904"}
    ]
    assert _sheet(as_xlsx(rows))[1] == (12345678901.2345, "12345678901234.567891", "-4611686018427387904")


def test_a_workbook_holds_numbers_texts_dates_and_nothing_for_null() -> None:
    link = "http://example.org/" + "a" * 3000
    rows = [*ROWS, {"name": link, "value": True, "unit": date(2024, 3, 1), "years": None}]
    assert _sheet(as_xlsx(rows)) == [
        ("name", "value", "unit", "years"),
        ("霍山县", 0, None, "2019; 2020"),
        ("=1+1", -0.5, "", ""),
        (link, True, datetime(2024, 3, 1), None),
    ]


def test_a_text_that_is_too_long_for_a_cell_is_cut_and_says_so() -> None:
    ((_,), (whole,), (cut,)) = _sheet(as_xlsx([{"text": "字" * 32_767}, {"text": "字" * 32_768}]))
    assert whole == "字" * 32_767
    assert cut == "字" * 32_766 + "…"


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "LONGEST_SHEET", 1)
    assert as_xlsx(ROWS[:1])
    with pytest.raises(ValueError, match="2 rows are more than a sheet can hold"):
        as_xlsx(ROWS)


def _sheet(data: bytes) -> list[tuple[object, ...]]:
    """The values of the one sheet; what would be calculated is not, so a formula shows as its text."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    return [tuple(cell.value for cell in row) for row in sheet]


def test_no_rows_are_no_table() -> None:
    assert as_xlsx([])
    assert as_csv([]).decode("utf-8-sig") == ""
    assert json.loads(as_json([])) == []
