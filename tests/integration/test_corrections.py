"""A correction from the day it is written to the day it no longer fits, through the whole pipeline."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb

from gk_pipeline.lake.tables import read_table
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.run import run
from gk_pipeline.pipeline.trace import trace
from gk_pipeline.samples import samples_folder
from gk_pipeline.settings import Settings

# A page of the samples, and a cell of it that is printed as 7 in the row of applications carried in from last year.
SAMPLE = "2022/wetland_administration_2022.html"
CELL = "indicator_id = 'app.carried_in' and column_id = 'natural_person'"


def home_with(tmp_path: Path) -> Paths:
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path / "home"), "GK_INBOX": str(tmp_path / "inbox")}))
    paths.inbox.mkdir(parents=True)
    paths.corrections.mkdir(parents=True)
    shutil.copy(samples_folder() / "inbox" / SAMPLE, paths.inbox / "report.html")
    return paths


def only(paths: Paths, sql: str) -> tuple[Any, ...]:
    with duckdb.connect(str(paths.published / "current" / "marts.duckdb"), read_only=True) as marts:
        (row,) = marts.sql(sql).fetchall()
    return row


def test_a_correction_is_applied_traced_expired_and_stale(tmp_path: Path) -> None:
    paths = home_with(tmp_path)
    run(paths)
    fact_id, agency, year = only(paths, f"select fact_id, agency_key, report_year from fct_indicator where {CELL}")
    cell = f"agency: '{agency}', year: {year}, indicator: app.carried_in, column: natural_person"
    written = "from: 7, to: 9, reason: The office wrote so., author: Li Lei, date: 2026-03-01"
    file = paths.corrections / "decided.yaml"
    file.write_text(f"- {{{cell}, {written}}}", encoding="utf-8")
    lake = read_table(paths, "facts")

    # Applied, and visible wherever the value is.
    assert run(paths).built.corrections == {"applied": 1}  # type: ignore[union-attr]
    value = "select value, printed_value, correction_id, corroborated from fct_indicator where "
    assert only(paths, value + CELL) == (9, 7, "decided.yaml#1", False)
    assert read_table(paths, "facts").equals(lake)
    traced = trace(paths, fact_id)
    assert (traced.row["value"], traced.row["printed_value"], traced.row["raw_text"]) == (9, 7, "7")
    assert traced.row["correction"]["author"] == "Li Lei"

    # Expired: the printed value is back.
    file.write_text(f"- {{{cell}, {written}, expires: 2026-03-31}}", encoding="utf-8")
    assert run(paths).built.corrections == {"expired": 1}  # type: ignore[union-attr]
    assert only(paths, value + CELL) == (7, 7, None, True)

    # Stale: the page is published anew with another figure, and the correction is not forced upon it.
    file.write_text(f"- {{{cell}, {written}}}", encoding="utf-8")
    page = (paths.inbox / "report.html").read_text(encoding="utf-8")
    start = page.index("上年结转政府信息公开申请数量")
    (paths.inbox / "report.html").write_text(page[:start] + page[start:].replace(">7<", ">6<", 1), encoding="utf-8")
    built = run(paths).built
    assert built is not None
    assert built.corrections == {"stale": 1}
    assert any(node.status == "warn" for node in built.warnings)
    assert only(paths, value + CELL)[:3] == (6, 6, None)
    assert only(paths, "select state, from_value, printed_value from fct_correction") == ("stale", 7, 6)
