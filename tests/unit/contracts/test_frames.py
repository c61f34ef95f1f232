"""Rows that an older contract wrote, taken for rows of the present one."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from gk_pipeline.contracts.frames import adapted, polars_schema
from gk_pipeline.contracts.registry import contract


def test_rows_of_another_contract_are_taken_for_rows_of_this_one() -> None:
    table = contract("facts")
    old = pl.DataFrame({"outdated": [1, 2], "fact_id": ["a", "b"], "value": [3, None], "page": ["2", "two"]})
    rows = adapted(table, old)
    assert rows.schema == polars_schema(table)
    assert rows.select("fact_id", "value", "page", "unit").rows() == [
        ("a", Decimal(3), 2, None),
        ("b", None, None, None),
    ]
