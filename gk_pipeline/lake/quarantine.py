"""Rejected rows, kept by the table they were meant for and by report year.

Belongs here: putting them into the lake's table `quarantine`. Does not: rejecting (`contracts/validation.py`).
"""

from __future__ import annotations

import polars as pl

from gk_pipeline.contracts.model import ContractError
from gk_pipeline.lake.columns import frame_to_table
from gk_pipeline.lake.tables import read_table, write_year
from gk_pipeline.paths import Paths


def replace_rejected(paths: Paths, table_name: str, year: int | None, rejected: pl.DataFrame) -> bool:
    """Makes `rejected` the quarantined rows of one table and report year; those of other tables stay.

    The rows lie under `year`, the year that was validated, whatever year they claim for themselves: `row_json` has
    that. Tells whether anything changed. Raises ContractError when a row is of another table.
    """
    strangers = rejected.filter(pl.col("table_name") != table_name)
    if strangers.height:
        raise ContractError(f"rows of {strangers['table_name'][0]} can't be quarantined as rows of {table_name}")
    before = read_table(paths, "quarantine", [year])
    others = before.filter(pl.col("table_name") != table_name)
    if rejected.is_empty() and others.height == before.height:
        return False
    rows = rejected.with_columns(pl.lit(year, pl.Int16).alias("report_year"))
    return write_year(paths, "quarantine", year, frame_to_table("quarantine", pl.concat([others, rows])))
