"""Rows against their contract: good rows on, the others to quarantine with every reason.

Belongs here: running a contract on a frame. Does not: what contracts demand (`checks.py`), where rows are stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrorReason, SchemaErrors

from gk_pipeline.contracts.checks import checks_of
from gk_pipeline.contracts.frames import pandera_schema, polars_schema
from gk_pipeline.contracts.model import FIRST_YEAR, LAST_YEAR, ContractError, Table
from gk_pipeline.contracts.registry import contract
from gk_pipeline.contracts.report_tables import QUARANTINE

_REASONS = "_reasons"  # beside the columns of a table, which may be called reasons too
_SHAPE = {
    SchemaErrorReason.COLUMN_NOT_IN_DATAFRAME: "column {} is missing",
    SchemaErrorReason.COLUMN_NOT_IN_SCHEMA: "column {} is not in the contract",
    SchemaErrorReason.WRONG_DATATYPE: "column {column} has the type {} instead of {expected}",
}


@dataclass(frozen=True, slots=True)
class Validated:
    """`good` has the columns of the contract in order, `rejected` those of `quarantine`.

    `good` and `rejected` together have as many rows as went in. `counts` gives for every check of the table how
    many rows broke it; a row may break several.
    """

    good: pl.DataFrame
    rejected: pl.DataFrame
    counts: dict[str, int]


def validate(table_name: str, frame: pl.DataFrame) -> Validated:
    """Holds every row of a frame against the contract of a table.

    Raises ContractError when the frame has not the columns and types of the contract: then no row can be judged.
    """
    table = contract(table_name)
    if not isinstance(frame, pl.DataFrame):
        # On a LazyFrame pandera looks at the schema alone and lets every row pass.
        raise ContractError(f"{table_name}: rows are validated in a DataFrame, not in a {type(frame).__name__}")
    failures = _failures(table, frame)
    counts = {check.name: 0 for check in checks_of(table)}
    counts.update(failures.group_by("check").len().iter_rows())
    reasons = failures.sort("index", "check").group_by("index").agg(pl.col("check").alias(_REASONS))
    good = frame.select(table.column_names)
    numbered = good.with_row_index("index")
    if reasons.height:  # a copy of the others: of many rows that is much memory
        good = numbered.join(reasons, on="index", how="anti", maintain_order="left").drop("index")
    bad = numbered.join(reasons, on="index", how="inner", maintain_order="left").drop("index")
    return Validated(good, _quarantine_rows(table, bad), counts)


def _failures(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """One row (index, check) for every check that a row breaks."""
    # A frame without rows has a shape, and nothing else to judge.
    depth = ValidationDepth.SCHEMA_AND_DATA if frame.height else ValidationDepth.SCHEMA_ONLY
    try:
        # The environment can switch pandera off; a contract that is not looked at is worse than none.
        with config_context(validation_enabled=True, validation_depth=depth):
            pandera_schema(table).validate(frame, lazy=True)
    except SchemaErrors as error:
        _require_shape(table, error)
        named = (
            pl.when(pl.col("check") == "not_nullable").then(pl.col("column") + ":not_null").otherwise(pl.col("check"))
        )
        cases: pl.DataFrame = error.failure_cases
        return cases.select(pl.col("index").cast(pl.UInt32), named.alias("check"))
    return pl.DataFrame(schema={"index": pl.UInt32, "check": pl.String})


def _require_shape(table: Table, error: SchemaErrors) -> None:
    expected = polars_schema(table)
    faults = [
        _SHAPE[fault.reason_code].format(
            fault.failure_cases if isinstance(fault.failure_cases, str) else fault.failure_cases["failure_case"][0],
            column=fault.schema.name,
            expected=expected.get(fault.schema.name or ""),
        )
        for fault in error.schema_errors
        if fault.reason_code in _SHAPE
    ]
    if not faults and error.failure_cases["index"].null_count():
        cases = error.failure_cases.filter(pl.col("index").is_null())
        faults = [f"{check}: {case}" for check, case in cases.select("check", "failure_case").iter_rows()]
    if faults:
        raise ContractError(f"{table.name} can't be validated: {'; '.join(faults)}")


def _quarantine_rows(table: Table, bad: pl.DataFrame) -> pl.DataFrame:
    """Rows of a table with their reasons, as rows of quarantine."""
    whole = pl.struct(table.column_names).struct.json_encode()
    year = pl.col("report_year") if "report_year" in bad.columns else pl.lit(None, pl.Int16)
    return bad.select(
        pl.lit(table.name).alias("table_name"),
        _joined(table.key).alias("row_key"),
        _or_null("document_id", bad).alias("document_id"),
        # A year that is itself out of bounds is left to row_json.
        pl.when(year.is_between(FIRST_YEAR, LAST_YEAR)).then(year).alias("report_year"),
        pl.col(_REASONS).alias("reasons"),
        whole.alias("row_json"),
        _or_null("parser_version", bad).fill_null("unknown").alias("parser_version"),
    ).select(QUARANTINE.column_names)


def _joined(key: Iterable[str]) -> pl.Expr:
    parts = [pl.col(name).cast(pl.String).fill_null("?") for name in key]
    return pl.concat_str(parts, separator=":") if parts else pl.lit("?")


def _or_null(column: str, frame: pl.DataFrame) -> pl.Expr:
    return pl.col(column) if column in frame.columns else pl.lit(None, pl.String)
