"""The identities on real reports whose values were read by eye."""

from __future__ import annotations

from pathlib import Path

import pytest

from gk_pipeline.rules.corroboration import corroborated_ids
from gk_pipeline.rules.evaluate import evaluate
from gk_pipeline.rules.findings import findings
from gk_pipeline.rules.model import Finding, Severity, Verdict
from gk_pipeline.rules.prose import compare_claims

from .reports import DOCUMENT, claim, expected


def found(path: Path, *, method: str = "grid") -> list[Finding]:
    report, sheet = expected(path)
    for each in sheet:
        each.method = method
    units = {"%": "%", "万元": "万元"}
    claims = [
        claim(stated["indicator"], stated["value"], unit=units.get(stated.get("unit"), "件"))
        for stated in report.get("narrative", [])
        if not stated.get("approximate")
    ]
    results = evaluate(report["form"], sheet, year=report["year"], level=report.get("level"))
    return findings(DOCUMENT, results + compare_claims(sheet, claims), sheet, claims)


def errors(path: Path) -> list[tuple[str, str | None]]:
    return [(each.rule_id, each.instance) for each in found(path) if each.severity is Severity.ERROR]


def test_staff_of_nobody_with_one_part_time(shared: Path) -> None:
    path = shared / "expected" / "000_dc82018ac597aaab.json"
    (staff,) = found(path)
    assert (staff.rule_id, staff.severity, staff.verdict) == ("O07", Severity.ERROR, Verdict.SOURCE_ERROR)
    assert (staff.actual, staff.expected) == (0, 1)


def test_reconsideration_that_does_not_add_up_and_a_text_that_denies_lawsuits(shared: Path) -> None:
    path = shared / "expected" / "002_007e7273948ea30e.json"
    assert errors(path) == [("O05", None)]
    by_rule = {each.rule_id: each for each in found(path)}
    assert set(by_rule) == {"O05", "O09", "P01"}
    assert (by_rule["O05"].actual, by_rule["O05"].expected) == (22, 21)
    assert (by_rule["P01"].instance, by_rule["P01"].expected, by_rule["P01"].actual) == ("old.5", 0, 3)
    assert (by_rule["P01"].severity, by_rule["P01"].verdict) == (Severity.WARNING, Verdict.SOURCE_ERROR)


@pytest.mark.parametrize(
    "name",
    [
        "expected/003_139d8c1b9095a66a.json",
        "expected/004_5a20b36bd79b2f23.json",
        "reports/expected/huaian_2024_pdf.json",
        "reports/expected/pingtan_2024_html.json",
        "reports/expected/pingtan_2024_txt.json",
        "reports/expected/pingtan_2025_txt.json",
        "reports/expected/shuyang_2025_md.json",
    ],
)
def test_reports_that_add_up(shared: Path, name: str) -> None:
    assert found(shared / name) == []


def test_outcomes_that_exceed_their_total(shared: Path) -> None:
    path = shared / "reports" / "expected" / "pingtan_2020_txt.json"
    assert errors(path) == [("N02", "natural_person"), ("N02", "total")]
    total = next(each for each in found(path) if each.instance == "total")
    assert (total.actual, total.expected, total.verdict) == (21, 27, Verdict.SOURCE_ERROR)
    assert {each.verdict for each in found(path, method="split")} == {Verdict.PARSE_SUSPECT}


def test_nearly_every_figure_of_the_application_table_is_proved(shared: Path) -> None:
    report, sheet = expected(shared / "reports" / "expected" / "shuyang_2025_md.json")
    proved = corroborated_ids(evaluate(report["form"], sheet, year=report["year"]))
    figures = {each.fact_id for each in sheet if each.value and each.indicator_id.startswith(("app.", "rl."))}
    assert len(figures) == 58
    assert figures <= proved
    assert not {each.fact_id for each in sheet if each.indicator_id.startswith("pub.")} & proved


def test_a_blank_row_leaves_the_sum_of_outcomes_open(shared: Path) -> None:
    report, sheet = expected(shared / "expected" / "003_139d8c1b9095a66a.json")
    results = evaluate(report["form"], sheet, year=report["year"])
    assert {each.outcome for each in results if each.rule_id == "F02"} == {"not_assessable"}
    assert len([each for each in results if each.rule_id == "F02"]) == 7
