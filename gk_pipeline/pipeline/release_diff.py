"""What the running version of the parser gives otherwise than the version whose rows stand in the lake.

Belongs here: comparing the rows of a document, cell by cell, finding by finding, and telling why they differ. Does not:
which rows are compared (`release_rows.py`), counting changes and putting them into words (`release.py`).

Compared is what the lake said with what it will say, so corrections by people, which the marts apply, are no changes.
Claims and unmapped cells are not compared: their ids are numbers that shift. Why a cell differs is told by what both
versions read before any judging: `reading` if they read the cell otherwise. A cell that is read as before can still be
judged otherwise, by its own report or by that of the year before, which may have changed for other reasons than the
version. So a change that last year's report can bring about counts as `last_year` where the whole document is read as
before, and as `judging` otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from gk_pipeline.catalog.identities import load_identities
from gk_pipeline.contracts.frames import polars_schema
from gk_pipeline.contracts.release_tables import RELEASE_CHANGES

# What readers of the marts group, filter and match reports by.
ATTRIBUTES = (
    *("report_year", "form", "layout", "agency_key", "agency_name", "agency_level", "agency_type", "division_code"),
    *("department", "coverage_scope", "published_on"),
)
# What a version read in a cell; where it stands is apart, since it shifts with every change of the rendition.
_CONTENT = ("value", "status", "unit", "approximate", "method", "raw_text", "candidates")
_CELL = {
    **{name: name for name in ("value", "status", "unit", "approximate", "corroborated", "start_offset")},
    "raw_text": "text",
}
_CLAIM = ("document_id", "indicator_id", "column_id", "value", "approximate", "negated", "scope", "raw_text")
_SCHEMA = polars_schema(RELEASE_CHANGES)

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Readings:
    """How two versions read the same documents, before anything was judged.

    `cells` has a row a cell of either version (fact_id, document_id): whether both read the same in it, at the same
    place, and whether its own report proves it alike. `other_claims` are ids of documents whose claims differ,
    `other` of those in which anything differs.
    """

    cells: pl.DataFrame
    other_claims: pl.Series
    other: pl.Series


def compare_readings(old: Frames, new: Frames) -> Readings:
    """`old` and `new` are the reports, facts and claims of the same documents as the two versions read them."""
    told = {name: name for name in (*_CONTENT, "start_offset", "corroborated")}
    both = _sides(old["facts"], new["facts"], "fact_id", ("document_id",), told)
    same_content = ~pl.any_horizontal(_differ(name) for name in _CONTENT)
    cells = both.select(
        "fact_id",
        "document_id",
        same_content=same_content,
        same_place=same_content & ~_differ("start_offset"),
        same_proof=~_differ("corroborated"),
    )
    claims = [side["claims"].select(_CLAIM).unique() for side in (old, new)]
    one_sided = [
        left.join(right, on=_CLAIM, how="anti", nulls_equal=True)["document_id"]
        for left, right in (claims, reversed(claims))
    ]
    other_claims = pl.concat(one_sided).unique()
    attributes = attribute_changes(old["reports"], new["reports"])["document_id"]
    other = pl.concat([cells.filter(~pl.col("same_content"))["document_id"], other_claims, attributes]).unique()
    return Readings(cells, other_claims, other)


def no_changes() -> pl.DataFrame:
    """Changes without rows, with the types of the contract but for the nulls."""
    return pl.DataFrame(schema=_SCHEMA)


def fact_changes(old: pl.DataFrame, new: pl.DataFrame, readings: Readings) -> pl.DataFrame:
    """The cells that differ; `old` and `new` are rows of `facts` of the same documents."""
    both = _sides(old, new, "fact_id", ("document_id", "form", "indicator_id", "column_id"), _CELL)
    both = both.join(readings.cells.drop("document_id"), on="fact_id", how="left").with_columns(
        pl.col("same_content", "same_place", "same_proof").fill_null(False)
    )
    kind = (
        pl.when(pl.col("old_status").is_null())
        .then(pl.lit("appeared"))
        .when(pl.col("new_status").is_null())
        .then(pl.lit("disappeared"))
        .when((pl.col("old_status") == "reported") & (pl.col("new_status") == "reported") & _differ("value"))
        .then(pl.lit("value"))
    )
    for name in ("status", "unit", "approximate", "corroborated"):
        kind = kind.when(_differ(name)).then(pl.lit(name))
    kind = kind.when(_differ("text") | _differ("start_offset")).then(pl.lit("span"))
    read_otherwise = ~pl.col("same_content") | ((pl.col("kind") == "span") & ~pl.col("same_place"))
    by_its_report = pl.col("kind").is_in(["appeared", "disappeared"]) | (
        (pl.col("kind") == "corroborated") & ~pl.col("same_proof")
    )
    changed = both.with_columns(kind=kind.otherwise(None)).filter(pl.col("kind").is_not_null())
    cause = _cause(read_otherwise, by_its_report, readings)
    return _rows(changed.with_columns(cause=cause, subject=pl.lit("fact"), subject_id=pl.col("fact_id")))


def finding_changes(old: pl.DataFrame, new: pl.DataFrame, readings: Readings) -> pl.DataFrame:
    """The findings that came, went or are judged otherwise; `old` and `new` are rows of `findings`."""
    told = {"severity": "severity", "verdict": "verdict", "message": "text", "fact_ids": "fact_ids"}
    both = _sides(old, new, "finding_id", ("document_id", "rule_id"), told | {"claim_ids": "claim_ids"})
    kind = (
        pl.when(pl.col("old_verdict").is_null())
        .then(pl.lit("appeared"))
        .when(pl.col("new_verdict").is_null())
        .then(pl.lit("disappeared"))
        .when(_differ("verdict"))
        .then(pl.lit("verdict"))
        .when(_differ("severity"))
        .then(pl.lit("severity"))
        .otherwise(None)
    )
    cells = readings.cells.filter(~pl.col("same_content"))["fact_id"].implode()
    claims = readings.other_claims.implode()
    read_otherwise = (_both_lists("fact_ids").list.set_intersection(pl.lit(cells)).list.len() > 0) | (
        (_both_lists("claim_ids").list.len() > 0) & pl.col("document_id").is_in(claims)
    )
    cause = _cause(read_otherwise, ~pl.col("rule_id").is_in(_rules_of_last_year()), readings)
    changed = both.with_columns(kind=kind).filter(pl.col("kind").is_not_null())
    return _rows(changed.with_columns(cause=cause, subject=pl.lit("finding"), subject_id=pl.col("finding_id")))


def attribute_changes(old: pl.DataFrame, new: pl.DataFrame, attributes: tuple[str, ...] = ATTRIBUTES) -> pl.DataFrame:
    """The attributes that differ in documents on both sides; rows of `reports`, or with any other attributes."""
    long = [
        frame.select("document_id", *(pl.col(name).cast(pl.String) for name in attributes)).unpivot(
            attributes, index="document_id", variable_name="attribute", value_name=f"{side}_text"
        )
        for side, frame in (("old", old), ("new", new))
    ]
    changed = long[0].join(long[1], on=["document_id", "attribute"]).filter(_differ("text"))
    subject_id = pl.col("document_id").str.slice(0, 20) + ":report:" + pl.col("attribute")
    return _rows(
        changed.with_columns(
            subject=pl.lit("report"), subject_id=subject_id, kind=pl.lit("attribute"), cause=pl.lit("reading")
        )
    )


def _cause(read_otherwise: pl.Expr, by_its_report: pl.Expr, readings: Readings) -> pl.Expr:
    """`by_its_report`: last year's report can't bring it about."""
    return (
        pl.when(read_otherwise)
        .then(pl.lit("reading"))
        .when(by_its_report | pl.col("document_id").is_in(readings.other.implode()))
        .then(pl.lit("judging"))
        .otherwise(pl.lit("last_year"))
    )


def _sides(
    old: pl.DataFrame, new: pl.DataFrame, key: str, same: tuple[str, ...], told: Mapping[str, str]
) -> pl.DataFrame:
    """Rows with the same key beside each other: `told` of both as old_... and new_..., and what is the `same`."""
    sides = [
        frame.select(key, *same, *(pl.col(name).alias(f"{side}_{called}") for name, called in told.items()))
        for side, frame in (("old", old), ("new", new))
    ]
    both = sides[0].join(sides[1], on=key, how="full", coalesce=True, suffix="_of_new")
    return both.with_columns(pl.coalesce(f"{name}_of_new", name).alias(name) for name in same)


def _rules_of_last_year() -> list[str]:
    return [identity.rule_id for identity in load_identities() if identity.scope == "previous_report"]


def _both_lists(name: str) -> pl.Expr:
    old, new = pl.col(f"old_{name}").fill_null([]), pl.col(f"new_{name}").fill_null([])
    return old.list.concat(new)


def _differ(name: str) -> pl.Expr:
    return pl.col(f"old_{name}").ne_missing(pl.col(f"new_{name}"))


def _rows(changed: pl.DataFrame) -> pl.DataFrame:
    """Rows of the contract; years and versions, and columns of other subjects, are null."""
    return changed.select(
        (pl.col(name) if name in changed.columns else pl.lit(None)).cast(of).alias(name) for name, of in _SCHEMA.items()
    )
