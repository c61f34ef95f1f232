"""Good rows pass unchanged, bad rows are kept whole, and a frame of another shape is not judged at all."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from pandera.config import ValidationDepth, config_context

from gk_pipeline.contracts.frames import polars_schema
from gk_pipeline.contracts.model import ContractError
from gk_pipeline.contracts.registry import contract
from gk_pipeline.contracts.validation import validate
from tests.contracts.examples import GOOD, SHA, SHA20, Row


def facts(*changes: Row) -> pl.DataFrame:
    """Facts with keys of their own: fact number n is of indicator `x.n`."""
    rows = [
        {
            **GOOD["facts"],
            "indicator_id": f"x.{number}",
            "column_id": None,
            "fact_id": f"{SHA20}:x.{number}",
            **change,
        }
        for number, change in enumerate(changes)
    ]
    return pl.DataFrame(rows, schema=polars_schema(contract("facts")))


def test_good_and_rejected_are_all_rows_in_their_order() -> None:
    frame = facts({}, {"form": "x"}, {}, {"method": None}, {})
    result = validate("facts", frame)
    assert result.good.equals(frame[[0, 2, 4]])
    assert result.rejected["row_key"].to_list() == [f"{SHA20}:x.1", f"{SHA20}:x.3"]


def test_every_reason_of_a_row_is_given_once_and_counted() -> None:
    result = validate("facts", facts({"form": "x", "method": "x"}, {"form": "y"}))
    assert result.rejected["reasons"].to_list() == [["form:allowed", "method:allowed"], ["form:allowed"]]
    assert {check: count for check, count in result.counts.items() if count} == {
        "form:allowed": 2,
        "method:allowed": 1,
    }


def test_a_rejected_row_is_kept_to_the_last_digit() -> None:
    value = Decimal("12345678901234.123456")
    result = validate("facts", facts({"form": "x", "value": value, "raw_text": '"\n\t引号', "end_offset": 105}))
    kept = json.loads(result.rejected["row_json"][0])
    assert Decimal(kept.pop("value")) == value
    expected = {**GOOD["facts"], "fact_id": f"{SHA20}:x.0", "indicator_id": "x.0", "column_id": None}
    expected |= {"form": "x", "raw_text": '"\n\t引号', "end_offset": 105}
    del expected["value"]
    assert kept == expected


def test_rejected_rows_are_themselves_good_rows_of_quarantine() -> None:
    bad = facts({"report_year": 1900}, {"parser_version": None}, {"document_id": None}, {"fact_id": None}, {"form": ""})
    result = validate("facts", bad)
    assert result.rejected.height == 5
    assert validate("quarantine", result.rejected).rejected.is_empty()
    assert result.rejected["report_year"].to_list() == [None, 2019, 2019, 2019, 2019]
    assert result.rejected["parser_version"].to_list()[1] == "unknown"
    assert result.rejected["row_key"].to_list()[3] == "?"
    assert json.loads(result.rejected["row_json"][0])["report_year"] == 1900


def test_rejected_rows_of_quarantine_are_told_apart_from_their_own_reasons() -> None:
    row = {**GOOD["quarantine"], "row_key": None, "reasons": ["old reason"]}
    result = validate("quarantine", pl.DataFrame([row], schema=polars_schema(contract("quarantine"))))
    assert result.rejected["reasons"].to_list() == [["row_key:not_null"]]
    assert json.loads(result.rejected["row_json"][0])["reasons"] == ["old reason"]


def test_nothing_in_nothing_out() -> None:
    result = validate("facts", facts())
    assert (result.good.height, result.rejected.height) == (0, 0)
    assert result.good.schema == polars_schema(contract("facts"))
    assert result.rejected.schema == polars_schema(contract("quarantine"))


def test_all_rows_bad() -> None:
    result = validate("facts", facts(*[{"form": "x"}] * 50))
    assert (result.good.height, result.rejected.height) == (0, 50)


def test_columns_come_out_in_the_order_of_the_contract() -> None:
    frame = facts({}, {"form": "x"})
    turned = frame.select(reversed(frame.columns))
    result = validate("facts", turned)
    assert result.good.equals(frame[:1])
    assert list(json.loads(result.rejected["row_json"][0])) == frame.columns


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (facts({}).drop("value"), "column value is missing"),
        (facts({}).drop("status", "form"), "column form is missing; column status is missing"),
        (facts({}).with_columns(extra=1), "column extra is not in the contract"),
        (facts().drop("value"), "column value is missing"),
        (facts().with_columns(extra=1), "column extra is not in the contract"),
    ],
)
def test_a_frame_of_another_shape_is_refused(frame: pl.DataFrame, message: str) -> None:
    with pytest.raises(ContractError) as refused:
        validate("facts", frame)
    assert sorted(message.split("; ")) == sorted(
        str(refused.value).removeprefix("facts can't be validated: ").split("; ")
    )


@pytest.mark.parametrize("rows", [facts({}), facts()], ids=["a row", "no row"])
@pytest.mark.parametrize("column", contract("facts").column_names)
def test_a_column_of_another_type_is_refused(column: str, rows: pl.DataFrame) -> None:
    wrong = pl.lit(1.5) if column != "value" else pl.lit("1.5")
    with pytest.raises(ContractError, match=f"column {column} has the type"):
        validate("facts", rows.with_columns(wrong.alias(column)))


def test_a_decimal_of_another_scale_is_refused() -> None:
    with pytest.raises(ContractError, match="column value has the type"):
        validate("facts", facts({}).with_columns(pl.col("value").cast(pl.Decimal(38, 6))))


def test_a_lazy_frame_is_refused() -> None:
    """Pandera would look at its schema alone and let every row pass."""
    with pytest.raises(ContractError, match="not in a LazyFrame"):
        validate("facts", facts({"form": "x"}).lazy())  # type: ignore[arg-type]


def test_a_table_without_contract_is_refused() -> None:
    with pytest.raises(ContractError, match="no table is called 'fact'"):
        validate("fact", facts({}))


@pytest.mark.parametrize(
    "switched_off", [{"validation_enabled": False}, {"validation_depth": ValidationDepth.SCHEMA_ONLY}]
)
def test_checks_can_not_be_switched_off_from_outside(switched_off: dict[str, Any]) -> None:
    """Pandera reads from the environment whether it looks at anything at all."""
    with config_context(**switched_off):
        assert validate("facts", facts({"form": "x"})).rejected.height == 1


def test_the_hash_is_what_the_contract_takes_for_a_document() -> None:
    assert len(SHA) == 64
    upper = facts({"document_id": SHA.upper(), "fact_id": f"{SHA20.upper()}:x.0"})
    assert validate("facts", upper).rejected["reasons"].to_list() == [["document_id:pattern"]]
