"""The contract of corrections: what people found wrong in single values, as they wrote it down.

Belongs here: the shape of `lake/catalog/corrections.parquet`. Does not: what becomes of a correction, which the marts
tell once they see the fact.
"""

from __future__ import annotations

import polars as pl

from gk_pipeline.contracts import vocabulary as common
from gk_pipeline.contracts.model import Column, RowCheck, Table, Type

_STRING, _DECIMAL, _DATE = Type.STRING, Type.DECIMAL, Type.DATE


def _value_when_reported(side: str) -> RowCheck:
    value, status = pl.col(f"{side}_value"), pl.col(f"{side}_status")
    return RowCheck(
        f"{side}_value_exactly_when_reported",
        f"{side}_value",
        "A value stands exactly where the status is reported.",
        pl.col("problem").is_not_null() | ((status == "reported") == value.is_not_null()),
    )


CORRECTIONS = Table(
    "corrections",
    "One row a correction in the folder of corrections, also those that can't be understood.",
    "更正文件夹中的每条更正一行，包括无法理解的条目。",
    (
        Column(
            "correction_id",
            _STRING,
            "Its file and its place in the file, from 1: `name.yaml#1`.",
            "更正所在文件及其序号（从 1 起）。",
            nullable=False,
        ),
        Column("fact_id", _STRING, "The fact that is corrected, if named by its id.", "以编号指明的被更正事实。"),
        Column("agency_key", _STRING, "The agency whose current report is corrected.", "被更正报告的机关。"),
        Column("report_year", Type.INT16, "The year of that report.", "被更正报告的年度。"),
        Column("indicator_id", _STRING, "The indicator of that report.", "被更正的指标。"),
        Column("column_id", _STRING, "Its column; null where it has one value.", "被更正的列。"),
        Column("from_value", _DECIMAL, "The value that the source is said to print.", "更正所称的原值。"),
        Column(
            "from_status",
            _STRING,
            "The status that the source is said to have.",
            "更正所称的原状态。",
            allowed=common.STATUSES,
        ),
        Column("to_value", _DECIMAL, "The value to use instead.", "更正后的值。"),
        Column("to_status", _STRING, "The status to use instead.", "更正后的状态。", allowed=common.STATUSES),
        Column("reason", _STRING, "Why, and by what evidence.", "更正理由与依据。"),
        Column("author", _STRING, "Who answers for it.", "更正人。"),
        Column("corrected_on", _DATE, "The day it was written.", "更正日期。"),
        Column("expires_on", _DATE, "The last day it is used; null for no end.", "失效日期；无期限时为空。"),
        Column("is_expired", Type.BOOL, "That day was over when it was read.", "是否已失效。", nullable=False),
        Column("problem", _STRING, "Why it can't be understood.", "无法理解的原因。"),
    ),
    key=("correction_id",),
    row_checks=(
        RowCheck(
            "complete_unless_a_problem",
            "reason",
            "A correction that is understood says all but its end.",
            pl.col("problem").is_not_null()
            | pl.all_horizontal(
                pl.col(name).is_not_null() for name in ("from_status", "to_status", "reason", "author", "corrected_on")
            ),
        ),
        RowCheck(
            "named_in_one_way",
            "fact_id",
            "The fact is named by its id, or by agency, year and indicator.",
            pl.col("problem").is_not_null()
            | (
                pl.col("fact_id").is_null()
                == pl.all_horizontal(
                    pl.col(name).is_not_null() for name in ("agency_key", "report_year", "indicator_id")
                )
            ),
        ),
        _value_when_reported("from"),
        _value_when_reported("to"),
    ),
)
