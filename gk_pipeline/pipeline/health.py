"""How much the lake holds of each report year, and how sound it is.

Belongs here: figures in which a whole crawl that went missing shows, or a form that is read wrongly. Does not: judging
them, which is the caller's part; whether every file is there (`account.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from gk_pipeline.catalog.identities import load_identities
from gk_pipeline.lake.parquet import scan_file
from gk_pipeline.lake.tables import row_count, years_of
from gk_pipeline.paths import Paths

# Reports whose agency isn't known all have this key.
_UNKNOWN_AGENCY = "unknown"


@dataclass(frozen=True, slots=True)
class Kept:
    """Of `reports`, `kept` break no identity of severity error within the report."""

    reports: int
    kept: int


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What a report year (None: unknown) holds.

    Every report whose agency is not known counts as an agency of its own. `facts` counts rows, with or without a
    value. `by_form` has the forms of the reports.
    """

    year: int | None
    reports: int = 0
    agencies: int = 0
    facts: int = 0
    by_form: Mapping[str, Kept] = field(default_factory=dict)


def year_figures(paths: Paths) -> list[YearFigures]:
    """The figures of every year that has reports, and of those between them that have none; the unknown one last."""
    present = years_of(paths, "reports")
    known = [year for year in present if year is not None]
    between = range(min(known), max(known) + 1) if known else ()
    years = [*between, *(year for year in present if year is None)]
    return [_figures(paths, year) if year in present else YearFigures(year) for year in years]


def corroborated_share(paths: Paths, year: int | None) -> float | None:
    """The part of a year's figures that another figure of the report proves; None when the year has no figures."""
    if not row_count(paths, "facts", year):
        return None
    facts = scan_file(paths.part("facts", year)).filter(pl.col("value").is_not_null())
    share = facts.select(pl.col("corroborated").mean()).collect().item()
    return None if share is None else float(share)


def _figures(paths: Paths, year: int | None) -> YearFigures:
    reports = scan_file(paths.part("reports", year)).select("document_id", "form", "agency_key").collect()
    known = reports.filter(pl.col("agency_key") != _UNKNOWN_AGENCY)
    forms = (
        reports.with_columns(kept=~pl.col("document_id").is_in(_breaking(paths, year)))
        .group_by("form")
        .agg(pl.len(), pl.col("kept").sum())
        .sort("form")
    )
    return YearFigures(
        year,
        reports.height,
        known["agency_key"].n_unique() + reports.height - known.height,
        row_count(paths, "facts", year),
        {form: Kept(count, kept) for form, count, kept in forms.iter_rows()},
    )


def _breaking(paths: Paths, year: int | None) -> list[str]:
    """The documents of a year that break an identity which a report by itself has to keep."""
    if not row_count(paths, "findings", year):
        return []
    rules = {identity.rule_id for identity in load_identities() if identity.scope == "report"}
    findings = scan_file(paths.part("findings", year)).filter(
        pl.col("severity") == "error", pl.col("rule_id").is_in(list(rules))
    )
    return findings.select(pl.col("document_id").unique()).collect()["document_id"].to_list()
