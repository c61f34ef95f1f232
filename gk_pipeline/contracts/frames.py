"""Contracts as Polars and pandera schemas.

Belongs here: the rendering. Does not: running it on data (`validation.py`).
"""

from __future__ import annotations

from functools import cache

import pandera.polars as pandera
import polars as pl
from pandera.api.polars.types import PolarsData

from gk_pipeline.contracts.checks import Check, checks_of, null_check
from gk_pipeline.contracts.model import Table, Type

_POLARS: dict[Type, pl.DataType] = {
    Type.STRING: pl.String(),
    Type.STRINGS: pl.List(pl.String),
    Type.INT16: pl.Int16(),
    Type.INT32: pl.Int32(),
    Type.INT64: pl.Int64(),
    Type.BOOL: pl.Boolean(),
    Type.DATE: pl.Date(),
    Type.TIMESTAMP: pl.Datetime("us", "UTC"),
    Type.DECIMAL: pl.Decimal(20, 6),
}


def polars_schema(table: Table) -> pl.Schema:
    """Names and types of the columns, in order."""
    return pl.Schema({column.name: _POLARS[column.type] for column in table.columns})


def adapted(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows that were written under another contract of the table: what it did not have, or not so, is null."""
    return frame.select(
        (pl.col(name).cast(of, strict=False) if name in frame.columns else pl.lit(None, of)).alias(name)
        for name, of in polars_schema(table).items()
    )


@cache
def pandera_schema(table: Table) -> pandera.DataFrameSchema:
    """The contract for pandera. Each failure case bears the name of its check.

    Checks across columns hang on one column: hung on the frame, pandera renders every failing row as text,
    which takes a minute where this takes a second.
    """
    checks = checks_of(table)
    return pandera.DataFrameSchema(
        {
            column.name: pandera.Column(
                _POLARS[column.type],
                nullable=column.nullable,
                checks=[
                    _rendered(check)
                    for check in checks
                    if check.column == column.name and check.name != null_check(column)
                ],
                title=column.english,
                description=column.chinese,
            )
            for column in table.columns
        },
        name=table.name,
        strict=True,
        description=table.english,
    )


def _rendered(check: Check) -> pandera.Check:
    def holds(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(check.holds)

    return pandera.Check(holds, name=check.name, error=check.name, description=check.english)
