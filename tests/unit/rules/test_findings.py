from __future__ import annotations

from decimal import Decimal
from string import Formatter

import pytest

from gk_pipeline.extraction.model import Claim, Fact, Status
from gk_pipeline.rules.cells import cells_of
from gk_pipeline.rules.evaluate import evaluate
from gk_pipeline.rules.findings import findings
from gk_pipeline.rules.messages import cell_label
from gk_pipeline.rules.model import Finding, Severity, Verdict
from gk_pipeline.rules.prose import compare_claims
from gk_pipeline.rules.wording import chinese, english

from .reports import DOCUMENT, by_key, claim, fact, facts

STAFF = {"old.8.3": 0, "old.8.3.1": 0, "old.8.3.2": 1}


def found(form: str, sheet: list[Fact], claims: tuple[Claim, ...] = (), **context: object) -> list[Finding]:
    results = evaluate(form, sheet, **context) + compare_claims(sheet, claims)  # type: ignore[arg-type]
    previous = context.get("previous")
    return findings(DOCUMENT, results, sheet, claims, previous=previous)  # type: ignore[arg-type]


def only(form: str, sheet: list[Fact], claims: tuple[Claim, ...] = (), **context: object) -> Finding:
    (one,) = found(form, sheet, claims, **context)
    return one


def test_a_report_without_failures_has_no_findings() -> None:
    assert found("old2014", facts(STAFF | {"old.8.3": 1})) == []


def test_a_finding_says_what_was_read_and_what_was_expected() -> None:
    assert only("old2014", facts(STAFF)) == Finding(
        finding_id="0123456789abcdef0123:O07",
        rule_id="O07",
        instance=None,
        severity=Severity.ERROR,
        verdict=Verdict.SOURCE_ERROR,
        message=(
            "OGI staff (0) should be Full-time OGI staff (excl. gazette and website staff) (0)"
            " + Part-time OGI staff (1) = 1."
        ),
        message_zh="从事政府信息公开工作人员数（0） 应等于 专职人员数（0） + 兼职人员数（1） = 1。",
        expected=1,
        actual=0,
        fact_ids=("d:old.8.3", "d:old.8.3.1", "d:old.8.3.2"),
        claim_ids=(),
    )


def test_instances_have_ids_of_their_own_in_the_order_of_the_rules() -> None:
    sheet = facts({"app.granted[total]": 1, "app.partial[total]": 1, "rl.reconsideration.total": -1})
    sheet += facts({f"app.{row}[natural_person]": 2 for row in ("granted", "partial")})
    ids = [each.finding_id.removeprefix("0123456789abcdef0123:") for each in found("fmt2021", sheet)]
    assert ids == ["F03:app.granted", "F03:app.partial", "F04", "F08:rl.reconsideration.total"]
    assert ids == [each.finding_id.removeprefix("0123456789abcdef0123:") for each in found("fmt2021", sheet)]


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"method": "stream"}, Verdict.SOURCE_ERROR),
        ({"method": "stream", "candidates": 1}, Verdict.SOURCE_ERROR),
        ({"method": "stream", "candidates": 2}, Verdict.PARSE_SUSPECT),
        ({"method": "split", "candidates": 1}, Verdict.PARSE_SUSPECT),
        ({"method": "prose"}, Verdict.UNDECIDED),
    ],
)
def test_the_verdict_depends_on_how_the_values_were_read(change: dict[str, object], verdict: Verdict) -> None:
    sheet = [fact("old.8.3", 0), fact("old.8.3.1", 0), fact("old.8.3.2", 1, **change)]
    assert only("old2014", sheet).verdict is verdict


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (Status.BLANK, Verdict.SOURCE_ERROR),
        (Status.ROW_ABSENT, Verdict.SOURCE_ERROR),
        (Status.AMBIGUOUS, Verdict.PARSE_SUSPECT),
        (Status.UNREADABLE, Verdict.PARSE_SUSPECT),
    ],
)
def test_a_missing_value_in_a_failure(status: Status, verdict: Verdict) -> None:
    one = only("old2014", [fact("old.8.3", 3), fact("old.8.3.1", 5), fact("old.8.3.2", status=status)])
    assert one.verdict is verdict
    assert one.message == (
        "OGI staff (3) should be Full-time OGI staff (excl. gazette and website staff) (5)"
        " + Part-time OGI staff (not reported)."
    )


def test_a_plausibility_that_fails_blames_nobody() -> None:
    one = only("old2014", facts({"old.1.1.a": 11, "old.1.1.b": 0}))
    assert (one.rule_id, one.severity, one.verdict) == ("O09", Severity.WARNING, Verdict.UNDECIDED)


def test_two_reports_that_disagree_blame_neither() -> None:
    previous = by_key([fact("app.carried_out[total]", 5)])
    previous["app.carried_out", "total"].fact_id = "last:app.carried_out[total]"
    one = only("fmt2021", facts({"app.carried_in[total]": 4}), year=2022, agency_type="department", previous=previous)
    assert (one.severity, one.verdict) == (Severity.ERROR, Verdict.UNDECIDED)
    assert one.message == (
        "Requests carried over from the previous year [Total] (4) should be"
        " last year's Carried forward to the next year [Total] (5)."
    )


def test_a_table_whose_own_sum_holds_is_right_against_its_text() -> None:
    denied = claim("old.5", 0, "未发生", "全年未发生行政诉讼", negated=True)
    sheet = facts({"old.5": 3, "old.5.1": 0, "old.5.2": 1, "old.5.3": 2})
    one = only("old2014", sheet, (denied,))
    assert (one.finding_id, one.severity, one.verdict) == (
        "0123456789abcdef0123:P01:old.5",
        Severity.WARNING,
        Verdict.SOURCE_ERROR,
    )
    assert (one.expected, one.actual, one.claim_ids) == (0, 3, (denied.claim_id,))
    assert one.message == ("The text states 0 (未发生) for Administrative litigation cases, the table prints 3.")


def test_a_number_in_the_text_is_not_said_twice() -> None:
    sheet = facts({"old.5": 3})
    assert only("old2014", sheet, (claim("old.5", 0),)).message == (
        "The text states 0 for Administrative litigation cases, the table prints 3."
    )


def test_a_table_that_only_its_text_speaks_of_decides_nothing() -> None:
    agreeing, against = claim("old.3.1", 23), claim("old.5", 0)
    sheet = facts({"old.5": 3, "old.3.1": 23})
    assert only("old2014", sheet, (agreeing, against)).verdict is Verdict.UNDECIDED
    sheet[0].method = "split"
    assert only("old2014", sheet, (agreeing, against)).verdict is Verdict.PARSE_SUSPECT


def test_a_message_takes_away_what_the_rule_takes_away() -> None:
    stock = facts({"pub.rules.in_force": 8, "pub.rules.issued": 2, "pub.rules.repealed": 5})
    one = only("fmt2021", stock, year=2023, previous=by_key(facts({"pub.rules.in_force": 10})))
    assert one.message == (
        "Rules (government/departmental): in force at year end (8) should be"
        " last year's Rules (government/departmental): in force at year end (10)"
        " + Rules (government/departmental): issued this year (2)"
        " - Rules (government/departmental): repealed this year (5) = 7."
    )


def test_messages_of_every_kind_of_rule() -> None:
    def message(form: str, values: dict[str, int | Decimal], **context: object) -> str:
        return only(form, facts(values), **context).message

    assert message("old2014", {"old.9.2": 0, "old.9.3": 12}) == (
        "Where Training courses held (0) is 0, Persons trained (person-times) (12) should be 0."
    )
    assert message("old2014", {"old.6": Decimal("1.5")}) == "Reports and complaints (1.5) should be a whole number."
    assert message("old2014", {"old.6": -2}) == "Reports and complaints (-2) should be at least 0."
    assert message("old2014", {"old.7": Decimal("1E+3")}) == (
        "Fees charged for information disclosed on request (1000) should be less than 100."
    )
    assert message("fmt2019", {"pub.fees.items_prev": 3, "pub.fees.items_change": -5}) == (
        "Administrative fees: items, previous year (3)"
        " + Administrative fees: items added or removed this year (signed) (-5) = -2 should be at least 0."
    )
    channels = {f"old.1.2.{n}": 0 for n in range(1, 5)} | {"old.1.2.5": 8, "old.1.1": 7}
    assert message("old2014", channels).startswith("the largest of Information entries disclosed via")
    assert message("old2014", channels).endswith("other means (8) should be at most " + LABEL + " (7).")


def test_messages_in_chinese_say_the_same() -> None:
    def message(form: str, values: dict[str, int | Decimal], *claims: Claim, **context: object) -> str:
        return only(form, facts(values), claims, **context).message_zh

    assert message("old2014", {"old.9.2": 0, "old.9.3": 12}) == (
        "当 举办各类培训班数（0） 等于 0 时，接受培训人员数（12） 应等于 0。"
    )
    assert message("old2014", {"old.6": Decimal("1.5")}) == "举报投诉数量（1.5） 应为整数。"
    assert message("old2014", {"old.5": 3}, claim("old.5", 0, "未发生")) == (
        "“行政诉讼数量”：正文称 0（未发生），表格为 3。"
    )
    previous = by_key([fact("app.carried_out[total]", 5)])
    carried = {"app.carried_in[total]": 4}
    assert message("fmt2021", carried, year=2022, agency_type="department", previous=previous) == (
        "上年结转政府信息公开申请数量〔总计〕（4） 应等于 上年“结转下年度继续办理〔总计〕”（5）。"
    )
    channels = {f"old.1.2.{n}": 0 for n in range(1, 5)} | {"old.1.2.5": 8, "old.1.1": 7}
    assert message("old2014", channels).endswith(
        "、其他方式公开政府信息数（8）中的最大值 应不大于 主动公开政府信息数（7）。"
    )


def test_a_phrase_has_the_same_places_in_both_languages() -> None:
    for (phrase, said), told in zip(english().phrases.items(), chinese().phrases.values(), strict=True):
        places = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (said, told)]
        assert places[0] == places[1], phrase
        assert said and told


LABEL = "Proactively disclosed government information entries (same information via several channels counts once)"


def test_a_long_sum_names_what_is_not_zero() -> None:
    rows = {f"old.3.3.4.{letter}": 0 for letter in "abcdef"} | {"old.3.3.4.b": 2, "old.3.3.4": 1}
    assert only("old2014", facts(rows)).message == (
        "Replies: disclosure refused (1) should be Refused: trade secrets (2) = 2."
    )
    nothing = rows | {"old.3.3.4.b": 0}
    assert only("old2014", facts(nothing)).message == (
        "Replies: disclosure refused (1) should be Refused: state secrets (0) = 0."
    )


def test_the_one_row_that_stands_for_three_is_named() -> None:
    column = {"app.granted": 3, "app.other": 2, "app.outcome_total": 9}
    rows = [row for row, column_id in cells_of("fmt2019") if row.startswith("app.") and column_id == "org_other"]
    left_out = {"app.new_received", "app.carried_in", "app.carried_out"}
    sheet = facts({f"{row}[org_other]": column.get(row, 0) for row in rows if row not in left_out})
    one = only("fmt2021", sheet)
    assert (one.instance, one.actual, one.expected) == ("org_other", 9, 5)
    assert one.message.endswith(f"{cell_label(english(), ('app.other', 'org_other'))} (2) = 5.")
