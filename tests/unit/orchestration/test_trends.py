"""Checks that compare can pass and can fail, block only where publishing would mislead, and show their bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import dagster as dg
import pytest

from gk_pipeline.orchestration.trends import freshness, identities_by_form, volume
from gk_pipeline.pipeline.health import Kept, YearFigures

ASSET = dg.AssetKey("asset")
ERROR, WARN = dg.AssetCheckSeverity.ERROR, dg.AssetCheckSeverity.WARN
CHINA = timezone(timedelta(hours=8))
LATER = date(2030, 1, 1)


def shown(result: dg.AssetCheckResult, name: str) -> str:
    value = result.metadata[name].value
    assert isinstance(value, str)
    return value


def year(number: int, agencies: int = 100, reports: int = 110, facts: int = 20_000) -> YearFigures:
    return YearFigures(number, reports, agencies, facts)


def forms(number: int | None, **kept: tuple[int, int]) -> YearFigures:
    return YearFigures(number, by_form={form: Kept(*counts) for form, counts in kept.items()})


def test_forms_whose_reports_keep_the_rules_pass_and_show_their_rates() -> None:
    result = identities_by_form(ASSET, [forms(2017, old2014=(40, 38)), forms(2021, fmt2021=(100, 80), old2014=(10, 7))])
    assert result.passed
    assert result.metadata["pass rate old2014"].value == 0.9
    assert result.metadata["pass rate fmt2021"].value == 0.8
    assert "| fmt2021 | 2021 | 100 | 80 | 80.0% |" in shown(result, "by form and report year")
    assert "| old2014 | all | 50 | 45 | 90.0% |" in shown(result, "by form and report year")


@pytest.mark.parametrize(
    ("kept", "passed", "severity"),
    [(75, True, WARN), (74, False, WARN), (50, False, WARN), (49, False, ERROR)],
)
def test_a_form_is_first_pointed_out_and_then_blocks(kept: int, passed: bool, severity: dg.AssetCheckSeverity) -> None:
    result = identities_by_form(ASSET, [forms(2021, fmt2021=(100, kept))])
    assert (result.passed, result.severity) == (passed, severity)
    assert passed or f"fmt2021 in 2021: {kept} of 100" in str(result.description)


def test_a_year_in_which_a_form_is_misread_is_not_hidden_by_the_others() -> None:
    figures = [forms(2021, fmt2021=(1000, 990)), forms(2024, fmt2021=(40, 10)), forms(None, fmt2021=(5, 5))]
    result = identities_by_form(ASSET, figures)
    assert (result.passed, result.severity) == (False, ERROR)
    assert str(result.description).endswith("fmt2021 in 2024: 10 of 40.")


def test_few_reports_say_little() -> None:
    assert identities_by_form(ASSET, [forms(2021, fmt2021=(19, 0))]).passed
    assert not identities_by_form(ASSET, [forms(2021, fmt2021=(20, 0))]).passed
    assert identities_by_form(ASSET, []).passed


def test_years_like_those_beside_them_pass() -> None:
    result = volume(ASSET, [year(2016), year(2017, agencies=60, reports=70, facts=9_000), year(2018)], LATER)
    assert result.passed
    assert result.metadata["years compared"].value == 3
    # 100 agencies beside it on average: from half of them to twice as many.
    assert "| 2017 | agencies | 60 | 100 | 50 | 200 | 260 | 2017, 2016, 2018 |" in shown(result, "bounds")


@pytest.mark.parametrize(
    ("found", "named"),
    [
        (year(2017, agencies=45, reports=50, facts=9_000), "2017: 45 agencies, expected 50 to 200"),
        (year(2017, agencies=210, reports=230, facts=42_000), "2017: 210 agencies, expected 50 to 200"),
        (year(2017, reports=250), "2017: 2.5 reports an agency, expected 0.55 to 2.2"),
        (year(2017, facts=6_000), "2017: 60 facts an agency, expected 66.67 to 600"),
        (year(2017, facts=70_000), "2017: 700 facts an agency, expected 66.67 to 600"),
        (year(2017, agencies=0, reports=0, facts=0), "2017: 0 agencies, expected 50 to 200"),
    ],
)
def test_a_year_unlike_those_beside_it_warns(found: YearFigures, named: str) -> None:
    result = volume(ASSET, [year(2016), found, year(2018)], LATER)
    assert (result.passed, result.severity) == (False, WARN)
    assert named in str(result.description)


def test_a_year_is_held_against_the_middle_of_its_neighbours() -> None:
    figures = [year(2016, agencies=100), year(2017, agencies=160), year(2018, agencies=300)]
    assert "| 2017 | agencies | 160 | 200 | 100 | 400 |" in shown(volume(ASSET, figures, LATER), "bounds")


def test_years_beside_with_few_agencies_are_no_measure() -> None:
    few = replace(year(2016), agencies=19)
    result = volume(ASSET, [few, replace(few, year=2017, agencies=1), few], LATER)
    assert result.passed
    assert result.metadata["years compared"].value == 0


def test_the_unknown_year_has_no_neighbours() -> None:
    assert volume(ASSET, [year(2016), replace(year(0), year=None, agencies=1)], LATER).passed


def test_a_year_that_is_still_reported_may_have_few_agencies() -> None:
    figures = [year(2025), year(2026, agencies=3, reports=3, facts=600)]
    assert volume(ASSET, figures, date(2027, 4, 30)).passed
    assert not volume(ASSET, figures, date(2027, 5, 1)).passed
    misread = [year(2025), year(2026, agencies=3, reports=3, facts=3)]
    assert not volume(ASSET, misread, date(2027, 4, 30)).passed


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "arrived", "years", "passed"),
    [
        (at(3, 15), at(3, 1), [2024], True),
        (at(3, 15), at(2, 28), [2024], False),
        (at(3, 15), None, [2024], False),
        (at(1, 31), at(1, 1), [2024], True),
        (at(5, 1), at(3, 1), [2025], True),
        (at(5, 1), at(3, 1), [2024], False),
        (at(4, 30), at(4, 29), [2024], True),
        (at(4, 30), at(4, 29), [2023], False),
        (at(11, 1), at(3, 1), [2025, 2012], True),
        (at(11, 1), at(3, 1), [], False),
    ],
)
def test_reports_have_to_come_when_they_are_due(
    now: datetime, arrived: datetime | None, years: list[int], passed: bool
) -> None:
    result = freshness(ASSET, [year(number) for number in years], arrived, now)
    assert (result.passed, result.severity) == (passed, WARN)


def test_freshness_shows_what_it_goes_by() -> None:
    result = freshness(ASSET, [year(2024), year(2025, reports=7)], at(3, 1), at(3, 15))
    assert result.metadata["days since the newest arrival"].value == 14.0
    assert result.metadata["newest arrival"].value == "2026-03-01T12:00+08:00"
    assert result.metadata["reports of the year under way"].value == 7
    assert "no report" not in str(result.description)


def test_a_year_without_reports_is_no_newest_year() -> None:
    result = freshness(ASSET, [year(2024), YearFigures(2025)], at(3, 1), at(6, 1))
    assert result.description == "There is no report for 2025; all of them were due on 31 March 2026."
