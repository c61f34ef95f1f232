"""Tables: rows of cells, heads above them, cells that are seen to be empty."""

from __future__ import annotations

from gk_pipeline.extraction.facts import unmapped_cells
from gk_pipeline.extraction.labels import label_of
from gk_pipeline.extraction.model import Status
from tests.unit.extraction.reading import alignment_of, anchors_of, facts_of, table_document

HEAD = "|申请人情况*7"
HEADS = "|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计"
ROWS = (
    "一、本年新收政府信息公开申请数量|5|1|0|0|0|0|6",
    "二、上年结转政府信息公开申请数量|1|0|0|0|0|0|1",
    "（一）予以公开|3|0|0|0|0|0|3",
    "1.属于国家秘密|0|0|0|0|0|0|0",
    "2.其他法律行政法规禁止公开|0|0|0|0|0|0|0",
    "（七）总计|6|1|0|0|0|0|7",
    "四、结转下年度继续办理|0|0|0|0|0|0|0",
)


def test_cells_of_a_row_take_the_columns_in_order() -> None:
    facts = facts_of(table_document(HEAD, HEADS, *ROWS))
    assert facts["app.new_received[natural_person]"].value == 5
    assert facts["app.new_received[org_business]"].value == 1
    assert facts["app.outcome_total[total]"].value == 7
    assert facts["app.outcome_total[total]"].method == "grid"


def test_heads_in_another_order_are_followed() -> None:
    heads = "|总计|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他"
    turned = ["|".join([cells[0], cells[-1], *cells[1:-1]]) for cells in (row.split("|") for row in ROWS)]
    facts = facts_of(table_document(heads, *turned))
    assert facts["app.new_received[total]"].value == 6
    assert facts["app.new_received[natural_person]"].value == 5


def test_empty_cells_are_blank_and_empty_rows_too() -> None:
    rows = list(ROWS)
    rows[0] = "一、本年新收政府信息公开申请数量|5||||| |6"
    rows[3] = "1.属于国家秘密|||||||"
    facts = facts_of(table_document(HEADS, *rows))
    assert facts["app.new_received[natural_person]"].value == 5
    assert facts["app.new_received[org_business]"].status is Status.BLANK
    assert {f.status for k, f in facts.items() if k.startswith("app.denied.state_secret")} == {Status.BLANK}


def test_one_empty_cell_across_the_columns_is_seven_blanks() -> None:
    rows = list(ROWS)
    rows[3] = "1.属于国家秘密|*7"
    facts = facts_of(table_document(HEADS, *rows))
    assert [f.status for k, f in facts.items() if k.startswith("app.denied.state_secret")] == [Status.BLANK] * 7


def test_a_row_with_too_few_cells_is_ambiguous_for_any_of_them_may_be_missing() -> None:
    rows = list(ROWS)
    rows[2] = "（一）予以公开|3|0|0|0"
    facts = facts_of(table_document(HEADS, *rows))
    assert {f.status for k, f in facts.items() if k.startswith("app.granted")} == {Status.AMBIGUOUS}


def test_a_value_across_several_columns_is_ambiguous() -> None:
    rows = list(ROWS)
    rows[2] = "（一）予以公开|3*4|0|0|3"
    facts = facts_of(table_document(HEADS, *rows))
    assert {f.status for k, f in facts.items() if k.startswith("app.granted")} == {Status.AMBIGUOUS}


def test_group_labels_to_the_left_are_headings() -> None:
    rows = list(ROWS)
    rows[2] = "三、本年度办理结果|（一）予以公开|3|0|0|0|0|0|3"
    anchors = anchors_of(table_document(*rows))
    outcomes, granted = [a for a in anchors if "本年度办理结果" in a.labels[0]]
    assert outcomes.slots == []
    assert len(granted.slots) == 7


def test_unit_cells_give_their_unit_to_the_value() -> None:
    rows = (
        "统计指标|单位|统计数",
        "（一）收到申请数|件|23",
        "1.当面申请数|件|19",
        "2.传真申请数|件|0",
        "3.网络申请数|件|3",
    )
    facts = facts_of(table_document(*rows, "4.信函申请数|件|1", "七、依申请公开信息收取的费用|元|120"))
    assert facts["old.3.1"].value == 23
    assert (facts["old.7"].value, facts["old.7"].unit) == (120, "元")


def test_text_in_a_value_cell_is_unreadable_not_zero() -> None:
    rows = list(ROWS)
    rows[0] = "一、本年新收政府信息公开申请数量|详见附件|1|0|0|0|0|6"
    fact = facts_of(table_document(HEADS, *rows))["app.new_received[natural_person]"]
    assert (fact.status, fact.value, fact.raw_text) == (Status.UNREADABLE, None, "详见附件")


def test_rows_of_no_form_are_kept_with_their_labels() -> None:
    document = table_document(HEADS, *ROWS, "涉及疫情防控的申请|4|0|0|0|0|0|4")
    alignment = alignment_of(document)
    cells = unmapped_cells(document.text, alignment, ())
    assert [(cell.labels, cell.raw_text) for cell in cells][:1] == [(("涉及疫情防控的申请", "自然人"), "4")]
    assert len(cells) == 7


def test_review_values_follow_their_heads() -> None:
    group = "结果维持|结果纠正|其他结果|尚未审结|总计"
    facts = facts_of(
        table_document(
            HEADS,
            *ROWS,
            "行政复议*5|未经复议直接起诉*5|复议后起诉*5",
            f"{group}|{group}|{group}",
            "2|1|3|1|7|0|0|0|0|0|13|2|4|0|19",
        )
    )
    assert facts["rl.reconsideration.total"].value == 7
    assert facts["rl.litigation_after.corrected"].value == 2


def test_the_group_may_stand_in_the_title_of_a_small_table() -> None:
    heads = "结果维持|结果纠正|其他结果|尚未审结|总计"
    document = table_document(heads, "3|0|0|0|3")
    (anchor,) = [a for a in anchors_of(document, label_of("未经复议直接起诉")) if a.slots]
    assert [column.indicator for column in anchor.heads["review"].columns][-1] == "rl.litigation_direct.total"
