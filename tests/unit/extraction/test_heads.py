"""Heads that do not go with the columns below them: one is missing, one too many, one of the agency's own wording."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.model import Fact, Status
from gk_pipeline.extraction.read import read_document
from tests.unit.extraction.reading import facts_of, table_document

APPLICANTS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
RESULTS = "结果维持|结果纠正|其他结果|尚未审结|总计"
REVIEW = f"{RESULTS}|{RESULTS}|{RESULTS}"
LEVELS = "行政复议*5|行政诉讼*10"
REQUESTS = (
    "一、本年新收政府信息公开申请数量|97|1|16|2|0|3|119",
    "二、上年结转政府信息公开申请数量|||2||||2",
    "（一）予以公开|90|1|18|2|0|3|114",
    "（七）总计|90|1|18|2|0|3|114",
    "四、结转下年度继续办理|7||||||7",
)


def read(*rows: str) -> dict[str, Fact]:
    return facts_of(table_document(*rows))


def values(facts: dict[str, Fact], start: str) -> list[object]:
    return [fact.value for key, fact in facts.items() if key.startswith(start)]


def test_a_head_that_is_not_known_leaves_open_what_stands_below_the_others() -> None:
    unsure = ["", "自然人|法人或其他组织|总计", "商业企业|科研机构|社会公益组织|律所和公证|其他"]
    facts = read(*unsure, *REQUESTS)
    assert values(facts, "app.carried_in[") == [None] * 7
    assert {f.status for k, f in facts.items() if k.startswith("app.new_received")} == {Status.AMBIGUOUS}


@pytest.mark.parametrize("lost", [0, 1, 3])
def test_heads_that_lost_one_of_theirs_have_moved_up(lost: int) -> None:
    left = [head for place, head in enumerate(APPLICANTS) if place != lost]
    facts = read("|申请人情况*7", "|" + "|".join(left), *REQUESTS)
    for row in ("new_received", "carried_in", "carried_out"):
        assert {f.status for k, f in facts.items() if k.startswith(f"app.{row}[")} == {Status.AMBIGUOUS}


def test_heads_of_a_lower_level_alone_stand_above_the_label_of_the_row() -> None:
    facts = read("商业企业|科研机构|社会公益组织|法律服务机构|其他", *REQUESTS)
    assert values(facts, "app.carried_in[") == [None] * 7


def test_a_lost_head_of_a_small_table() -> None:
    rows = ("规章|6|0|0", "行政规范性文件|9|4|")
    facts = read("第二十条第（一）项*4", "信息内容|本年废止件数|现行有效件数", *rows, *REQUESTS)
    assert values(facts, "pub.rules.") == [None] * 3
    assert values(facts, "pub.normdocs.") == [None] * 3
    facts = read("第二十条第（一）项*4", "信息内容|本年制发件数|本年废止件数|现行有效件数", *rows, *REQUESTS)
    assert values(facts, "pub.normdocs.") == [9, 4, None]


def test_groups_keep_their_heads_apart_where_one_group_has_them_in_another_order() -> None:
    turned = "结果维持|其他结果|结果纠正|尚未审结|总计"
    figures = "1|2|0|4|7|1|2|3|4|10|5|6|0|8|19"
    facts = read(LEVELS, f"{RESULTS}|未经复议直接起诉*5|复议后起诉*5", f"|||||{turned}|{RESULTS}", figures, *REQUESTS)
    assert values(facts, "rl.reconsideration") == [1, 2, 0, 4, 7]
    assert values(facts, "rl.litigation_direct") == [1, 3, 2, 4, 10]
    assert values(facts, "rl.litigation_after") == [5, 6, 0, 8, 19]


@pytest.mark.parametrize(
    "lower",
    [
        f"结果维持|结果纠正|其他结果|其他结果|尚未审结|总计|{RESULTS}",
        f"{RESULTS}|结果维持|结果纠正|其他结果|尚未审结|尚未审结|总计",
    ],
)
def test_a_head_too_many_pushes_the_others_on(lower: str) -> None:
    figures = "5|||2|7|||||||1|12|2|15"
    facts = read(LEVELS, f"{RESULTS}|未经复议直接起诉*5|复议后起诉*5", f"|||||{lower}", figures, *REQUESTS)
    assert values(facts, "rl.litigation_after") == [None] * 5


def test_a_group_without_its_head_may_stand_before_the_one_that_has_it() -> None:
    figures = "5|||2|7||1|||1||4|11|1|16"
    facts = read(
        f"行政复议|行政诉讼{'|' * 13}", f"{RESULTS}||复议后起诉{'|' * 8}", f"{RESULTS}|{RESULTS}", figures, *REQUESTS
    )
    assert values(facts, "rl.litigation_direct") == [None] * 5
    assert values(facts, "rl.litigation_after") == [None] * 5


def test_a_group_lost_above_its_heads_moves_the_total_before_them() -> None:
    person, *parts, total = APPLICANTS
    shifted = f"|{person}|{total}|{'|'.join(parts)}"
    moved = ["|".join((label, own, last, *rest)) for label, own, *rest, last in (row.split("|") for row in REQUESTS)]
    for rows, received in ((REQUESTS, [None] * 7), (moved, [97, 1, 16, 2, 0, 3, 119])):
        facts = read_document(table_document(shifted, *rows)).facts
        assert [fact.value for fact in facts if fact.indicator_id == "app.new_received"] == received
