"""Text: labels and values in reading order, whatever separators survived."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gk_pipeline.extraction.model import Status
from tests.unit.extraction.reading import anchors_of, facts_of, text_document

CHANNELS = "(二)通过不同渠道和方式公开政府信息的情况"
REQUESTS = (
    ("(一)收到申请数", "件", "23"),
    ("1.当面申请数", "件", "19"),
    ("2.传真申请数", "件", "0"),
    ("3.网络申请数", "件", "3"),
    ("4.信函申请数", "件", "1"),
    ("(二)申请办结数", "件", "22"),
    ("1.按时办结数", "件", "21"),
)
EXPECTED = {
    "old.3.1": 23,
    "old.3.1.1": 19,
    "old.3.1.2": 0,
    "old.3.1.3": 3,
    "old.3.1.4": 1,
    "old.3.2": 22,
    "old.3.2.1": 21,
}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("glued, a row a line", "\n".join(f"  {label}{value}" for label, _, value in REQUESTS)),
        ("glued on one line", "三、依申请公开情况" + "".join(label + unit + value for label, unit, value in REQUESTS)),
        ("a cell a line", "\n\n".join(part for row in REQUESTS for part in row)),
        ("blanks between", "\n".join(" ".join(row) for row in REQUESTS)),
        ("all on one line", " ".join(" ".join(row) for row in REQUESTS)),
        ("bars between", "\n".join(" | ".join(row) + " |" for row in REQUESTS)),
        (
            "full-width",
            "\n".join(
                a.replace("(", "（").replace(")", "）") + "　" + "２３"[: 2 * (c == "23")] + c * (c != "23")
                for a, _, c in REQUESTS
            ),
        ),
    ],
)
def test_the_same_rows_in_every_layout(name: str, text: str) -> None:
    facts = facts_of(text_document(text))
    assert {key: fact.value for key, fact in facts.items() if fact.value is not None} == EXPECTED


def test_rows_that_are_not_printed_are_absent_and_printed_rows_without_value_are_blank() -> None:
    text = "\n".join(f"{label} {value}" for label, _, value in REQUESTS) + "\n2.延期办结数\n(三)申请答复数 5"
    facts = facts_of(text_document(text))
    assert facts["old.3.2.2"].status is Status.BLANK
    assert facts["old.3.3"].value == 5
    assert facts["old.3.3.1"].status is Status.ROW_ABSENT
    assert facts["old.9.3"].status is Status.ROW_ABSENT


def test_a_remark_behind_the_label_is_not_its_value() -> None:
    rows = "\n".join(f"{label} {value}" for label, _, value in REQUESTS)
    text = rows + "\n1.专职人员数(不包括政府公报及政府网站工作人员,共3人)2\n2.兼职人员数 1"
    facts = facts_of(text_document(text))
    assert facts["old.8.3.1"].value == 2
    assert facts["old.8.3.2"].value == 1


def test_repeated_labels_are_told_apart_by_the_order_of_the_form() -> None:
    text = (
        "四、行政复议数量 22\n(一)维持具体行政行为数 15\n(二)被依法纠错数 0\n(三)其他情形数 6\n"
        "五、行政诉讼数量 3\n(一)维持具体行政行为或者驳回原告诉讼请求数 0\n(二)被依法纠错数 1\n(三)其他情形数 2"
    )
    facts = facts_of(text_document(text))
    values = [facts[key].value for key in ("old.4", "old.4.2", "old.4.3", "old.5", "old.5.2", "old.5.3")]
    assert values == [22, 0, 6, 3, 1, 2]


def test_the_numbering_of_the_next_row_is_not_part_of_a_value() -> None:
    text = (
        "三、依申请公开情况(一)收到申请数6件1.当面申请数12.传真申请数23.网络申请数24.信函申请数1"
        "(二)申请办结数61.按时办结数6"
    )
    facts = facts_of(text_document(text))
    keys = ("old.3.1", "old.3.1.1", "old.3.1.2", "old.3.1.3", "old.3.1.4", "old.3.2", "old.3.2.1")
    assert [facts[key].value for key in keys] == [6, 1, 2, 2, 1, 6, 6]


def test_units_printed_in_the_cell_are_kept() -> None:
    text = "\n".join(f"{label} {value}" for label, _, value in REQUESTS)
    facts = facts_of(text_document(text + "\n七、依申请公开信息收取的费用 38000元\n(四)政府信息公开专项经费万元1.25"))
    fee, budget = facts["old.7"], facts["old.8.4"]
    assert (fee.value, fee.unit, fee.raw_text) == (38000, "元", "38000")
    assert (budget.value, budget.unit) == (Decimal("1.25"), "万元")


def test_placeholders_are_neither_zero_nor_blank() -> None:
    text = "\n".join(f"{label} {value}" for label, _, value in REQUESTS) + "\n2.延期办结数 /\n(三)申请答复数 —\n"
    facts = facts_of(text_document(text))
    assert facts["old.3.2.2"].status is Status.PLACEHOLDER
    assert facts["old.3.2.2"].raw_text == "/"
    assert facts["old.3.3"].status is Status.PLACEHOLDER


def test_a_label_inside_a_sentence_is_no_row() -> None:
    text = "全年政府网站公开政府信息数64条，较上年增长；我局收到申请数3件，均按时办结数3件。"
    assert facts_of(text_document(text)) == {}


def test_text_behind_the_last_row_is_not_its_value() -> None:
    text = "\n".join(f"{label} {value}" for label, _, value in REQUESTS) + "\n单位负责人:某某 联系电话:0559-2300118"
    assert facts_of(text_document(text))["old.3.2.1"].value == 21


ROW = "一、本年新收政府信息公开申请数量"
MATRIX = (
    ROW + " 5 1 0 0 0 0 6\n二、上年结转政府信息公开申请数量 1 0 0 0 0 0 1\n(一)予以公开 3 0 0 0 0 0 3\n"
    "1.属于国家秘密 0 0 0 0 0 0 0\n2.其他法律行政法规禁止公开 0 0 0 0 0 0 0\n"
    "(七)总计 6 1 0 0 0 0 7\n四、结转下年度继续办理 0 0 0 0 0 0 0\n"
)


def test_a_row_of_the_matrix_takes_its_seven_columns() -> None:
    facts = facts_of(text_document(MATRIX))
    row = [f for key, f in facts.items() if key.startswith("app.new_received")]
    assert [(f.column_id, f.value) for f in row] == [
        ("natural_person", 5),
        ("org_business", 1),
        ("org_research", 0),
        ("org_nonprofit", 0),
        ("org_legal_service", 0),
        ("org_other", 0),
        ("total", 6),
    ]


@pytest.mark.parametrize("run", ["51 00006", "5100006 ", "5 1 0 0 0 6", "5 1 0 0 0 0 6 6"])
def test_a_row_whose_values_cannot_be_told_apart_is_ambiguous(run: str) -> None:
    facts = facts_of(text_document(MATRIX.replace("5 1 0 0 0 0 6", run)))
    row = [f for key, f in facts.items() if key.startswith("app.new_received")]
    assert {f.status for f in row} == {Status.AMBIGUOUS}
    assert {f.value for f in row} == {None}
    assert {f.raw_text for f in row} == {run.strip()}


def test_a_table_that_is_not_printed_is_told_from_a_row_that_is_not() -> None:
    facts = facts_of(text_document(MATRIX))
    assert facts["app.partial[total]"].status is Status.ROW_ABSENT
    assert facts["rl.reconsideration.total"].status is Status.TABLE_ABSENT


REVIEW = "结果维持 结果纠正 其他结果 尚未审结 总计 "


def test_values_without_label_are_told_by_the_heads_above_them() -> None:
    text = (
        MATRIX
        + f"行政复议 行政诉讼\n{REVIEW}未经复议直接起诉 复议后起诉\n{REVIEW}{REVIEW}\n2 1 3 1 7 0 0 0 0 0 13 2 4 0 19"
    )
    facts = facts_of(text_document(text))
    assert facts["rl.reconsideration.other"].value == 3
    assert facts["rl.litigation_direct.total"].value == 0
    assert facts["rl.litigation_after.upheld"].value == 13
    assert facts["rl.litigation_after.total"].value == 19


def test_three_small_tables_are_told_by_the_group_named_above_each() -> None:
    text = (
        f"{MATRIX}行政复议\n{REVIEW}\n27 10 9 15 61\n未经复议直接起诉\n{REVIEW}\n3 0 0 0 3\n"
        f"复议后起诉\n{REVIEW}\n8 0 1 1 10"
    )
    facts = facts_of(text_document(text))
    totals = [facts[f"rl.{name}.total"].value for name in ("reconsideration", "litigation_direct", "litigation_after")]
    assert totals == [61, 3, 10]


def test_the_form_is_the_one_that_is_printed() -> None:
    form2019 = (
        "本年新制作数量 本年新公开数量 对外公开总数量\n规章 0 0 7\n规范性文件 7 7 16\n"
        + MATRIX
        + "(六)其他处理 4 0 0 0 0 0 4"
    )
    form2021 = "本年制发件数 本年废止件数 现行有效件数\n规章 0 0 0\n行政规范性文件 6 1 32\n" + MATRIX
    assert facts_of(text_document(form2019))["pub.normdocs.total_disclosed"].value == 16
    facts = facts_of(text_document(form2021))
    assert facts["pub.normdocs.in_force"].value == 32
    assert "pub.normdocs.total_disclosed" not in facts


def test_an_anchor_knows_whether_its_values_are_glued() -> None:
    glued, spaced = anchors_of(text_document("收到申请数23\n当面申请数 19"))
    assert [slot.separated for slot in glued.slots] == [False]
    assert [slot.separated for slot in spaced.slots] == [True]


def test_figures_glued_to_their_labels_do_not_tell_how_many_columns_the_form_has() -> None:
    rows = ("行政许可000", "行政处罚4239", "行政强制110", "行政事业性收费20", "予以公开3000014", "部分公开1000001")
    facts = facts_of(text_document("\n".join(("信息内容上一年项目数量本年增/减处理决定数量", *rows))))
    assert "pub.licensing.items_prev" in facts
    assert facts["pub.penalty.decisions"].status is Status.AMBIGUOUS


def test_what_begins_with_a_stop_is_quoted_with_it() -> None:
    rows = (
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 2 0 0 0 0 0 2",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 0 0 0 0 0 0 0",
        "3.其他 8 0 0 0 0 1 9",
        "（七）总计 ;85 36 0 2 12 5 540",
        "四、结转下年度继续办理 22 3 0 0 0 0 25",
    )
    facts = facts_of(text_document("\n".join(rows)))
    total = facts["app.outcome_total[total]"]
    assert (total.status, total.value) == (Status.AMBIGUOUS, None)
    assert total.raw_text == ";85"


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("政府规章", "pub.rules.in_force"),
        ("行政许可决定", "pub.licensing.decisions"),
        ("行政强制措施", "pub.coercion.decisions"),
        ("一、本年度新收政府信息公开申请数", "app.new_received[total]"),
        ("（一）同意公开", "app.granted[total]"),
        ("2.重复性申请", "app.not_processed.repeated[total]"),
    ],
)
def test_wordings_that_agencies_use_for_rows_of_the_form(label: str, key: str) -> None:
    count = {"pub.rules.in_force": 3, "pub.licensing.decisions": 1, "pub.coercion.decisions": 1}.get(key, 7)
    rows = {
        "pub.rules.in_force": "规章 0 0 0",
        "pub.licensing.decisions": "行政许可 0",
        "pub.coercion.decisions": "行政强制 0",
        "app.new_received[total]": "一、本年新收政府信息公开申请数量 0 0 0 0 0 0 0",
        "app.granted[total]": "（一）予以公开 0 0 0 0 0 0 0",
        "app.not_processed.repeated[total]": "2.重复申请 0 0 0 0 0 0 0",
    }
    rows[key] = f"{label} {'0 ' * (count - 1)}5"
    assert (
        facts_of(text_document("\n".join(("本年制发件数 本年废止件数 现行有效件数", *rows.values()))))[key].value == 5
    )
