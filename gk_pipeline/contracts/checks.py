"""Everything that a contract demands of a row, as one list of named conditions.

Belongs here: turning columns, key and row checks into conditions. Does not: the shape of a frame (names and types of
columns), which is a matter of the whole frame and not of a row (`validation.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import polars as pl

from gk_pipeline.contracts.model import Column, Table, Type


@dataclass(frozen=True, slots=True)
class Check:
    """One condition. `name` is what quarantine gives as the reason: `column:kind` for what a single column demands.

    `column` is where failures are listed. `holds` is never null: true for good rows.
    """

    name: str
    column: str
    english: str
    holds: pl.Expr = field(compare=False, repr=False)


@cache
def checks_of(table: Table) -> tuple[Check, ...]:
    """All checks of a table: those of its columns, of its key, and across columns."""
    across = (
        Check(check.name, check.column, check.english, check.holds.fill_null(False)) for check in table.row_checks
    )
    by_column = (check for column in table.columns for check in _column_checks(column))
    return (*by_column, *_key_check(table), *across)


def null_check(column: Column) -> str:
    """The name of the check that a column which is not nullable has values."""
    return f"{column.name}:not_null"


def _column_checks(column: Column) -> Iterator[Check]:
    value = pl.col(column.name)

    def check(kind: str, english: str, holds: pl.Expr) -> Check:
        return Check(f"{column.name}:{kind}", column.name, f"{column.name} {english}", holds.fill_null(True))

    if not column.nullable:
        yield Check(null_check(column), column.name, f"{column.name} is not null", value.is_not_null())
    if column.allowed:
        yield check("allowed", f"is one of {', '.join(column.allowed)}", value.is_in(column.allowed))
    if column.minimum is not None:
        yield check("minimum", f"is at least {column.minimum}", value >= column.minimum)
    if column.maximum is not None:
        yield check("maximum", f"is at most {column.maximum}", value <= column.maximum)
    if column.pattern is not None:
        yield check("pattern", f"is spelled {column.pattern}", value.str.contains(f"^(?:{column.pattern})$"))
    if column.type is Type.STRING and not column.allowed and column.pattern is None:
        yield check("not_empty", "has characters; nothing is null, never an empty text", value.str.len_bytes() > 0)
    if column.type is Type.STRINGS:
        yield check(
            "items_not_null", "has no null among its items", value.list.drop_nulls().list.len() == value.list.len()
        )


def _key_check(table: Table) -> Iterator[Check]:
    """Rows that share their key are all broken: nobody can tell which is right. A null in a key is no key."""
    if table.key:
        key = pl.col(table.key[0]) if len(table.key) == 1 else pl.struct(table.key)
        incomplete = pl.any_horizontal(pl.col(name).is_null() for name in table.key)
        english = f"no other row has the same {', '.join(table.key)}"
        yield Check("key:unique", table.key[0], english, incomplete | key.is_unique())
