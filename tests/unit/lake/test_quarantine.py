"""Rejected rows are replaced by table and year, and nothing else is."""

from __future__ import annotations

import polars as pl
import pytest

from gk_pipeline.contracts.model import ContractError
from gk_pipeline.lake.quarantine import replace_rejected
from gk_pipeline.lake.tables import read_table, years_of
from gk_pipeline.paths import Paths
from tests.unit.lake.rows import unvalidated


def rejected(table: str, *keys: str, year: int | None = 2017) -> pl.DataFrame:
    rows = [{"table_name": table, "row_key": key, "report_year": year} for key in keys]
    return pl.DataFrame(unvalidated("quarantine", *rows))


def kept(paths: Paths) -> list[tuple[str, str, int | None]]:
    return read_table(paths, "quarantine").select("table_name", "row_key", "report_year").rows()


def test_rows_of_a_table_and_year_are_replaced_and_others_stay(paths: Paths) -> None:
    assert replace_rejected(paths, "facts", 2017, rejected("facts", "a", "b"))
    assert replace_rejected(paths, "claims", 2017, rejected("claims", "c"))
    assert replace_rejected(paths, "facts", 2018, rejected("facts", "d", year=2018))
    assert replace_rejected(paths, "facts", 2017, rejected("facts", "e"))
    assert kept(paths) == [("claims", "c", 2017), ("facts", "e", 2017), ("facts", "d", 2018)]
    assert not replace_rejected(paths, "facts", 2017, rejected("facts", "e"))


def test_no_rejected_rows_clear_those_of_the_last_run(paths: Paths) -> None:
    replace_rejected(paths, "facts", 2017, rejected("facts", "a"))
    assert replace_rejected(paths, "facts", 2017, rejected("facts"))
    assert years_of(paths, "quarantine") == []


def test_rows_lie_under_the_year_that_was_validated(paths: Paths) -> None:
    replace_rejected(paths, "facts", None, rejected("facts", "a", year=2017))
    assert kept(paths) == [("facts", "a", None)]


def test_rows_of_another_table_are_refused(paths: Paths) -> None:
    with pytest.raises(ContractError, match="rows of claims can't be quarantined as rows of facts"):
        replace_rejected(paths, "facts", 2017, rejected("claims", "c"))
