"""Contracts as Arrow schemas, the form in which tables lie on disk.

Belongs here: the rendering. Does not: making tables from values (`lake/columns.py`).
"""

from __future__ import annotations

from functools import cache

import pyarrow as pa

from gk_pipeline.contracts.model import Table, Type

_ARROW: dict[Type, pa.DataType] = {
    Type.STRING: pa.string(),
    Type.STRINGS: pa.list_(pa.string()),
    Type.INT16: pa.int16(),
    Type.INT32: pa.int32(),
    Type.INT64: pa.int64(),
    Type.BOOL: pa.bool_(),
    Type.DATE: pa.date32(),
    Type.TIMESTAMP: pa.timestamp("us", tz="UTC"),
    Type.DECIMAL: pa.decimal128(20, 6),
}


def arrow_type(of: Type) -> pa.DataType:
    return _ARROW[of]


@cache
def arrow_schema(table: Table) -> pa.Schema:
    """The schema of validated rows: columns that may not be null are declared so, and Parquet writers refuse nulls."""
    return pa.schema([pa.field(c.name, _ARROW[c.type], nullable=c.nullable) for c in table.columns])


@cache
def unvalidated_schema(table: Table) -> pa.Schema:
    """The schema of rows as they come: the same types, but any value may be null."""
    return pa.schema([pa.field(c.name, _ARROW[c.type]) for c in table.columns])
