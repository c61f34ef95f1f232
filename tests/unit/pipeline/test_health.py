"""The figures of each report year, counted by hand from made-up rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gk_pipeline.lake.tables import ensure_tables, write_year
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.health import Kept, YearFigures, corroborated_share, year_figures
from gk_pipeline.settings import Settings
from tests.unit.lake.rows import facts, validated

A, B, C = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path)}))
    ensure_tables(paths)
    return paths


def put(paths: Paths, table: str, year: int | None, *rows: dict[str, Any]) -> None:
    """Rows of a year, each like the good example of the contract but for what is given."""
    write_year(paths, table, year, validated(table, *({"report_year": year, **row} for row in rows)))


def finding(document: str, rule: str, severity: str = "error") -> dict[str, Any]:
    return {
        "document_id": document,
        "rule_id": rule,
        "severity": severity,
        "instance": None,
        "finding_id": f"{document[:20]}:{rule}",
    }


def report(document: str, form: str, agency: str) -> dict[str, Any]:
    return {"document_id": document, "form": form, "agency_key": agency}


def test_reports_agencies_and_facts_are_counted(paths: Paths) -> None:
    put(
        paths,
        "reports",
        2021,
        report(A, "fmt2021", "one"),
        report(B, "fmt2021", "one"),
        report(C, "old2014", "two"),
        report("d" * 64, "fmt2021", "unknown"),
        report("e" * 64, "fmt2021", "unknown"),
    )
    write_year(paths, "facts", 2021, facts(2021, 1, 2, 3))
    (found,) = year_figures(paths)
    assert (found.year, found.reports, found.agencies, found.facts) == (2021, 5, 4, 3)


def test_a_report_that_breaks_a_sum_of_its_own_does_not_keep_the_rules(paths: Paths) -> None:
    put(paths, "reports", 2021, *(report(each * 64, "fmt2021", "one") for each in "abcdef"))
    put(
        paths,
        "findings",
        2021,
        finding(A, "F01"),
        finding(A, "F03"),
        finding(B, "F01", "warning"),
        finding(C, "P01"),
        finding("d" * 64, "F07"),
    )
    put(paths, "reports", 2022, report(A, "fmt2021", "one"))
    first, second = year_figures(paths)
    # What prose says (P01) and what last year's report says (F07) is nothing that the report by itself has to keep.
    assert first.by_form == {"fmt2021": Kept(6, 5)}
    assert second.by_form == {"fmt2021": Kept(1, 1)}


def test_years_without_reports_between_others_are_there(paths: Paths) -> None:
    for year in (2018, 2020, None):
        put(paths, "reports", year, report(A, "old2014", "one"))
    assert [(each.year, each.reports) for each in year_figures(paths)] == [(2018, 1), (2019, 0), (2020, 1), (None, 1)]
    assert year_figures(paths)[1] == YearFigures(2019)


def test_an_empty_lake_has_no_years(paths: Paths) -> None:
    assert year_figures(paths) == []


def test_the_share_of_corroborated_figures_leaves_out_cells_without_a_value(paths: Paths) -> None:
    assert corroborated_share(paths, 2021) is None
    cells = [(1, True), (2, True), (3, True), (4, False), (None, False)]
    rows = [{"fact_id": str(n), "value": value, "corroborated": proved} for n, (value, proved) in enumerate(cells)]
    put(paths, "facts", 2021, *rows)
    assert corroborated_share(paths, 2021) == 0.75
