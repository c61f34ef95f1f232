"""Every check of every contract is made to fail, and only by rows that deserve it.

The names of the checks that must be there are worked out from the definitions here, apart from the code under test:
a check that is not run, or has no failing example, makes a test fail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

import polars as pl
import pytest

from gk_pipeline.contracts.frames import polars_schema
from gk_pipeline.contracts.model import Column, Table, Type
from gk_pipeline.contracts.registry import all_contracts, contract
from gk_pipeline.contracts.validation import Validated, validate
from tests.contracts.examples import ALSO_GOOD, BREACHES, GOOD, OTHER_KEY, Row


def column_breaches(column: Column, good: str) -> Iterator[tuple[str, object]]:
    """(kind of check, a value that breaks it) for all that the definition of a column demands."""
    if not column.nullable:
        yield "not_null", None
    if column.allowed:
        yield "allowed", "no such word"
        yield "allowed", column.allowed[0].upper()
    if column.minimum is not None:
        yield "minimum", column.minimum - 1
    if column.maximum is not None:
        yield "maximum", column.maximum + 1
    if column.pattern is not None:
        yield "pattern", ""
        yield "pattern", f"{good}\n"
        yield "pattern", f"{good}!"
        yield "pattern", f"!{good}"
    if column.type is Type.STRING and not column.allowed and column.pattern is None:
        yield "not_empty", ""
    if column.type is Type.STRINGS:
        yield "items_not_null", ["a", None]


COLUMN_BREACHES = [
    (table.name, f"{column.name}:{kind}", {column.name: value})
    for table in all_contracts()
    for column in table.columns
    for kind, value in column_breaches(column, GOOD[table.name][column.name])
]
ROW_BREACHES = [(table, check, changes) for (table, check), breaches in BREACHES.items() for changes in breaches]


def judged(table_name: str, *rows: Row) -> Validated:
    return validate(table_name, pl.DataFrame(list(rows), schema=polars_schema(contract(table_name))))


@pytest.mark.parametrize("table", all_contracts(), ids=lambda table: table.name)
def test_no_check_goes_without_a_failing_example(table: Table) -> None:
    proved = {check for name, check, _ in (*COLUMN_BREACHES, *ROW_BREACHES) if name == table.name}
    proved |= {"key:unique"} if table.key else set()
    assert set(judged(table.name, GOOD[table.name]).counts) == proved


@pytest.mark.parametrize("table", all_contracts(), ids=lambda table: table.name)
def test_the_good_row_passes(table: Table) -> None:
    result = judged(table.name, GOOD[table.name])
    assert result.rejected.is_empty()
    assert set(result.counts.values()) == {0}
    assert result.good.rows(named=True) == [GOOD[table.name]]


@pytest.mark.parametrize(("table_name", "changes"), ALSO_GOOD)
def test_unusual_rows_pass(table_name: str, changes: Row) -> None:
    result = judged(table_name, {**GOOD[table_name], **changes})
    assert {check: count for check, count in result.counts.items() if count} == {}


@cache
def _all_breaches(table_name: str) -> tuple[list[tuple[str, Row]], Validated]:
    """All breaches of a table, and a good row with all rows that have one, judged together: that is soon done.

    The bad rows share their key for the most part, which is one more reason in each.
    """
    breaches = [(check, changes) for name, check, changes in (*COLUMN_BREACHES, *ROW_BREACHES) if name == table_name]
    good = GOOD[table_name]
    return breaches, judged(table_name, good | OTHER_KEY[table_name], *(good | changes for _, changes in breaches))


@pytest.mark.parametrize("table", all_contracts(), ids=lambda table: table.name)
def test_of_good_and_bad_rows_the_bad_ones_are_rejected(table: Table) -> None:
    breaches, result = _all_breaches(table.name)
    assert result.good.rows(named=True) == [GOOD[table.name] | OTHER_KEY[table.name]]
    assert result.rejected.height == len(breaches)
    reasons = Counter(reason for row in result.rejected["reasons"].to_list() for reason in row)
    assert {check: count for check, count in result.counts.items() if count} == reasons


@pytest.mark.parametrize(("table_name", "check", "changes"), [*COLUMN_BREACHES, *ROW_BREACHES])
def test_a_breach_is_named(table_name: str, check: str, changes: Row) -> None:
    breaches, result = _all_breaches(table_name)
    assert check in result.rejected["reasons"][breaches.index((check, changes))].to_list()


@pytest.mark.parametrize("table", [t for t in all_contracts() if t.key], ids=lambda table: table.name)
def test_rows_that_share_their_key_are_all_rejected(table: Table) -> None:
    row = GOOD[table.name]
    result = judged(table.name, row, {**row, **OTHER_KEY[table.name]}, row)
    assert result.good.height == 1
    assert result.rejected["reasons"].to_list() == [["key:unique"], ["key:unique"]]
    assert result.counts["key:unique"] == 2


@pytest.mark.parametrize(
    ("table_name", "changes"),
    [
        ("outcomes", {"document_id": "f" * 64}),
        ("outcomes", {"parser_version": "2"}),
        ("indicators", {"form": "local"}),
        ("indicators", {"indicator_id": "old.1.2"}),
        ("identities", {"form": "fmt2019"}),
        ("identities", {"rule_id": "O02"}),
    ],
)
def test_a_key_of_several_columns_is_taken_whole(table_name: str, changes: Row) -> None:
    assert judged(table_name, GOOD[table_name], {**GOOD[table_name], **changes}).rejected.is_empty()


BOUNDED = [(t.name, c) for t in all_contracts() for c in t.columns if c.minimum is not None or c.allowed]


@pytest.mark.parametrize(("table_name", "column"), BOUNDED, ids=lambda value: getattr(value, "name", value))
def test_bounds_and_allowed_words_belong_to_what_is_allowed(table_name: str, column: Column) -> None:
    rows = [{**GOOD[table_name], column.name: value} for value in (column.minimum, column.maximum, *column.allowed)]
    counts = judged(table_name, *rows).counts
    assert not any(counts.get(f"{column.name}:{kind}") for kind in ("minimum", "maximum", "allowed"))
