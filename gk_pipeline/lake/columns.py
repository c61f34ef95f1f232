"""Python values to Arrow tables of a contract, without rounding, cutting or guessing.

Belongs here: which Python value a column can hold. Does not: whether the value is allowed (`contracts/`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

import polars as pl
import pyarrow as pa

from gk_pipeline.contracts.arrow import arrow_schema, arrow_type, unvalidated_schema
from gk_pipeline.contracts.model import FIRST_YEAR, LAST_YEAR, ContractError, Table, Type
from gk_pipeline.contracts.registry import contract

Columns = Mapping[str, Sequence[Any]]

_HELD: dict[Type, tuple[type, ...]] = {
    Type.STRING: (str,),
    Type.STRINGS: (list, tuple),
    Type.INT16: (int,),
    Type.INT32: (int,),
    Type.INT64: (int,),
    Type.BOOL: (bool,),
    Type.DATE: (date,),
    Type.TIMESTAMP: (datetime,),
    Type.DECIMAL: (int, Decimal),
}
_WHOLE = frozenset({int, type(None)})
# What Arrow raises for values that a type can't hold.
_REFUSED = (pa.ArrowException, ValueError, TypeError, OverflowError)
_NONE_REJECTED = unvalidated_schema(contract("quarantine")).empty_table()


class UnstorableValueError(ContractError):
    """A value that the type of its column can't hold exactly, such as a decimal with 7 places."""


def rows_to_table(table_name: str, columns: Columns) -> pa.Table:
    """Lists of Python values, one a column, as a table with the types of the contract. Null is None.

    Decimals may be int or Decimal with at most 14 digits before and 6 after the point; timestamps have a time zone.
    Raises ContractError when a column is missing, unknown or of another length, UnstorableValueError for a value that
    would be rounded or cut. Nulls are let through: whether they are allowed is told by `validate`.
    """
    stored, rejected = split_rows(table_name, columns)
    if rejected.num_rows:
        first = rejected.slice(0, 1).to_pylist()[0]
        raise UnstorableValueError(
            f"{table_name}: {rejected.num_rows} rows hold values that their columns can't hold exactly; "
            f"the first is {first['row_key']} ({', '.join(first['reasons'])}): {first['row_json']}"
        )
    return stored


def batch(tables: Mapping[str, Columns]) -> dict[str, pa.Table]:
    """What was read, columns by table, as tables. The rows that can't be stored are those of `quarantine`."""
    filled = {name: columns for name, columns in tables.items() if any(columns.values())}
    parts = {name: split_rows(name, columns) for name, columns in filled.items()}
    stored = {name: rows for name, (rows, _) in parts.items()}
    return stored | {"quarantine": pa.concat_tables([_NONE_REJECTED, *(lost for _, lost in parts.values())])}


def split_rows(table_name: str, columns: Columns) -> tuple[pa.Table, pa.Table]:
    """Like `rows_to_table`, but rows with an unstorable value come back second, as rows of `quarantine`.

    Their reason is `column:unstorable`.
    """
    table = contract(table_name)
    _require_columns(table, columns)
    stored = _stored(table, columns)
    if stored is not None:
        return stored, _NONE_REJECTED
    faults = _faults(table, columns)
    kept = [row for row in range(len(columns[table.columns[0].name])) if row not in faults]
    stored = _stored(table, {name: [columns[name][row] for row in kept] for name in table.column_names})
    if stored is None:
        raise UnstorableValueError(f"{table_name}: the rows can't be stored in one piece")
    return stored, _rejected(table, columns, faults)


def frame_to_table(table_name: str, frame: pl.DataFrame) -> pa.Table:
    """Validated rows as a table with the exact schema of the contract.

    Raises ContractError when a column is missing or of another type, or a null stands where none may.
    """
    table = contract(table_name)
    try:
        return frame.select(table.column_names).to_arrow().cast(arrow_schema(table))
    except (pa.ArrowException, ValueError, pl.exceptions.PolarsError) as error:
        raise ContractError(f"{table_name}: the rows are not those of the contract: {error}") from error


def _require_columns(table: Table, columns: Columns) -> None:
    if faults := set(table.column_names) ^ set(columns):
        raise ContractError(f"{table.name}: columns missing or not in the contract: {', '.join(sorted(faults))}")
    if len({len(values) for values in columns.values()}) > 1:
        lengths = ", ".join(f"{name} {len(values)}" for name, values in columns.items())
        raise ContractError(f"{table.name}: columns of unequal length: {lengths}")


def _stored(table: Table, columns: Columns) -> pa.Table | None:
    """The rows as a table, or None when a value can't be held exactly."""
    values = [columns[column.name] for column in table.columns]
    if not all(_are_held(column.type, own) for column, own in zip(table.columns, values, strict=True)):
        return None
    schema = unvalidated_schema(table)
    try:
        arrays = [pa.array(own, field.type) for own, field in zip(values, schema, strict=True)]
    except _REFUSED:
        return None
    exact = all(
        _is_exact(array, own)
        for column, array, own in zip(table.columns, arrays, values, strict=True)
        if column.type is Type.DECIMAL
    )
    return pa.Table.from_arrays(arrays, schema=schema) if exact else None


def _are_held(of: Type, values: Collection[Any]) -> bool:
    """Arrow takes 1.5 for the integer 1, text for a list of letters, a naive time for UTC; this does not."""
    kinds = set(map(type, values)) - {type(None)}
    if not all(issubclass(kind, _HELD[of]) for kind in kinds):
        return False
    if of is Type.STRINGS:
        return _are_held(Type.STRING, list(chain.from_iterable(value for value in values if value is not None)))
    if of is Type.TIMESTAMP:
        return all(value is None or value.tzinfo is not None for value in values)
    if of is Type.DATE:
        return not any(issubclass(kind, datetime) for kind in kinds)
    return of is Type.BOOL or bool not in kinds


def _is_exact(array: pa.Array[Any], values: Sequence[Any]) -> bool:
    """Arrow takes a decimal of very many places for zero; those that are no int are compared with what was stored."""
    if _WHOLE.issuperset(map(type, values)):
        return True
    places = [row for row, value in enumerate(values) if isinstance(value, Decimal)]
    return array.take(pa.array(places, pa.int64())).to_pylist() == [values[row] for row in places]


def _faults(table: Table, columns: Columns) -> dict[int, list[str]]:
    """The rows with values that their columns can't hold, and the reasons."""
    faults: dict[int, list[str]] = {}
    for column in table.columns:
        if _are_storable(column.type, columns[column.name]):
            continue
        for row, value in enumerate(columns[column.name]):
            if not _are_storable(column.type, [value]):
                faults.setdefault(row, []).append(f"{column.name}:unstorable")
    return faults


def _are_storable(of: Type, values: Sequence[Any]) -> bool:
    if not _are_held(of, values):
        return False
    try:
        return _is_exact(pa.array(values, arrow_type(of)), values)
    except _REFUSED:
        return False


def _rejected(table: Table, columns: Columns, faults: Mapping[int, list[str]]) -> pa.Table:
    rows = [{name: columns[name][row] for name in table.column_names} for row in sorted(faults)]
    quarantine = contract("quarantine")
    found: dict[str, list[Any]] = {
        "table_name": [table.name] * len(rows),
        "row_key": [
            ":".join("?" if row[name] is None else _text(row[name]) for name in table.key) or "?" for row in rows
        ],
        "document_id": [_text_or_none(row.get("document_id")) for row in rows],
        "report_year": [_year_or_none(row.get("report_year")) for row in rows],
        "reasons": [faults[row] for row in sorted(faults)],
        "row_json": [json.dumps(row, default=str) for row in rows],
        "parser_version": [_text_or_none(row.get("parser_version")) or "unknown" for row in rows],
    }
    arrays = [pa.array(found[column.name], arrow_type(column.type)) for column in quarantine.columns]
    return pa.Table.from_arrays(arrays, schema=unvalidated_schema(quarantine))


def _text(value: object) -> str:
    return str(value).encode("utf-8", "backslashreplace").decode("utf-8")


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _year_or_none(value: object) -> int | None:
    return value if type(value) is int and FIRST_YEAR <= value <= LAST_YEAR else None
