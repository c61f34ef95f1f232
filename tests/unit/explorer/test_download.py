"""Rows as files: nulls stay empty, numbers stay numbers, and no text becomes a formula."""

from __future__ import annotations

import json
from decimal import Decimal

from gk_pipeline.explorer.download import as_csv, as_json

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


def test_no_rows_are_no_table() -> None:
    assert as_csv([]).decode("utf-8-sig") == ""
    assert json.loads(as_json([])) == []
