"""Rows to store, made from the good rows of the contracts."""

from __future__ import annotations

from typing import Any

import polars as pl
import pyarrow as pa

from gk_pipeline.lake.columns import frame_to_table, rows_to_table
from tests.contracts.examples import GOOD

Row = dict[str, Any]


def columns(table_name: str, rows: list[Row]) -> dict[str, list[Any]]:
    """Rows as lists, one a column; what a row does not say is as in the good row."""
    return {name: [{**GOOD[table_name], **row}[name] for row in rows] for name in GOOD[table_name]}


def unvalidated(table_name: str, *rows: Row) -> pa.Table:
    return rows_to_table(table_name, columns(table_name, list(rows)))


def validated(table_name: str, *rows: Row) -> pa.Table:
    return frame_to_table(table_name, pl.DataFrame(unvalidated(table_name, *rows)))


def facts(year: int | None, *numbers: int) -> pa.Table:
    """Validated facts of one year, told apart by their numbers."""
    return validated(
        "facts", *({"fact_id": f"id:{number}", "report_year": year, "value": number} for number in numbers)
    )
