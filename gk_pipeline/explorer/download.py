"""Rows as files that other programs open.

Belongs here: CSV and JSON of what a page lists. Does not: choosing the rows.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gk_pipeline.warehouse.marts import Row

# A spreadsheet takes a text that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Sequence[Row]) -> bytes:
    """CSV with a header, in UTF-8 with a mark of it, as spreadsheets want it. A null is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if rows:
        writer.writerow(rows[0])
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_json(rows: Sequence[Row]) -> bytes:
    """A JSON array of objects. Numbers with decimals become floats that print the same digits."""
    return json.dumps(rows, ensure_ascii=False, default=_plain).encode()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)
