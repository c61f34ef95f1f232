"""Shares that a text states are held against the figures they are of. Shares were worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gk_pipeline.catalog.claims import wholes_of
from gk_pipeline.extraction.model import Claim, Number, Status
from gk_pipeline.extraction.prose import read_claims
from gk_pipeline.rules.findings import findings
from gk_pipeline.rules.model import Outcome, RuleResult, Severity, Verdict
from gk_pipeline.rules.shares import compare_shares
from tests.unit.extraction.reading import text_document

from .reports import fact, facts

PASSED, FAILED, OPEN = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_ASSESSABLE
REQUESTS = "三、依申请公开政府信息情况\n"


def claims(text: str, year: int = 2015) -> list[Claim]:
    return read_claims(text_document(text), year=year, family="old" if year <= 2018 else "new")


def judged(text: str, year: int = 2015, **table: Number) -> list[tuple[str | None, Outcome]]:
    sheet = facts({key.replace("__", "."): value for key, value in table.items()})
    return [(result.instance, result.outcome) for result in compare_shares(sheet, claims(text, year))]


def only(text: str, year: int = 2015) -> RuleResult:
    (result,) = compare_shares([], claims(text, year))
    return result


# 20 of 61 are 32.786… percent.
@pytest.mark.parametrize(
    ("share", "outcome"),
    [
        ("32.8%", PASSED),
        ("32.7%", PASSED),  # cut
        ("32.79%", PASSED),
        ("33%", PASSED),
        ("32%", PASSED),
        ("34%", FAILED),
        ("32.9%", FAILED),
        ("23.8%", FAILED),
        ("约35%", OPEN),
        ("约33%", PASSED),
    ],
)
def test_a_share_is_right_within_its_last_digit(share: str, outcome: Outcome) -> None:
    result = only(f"{REQUESTS}收到申请61件，其中当面申请20件，占{share}。")
    assert (result.rule_id, result.instance, result.severity) == ("P02", "old.3.1.1", Severity.WARNING)
    assert (result.outcome, result.expected) == (outcome, Decimal("32.79"))


def test_a_share_may_be_of_any_whole_that_the_words_can_mean() -> None:
    text = f"{REQUESTS}收到申请50件，办结40件，答复40件，其中同意公开10件，占{{}}。"
    assert judged(text.format("25%")) == [("old.3.3.2", PASSED)]  # of the replies
    assert judged(text.format("20%")) == [("old.3.3.2", PASSED)]  # of the requests
    assert judged(text.format("22%")) == [("old.3.3.2", FAILED)]


def test_a_share_is_not_wrong_while_a_whole_is_not_known() -> None:
    text = f"{REQUESTS}收到申请50件，其中同意公开10件，占22%。"
    assert judged(text) == [("old.3.3.2", OPEN)]
    assert judged(text, old__3__3=40, old__3__2=40) == [("old.3.3.2", FAILED)]
    assert judged(text, old__3__3=45, old__3__2=40) == [("old.3.3.2", PASSED)]  # 10 of 45 are 22.2 percent


def test_wholes_of_the_new_forms_may_hold_what_was_carried_in() -> None:
    text = "（二）依申请公开\n新收申请30件，上年结转10件，共办结申请32件，其中予以公开10件，占{}。"
    for share, outcome in (("25%", PASSED), ("33.3%", PASSED), ("31.3%", PASSED), ("28%", FAILED)):
        assert judged(text.format(share), 2022) == [("app.granted[total]", outcome)], share


def test_a_table_that_differs_from_the_text_makes_no_second_finding() -> None:
    # 20 of the 60 that the table prints are 33.3 percent, 20 of the 61 of the text 32.8.
    for share in ("33.3%", "32.8%"):
        assert judged(f"{REQUESTS}收到申请61件，其中当面申请20件，占{share}。", old__3__1=60) == [("old.3.1.1", PASSED)]


@pytest.mark.parametrize(
    "text",
    [
        "收到申请61件，其中当面申请20件，占应答复数的34%。",  # of something else
        "去年当面申请20件，占34%。",
        "收到申请61件，其中当面申请约20件，占34%。",
        "收到申请61件，当面申请20件，同比增长34%。",
        "收到申请61件，满意率占34%。",
    ],
)
def test_what_is_no_share_of_a_sure_figure_is_not_judged(text: str) -> None:
    assert judged(REQUESTS + text) == []


def test_no_share_of_nothing_or_of_a_mark() -> None:
    stated = claims(f"{REQUESTS}当面申请20件，占34%。")
    for sheet in ([fact("old.3.1", 0)], [fact("old.3.1", status=Status.PLACEHOLDER)], []):
        assert [result.outcome for result in compare_shares(sheet, stated)] == [OPEN]


def test_a_share_that_is_wrong_once_is_one_finding() -> None:
    right, wrong = "其中当面申请20件，占32.8%。", "其中当面申请20件，占43%。"
    for text in (right + wrong, wrong + right):
        (result,) = compare_shares([], claims(f"{REQUESTS}收到申请61件。{text}"))
        assert result.outcome is FAILED


def test_a_finding_says_both_shares_and_blames_nobody() -> None:
    stated = claims(f"{REQUESTS}收到申请61件，其中当面申请20件，占34%。")
    (finding,) = findings("0" * 64, compare_shares([], stated), [], stated)
    assert finding.message == "The text states 34 % as the share of Requests received in person (20); it is 32.79 %."
    assert (finding.verdict, finding.severity) == (Verdict.UNDECIDED, Severity.WARNING)
    by_id = {claim.claim_id: claim.value for claim in stated}
    assert [by_id[claim_id] for claim_id in finding.claim_ids] == [34, 20, 61]


def test_a_share_proves_nothing() -> None:
    assert only(f"{REQUESTS}收到申请61件，其中当面申请20件，占32.8%。").trivial


def test_wholes_of_the_catalogue() -> None:
    assert wholes_of(("old.1.2.3", None)) == ((("old.1.1", None),),)
    assert wholes_of(("app.new_received", "natural_person")) == ((("app.new_received", "total"),),)
    assert wholes_of(("app.new_received", "total")) == ()
    assert wholes_of(("old.9.1", None)) == ()
    outcomes = ("granted", "denied.state_secret", "other", "other.fee_unpaid")
    assert len({wholes_of((f"app.{outcome}", "total")) for outcome in outcomes}) == 1
