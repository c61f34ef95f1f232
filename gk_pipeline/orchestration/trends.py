"""What checks say that compare: forms with a floor, years with their neighbours, arrivals with the season.

Belongs here: one function a check, and the limits it judges by. Does not: finding the figures (`pipeline/health.py`),
when a check runs (`checks.py`), checks on single rows and files (`verdicts.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

import dagster as dg

from gk_pipeline.orchestration.display import table, year_name
from gk_pipeline.pipeline.health import YearFigures

IDENTITIES_BY_FORM = "identities_by_form"
VOLUME = "volume"
FRESHNESS = "freshness"

# Reports as they are published break a sum now and then, but not most of them. Where a form, or a year of it, falls
# below the first rate, someone should look; below the second the form is misread, and its figures would mislead.
EXPECTED_PASS_RATE = 0.75
FLOOR_PASS_RATE = 0.5
# A rate of fewer reports than this says little.
MIN_REPORTS = 20
# A neighbour with fewer agencies than this is no measure.
MIN_AGENCIES = 20

# Reports are published until 31 March, and read until the month after.
_SEASON_BEGINS, _SEASON_ENDS = (2, 1), (5, 1)
MAX_DAYS_WITHOUT_ARRIVAL = 14


def identities_by_form(asset: dg.AssetKey, figures: Sequence[YearFigures]) -> dg.AssetCheckResult:
    """WARN when many reports of a form break its identities, in all years or in one; ERROR when it must be misread."""
    lines = [*_rates(figures, lambda year: "all"), *_rates(figures, year_name)]
    counted = [line for line in lines if line.reports >= MIN_REPORTS]
    low = [line for line in counted if line.rate < EXPECTED_PASS_RATE]
    misread = [line for line in counted if line.rate < FLOOR_PASS_RATE]
    named = "; ".join(f"{line.form} in {line.year}: {line.kept} of {line.reports}" for line in (misread or low))
    limit = FLOOR_PASS_RATE if misread else EXPECTED_PASS_RATE
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=IDENTITIES_BY_FORM,
        passed=not low,
        severity=dg.AssetCheckSeverity.ERROR if misread else dg.AssetCheckSeverity.WARN,
        description=f"Fewer than {limit:.0%} of the reports break no rule of severity error: {named}."
        if low
        else f"No form with at least {MIN_REPORTS} reports falls below {EXPECTED_PASS_RATE:.0%}.",
        metadata={
            "expected": EXPECTED_PASS_RATE,
            "floor": FLOOR_PASS_RATE,
            **{f"pass rate {line.form}": line.rate for line in lines if line.year == "all"},
            "by form and report year": table(
                ("form", "report year", "reports", "without a broken rule", "pass rate"),
                [(line.form, line.year, line.reports, line.kept, line.rate) for line in lines],
            ),
        },
    )


@dataclass(frozen=True, slots=True)
class _Rate:
    form: str
    year: str
    reports: int
    kept: int

    @property
    def rate(self) -> float:
        return self.kept / self.reports


def _rates(figures: Iterable[YearFigures], name: Callable[[int | None], str]) -> list[_Rate]:
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for each in figures:
        for form, found in each.by_form.items():
            reports, kept = counts.get((form, name(each.year)), (0, 0))
            counts[form, name(each.year)] = reports + found.reports, kept + found.kept
    return [_Rate(form, year, *numbers) for (form, year), numbers in sorted(counts.items())]


def volume(asset: dg.AssetKey, figures: Sequence[YearFigures], today: date) -> dg.AssetCheckResult:
    """WARN when a report year has far fewer or more agencies, reports or facts than the years beside it.

    Reports and facts are counted for each agency, so that a year with fewer agencies is named once. `today` tells
    which year is still being reported: that one may have few agencies.
    """
    bounds = list(_bounds({each.year: each for each in figures if each.year is not None}, today))
    out = [bound for bound in bounds if not bound.low <= bound.figure <= bound.high]
    named = "; ".join(
        f"{bound.year}: {bound.figure:.4g} {bound.measure}, expected {bound.low:.4g} to {bound.high:.4g}"
        for bound in out
    )
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=VOLUME,
        passed=not out,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{named}." if out else "No report year stands out from the years beside it.",
        metadata={
            "years compared": len({bound.year for bound in bounds}),
            "out of bounds": len(out),
            "bounds": table(
                ("report year", "measure", "figure", "expected", "at least", "at most", "agencies", "of years"),
                [_bound_line(bound) for bound in bounds],
            ),
            "by report year": table(
                ("report year", "agencies", "reports", "facts"),
                [(year_name(each.year), each.agencies, each.reports, each.facts) for each in figures],
            ),
        },
    )


@dataclass(frozen=True, slots=True)
class _Bound:
    """A figure of a year with what the years beside it let expect; `agencies` are those of the years compared."""

    year: int
    measure: str
    figure: float
    expected: float
    low: float
    high: float
    agencies: int
    beside: tuple[int, ...]


def _per_agency(count: Callable[[YearFigures], int]) -> Callable[[YearFigures], float | None]:
    return lambda each: count(each) / each.agencies if each.agencies else None


# What is compared, and by which factor it may differ. Forms differ in length: a report of 2019 has twice the rows of
# one of 2018, so facts may differ by more.
_MEASURES: tuple[tuple[str, float, Callable[[YearFigures], float | None]], ...] = (
    ("agencies", 2.0, lambda each: float(each.agencies)),
    ("reports an agency", 2.0, _per_agency(lambda each: each.reports)),
    ("facts an agency", 3.0, _per_agency(lambda each: each.facts)),
)


def _bounds(years: Mapping[int, YearFigures], today: date) -> Iterator[_Bound]:
    for year, each in years.items():
        near = [years[other] for other in (year - 1, year + 1) if other in years]
        beside = [other for other in near if other.agencies >= MIN_AGENCIES]
        if not beside:
            continue
        is_open = today < date(year + 1, *_SEASON_ENDS)
        for measure, factor, of in _MEASURES:
            figure = of(each)
            if figure is None:
                continue
            expected = median(value for other in beside if (value := of(other)) is not None)
            low = 0.0 if is_open and measure == "agencies" else expected / factor
            agencies = each.agencies + sum(other.agencies for other in beside)
            names = tuple(other.year for other in beside if other.year is not None)
            yield _Bound(year, measure, figure, expected, low, expected * factor, agencies, names)


def _bound_line(bound: _Bound) -> tuple[object, ...]:
    figures = (f"{figure:.4g}" for figure in (bound.figure, bound.expected, bound.low, bound.high))
    return bound.year, bound.measure, *figures, bound.agencies, ", ".join(map(str, (bound.year, *bound.beside)))


def freshness(
    asset: dg.AssetKey, figures: Sequence[YearFigures], newest_arrival: datetime | None, now: datetime
) -> dg.AssetCheckResult:
    """WARN when nothing arrives while reports are published, or a year has no reports when all are due.

    `newest_arrival` is when the newest file of the inbox was first seen. Both times have a time zone, that of `now`
    decides on the day.
    """
    today = now.date()
    due = today.year - 1 if (today.month, today.day) >= _SEASON_ENDS else today.year - 2
    days = None if newest_arrival is None else (now - newest_arrival).total_seconds() / 86_400
    problems = []
    in_season = _SEASON_BEGINS <= (today.month, today.day) < _SEASON_ENDS
    if in_season and (days is None or days > MAX_DAYS_WITHOUT_ARRIVAL):
        problems.append(f"Nothing has arrived for {MAX_DAYS_WITHOUT_ARRIVAL} days, though reports are published now.")
    newest_year = max((each.year for each in figures if each.year is not None and each.reports), default=None)
    if newest_year is None or newest_year < due:
        problems.append(f"There is no report for {due}; all of them were due on 31 March {due + 1}.")
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=FRESHNESS,
        passed=not problems,
        severity=dg.AssetCheckSeverity.WARN,
        description=" ".join(problems) or "Reports have come when they were due.",
        metadata={
            **({} if days is None else {"days since the newest arrival": round(days, 2)}),
            "newest arrival": "none" if newest_arrival is None else newest_arrival.isoformat(timespec="minutes"),
            "newest report year": year_name(newest_year) if newest_year else "none",
            "reports of the year under way": sum(each.reports for each in figures if each.year == today.year - 1),
        },
    )
