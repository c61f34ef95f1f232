from __future__ import annotations

from decimal import Decimal

import pytest

from gk_pipeline.extraction.model import Claim, Number, Status
from gk_pipeline.rules.model import Outcome, Severity
from gk_pipeline.rules.prose import compare_claims

from .reports import claim, fact, facts


def compared(value: Number, *claims: Claim, cell: str = "old.3.1", **fields: object) -> Outcome:
    (found,) = compare_claims([fact(cell, value, **fields)], claims)
    return found.outcome


def test_agreement_and_mismatch() -> None:
    sheet = facts({"old.5": 3, "old.3.1": 23})
    denied = claim("old.5", 0, "未发生", "全年未发生行政诉讼", negated=True)
    (agree, mismatch) = compare_claims(sheet, [claim("old.3.1", 23), denied])
    assert (agree.rule_id, agree.instance, agree.outcome) == ("P01", "old.3.1", Outcome.PASSED)
    assert (mismatch.instance, mismatch.outcome, mismatch.severity) == ("old.5", Outcome.FAILED, Severity.WARNING)
    assert (mismatch.expected, mismatch.actual) == (0, 3)
    assert (mismatch.fact_ids, mismatch.claim_ids) == (("d:old.5",), (denied.claim_id,))


@pytest.mark.parametrize("scope", ["own", "last_year", "cumulative", "accepted", "part"])
def test_a_narrowed_claim_is_not_compared(scope: str) -> None:
    assert compare_claims(facts({"old.3.1": 23}), [claim("old.3.1", 7, scope=scope)]) == []


def test_a_claim_about_a_row_the_table_does_not_have_is_not_compared() -> None:
    assert compare_claims(facts({"old.3.1": 23}), [claim("loc.consult", 7)]) == []


def test_a_share_is_not_compared_with_a_count() -> None:
    assert compare_claims(facts({"loc.02": 50}), [claim("loc.02", 86, unit="%")]) == []
    assert compare_claims(facts({"loc.02": 50}), [claim("loc.02", 50, unit="条")]) != []


def test_a_value_taken_from_prose_is_not_compared_with_itself() -> None:
    assert compare_claims([fact("old.3.1", 16, method="prose")], [claim("old.3.1", 16)]) == []


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.REPORTED])
def test_a_cell_without_a_value_is_not_assessable(status: Status) -> None:
    (found,) = compare_claims([fact("old.3.1", status=status)], [claim("old.3.1", 16)])
    assert (found.outcome, found.expected, found.actual) == (Outcome.NOT_ASSESSABLE, None, None)


def test_an_approximate_cell_is_not_assessable() -> None:
    assert compared(16, claim("old.3.1", 17), approximate=True) is Outcome.NOT_ASSESSABLE


def test_a_claim_about_all_applicants_is_about_the_total() -> None:
    sheet = facts({"app.new_received[natural_person]": 5, "app.new_received[total]": 6})
    whole, persons = claim("app.new_received", 6), claim("app.new_received[natural_person]", 4)
    outcomes = {each.instance: each.outcome for each in compare_claims(sheet, [whole, persons])}
    assert outcomes == {
        "app.new_received[total]": Outcome.PASSED,
        "app.new_received[natural_person]": Outcome.FAILED,
    }


def test_claims_that_differ_leave_the_cell_open() -> None:
    assert compared(23, claim("old.3.1", 23), claim("old.3.1", 19)) is Outcome.NOT_ASSESSABLE
    assert compared(23, claim("old.3.1", 23), claim("old.3.1", 23)) is Outcome.PASSED
    assert compared(22, claim("old.3.1", 23), claim("old.3.1", 23)) is Outcome.FAILED
    narrowed = claim("old.3.1", 19, scope="last_year")
    assert compared(23, claim("old.3.1", 23), narrowed) is Outcome.PASSED


def test_an_approximate_claim_may_stand_beside_an_exact_one() -> None:
    rounded = claim("old.3.1", 200, "200", "共收到200余件", approximate=True)
    assert compared(213, rounded, claim("old.3.1", 213)) is Outcome.PASSED
    assert compared(213, rounded, claim("old.3.1", 350)) is Outcome.NOT_ASSESSABLE
    other = claim("old.3.1", 900, "900", "近900件", approximate=True)
    assert compared(213, rounded, other) is Outcome.NOT_ASSESSABLE


@pytest.mark.parametrize(
    ("raw_text", "sentence", "value", "agreeing", "against"),
    [
        ("9900", "公开信息9900余条", 9900, (9900, 9950, 9999), (9899, 10_000)),
        ("9900余", "公开信息9900余条", 9900, (9900, 9999), (9899, 10_000)),
        ("9900", "公开信息超过9900条", 9900, (9901, 9999), (9899, 10_000)),
        ("160", "培训160人以上", 160, (160, 169), (159, 170)),
        ("1.2万", "公开信息1.2万余条", 12_000, (12_000, 12_999), (11_999, 13_000)),
        ("30余万", "访问30余万次", 300_000, (300_000, 399_999), (299_999, 400_000)),
        ("1,500", "公开信息近1,500条", 1500, (1401, 1500), (1400, 1501)),
        ("1500", "公开信息不超过1500条", 1500, (1401, 1500), (1501,)),
        ("200", "公开信息约200条", 200, (101, 200, 299), (100, 300)),
        ("23", "公开信息23条左右", 23, (23,), (22, 24)),
        ("两百", "公开信息两百余条", 200, (200, 299), (199, 300)),
    ],
)
def test_approximate_numbers(
    raw_text: str, sentence: str, value: int, agreeing: tuple[int, ...], against: tuple[int, ...]
) -> None:
    rounded = claim("old.1.1", value, raw_text, sentence, unit="条", approximate=True)
    outcomes = [compared(figure, rounded, cell="old.1.1") for figure in (*agreeing, *against)]
    assert outcomes == [Outcome.PASSED] * len(agreeing) + [Outcome.FAILED] * len(against)


@pytest.mark.parametrize(
    ("stated", "unit", "printed", "outcome"),
    [
        (380, "元", Decimal("0.038"), Outcome.PASSED),
        (381, "元", Decimal("0.038"), Outcome.PASSED),
        (391, "元", Decimal("0.038"), Outcome.FAILED),
        (Decimal("4166.241619"), "万元", Decimal("4166.241619"), Outcome.PASSED),
        (Decimal("4166.24"), "万元", Decimal("4166.241619"), Outcome.PASSED),
        (Decimal("4166.25"), "万元", Decimal("4166.241619"), Outcome.FAILED),
        (Decimal("12.35"), "万元", Decimal("12.349"), Outcome.PASSED),
        (Decimal("12.34"), "万元", Decimal("12.349"), Outcome.PASSED),
        (Decimal("12.36"), "万元", Decimal("12.349"), Outcome.FAILED),
        (380, "元", Decimal("0.04"), Outcome.PASSED),
        (5, "万元", 5, Outcome.PASSED),
        (5, "万元", 6, Outcome.FAILED),
        (2, "亿元", Decimal("20000.6"), Outcome.PASSED),
        (50_000, "元", 5, Outcome.PASSED),
        (5, "元", 5, Outcome.FAILED),
    ],
)
def test_amounts_agree_to_the_precision_they_share(
    stated: Number, unit: str, printed: Number, outcome: Outcome
) -> None:
    assert compared(printed, claim("old.8.4", stated, unit=unit), cell="old.8.4") is outcome


def test_a_cell_in_another_unit_is_compared_in_the_unit_of_its_row() -> None:
    (found,) = compare_claims([fact("old.8.4", 38_000, unit="cny")], [claim("old.8.4", Decimal("3.8"), unit="万元")])
    assert (found.outcome, found.expected, found.actual) == (Outcome.PASSED, Decimal("3.8"), Decimal("3.8"))


def test_an_amount_without_a_unit_is_not_compared() -> None:
    assert compare_claims(facts({"old.8.4": 5}), [claim("old.8.4", 7, unit=None)]) == []


def test_a_count_in_ten_thousands_is_as_coarse_as_it_is_printed() -> None:
    assert compared(12_034, claim("old.1.1", 12_000, "1.2万", unit="条"), cell="old.1.1") is Outcome.PASSED
    assert compared(13_034, claim("old.1.1", 12_000, "1.2万", unit="条"), cell="old.1.1") is Outcome.FAILED
    assert compared(12_034, claim("old.1.1", 12_000, "12000", unit="条"), cell="old.1.1") is Outcome.FAILED


def test_trivial_unless_an_exact_number_says_something() -> None:
    def trivial(value: Number, one: Claim) -> bool:
        (found,) = compare_claims([fact("old.1.1", value)], [one])
        assert found.outcome is Outcome.PASSED
        return found.trivial

    assert not trivial(12, claim("old.1.1", 12))
    assert trivial(0, claim("old.1.1", 0))
    assert trivial(12_034, claim("old.1.1", 12_000, "1.2万"))
    assert trivial(200, claim("old.1.1", 200, "200", "约200条", approximate=True))
