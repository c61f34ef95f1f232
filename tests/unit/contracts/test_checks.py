"""What a check answers where there is no value to judge."""

from __future__ import annotations

import polars as pl
import pytest

from gk_pipeline.contracts.checks import checks_of
from gk_pipeline.contracts.frames import polars_schema
from gk_pipeline.contracts.model import Table
from gk_pipeline.contracts.registry import all_contracts, contract


@pytest.mark.parametrize("table", all_contracts(), ids=lambda table: table.name)
def test_every_check_answers_yes_or_no_even_when_all_is_null(table: Table) -> None:
    """A null would be neither good nor bad, and what pandera makes of it is not told."""
    nothing = pl.DataFrame([dict.fromkeys(table.column_names)], schema=polars_schema(table))
    answers = nothing.select(check.holds.alias(check.name) for check in checks_of(table)).row(0, named=True)
    assert {name: answer for name, answer in answers.items() if answer is None} == {}


def test_a_key_that_is_null_is_missing_and_not_shared() -> None:
    table = contract("indicators")
    row = dict.fromkeys(table.column_names)
    nothing = pl.DataFrame([row, row, {**row, "form": "local"}, {**row, "form": "local"}], schema=polars_schema(table))
    (unique,) = (check for check in checks_of(table) if check.name == "key:unique")
    assert nothing.select(unique.holds).to_series().to_list() == [True] * 4


def test_checks_have_names_of_their_own() -> None:
    for table in all_contracts():
        names = [check.name for check in checks_of(table)]
        assert len(names) == len(set(names))
        assert {check.column for check in checks_of(table)} <= set(table.column_names)
