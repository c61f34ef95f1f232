"""Tables as they are really drawn: heads on two levels with wrong spans, columns of the agency's own, two halves."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.facts import unmapped_cells
from gk_pipeline.extraction.model import Status
from tests.unit.extraction.reading import alignment_of, facts_of, table_document

COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
IDS = ["natural_person", "org_business", "org_research", "org_nonprofit", "org_legal_service", "org_other", "total"]
RECEIVED = "5|1|2|0|0|3|11"
ROWS = (
    f"一、本年新收政府信息公开申请数量|{RECEIVED}",
    "二、上年结转政府信息公开申请数量|1|0|0|0|0|0|1",
    "（一）予以公开|3|0|0|0|0|0|3",
    "1.属于国家秘密|0|0|0|0|0|0|0",
    "（七）总计|6|1|2|0|0|3|12",
)
OLD_ROWS = (
    "（一）收到申请数|件|23",
    "1.当面申请数|件|19",
    "2.传真申请数|件|0",
    "3.网络申请数|件|3",
    "4.信函申请数|件|1",
)


def received(*rows: str) -> list[object]:
    """The values of the first row, in the order of the form."""
    facts = facts_of(table_document(*rows))
    return [facts[f"app.new_received[{column}]"].value for column in IDS]


@pytest.mark.parametrize(
    "heads",
    [
        ["|申请人情况*7", "|自然人|法人或其他组织*5|总计", "||商业企业|科研机构|社会公益组织|法律服务机构|其他|"],
        ["|申请人情况", "自然人|法人或其他组织|总计", "商业企业|科研机构|社会公益组织|法律服务机构|其他"],
        ["|自然人|法人或者其他组织|总计", "||商业企业|科研机构|社会公益组织|法律服务机构|其他"],
        ["|自然人|法人或其他组织|||||总计", "||商业企业|科研机构|社会公益组织|法律服务机构|其他|"],
        ["|申请人情况*7"],
    ],
    ids=["spans", "no spans", "a group without its span", "spans as empty cells", "no heads"],
)
def test_columns_are_found_whatever_became_of_the_spans_of_their_heads(heads: list[str]) -> None:
    assert received(*heads, *ROWS) == [5, 1, 2, 0, 0, 3, 11]


def test_without_spans_the_order_of_the_heads_still_counts() -> None:
    heads = ["|总计|自然人|法人或其他组织", "商业企业|科研机构|社会公益组织|法律服务机构|其他"]
    turned = [f"{label}|{total}|{'|'.join(rest)}" for label, *rest, total in (row.split("|") for row in ROWS)]
    assert received(*heads, *turned) == [5, 1, 2, 0, 0, 3, 11]


def test_a_column_of_the_agency_is_kept_beside_the_form() -> None:
    heads = "|自然人|外国人|" + "|".join(COLUMNS[1:])
    rows = [f"{label}|{person}|8|{'|'.join(rest)}" for label, person, *rest in (row.split("|") for row in ROWS)]
    document = table_document(heads, *rows)
    facts = facts_of(document)
    assert [facts[f"app.new_received[{column}]"].value for column in IDS] == [5, 1, 2, 0, 0, 3, 11]
    cells = unmapped_cells(document.text, alignment_of(document), ())
    assert [(cell.labels[-1], cell.raw_text) for cell in cells] == [("外国人", "8")] * len(ROWS)


@pytest.mark.parametrize("remark", ["", "—", "含2件转办", "4"])
def test_a_column_of_remarks_holds_no_value(remark: str) -> None:
    rows = [f"{row}|{remark}" for row in ROWS]
    assert received("|" + "|".join(COLUMNS) + "|备注", *rows) == [5, 1, 2, 0, 0, 3, 11]


def test_a_blank_first_value_stays_first_beside_a_blank_remark() -> None:
    rows = [f"{row}|" for row in ROWS]
    rows[0] = "一、本年新收政府信息公开申请数量||1|2|0|0|3|6|"
    assert received("|" + "|".join(COLUMNS) + "|备注", *rows) == [None, 1, 2, 0, 0, 3, 6]


def test_blanks_at_both_ends_of_a_row_without_heads_leave_its_cells_open() -> None:
    rows = [f"{row}|" for row in ROWS]
    rows[0] = "一、本年新收政府信息公开申请数量||1|2|0|0|3|6|"
    facts = facts_of(table_document(*rows))
    assert {facts[f"app.new_received[{column}]"].status for column in IDS} == {Status.AMBIGUOUS}
    assert facts["app.outcome_total[total]"].value == 12


def test_a_row_that_has_shifted_is_ambiguous() -> None:
    rows = list(ROWS)
    rows[0] = "一、本年新收政府信息公开申请数量|甲类|5|1|2|0|0|3|11"  # a cell more than there are heads
    facts = facts_of(table_document("|" + "|".join(COLUMNS), *rows))
    assert {facts[f"app.new_received[{column}]"].status for column in IDS} == {Status.AMBIGUOUS}


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("统计指标|单位|统计数|备注", "{0}|{1}|{2}|"),
        ("统计指标|单位|本年度|历年累计", "{0}|{1}|{2}|901"),
        ("统计指标|单位|统计数|同比增长", "{0}|{1}|{2}|12.5%"),
        ("统计指标|单位|区直|乡镇|合计", "{0}|{1}|901|902|{2}"),
        ("统计指标|指标编码|单位|统计数", "{0}|07|{1}|{2}"),
    ],
)
def test_the_column_of_the_form_is_told_by_its_head(head: str, cells: str) -> None:
    facts = facts_of(table_document(head, *(cells.format(*row.split("|")) for row in OLD_ROWS)))
    assert [facts[f"old.3.1{part}"].value for part in ("", ".1", ".2", ".3", ".4")] == [23, 19, 0, 3, 1]


def test_two_heads_for_one_column_leave_its_value_open() -> None:
    rows = [f"{row}|90" for row in OLD_ROWS]
    facts = facts_of(table_document("统计指标|单位|统计数|合计", *rows))
    assert facts["old.3.1"].status is Status.AMBIGUOUS


def test_a_table_in_two_halves_is_read_down_one_half_and_then_the_other() -> None:
    head = "统计指标|单位|统计数"
    right = (
        "四、行政复议数量|件|4",
        "（一）维持具体行政行为数|件|2",
        "（二）被依法纠错数|件|1",
        "（三）其他情形数|件|1",
        "五、行政诉讼数量|件|",
    )
    rows = [f"{a}|{b}" for a, b in zip(OLD_ROWS, right, strict=True)]
    facts = facts_of(table_document(f"{head}|{head}", *rows))
    assert [facts[f"old.3.1{part}"].value for part in ("", ".1", ".2", ".3", ".4")] == [23, 19, 0, 3, 1]
    assert [facts[f"old.4{part}"].value for part in ("", ".1", ".2", ".3")] == [4, 2, 1, 1]
    assert facts["old.5"].status is Status.BLANK


def test_labels_side_by_side_without_values_are_heads_not_blank_rows() -> None:
    labels = "申请人|本年新收政府信息公开申请数量|上年结转政府信息公开申请数量|予以公开|部分公开|结转下年度继续办理"
    facts = facts_of(table_document(*ROWS, labels, "自然人|5|1|3|0|0"))
    assert facts["app.carried_out[natural_person]"].status is Status.ROW_ABSENT


def test_review_values_are_found_behind_a_label_that_says_nothing() -> None:
    group = "结果维持|结果纠正|其他结果|尚未审结|总计"
    document = table_document(
        *ROWS,
        "类别|行政复议*5|未经复议直接起诉*5|复议后起诉*5",
        f"|{group}|{group}|{group}",
        "数量|2|1|3|1|7|0|0|0|0|0|13|2|4|0|19",
    )
    facts = facts_of(document)
    assert facts["rl.reconsideration.total"].value == 7
    assert facts["rl.litigation_after.corrected"].value == 2


@pytest.mark.parametrize(
    "labels",
    [
        ("行政复议", "未经复议直接起诉", "复议后起诉"),
        ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"),
        ("行政复议*2", "行政诉讼|未经复议直接起诉", "|复议后起诉"),
    ],
)
def test_review_values_in_three_rows_belong_to_the_group_of_their_row(labels: tuple[str, str, str]) -> None:
    heads = "结果维持|结果纠正|其他结果|尚未审结|总计"
    document = table_document(
        *ROWS,
        ("类别*2|" if "*2" in labels[0] else "类别|") + heads,
        f"{labels[0]}|2|1|3|1|7",
        f"{labels[1]}|0|0|4|0|4",
        f"{labels[2]}|13|2|4|0|19",
    )
    facts = facts_of(document)
    assert facts["rl.reconsideration.upheld"].value == 2
    assert facts["rl.litigation_direct.other"].value == 4
    assert facts["rl.litigation_after.total"].value == 19


def test_litigation_that_does_not_say_of_which_kind_is_of_neither() -> None:
    group = "结果维持|结果纠正|其他结果|尚未审结|总计"
    rows = ("行政复议*5|行政诉讼*5", f"{group}|{group}", "2|1|3|1|7|13|2|4|0|19")
    facts = facts_of(table_document(*ROWS, *rows))
    assert not [key for key, fact in facts.items() if key.startswith("rl.litigation") and fact.value is not None]
    assert facts["rl.reconsideration.total"].value in (7, None)


@pytest.mark.parametrize("printed", ["1 2", "0 0", "00", "012", "1\u30002"])
def test_digits_that_may_be_two_values_are_no_number(printed: str) -> None:
    rows = list(ROWS)
    rows[0] = rows[0].replace("|5|", f"|{printed}|")
    fact = facts_of(table_document("|" + "|".join(COLUMNS), *rows))["app.new_received[natural_person]"]
    assert (fact.status, fact.value, fact.raw_text) == (Status.AMBIGUOUS, None, printed)


@pytest.mark.parametrize(("printed", "value"), [("1 234", 1234), ("1,234", 1234), ("0.5", None), ("0", 0)])
def test_thousands_may_be_parted_by_blanks(printed: str, value: int | None) -> None:
    rows = list(ROWS)
    rows[0] = rows[0].replace("|5|", f"|{printed}|")
    fact = facts_of(table_document("|" + "|".join(COLUMNS), *rows))["app.new_received[natural_person]"]
    assert fact.status is Status.REPORTED
    assert value is None or fact.value == value


TURNED = (
    "申请人情况|（一）予以公开|（二）部分公开|3.其他|（七）总计",
    *("自然人|4|1|0|5", "商业企业|0|1|0|1", "其他|1|0|1|2", "总计|5|2|1|8"),
)


def test_the_rows_of_a_turned_table_are_not_taken_for_those_of_the_form() -> None:
    documents = ("信息内容|本年制发件数|本年废止件数|现行有效件数", "规章|1|0|2", "行政规范性文件|3|0|4")
    decisions = ("信息内容|本年处理决定数量", "行政许可|5", "行政处罚|6", "行政强制|7")
    facts = facts_of(table_document(*documents, *decisions, *TURNED))
    assert facts["pub.penalty.decisions"].value == 6
    assert not [key for key in facts if key.startswith(("app.other", "app.outcome_total")) and facts[key].value]


@pytest.mark.parametrize(("parts", "status"), [(0, Status.REPORTED), (2, Status.AMBIGUOUS), (3, Status.REPORTED)])
def test_a_group_in_one_row_beside_some_of_its_parts_may_be_the_part_that_is_missing(
    parts: int, status: Status
) -> None:
    labels = ("申请人无正当理由逾期不补正", "逾期未缴费", "其他")[3 - parts :]
    rows = ("予以公开", "部分公开", "属于国家秘密", "重复申请", "要求提供公开出版物", "其他处理", *labels, "总计")
    heads = "|自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计"
    licences = ("信息内容|本年处理决定数量", "行政处罚|4", "行政强制|0")
    facts = facts_of(table_document(*licences, heads, *(f"{label}|1|0|0|0|0|0|1" for label in rows)))
    assert facts["app.other[total]"].status is status
    assert facts["app.outcome_total[total]"].value == 1
