"""Rows as files that other programs open.

Belongs here: CSV, JSON and Excel of what a page lists. Does not: choosing the rows.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import xlsxwriter

from gk_pipeline.warehouse.marts import Row

LONGEST_SHEET = 1_048_575
"""Rows that a sheet of Excel holds below its heads."""

# Characters of a text that a cell of Excel holds; what is longer is cut, and says so.
_LONGEST_TEXT = 32_767
# A number of so many digits is the same number as a float.
_SAFE_DIGITS = 15
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
    """A JSON array of objects. A number of more digits than a float holds is a text."""
    shown = [{name: value if isinstance(value, list) else _plain(value) for name, value in row.items()} for row in rows]
    return json.dumps(shown, ensure_ascii=False, default=str).encode()


def as_xlsx(rows: Sequence[Row]) -> bytes:
    """An Excel workbook with one sheet, its heads fixed. A number that Excel would round is a text; a null is empty.

    Raises ValueError for more rows than a sheet can hold.
    """
    if len(rows) > LONGEST_SHEET:
        raise ValueError(f"{len(rows)} rows are more than a sheet can hold")
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(rows[0] if rows else ()):
            sheet.write_string(0, column, name, bold)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row.values()):
                if isinstance(value, date) and not isinstance(value, datetime):
                    sheet.write_datetime(line, column, value, day)
                elif isinstance(value, bool):
                    sheet.write_boolean(line, column, value)
                elif value is not None:
                    shown = _joined(value) if isinstance(value, list) else _plain(value)
                    if isinstance(shown, str):
                        is_whole = len(shown) <= _LONGEST_TEXT
                        sheet.write_string(line, column, shown if is_whole else shown[: _LONGEST_TEXT - 1] + "…")
                    else:
                        sheet.write_number(line, column, shown)
        sheet.autofit()
    return file.getvalue()


class Kind(NamedTuple):
    """A kind of file: how rows become one, and what a browser is told that it is."""

    make: Callable[[Sequence[Row]], bytes]
    media_type: str


KINDS = {
    "csv": Kind(as_csv, "text/csv; charset=utf-8"),
    "json": Kind(as_json, "application/json"),
    "xlsx": Kind(as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = _joined(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _joined(values: Sequence[object]) -> str:
    return "; ".join(map(str, values))


def _plain(value: Any) -> Any:
    """A number as JavaScript and Excel know it, where that is the same to the last digit, else as text; and dates."""
    if value is None or isinstance(value, str | bool | float):
        return value
    if isinstance(value, int | Decimal) and len(Decimal(value).normalize().as_tuple().digits) <= _SAFE_DIGITS:
        return value if isinstance(value, int) else float(value)
    return str(value)
