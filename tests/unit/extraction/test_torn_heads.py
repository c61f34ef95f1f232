"""The row of reviews and lawsuits below heads that narrow columns tore apart."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.anchors import Anchor, Slot, unlabelled_rows
from gk_pipeline.extraction.folding import fold_document
from gk_pipeline.extraction.labels import find_labels
from gk_pipeline.extraction.model import Extraction, Status
from gk_pipeline.extraction.read import read_document
from gk_pipeline.extraction.torn_heads import with_torn_heads
from tests.unit.extraction.reading import text_document

TITLE = "青石县水利局2022年政府信息公开工作年度报告"
ABOVE = """行政许可 12
行政处罚 7
行政强制 0
一、本年新收政府信息公开申请数量 3 0 0 0 0 0 3
四、结转下年度继续办理 0 0 0 0 0 0 0
四、政府信息公开行政复议、行政诉讼情况"""
TORN = """行政复议           行政诉讼
             未经复议直接起诉    复议后起诉
结果 结果 其他 尚未
            总计
维持 纠正 结果 审结  结果 结果 其他 尚未   结果 结果 其他 尚未
                             总计             总计
            维持 纠正 结果 审结   维持 纠正 结果 审结"""
FIGURES = (2, 1, 0, 3, 6, 0, 0, 4, 1, 5, 0, 0, 0, 0, 0)
GROUPS = ("reconsideration", "litigation_direct", "litigation_after")
IDS = [f"rl.{group}.{result}" for group in GROUPS for result in ("upheld", "corrected", "other", "pending", "total")]


def read(heads: str, *figures: object) -> Extraction:
    row = "  ".join(map(str, figures))
    return read_document(text_document("\n".join((TITLE, ABOVE, heads, row, "五、存在的主要问题"))))


def values(found: Extraction) -> list[tuple[Status, object]]:
    facts = {fact.indicator_id: fact for fact in found.facts}
    return [(facts[key].status, facts[key].value) for key in IDS]


def test_a_row_below_torn_heads_is_read_where_it_adds_up() -> None:
    assert values(read(TORN, *FIGURES)) == [(Status.REPORTED, figure) for figure in FIGURES]


@pytest.mark.parametrize(
    ("heads", "figures"),
    [
        (TORN, (*FIGURES[:4], 7, *FIGURES[5:])),
        (TORN, FIGURES[1:]),
        (TORN, (*FIGURES, 3)),
        (TORN, ("-", *FIGURES[1:])),
        (TORN.replace("其他", "另外", 1), FIGURES),
        (TORN.replace("总计", "", 1), FIGURES),
    ],
    ids=["no sum", "a cell lost", "one too many", "a mark", "another head", "a head lost"],
)
def test_no_figure_below_torn_heads_is_believed_otherwise(heads: str, figures: tuple[object, ...]) -> None:
    assert all(value is None for _, value in values(read(heads, *figures)))


def test_heads_drawn_over_several_lines_are_one_set() -> None:
    results = "结果维持│结果纠正│其他结果│尚未审结│总计"
    heads = f"""┌────────┬────────┐
│行政复议│行政诉讼│
├────┬────┬────┬────┬────┼────────────────┬──────────┤
│    │    │    │    │    │未经复议直接起诉│复议后起诉│
│{results}├────┬────┬────┬────┬────┼────┬────┬────┬────┬────┤
│    │    │    │    │    │{results}│{results}│
├────┼────┼────┼────┼────┼────┼────┤"""
    row = "│" + "│".join(map(str, FIGURES)) + "│"
    assert values(read(heads, row)) == [(Status.REPORTED, figure) for figure in FIGURES]


def test_what_was_read_among_torn_heads_gives_way_to_the_row_below() -> None:
    folded = fold_document("\n".join((ABOVE, TORN, "  ".join(map(str, FIGURES)), "五、存在的主要问题")))
    hits = find_labels(folded.norm)
    rows = unlabelled_rows("review")
    inside = next(hit.start for hit in hits if hit.label.text == "复议后起诉")
    labelled = Anchor(0, (), [], ("行政许可",))
    stray = Anchor(inside, rows, [Slot(Status.BLANK)] * 5, ())
    found = with_torn_heads(folded, hits, [labelled, stray])
    assert [[slot.value for slot in anchor.slots] for anchor in found] == [[], list(FIGURES)]


@pytest.mark.parametrize("joint", ["\n", " "])
def test_groups_in_another_order_than_the_form_are_not_read_by_it(joint: str) -> None:
    results = "结果维持 结果纠正 其他结果 尚未审结 总计"
    heads = f"行政复议 行政诉讼 {results} {{}} {{}} {results} {results}"
    usual = heads.format("未经复议直接起诉", "复议后起诉").replace(" ", joint)
    turned = heads.format("复议后起诉", "未经复议直接起诉").replace(" ", joint)
    figures = joint.join(map(str, FIGURES))
    assert values(read(usual, figures)) == [(Status.REPORTED, figure) for figure in FIGURES]
    assert {value for _, value in values(read(turned, figures))} == {None}


def test_torn_groups_in_another_order_are_not_read_either() -> None:
    turned = TORN.replace("未经复议直接起诉    复议后起诉", "复议后起诉    未经复议直接起诉")
    assert {value for _, value in values(read(turned, *FIGURES))} == {None}
