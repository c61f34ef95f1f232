"""Labels and heads that are misprinted, and what is printed between a value and the label behind it."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.model import Extraction, Status
from gk_pipeline.extraction.read import read_document
from tests.unit.extraction.reading import text_document

TITLE = "青石县水利局2022年政府信息公开工作年度报告"
OLD_TITLE = "青石县水利局2016年政府信息公开工作年度报告"
OLD_ROWS = (
    "（一）收到申请数{0}23",
    "1.当面申请数{0}19",
    "2.传真申请数{0}0",
    "3.网络申请数{0}3",
    "4.信函申请数{0}1",
    "（二）申请办结数{0}22",
)
DOCUMENTS = (
    "第二十条第（一）项",
    "信息内容 本年制发件数 本年废止件数 现行有效件数",
    "规章 0 0 0",
    "行政规范性文件 4 1 27",
)
DECISIONS = (
    *("第二十条第（五）项", "信息内容 本年处理决定数量", "行政许可 312"),
    *("第二十条第（六）项", "信息内容 本年处理决定数量", "行政处罚 46", "行政强制 2"),
    *("第二十条第（八）项", "信息内容 本年收费金额（单位：万元，保留4位小数）", "行政事业性收费 7.5"),
)
APPLICATIONS = (
    *("三、收到和处理政府信息公开申请情况", "申请人情况", "自然人 法人或其他组织 总计"),
    *("商业企业 科研机构 社会公益组织 法律服务机构 其他", "一、本年新收政府信息公开申请数量 18 0 0 0 0 2 20"),
    *("二、上年结转政府信息公开申请数量 1 0 0 0 0 0 1", "（一）予以公开 19 0 0 0 0 2 21"),
    *("（七）总计 19 0 0 0 0 2 21", "四、结转下年度继续办理 0 0 0 0 0 0 0"),
)
GROUPS = "行政复议 行政诉讼"
HEADS = (
    "结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉",
    "结果维持 结果纠正 其他结果 尚未审结 总计 结果维持 结果纠正 其他结果 尚未审结 总计",
)
REVIEW = "4 1 0 2 7 0 0 0 3 3 1 0 0 0 1"
REPORT = (*DOCUMENTS, *DECISIONS, *APPLICATIONS, "四、政府信息公开行政复议、行政诉讼情况", GROUPS, *HEADS, REVIEW)


def read(*lines: str, title: str = TITLE, between: str = "\n") -> Extraction:
    return read_document(text_document(title + "\n" + between.join(lines)))


def cells(found: Extraction, indicator: str) -> list[tuple[Status, object]]:
    return [
        (fact.status, fact.value)
        for fact in found.facts
        if fact.indicator_id == indicator or fact.indicator_id.startswith(f"{indicator}.")
    ]


def reported(*values: object) -> list[tuple[Status, object]]:
    return [(Status.REPORTED, value) for value in values]


@pytest.mark.parametrize(
    ("printed", "misprinted", "indicator", "values"),
    [
        (
            "一、本年新收政府信息公开申请数量",
            "一、本年新收政府信公开申请数量",
            "app.new_received",
            (18, 0, 0, 0, 0, 2, 20),
        ),
        ("四、结转下年度", "四、转下年度", "app.carried_out", (0, 0, 0, 0, 0, 0, 0)),
        ("行政规范性文件", "行政规性文件", "pub.normdocs", (4, 1, 27)),
        ("行政许可 ", "行许可 ", "pub.licensing", (312,)),
        ("行政处罚 ", "行政处法 ", "pub.penalty", (46,)),
        ("行政事业性收费 ", "行政业性收费 ", "pub.fees", (7.5,)),
    ],
)
def test_the_first_and_last_rows_of_tables_may_be_misprinted(
    printed: str, misprinted: str, indicator: str, values: tuple[float, ...]
) -> None:
    lines = [line.replace(printed, misprinted) for line in REPORT]
    assert lines != list(REPORT)
    assert cells(read(*lines), indicator) == reported(*values)


def test_a_misprinted_label_between_glued_heads_and_values() -> None:
    lines = [line.replace(" ", "").replace("行政许可", "行许可") for line in (*DOCUMENTS, *DECISIONS)]
    found = read(*lines, between="")
    assert cells(found, "pub.licensing") == reported(312)
    assert cells(found, "pub.penalty") == reported(46)


def test_an_own_row_is_not_taken_for_a_missing_one() -> None:
    lines = [line.replace("行政处罚 46", "行政检查 46") for line in REPORT]
    assert cells(read(*lines), "pub.penalty") == [(Status.ROW_ABSENT, None)]


@pytest.mark.parametrize("line", [0, 1])
@pytest.mark.parametrize("head", ["结果维持", "结果纠正", "其他结果", "尚未审结"])
def test_figures_below_a_misprinted_head_are_ambiguous(line: int, head: str) -> None:
    heads = list(HEADS)
    heads[line] = heads[line][::-1].replace(head[::-1], head[:-1][::-1], 1)[::-1]  # the last of its kind
    found = read(*REPORT[:-3], *heads, REVIEW)
    assert cells(found, "rl") == [(Status.AMBIGUOUS, None)] * 15


def test_glued_figures_below_a_misprinted_head_are_not_cut() -> None:
    heads = "".join((GROUPS, *HEADS)).replace(" ", "").replace("其他结果", "其结果", 1)
    found = read(*REPORT[:-4], heads + REVIEW.replace(" ", ""))
    assert {status for status, _ in cells(found, "rl")} == {Status.AMBIGUOUS}
    assert not [run for run in found.runs if run.keys[0][0].startswith("rl.")]


@pytest.mark.parametrize("note", ["（注1）", "（其中修订2件）", "（见注（2））"])
@pytest.mark.parametrize("between", ["\n\n", "\n", ""])
def test_a_note_behind_a_value_is_no_numbering_of_the_label_behind_it(note: str, between: str) -> None:
    rows = (
        *(
            f"1.参加或举办新闻发布会总次数{between}次{between}31{note}",
            f"其中：主要负责同志参加新闻发布会次数{between}次{between}7",
        ),
        *(
            f"2.政府网站在线访谈次数{between}次{between}9{note}",
            f"其中：主要负责同志参加政府网站在线访谈次数{between}次{between}2",
        ),
    )
    found = read(*rows, *[row.format(between) for row in OLD_ROWS], title=OLD_TITLE, between=between or "\n")
    assert cells(found, "old.2.2.1") == reported(31, 7)
    assert cells(found, "old.2.2.2") == reported(9, 2)


@pytest.mark.parametrize("mark", ["不填", "无", "不适用", "*", "★"])
def test_a_label_may_be_glued_to_the_mark_of_the_row_before(mark: str) -> None:
    rows = [row.format("") for row in OLD_ROWS]
    rows[4] = f"4.信函申请数{mark}"
    rows[5] = rows[5].removeprefix("（二）")
    found = read(*rows, title=OLD_TITLE, between="")
    assert cells(found, "old.3.1.4") == [(Status.PLACEHOLDER, None)]
    assert cells(found, "old.3.2")[0] == (Status.REPORTED, 22)


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_the_end_of_a_value_is_no_numbering_where_the_label_lost_its_own(between: str) -> None:
    rows = [row.format(" ") for row in OLD_ROWS]
    rows[1] = ".当面申请数 19"
    rows[2] = "2.传真申请数 53"
    rows[3] = ".网络申请数 3"
    rows[4] = "、信函申请数 1"
    found = read(*rows, title=OLD_TITLE, between=between)
    assert cells(found, "old.3.1") == reported(23, 19, 53, 3, 1)


def test_the_forms_own_numbering_may_stand_apart_from_its_point() -> None:
    rows = [row.format(" ") for row in OLD_ROWS]
    rows[3] = "3 .网络申请数 3"
    found = read(*rows, title=OLD_TITLE, between=" ")
    assert cells(found, "old.3.1")[:4] == reported(23, 19, 0, 3)


@pytest.mark.parametrize("between", [" ", "\n", ""])
def test_the_second_part_of_a_label_is_no_label(between: str) -> None:
    rows = (
        *("指标名称 计量单位 2013年度 历年累计", "主动公开文件数 条 254 789", "受理依申请公开信息总数 条 12 90"),
        *("其中：1、当面申请数 条 5 65", f"2、信函、{between}传真申请数 条 7 25", "对申请的答复总数 条 12 88"),
        *("其中：1、同意公开答复数 条 11 80", "行政复议数 件 1 2", "行政诉讼数 件 0 3"),
    )
    found = read(*rows, title="青石县2013年政府信息公开工作年度报告", between=" ")
    assert not [fact for fact in found.facts if fact.indicator_id == "loc.12"]
    assert cells(found, "loc.11") == reported(5, 65)
    assert cells(found, "loc.32") == reported(1, 2)


def test_the_last_row_of_a_table_may_be_misprinted() -> None:
    rows = (
        "（一）召开政府信息公开工作会议或专题会议数 次 4",
        "（二）举办各类培训班数 次 2",
        "（三）接受培人员数 人次 61",
    )
    found = read(*[row.format(" ") for row in OLD_ROWS], *rows, "单位负责人：张三", title=OLD_TITLE)
    assert cells(found, "old.9") == reported(4, 2, 61)


def test_a_digit_in_the_remark_of_a_misprinted_label_is_no_value() -> None:
    rows = (
        "二、回应解读情况",
        "（一）回应公众关注热点或大舆情数（不同方式回应同一热点或舆情计1次）6",
        "1.参加或举办新闻发布会总次数3",
    )
    found = read(*rows, *[row.format("") for row in OLD_ROWS], title=OLD_TITLE)
    assert cells(found, "old.2.1") == reported(6)


@pytest.mark.parametrize("first", ["4*", "4①", "4."])
def test_figures_below_heads_are_not_absent_where_the_first_can_not_be_read(first: str) -> None:
    found = read(*REPORT[:-1], first + REVIEW[1:])
    statuses = {status for status, _ in cells(found, "rl")}
    assert statuses <= {Status.AMBIGUOUS, Status.UNREADABLE}
    assert statuses


@pytest.mark.parametrize("letter", ["O", "l", "〇"])
def test_a_letter_glued_to_a_long_run_of_digits_makes_the_row_ambiguous(letter: str) -> None:
    rows = [line.replace(" ", "") for line in REPORT]
    place = next(k for k, line in enumerate(rows) if line.startswith("（一）予以公开"))
    rows[place] = f"（一）予以公开{letter}941582568302"
    found = read(*rows)
    assert cells(found, "app.granted") == [(Status.AMBIGUOUS, None)] * 7


def test_a_circled_number_behind_a_value_stands_before_the_word_for_a_part() -> None:
    rows = (
        *("1.参加或举办新闻发布会总次数", "次", "8①", "其中：主要负责同志参加新闻发布会次数", "次", "7"),
        *("2.政府网站在线访谈次数", "次", "9", "其中：主要负责同志参加政府网站在线访谈次数", "次", "2"),
    )
    found = read(*rows, *[row.format("\n") for row in OLD_ROWS], title=OLD_TITLE)
    assert cells(found, "old.2.2.1")[1] == (Status.REPORTED, 7)
    assert cells(found, "old.2.2.1")[0] in [(Status.REPORTED, 8), (Status.AMBIGUOUS, None)]


@pytest.mark.parametrize(
    ("mark", "status"), [("", Status.BLANK), ("不填", Status.PLACEHOLDER), ("★", Status.PLACEHOLDER)]
)
def test_a_unit_of_an_empty_cell_parts_glued_labels(mark: str, status: Status) -> None:
    cells_of_rows = ["（一）主动公开政府信息数条", "其中：主动公开规范性文件数条8", "制发规范性文件总数件"]
    rows = [cells_of_rows[0] + mark, cells_of_rows[1], cells_of_rows[2] + mark]
    rows += ["1.政府公报公开政府信息数条", "2.政府网站公开政府信息数条6", *[row.format("件") for row in OLD_ROWS]]
    found = read(*rows, title=OLD_TITLE, between="")
    assert cells(found, "old.1.1")[:3] == [(status, None), (Status.REPORTED, 8), (status, None)]
    assert cells(found, "old.1.2")[:2] == [(Status.BLANK, None), (Status.REPORTED, 6)]


@pytest.mark.parametrize("between", [" ", "\n"])
def test_a_digit_of_the_forms_numbering_may_be_glued_to_a_value_and_apart_from_its_point(between: str) -> None:
    rows = [row.format("件") for row in OLD_ROWS]
    rows[2] = "2.传真申请数件34"
    rows[3] = f"3{between}.网络申请数件3"
    found = read(*rows, title=OLD_TITLE, between="")
    assert cells(found, "old.3.1.2") == reported(34)
