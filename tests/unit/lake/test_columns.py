"""Python values reach Arrow exactly, or their row is set apart with the name of the column."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from gk_pipeline.contracts.arrow import arrow_schema, unvalidated_schema
from gk_pipeline.contracts.model import ContractError
from gk_pipeline.contracts.registry import all_contracts, contract
from gk_pipeline.contracts.validation import validate
from gk_pipeline.extraction.model import Status
from gk_pipeline.lake.columns import UnstorableValueError, frame_to_table, rows_to_table, split_rows
from tests.contracts.examples import GOOD, NOON
from tests.unit.lake.rows import columns, unvalidated, validated

storable = some.one_of(
    some.none(),
    some.integers(-(10**14) + 1, 10**14 - 1),
    some.integers(-(10**20) + 1, 10**20 - 1).map(lambda digits: Decimal(digits).scaleb(-6)),
)


@pytest.mark.parametrize("name", [table.name for table in all_contracts()])
def test_the_good_row_of_every_table_comes_back_as_it_went_in(name: str) -> None:
    table = unvalidated(name, {})
    assert table.schema == unvalidated_schema(contract(name))
    assert table.to_pylist() == [GOOD[name]]


@pytest.mark.parametrize("name", [table.name for table in all_contracts()])
def test_no_rows_are_a_typed_table(name: str) -> None:
    assert rows_to_table(name, columns(name, [])) == unvalidated_schema(contract(name)).empty_table()


@settings(deadline=None)
@given(some.lists(storable, max_size=20))
def test_decimals_are_stored_exactly(values: list[Any]) -> None:
    assert unvalidated("facts", *({"value": value} for value in values))["value"].to_pylist() == values


@settings(deadline=None)
@given(some.decimals(allow_nan=True, allow_infinity=True))
def test_a_decimal_is_stored_exactly_or_set_apart(value: Decimal) -> None:
    stored, rejected = split_rows("facts", columns("facts", [{"value": value}]))
    fits = value.is_finite() and abs(value) < 10**14 and value == round(value, 6)
    assert stored["value"].to_pylist() == ([value] if fits else [])
    assert rejected["reasons"].to_pylist() == ([] if fits else [["value:unstorable"]])


def test_an_enumeration_of_text_is_text() -> None:
    assert unvalidated("facts", {"status": Status.BLANK})["status"].to_pylist() == ["blank"]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("facts", "value", Decimal("1.2345678")),
        ("facts", "value", Decimal("1E-45")),
        ("facts", "value", 10**14),
        ("facts", "value", Decimal("NaN")),
        ("facts", "value", 0.5),
        ("facts", "value", "12"),
        ("facts", "value", True),
        ("facts", "page", 1.5),
        ("facts", "page", 2**31),
        ("facts", "page", True),
        ("facts", "report_year", 40000),
        ("facts", "approximate", 1),
        ("facts", "raw_text", 5),
        ("facts", "raw_text", b"5"),
        ("facts", "raw_text", "\udcff"),
        ("findings", "fact_ids", "abc"),
        ("findings", "fact_ids", ["a", 3]),
        ("reports", "published_on", "2018-03-18"),
        ("reports", "published_on", datetime(2018, 3, 18)),
        ("documents", "extracted_at", datetime(2018, 3, 18)),
        ("documents", "extracted_at", date(2018, 3, 18)),
    ],
)
def test_a_value_that_would_be_bent_is_set_apart(table: str, column: str, value: Any) -> None:
    rows = [{}, {column: value}, {}]
    stored, rejected = split_rows(table, columns(table, rows))
    assert stored.to_pylist() == [GOOD[table]] * 2
    assert rejected["reasons"].to_pylist() == [[f"{column}:unstorable"]]
    assert json.loads(rejected["row_json"][0].as_py())[column] == json.loads(json.dumps(value, default=str))
    assert validate("quarantine", pl.DataFrame(rejected)).rejected.is_empty()
    with pytest.raises(UnstorableValueError, match=f"{column}:unstorable"):
        rows_to_table(table, columns(table, rows))


def test_a_row_with_two_such_values_is_set_apart_once() -> None:
    stored, rejected = split_rows("facts", columns("facts", [{"value": 0.5, "page": 1.5, "report_year": 99999}]))
    assert stored.num_rows == 0
    assert rejected["reasons"].to_pylist() == [["report_year:unstorable", "value:unstorable", "page:unstorable"]]
    assert rejected["report_year"].to_pylist() == [None]


def test_nulls_are_left_to_validation() -> None:
    assert unvalidated("facts", {"fact_id": None})["fact_id"].to_pylist() == [None]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({**columns("forms", [{}]), "extra": [1]}, "extra"),
        ({name: values for name, values in columns("forms", [{}]).items() if name != "form"}, "form"),
        ({**columns("forms", [{}]), "form": []}, "unequal length"),
    ],
)
def test_columns_are_those_of_the_contract_and_equally_long(given: dict[str, list[Any]], message: str) -> None:
    with pytest.raises(ContractError, match=message):
        rows_to_table("forms", given)


@pytest.mark.parametrize("name", [table.name for table in all_contracts()])
def test_validated_rows_have_the_exact_schema(name: str) -> None:
    table = validated(name, {})
    assert table.schema == arrow_schema(contract(name))
    assert table.to_pylist() == [GOOD[name]]


@pytest.mark.parametrize(
    "change",
    [
        pl.lit(None, pl.String).alias("fact_id"),
        pl.lit("a").alias("value"),
        pl.lit(Decimal("0.1234567"), pl.Decimal(20, 7)).alias("value"),
    ],
)
def test_rows_that_do_not_fit_the_contract_are_no_table(change: pl.Expr) -> None:
    with pytest.raises(ContractError, match="facts: the rows are not those of the contract"):
        frame_to_table("facts", pl.DataFrame(unvalidated("facts", {})).with_columns(change))


def test_moments_keep_their_microseconds() -> None:
    assert unvalidated("documents", {})["extracted_at"].to_pylist() == [NOON]
    assert unvalidated("documents", {}).schema.field("extracted_at").type == pa.timestamp("us", tz="UTC")
