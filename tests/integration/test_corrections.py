"""A correction from the day it is written to the day it no longer fits, through the whole pipeline."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb

from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.tables import ensure_tables, read_table
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.extract import extract_pending
from gk_pipeline.pipeline.land import inbox_years
from gk_pipeline.pipeline.run import run
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.pipeline.trace import trace
from gk_pipeline.pipeline.years import land_years
from gk_pipeline.samples import samples_folder
from gk_pipeline.settings import Settings

# A page of the samples, a cell of it that is printed as 7 in the row of applications carried in from last year, and
# another one that is printed as 7.
SAMPLE = "2022/wetland_administration_2022.html"
CELL = "indicator_id = 'app.carried_in' and column_id = 'natural_person'"
OTHER = "indicator_id = 'pub.penalty.decisions'"
PRINTED = '行政处罚</td><td colspan="2">7<'


def with_report(home: Path) -> Paths:
    paths = Paths(Settings.load({"GK_HOME": str(home)}))
    paths.inbox.mkdir(parents=True)
    paths.corrections.mkdir(parents=True)
    shutil.copy(samples_folder() / "inbox" / SAMPLE, paths.inbox / "report.html")
    return paths


def only(paths: Paths, sql: str) -> tuple[Any, ...]:
    with duckdb.connect(str(paths.published / "current" / "marts.duckdb"), read_only=True) as marts:
        (row,) = marts.sql(sql).fetchall()
    return row


def landed(paths: Paths) -> None:
    """What a run does before the marts."""
    ensure_tables(paths)
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        extract_pending(paths, ledger, 1)
        land_years(paths, ledger, inbox_years(ledger))


def test_a_correction_is_applied_traced_expired_and_stale(home: Path) -> None:
    paths = with_report(home)
    landed(paths)
    lake, (report,) = read_table(paths, "facts"), read_table(paths, "reports").iter_rows(named=True)
    about = f"agency: '{report['agency_key']}', year: {report['report_year']}"
    cell = f"{about}, indicator: app.carried_in, column: natural_person"
    other = f"{about}, indicator: pub.penalty.decisions"
    written = "from: 7, to: 9, reason: The office wrote so., author: Li Lei, date: 2026-03-01"
    expires = "expires: 2026-03-31"
    file = paths.corrections / "decided.yaml"
    file.write_text(f"- {{{cell}, {written}}}\n- {{{other}, {written}, {expires}}}", encoding="utf-8")

    # Applied, and visible wherever the value is; one that has expired is not.
    assert run(paths).built.corrections == {"applied": 1, "expired": 1}  # type: ignore[union-attr]
    value = "select value, printed_value, correction_id, corroborated from fct_indicator where "
    assert only(paths, value + CELL) == (9, 7, "decided.yaml#1", False)
    assert only(paths, value + OTHER)[:3] == (7, 7, None)
    assert read_table(paths, "facts").equals(lake)
    (fact_id,) = only(paths, f"select fact_id from fct_indicator where {CELL}")
    traced = trace(paths, fact_id)
    assert (traced.row["value"], traced.row["printed_value"], traced.row["raw_text"]) == (9, 7, "7")
    assert traced.row["correction"]["author"] == "Li Lei"

    # Expired: the printed value is back. Stale: the page is published anew with another figure, and the correction,
    # which holds again, is not forced upon it.
    file.write_text(f"- {{{cell}, {written}, {expires}}}\n- {{{other}, {written}}}", encoding="utf-8")
    page = (paths.inbox / "report.html").read_text(encoding="utf-8")
    assert page.count(PRINTED) == 1
    (paths.inbox / "report.html").write_text(page.replace(PRINTED, PRINTED.replace("7", "6")), encoding="utf-8")
    built = run(paths).built
    assert built is not None
    assert built.corrections == {"expired": 1, "stale": 1}
    assert any(node.status == "warn" for node in built.warnings)
    assert only(paths, value + CELL) == (7, 7, None, True)
    assert only(paths, value + OTHER)[:3] == (6, 6, None)
    stale = "select state, from_value, printed_value from fct_correction where correction_id = 'decided.yaml#2'"
    assert only(paths, stale) == ("stale", 7, 6)
