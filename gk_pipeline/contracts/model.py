"""The value types of a contract: a table, its columns, its checks across columns.

Belongs here: what a contract can say. Does not: what the contracts do say (`report_tables.py` and its neighbours),
how they are rendered (`arrow.py`, `frames.py`, `dbt_sources.py`) or enforced (`validation.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import polars as pl

FIRST_YEAR = 2007  # the first reports, for 2007, were written in 2008
LAST_YEAR = 2100


class ContractError(Exception):
    """Data that can't be held against its contract at all: a table, column or type that isn't the declared one."""


class Type(Enum):
    """The types of columns. DECIMAL holds 14 digits before and 6 after the point, TIMESTAMP microseconds in UTC."""

    STRING = "string"
    STRINGS = "list<string>"
    INT16 = "int16"
    INT32 = "int32"
    INT64 = "int64"
    BOOL = "bool"
    DATE = "date"
    TIMESTAMP = "timestamp"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `allowed`, `minimum`, `maximum` and `pattern` bind values that are not null; bounds are inclusive.

    `pattern` is a regular expression for the whole value.
    """

    name: str
    type: Type
    english: str
    chinese: str
    nullable: bool = True
    allowed: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A condition across the columns of a row. `holds` is true for good rows; null counts as broken.

    `column` is the column that the condition is mainly about; failures are listed under it.
    """

    name: str
    column: str
    english: str
    holds: pl.Expr = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the lake. No two rows have the same `key`; an empty key says that rows may repeat.

    `order` is how rows lie in the file: by key unless told otherwise.
    """

    name: str
    english: str
    chinese: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    row_checks: tuple[RowCheck, ...] = ()
    order: tuple[str, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def sort_order(self) -> tuple[str, ...]:
        return self.order or self.key
