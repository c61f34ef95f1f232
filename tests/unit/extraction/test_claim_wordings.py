"""What the figures of a sentence count: the whole, a part, another time, somebody else's. Written for these tests."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.prose import read_claims
from tests.unit.extraction.reading import text_document

Said = tuple[str, object, str | None]


def claims(heading: str, sentence: str) -> list[Said]:
    """The claims of one sentence of a report for 2022: indicator, value, scope."""
    found = read_claims(text_document(f"{heading}\n{sentence}\n"), year=2022, family="new")
    return [(claim.indicator_id, claim.value, claim.scope) for claim in found]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("收到政府信息公开申请35件（含上年结转2件），办结34件。", ("app.new_received", 35, "accepted")),
        ("收到政府信息公开申请35件，其中2件为上年结转。", ("app.new_received", 35, "accepted")),
        ("收到政府信息公开申请35件，上年结转2件。", ("app.new_received", 35, None)),
        ("收到涉及征地拆迁类政府信息公开申请12件。", ("app.new_received", 12, "part")),
        ("收到来自同一申请人的政府信息公开申请12件。", ("app.new_received", 12, "part")),
        ("收到市里转办的政府信息公开申请6件。", ("app.new_received", 6, "part")),
        ("收到不属于本机关职责的政府信息公开申请4件。", ("app.new_received", 4, "part")),
        ("第一季度收到政府信息公开申请3件。", ("app.new_received", 3, "part")),
        ("上半年收到政府信息公开申请13件。", ("app.new_received", 13, "part")),
        ("1月至11月收到政府信息公开申请13件。", ("app.new_received", 13, "part")),
        ("1月至12月收到政府信息公开申请13件。", ("app.new_received", 13, None)),
        ("通过信函收到政府信息公开申请13件。", ("app.new_received", 13, "channel")),
        ("通过信函、网络等方式收到政府信息公开申请13件。", ("app.new_received", 13, None)),
        ("线上收到政府信息公开申请20件。", ("app.new_received", 20, "channel")),
        ("区政府收到政府信息公开申请21件，区政府各部门收到188件。", ("app.new_received", 21, "own")),
    ],
)
def test_a_count_of_requests_says_what_it_counts(sentence: str, expected: Said) -> None:
    assert claims("一、总体情况", sentence)[0] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "2022年计划公开政府信息500条。",
        "预计收到政府信息公开申请20件。",
        "受理行政复议申请132件，其中涉及政府信息公开4件。",
        "行政诉讼案件56件，其中信息公开类3件。",
        "平均办理一件政府信息公开申请用时9天。",
        "全市制发行政规范性文件33件，其中市政府5件。",
    ],
)
def test_what_is_not_the_figure_of_the_report_is_not_read(sentence: str) -> None:
    assert claims("一、总体情况", sentence) == []


def test_a_kind_of_handling_is_not_the_handling_of_all() -> None:
    said = claims("一、总体情况", "新收政府信息公开申请8件，其中公开5件、其他处理1件。")
    assert said == [("app.new_received", 8, None)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("被申请行政复议1件。", ("rl.reconsideration.total", 1, None)),
        ("审结政府信息公开行政复议案件3件。", ("rl.reconsideration.total", 3, "concluded")),
        ("因政府信息公开被申请行政复议5件，其中维持3件。", ("rl.reconsideration.total", 5, None)),
    ],
)
def test_reviews_are_those_against_the_agency(sentence: str, expected: Said) -> None:
    assert claims("一、总体情况", sentence)[0] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("发出收费通知3件，总金额600元，实际收取信息处理费400元。", (3, 600, 400)),
        ("发出收费通知0件，总金额0元，实际收取总金额0元。", (0, 0, 0)),
        ("发出信息处理费收费通知2件，涉及金额460元，已收取金额230元。", (2, 460, 230)),
    ],
)
def test_fees_are_told_apart(sentence: str, expected: tuple[int, int, int]) -> None:
    said = claims("六、其他需要报告的事项", sentence)
    ids = ("fee.notices", "fee.notice_amount", "fee.collected")
    assert said == [(indicator, value, None) for indicator, value in zip(ids, expected, strict=True)]


def test_proposals_may_be_named_behind_what_was_done_with_them() -> None:
    document = text_document("一、主动公开情况\n公开人大代表建议和政协提案办理结果87件。\n")
    assert [(c.indicator_id, c.value) for c in read_claims(document, year=2016, family="old")] == [("old.1.1.c", 87)]
