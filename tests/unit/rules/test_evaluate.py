from __future__ import annotations

import timeit
from decimal import Decimal

import pytest

from gk_pipeline.extraction.model import Fact, Status
from gk_pipeline.rules.evaluate import evaluate
from gk_pipeline.rules.model import Outcome, RuleResult, Severity

from .reports import by_key, fact, facts, result, zeros

MISSING = [status for status in Status if status is not Status.REPORTED]
STAFF = {"old.8.3": 3, "old.8.3.1": 1, "old.8.3.2": 2}


def judged(rule_id: str, form: str, sheet: list[Fact], instance: str | None = None, **context: object) -> RuleResult:
    return result(evaluate(form, sheet, **context), rule_id, instance)  # type: ignore[arg-type]


def test_a_sum_that_holds() -> None:
    passed = judged("O07", "old2014", facts(STAFF))
    assert passed == RuleResult(
        "O07", None, Outcome.PASSED, Severity.ERROR, 3, 3, ("d:old.8.3", "d:old.8.3.1", "d:old.8.3.2")
    )


def test_a_sum_that_does_not_hold_gives_both_figures() -> None:
    failed = judged("O07", "old2014", facts(STAFF | {"old.8.3": 0}))
    assert (failed.outcome, failed.actual, failed.expected) == (Outcome.FAILED, 0, 3)


@pytest.mark.parametrize("status", MISSING)
@pytest.mark.parametrize("cell", list(STAFF))
def test_a_value_that_is_not_reported_leaves_the_rule_open(cell: str, status: Status) -> None:
    sheet = [fact(cell, status=status), *facts({other: value for other, value in STAFF.items() if other != cell})]
    open_rule = judged("O07", "old2014", sheet)
    assert open_rule.outcome is Outcome.NOT_ASSESSABLE
    assert (open_rule.expected, open_rule.actual) == (None, None)
    assert set(open_rule.fact_ids) == {f"d:{each}" for each in STAFF}


def test_a_cell_that_is_not_among_the_facts_leaves_the_rule_open() -> None:
    assert judged("O07", "old2014", facts({"old.8.3": 3, "old.8.3.1": 1})).outcome is Outcome.NOT_ASSESSABLE


def test_a_rule_none_of_whose_cells_is_there_gives_no_result() -> None:
    assert [each.rule_id for each in evaluate("old2014", facts(STAFF))] == ["O07", "O20", "O22"]
    assert evaluate("old2014", []) == []


@pytest.mark.parametrize("status", MISSING)
def test_parts_that_exceed_their_total_break_it_whatever_is_missing(status: Status) -> None:
    sheet = [*facts({"old.8.3": 3, "old.8.3.1": 4}), fact("old.8.3.2", status=status)]
    failed = judged("O07", "old2014", sheet)
    assert (failed.outcome, failed.actual, failed.expected) == (Outcome.FAILED, 3, 4)


def test_a_missing_total_breaks_nothing() -> None:
    assert judged("O07", "old2014", facts(STAFF | {"old.8.3": None})).outcome is Outcome.NOT_ASSESSABLE


def test_a_missing_figure_of_a_signed_row_may_be_negative() -> None:
    sheet = facts({"pub.fees.items_prev": -4, "pub.fees.items_change": None})
    assert judged("N13", "fmt2019", sheet, "fees").outcome is Outcome.NOT_ASSESSABLE
    # last year's items less an unknown change could be this year's
    previous = by_key(facts({"pub.fees.items_prev": 9, "pub.fees.items_change": None}))
    sheet = facts({"pub.fees.items_prev": 2})
    assert judged("N12", "fmt2019", sheet, "fees", year=2020, previous=previous).outcome is Outcome.NOT_ASSESSABLE


def test_an_approximate_value_proves_and_breaks_nothing() -> None:
    sheet = [fact("old.8.3", 30, approximate=True), *facts({"old.8.3.1": 10, "old.8.3.2": 20})]
    assert judged("O07", "old2014", sheet).outcome is Outcome.NOT_ASSESSABLE
    sheet[0].value = 99
    assert judged("O07", "old2014", sheet).outcome is Outcome.NOT_ASSESSABLE


def test_amounts_are_compared_exactly() -> None:
    ceiling = Decimal("9999.999999999999999999")
    assert judged("O21", "old2014", [fact("old.8.4", ceiling)]).outcome is Outcome.PASSED
    assert judged("O21", "old2014", [fact("old.8.4", 10_000)]).outcome is Outcome.FAILED
    thirds = facts({"old.8.3": Decimal("0.3"), "old.8.3.1": Decimal("0.1"), "old.8.3.2": Decimal("0.2")})
    assert judged("O07", "old2014", thirds).outcome is Outcome.PASSED


def test_amounts_are_compared_in_the_unit_of_their_row() -> None:
    yuan = judged("O21", "old2014", [fact("old.8.4", 38_000, unit="元")])
    assert (yuan.outcome, yuan.actual) == (Outcome.PASSED, Decimal("3.8"))
    assert judged("O21", "old2014", [fact("old.8.4", 38_000, unit="cny_10k")]).outcome is Outcome.FAILED
    assert judged("O21", "old2014", [fact("old.8.4", 1, unit="亿元")]).actual == 10_000


def test_a_share_is_no_count() -> None:
    sheet = [fact("loc.02", 86, unit="percent"), fact("loc.01", 50)]
    assert judged("L04", "local", sheet).outcome is Outcome.NOT_ASSESSABLE
    sheet[0].unit = "条"
    assert judged("L04", "local", sheet).outcome is Outcome.FAILED


def test_trivial_is_a_pass_that_says_nothing() -> None:
    assert judged("O07", "old2014", facts(dict.fromkeys(STAFF, 0))).trivial
    assert not judged("O07", "old2014", facts(STAFF)).trivial
    assert judged("O18", "old2014", facts({"old.9.2": 2, "old.9.3": 30})).trivial
    assert not judged("O07", "old2014", facts(STAFF | {"old.8.3": 0})).trivial


def test_conditions() -> None:
    assert judged("O18", "old2014", facts({"old.9.2": 2, "old.9.3": 30})).outcome is Outcome.PASSED
    failed = judged("O18", "old2014", facts({"old.9.2": 0, "old.9.3": 30}))
    assert (failed.outcome, failed.actual, failed.expected) == (Outcome.FAILED, 30, 0)
    assert judged("O18", "old2014", facts({"old.9.2": None, "old.9.3": 30})).outcome is Outcome.NOT_ASSESSABLE
    assert judged("O18", "old2014", facts({"old.9.2": 2, "old.9.3": None})).outcome is Outcome.NOT_ASSESSABLE


def test_the_largest_channel() -> None:
    channels = {f"old.1.2.{n}": value for n, value in enumerate((5, 12, 3, 0, 1), start=1)}
    failed = judged("O11", "old2014", facts(channels | {"old.1.1": 11}))
    assert (failed.outcome, failed.actual, failed.expected) == (Outcome.FAILED, 12, 11)
    assert judged("O11", "old2014", facts(channels | {"old.1.1": 12})).outcome is Outcome.PASSED
    # Twelve entries through one channel are too many for a total of eleven, whatever the blank one holds.
    assert judged("O11", "old2014", facts(channels | {"old.1.1": 11, "old.1.2.5": None})).outcome is Outcome.FAILED


def outcome_rows(*, other: dict[str, int | None], total: int) -> list[Fact]:
    """The column of natural persons: 3 granted, (六) as given, (七) the total."""
    column = {cell: each for cell, each in zeros("fmt2021").items() if cell[1] == "natural_person"}
    column = {cell: each for cell, each in column.items() if not cell[0].startswith("app.other")}
    column["app.granted", "natural_person"].value = 3
    column["app.outcome_total", "natural_person"].value = total
    rows = [f"app.other{row}[natural_person]" for row in ("", ".no_correction", ".fee_unpaid", ".other")]
    given = [
        fact(row, other[row], None if other[row] is not None else Status.ROW_ABSENT) for row in rows if row in other
    ]
    return [*column.values(), *given]


ONE = "app.other[natural_person]"
THREE = [f"app.other.{row}[natural_person]" for row in ("no_correction", "fee_unpaid", "other")]


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        (dict.fromkeys(THREE, 1), Outcome.PASSED),
        (dict.fromkeys(THREE, 2), Outcome.FAILED),
        # One row in place of three, which are marked absent or are not among the facts.
        ({ONE: 3, **dict.fromkeys(THREE)}, Outcome.PASSED),
        ({ONE: 3}, Outcome.PASSED),
        ({ONE: 4, **dict.fromkeys(THREE)}, Outcome.FAILED),
        # Three rows count where they are printed, even beside the one.
        ({ONE: 9, **dict.fromkeys(THREE, 1)}, Outcome.PASSED),
        ({ONE: 3, THREE[0]: 3, THREE[1]: None, THREE[2]: None}, Outcome.NOT_ASSESSABLE),
        ({ONE: None, **dict.fromkeys(THREE)}, Outcome.NOT_ASSESSABLE),
        ({}, Outcome.NOT_ASSESSABLE),
    ],
)
def test_other_outcomes_in_one_row_or_three(other: dict[str, int | None], outcome: Outcome) -> None:
    assert judged("F02", "fmt2021", outcome_rows(other=other, total=6), "natural_person").outcome is outcome


def test_a_wrong_applicant_column_breaks_two_columns_while_the_total_holds() -> None:
    sheet = {cell: each for cell, each in zeros("fmt2021").items() if cell[0] != "app.other"}
    for cell, value in {
        ("app.new_received", "natural_person"): 8,
        ("app.new_received", "org_business"): 2,
        ("app.new_received", "total"): 10,
        ("app.granted", "natural_person"): 7,
        ("app.granted", "org_business"): 3,
        ("app.granted", "total"): 10,
        ("app.outcome_total", "natural_person"): 7,
        ("app.outcome_total", "org_business"): 3,
        ("app.outcome_total", "total"): 10,
    }.items():
        sheet[cell].value = value
    failed = [each for each in evaluate("fmt2021", list(sheet.values())) if each.outcome is Outcome.FAILED]
    assert [(each.rule_id, each.instance, each.actual, each.expected) for each in failed] == [
        ("F01", "natural_person", 8, 7),
        ("F01", "org_business", 2, 3),
    ]


def test_last_years_report() -> None:
    sheet = facts({"app.carried_in[total]": 4})
    same, other = by_key(facts({"app.carried_out[total]": 4})), by_key(facts({"app.carried_out[total]": 5}))
    passed = judged("F07", "fmt2021", sheet, "total", year=2022, previous=same)
    assert (passed.outcome, passed.fact_ids) == (
        Outcome.PASSED,
        ("d:app.carried_in[total]", "d:app.carried_out[total]"),
    )
    failed = judged("F07", "fmt2021", sheet, "total", year=2022, previous=other)
    assert (failed.outcome, failed.actual, failed.expected) == (Outcome.FAILED, 4, 5)
    missing = judged("F07", "fmt2021", sheet, "total", year=2022, previous={})
    assert missing.outcome is Outcome.NOT_ASSESSABLE


def test_last_years_report_may_be_on_another_form() -> None:
    sheet = facts({"pub.rules.in_force": 8, "pub.rules.issued": 2, "pub.rules.repealed": 1})
    previous = by_key(facts({"pub.rules.total_disclosed": 6}))
    stock = judged("F13", "fmt2021", sheet, "rules", year=2021, previous=previous)
    assert (stock.outcome, stock.actual, stock.expected) == (Outcome.FAILED, 7, 6)
    carried = judged(
        "N16",
        "fmt2019",
        facts({"app.carried_in[total]": 1}),
        year=2019,
        previous=by_key(facts({"old.3.1": 9, "old.3.2": 8})),
    )
    assert carried.outcome is Outcome.PASSED


def test_rules_that_need_another_report_wait_for_it() -> None:
    rules = {each.rule_id for each in evaluate("fmt2021", facts({"app.carried_in[total]": 4}), year=2022)}
    assert not rules & {"F07", "H01"}


@pytest.mark.parametrize(("year", "applies"), [(2018, False), (2019, True), (2020, False), (None, False)])
def test_years_limit_a_rule(year: int | None, *, applies: bool) -> None:
    sheet = facts({"app.carried_in[total]": 1})
    results = evaluate("fmt2019", sheet, year=year, previous={})
    assert ("N16" in {each.rule_id for each in results}) is applies


@pytest.mark.parametrize(
    ("level", "applies"),
    [("township", True), ("county", True), ("prefecture", False), ("national", False), (None, False)],
)
def test_levels_limit_a_rule(level: str | None, *, applies: bool) -> None:
    results = evaluate("fmt2021", facts({"pub.rules.issued": 2}), level=level)
    assert [(each.outcome, each.actual) for each in results if each.rule_id == "F16"] == (
        [(Outcome.FAILED, 2)] if applies else []
    )


@pytest.mark.parametrize(
    ("agency_type", "severity"),
    [
        ("department", Severity.ERROR),
        ("government", Severity.WARNING),
        ("zone", Severity.WARNING),
        (None, Severity.WARNING),
    ],
)
def test_who_may_break_a_rule_legitimately(agency_type: str | None, severity: Severity) -> None:
    failed = judged(
        "F07",
        "fmt2021",
        facts({"app.carried_in[total]": 4}),
        "total",
        year=2022,
        agency_type=agency_type,
        previous=by_key(facts({"app.carried_out[total]": 5})),
    )
    assert (failed.outcome, failed.severity) == (Outcome.FAILED, severity)


def test_a_report_in_prose_gets_warnings() -> None:
    sheet = facts(STAFF | {"old.8.3": 0})
    sheet[1].method = "prose"
    failed = judged("O07", "narrative", sheet)
    assert (failed.outcome, failed.severity) == (Outcome.FAILED, Severity.WARNING)


def test_bodies_below_a_government() -> None:
    sheet = facts({"app.new_received[total]": 10, "rl.reconsideration.total": 3})
    below = [
        by_key(facts({"app.new_received[total]": 6, "rl.reconsideration.total": 1})),
        by_key(facts({"app.new_received[total]": 5, "rl.reconsideration.total": None})),
    ]
    context = {"agency_type": "government", "subordinates": below}
    failed = judged("H01", "fmt2021", sheet, "app.new_received", **context)
    assert (failed.outcome, failed.actual, failed.expected) == (Outcome.FAILED, 10, 11)
    assert failed.fact_ids == ("d:app.new_received[total]",)
    # One body's figure is missing: nothing is known unless the others alone are more.
    assert judged("H02", "fmt2021", sheet, "rl.reconsideration.total", **context).outcome is Outcome.NOT_ASSESSABLE
    below[0]["rl.reconsideration.total", None].value = 4
    assert judged("H02", "fmt2021", sheet, "rl.reconsideration.total", **context).outcome is Outcome.FAILED
    alone = evaluate("fmt2021", sheet, agency_type="government", subordinates=[])
    assert result(alone, "H01", "app.new_received").outcome is Outcome.NOT_ASSESSABLE
    assert "H01" not in {each.rule_id for each in evaluate("fmt2021", sheet, **context | {"agency_type": "office"})}  # type: ignore[arg-type]


def test_domain_rules_name_every_value_that_breaks_them() -> None:
    sheet = facts({"old.3.1": -1, "old.4": -1, "old.5": 2, "old.8.4": Decimal("2.5"), "old.6": Decimal("1.5")})
    results = evaluate("old2014", sheet)
    negative = [each for each in results if each.rule_id == "O20"]
    assert [(each.instance, each.outcome, each.actual) for each in negative] == [
        ("old.3.1", Outcome.FAILED, -1),
        ("old.4", Outcome.FAILED, -1),
    ]
    # An amount may have decimals, a count may not.
    (fraction,) = (each for each in results if each.rule_id == "O22")
    assert (fraction.instance, fraction.actual) == ("old.6", Decimal("1.5"))


def test_a_domain_rule_without_a_figure_is_open() -> None:
    sheet = [fact("old.6", status=Status.PLACEHOLDER), fact("old.4", 3, approximate=True)]
    assert judged("O20", "old2014", sheet).outcome is Outcome.NOT_ASSESSABLE


def test_a_report_of_two_hundred_facts_takes_well_under_a_hundredth_of_a_second() -> None:
    sheet = [each for cell, each in zeros("fmt2021").items() if cell[0] != "app.other"]
    assert len(sheet) >= 200
    evaluate("fmt2021", sheet)
    seconds = min(timeit.repeat(lambda: evaluate("fmt2021", sheet), number=5, repeat=20)) / 5
    assert seconds < 0.003
