"""The order of labels and figures in a text: where it shows that they do not belong together, nothing is believed."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.model import Fact, Status
from gk_pipeline.extraction.read import read_document
from tests.unit.extraction.reading import text_document

TITLE = "青石县水利局2016年政府信息公开工作年度报告"
LABELS = (
    "（一）收到申请数 件",
    "1.当面申请数 件",
    "2.传真申请数 件",
    "3.网络申请数 件",
    "4.信函申请数 件",
    "（二）申请办结数 件",
    "1.按时办结数 件",
    "2.延期办结数 件",
    "（三）申请答复数 件",
    "1.属于已主动公开范围数 件",
    "2.同意公开答复数 件",
    "3.同意部分公开答复数 件",
)
FIGURES = ("23", "19", "0", "3", "1", "22", "20", "2", "22", "4", "15", "3")
IDS = (
    *("old.3.1", "old.3.1.1", "old.3.1.2", "old.3.1.3", "old.3.1.4", "old.3.2", "old.3.2.1", "old.3.2.2"),
    *("old.3.3", "old.3.3.1", "old.3.3.2", "old.3.3.3"),
)
VALUES = [23, 19, 0, 3, 1, 22, 20, 2, 22, 4, 15, 3]
APPLICANTS = "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"
REQUESTS = {
    "app.new_received": "一、本年新收政府信息公开申请数量",
    "app.carried_in": "二、上年结转政府信息公开申请数量",
    "app.granted": "（一）予以公开",
    "app.partial": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "app.denied.state_secret": "1.属于国家秘密",
    "app.denied.third_party": "4.保护第三方合法权益",
    "app.not_processed.petition": "1.信访举报投诉类申请",
    "app.carried_out": "四、结转下年度继续办理",
}
CELLS = {
    "app.new_received": "5 1 0 0 0 2 8",
    "app.carried_in": "1 0 0 0 0 0 1",
    "app.granted": "2 0 0 0 0 1 3",
    "app.partial": "0 1 0 0 0 0 1",
    "app.denied.state_secret": "0 0 0 0 0 1 1",
    "app.denied.third_party": "1 0 0 0 0 0 1",
    "app.not_processed.petition": "3 0 0 0 0 0 3",
    "app.carried_out": "0 0 0 0 0 0 0",
}


def read(*lines: str) -> dict[tuple[str, str | None], Fact]:
    found = read_document(text_document("\n".join((TITLE, "附表", *lines))))
    return {(fact.indicator_id, fact.column_id): fact for fact in found.facts}


def requests(**changed: str) -> list[str]:
    """Section 3 a row a line; `changed` are rows printed otherwise, by the last word of their id."""
    names = {key.rpartition(".")[2]: key for key in REQUESTS}
    rows = {key: f"{label} {CELLS[key]}" for key, label in REQUESTS.items()}
    rows |= {names[name]: printed for name, printed in changed.items()}
    return [APPLICANTS, *rows.values()]


def statuses(facts: dict[tuple[str, str | None], Fact], *ids: str) -> set[Status]:
    return {fact.status for (indicator_id, _), fact in facts.items() if indicator_id in ids}


def test_labels_before_figures_are_read() -> None:
    facts = read(*(f"{label} {figure}" for label, figure in zip(LABELS, FIGURES, strict=True)))
    assert [facts[key, None].value for key in IDS] == VALUES
    assert statuses(read(*requests()), *REQUESTS) == {Status.REPORTED}


@pytest.mark.parametrize("between", [" ", "\n"])
def test_figures_before_their_labels_are_not_those_of_the_row_above(between: str) -> None:
    facts = read(*(f"{figure}{between}{label}" for label, figure in zip(LABELS, FIGURES, strict=True)))
    assert statuses(facts, *IDS) == {Status.AMBIGUOUS}
    facts = read(APPLICANTS, *(f"{CELLS[key]}{between}{label}" for key, label in REQUESTS.items()))
    assert statuses(facts, *REQUESTS) == {Status.AMBIGUOUS}


def test_a_label_may_follow_a_figure_with_a_letter_directly() -> None:
    labels = [label.removesuffix(" 件") for label in LABELS]
    facts = read(
        "".join(f"{label}{figure}" for label, figure in zip(labels, ["23", "19", "O", *FIGURES[3:]], strict=True))
    )
    assert (facts["old.3.1.2", None].status, facts["old.3.1.2", None].raw_text) == (Status.UNREADABLE, "O")
    assert facts["old.3.1.3", None].value == 3


@pytest.mark.parametrize("between", [" ", "\n"])
def test_heads_that_change_places_are_seen(between: str) -> None:
    swapped = APPLICANTS.replace("商业企业 科研机构", "科研机构 商业企业")
    rows = [f"{label} {CELLS[key]}".replace(" ", between) for key, label in REQUESTS.items()]
    facts = read(swapped.replace(" ", between), *rows)
    assert statuses(facts, *REQUESTS) == {Status.AMBIGUOUS}
    facts = read(APPLICANTS.replace(" ", between), *rows)
    assert Status.AMBIGUOUS not in statuses(facts, *REQUESTS)


def test_heads_of_two_lines_may_stand_in_any_order_of_lines() -> None:
    heads = "法人或其他组织\n自然人 总计\n社会公益 法律服务\n商业企业 科研机构 其他\n组织 机构"
    facts = read(heads, *requests()[1:])
    assert Status.AMBIGUOUS not in statuses(facts, *REQUESTS)


def test_a_group_of_heads_torn_by_the_end_of_a_line_is_no_head() -> None:
    heads = "自然人 法人或其他组 总计\n织\n商业企业 科研机构 社会公益组织 法律服务机构 其他"
    facts = read(heads, *requests(granted="（一）予以公开 7 1 0 0 0 1 8")[1:])
    assert statuses(facts, "app.granted") == {Status.REPORTED}


def test_rows_whose_figures_follow_in_a_block_are_not_blank() -> None:
    facts = read(*LABELS, *FIGURES)
    assert statuses(facts, *IDS) == {Status.AMBIGUOUS}
    assert statuses(read(*LABELS, "2016年度，全局工作平稳。"), *IDS) == set()  # an empty form is no report
    facts = read(*LABELS[:5], *(f"{each} 4" for each in LABELS[5:]))
    assert statuses(facts, *IDS[:5]) == {Status.BLANK}


@pytest.mark.parametrize(
    ("partial", "status"),
    [
        ("（二）部分公开（区分处理的， 0 1 0 0 0 0 1\n只计这一情形，不计其他情形）", Status.AMBIGUOUS),
        ("（二）部分公开（区分处理的，\n0 1 0 0 0 0 1\n只计这一情形，不计其他情形）", Status.AMBIGUOUS),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", Status.BLANK),
    ],
)
def test_a_label_torn_in_two_by_its_figures_is_no_empty_row(partial: str, status: Status) -> None:
    facts = read(*requests(partial=partial))
    assert statuses(facts, "app.partial") == {status}
    assert statuses(facts, "app.granted", "app.denied.state_secret", "app.carried_out") == {Status.REPORTED}
    if status is Status.AMBIGUOUS:
        assert facts["app.partial", "total"].raw_text == "0 1 0 0 0 0 1"


def test_figures_behind_a_heading_may_be_those_of_the_row_below() -> None:
    facts = read(*requests(state_secret="（三）不予公开 0 0 0 0 0 1 1\n1.属于国家秘密"))
    assert statuses(facts, "app.denied.state_secret") == {Status.AMBIGUOUS}
    assert statuses(facts, "app.partial", "app.denied.third_party") == {Status.REPORTED}


def test_the_number_of_a_page_is_not_taken_for_an_empty_cell() -> None:
    rows = [f"{label}\n{figure}" for label, figure in zip(LABELS, FIGURES, strict=True)]
    rows[2] = LABELS[2] + "\n3"
    rows[7] = LABELS[7]
    facts = read("附一", "1", "附二", "2", *rows, "附三", "4")
    assert facts["old.3.1.2", None].status is Status.AMBIGUOUS
    assert (facts["old.3.1.1", None].value, facts["old.3.2", None].value) == (19, 22)


def test_a_row_of_lone_cells_that_does_not_add_up_is_not_believed_where_cells_left_no_trace() -> None:
    lines = [line.replace(" ", "\n") for line in requests()]
    shifted = REQUESTS["app.granted"] + "\n2\n0\n0\n0\n1\n3\n2"  # a blank cell, and a page number at the end
    short = REQUESTS["app.partial"] + "\n1\n1"
    facts = read(*lines[:3], shifted, short, *lines[5:])
    assert statuses(facts, "app.granted", "app.partial") == {Status.AMBIGUOUS}
    assert statuses(facts, "app.new_received", "app.carried_out") == {Status.REPORTED}
    assert statuses(read(*lines[:3], shifted, *lines[4:]), "app.granted") == {Status.REPORTED}


def test_the_heading_of_a_group_is_no_row_whose_cells_left_no_trace() -> None:
    other = (
        "（六）其他处理",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 0 0 0 0 0 0 0",
        "3.其他 0 0 0 0 0 0 0",
    )
    wrong = "（一）予以公开 2 0 0 0 0 1 4"
    first = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 0 0 0 0 0 0 0"
    lines = [line.replace(" ", "\n") for line in (*requests(granted=wrong)[:-1], other[0], first, *other[1:])]
    assert statuses(read(*lines), "app.granted") == {Status.REPORTED}


def test_a_glued_figure_that_goes_on_in_another_line_may_be_two() -> None:
    heads = "指标名称 本年度 历年累计"
    rows = ["主动公开信息数 12 40", "政府公报 1 4", "网上咨询数 3 9", "申请总数 6 7", "当面申请数 2 2", "复制费 0 1"]
    facts = read(heads, *rows)
    assert (facts["loc.10", None].value, facts["loc.10", "cumulative"].value) == (6, 7)
    facts = read(heads, *rows[:3], "申请总数67\n8", *rows[4:])
    assert statuses(facts, "loc.10") == {Status.AMBIGUOUS}


def test_running_numbers_before_the_labels_are_no_values() -> None:
    lines = [f"{n} {label} {figure}" for n, (label, figure) in enumerate(zip(LABELS, FIGURES, strict=True), 1)]
    facts = read("序号 统计指标 单位 统计数", *lines)
    assert [facts[key, None].value for key in IDS] == VALUES
    lines[4] = lines[4].removesuffix(" 1")
    assert statuses(read("序号 统计指标 单位 统计数", *lines), "old.3.1.4") == {Status.BLANK}


@pytest.mark.parametrize(
    ("heads", "status"),
    [
        ("总计 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他", Status.AMBIGUOUS),
        ("自然人 科研机构 商业企业 社会公益组织 法律服务机构 其他 总计", Status.AMBIGUOUS),
        ("申请人情况\n自然人 法人或其他组织 总计\n商业企业 科研机构 社会公益组织 法律服务机构 其他", Status.REPORTED),
    ],
)
def test_rows_under_heads_in_another_order_are_not_read_in_the_order_of_the_form(heads: str, status: Status) -> None:
    assert statuses(read(heads, *requests()[1:]), *REQUESTS) == {status}


def test_a_row_printed_twice_in_a_row_with_other_figures_is_ambiguous() -> None:
    again = REQUESTS["app.carried_out"] + " 0 0 1 0 0 0 1"
    facts = read(*requests(), again)
    assert facts["app.carried_out", "org_research"].status is Status.AMBIGUOUS
    assert facts["app.carried_out", "natural_person"].value == 0
    assert statuses(read(*requests(), REQUESTS["app.carried_out"] + " 0 0 0 0 0 0 0"), "app.carried_out") == {
        Status.REPORTED
    }


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("网上咨询数 3 9", [("reported", "3"), ("reported", "9")]),
        ("网上咨询数 O 6", [("unreadable", "O"), ("reported", "6")]),
        ("网上咨询数 人次 l2 2O", [("unreadable", "l2"), ("unreadable", "2O")]),
        ("网上咨询数\nO6\n7", [("unreadable", "O6"), ("reported", "7")]),
        ("网上咨询数人次O67", [("ambiguous", "O67")] * 2),
        ("网上咨询数人次2 O7", [("ambiguous", "2 O7")] * 2),
    ],
)
def test_a_figure_with_a_letter_in_it_is_unreadable(row: str, cells: list[tuple[str, str]]) -> None:
    above = ("指标名称 本年度 历年累计", "主动公开信息数 12 40", "政府公报 1 4")
    facts = read(*above, row, "当面申请数 2 2", "复制费 0 1", "检索费 0 2")
    advice = [facts["loc.07", column] for column in (None, "cumulative")]
    assert [(str(fact.status), fact.raw_text) for fact in advice] == cells
    assert facts["loc.11", None].value == 2


@pytest.mark.parametrize("printed", ["O6", "1?", "6 8O", "l2", "O"])
@pytest.mark.parametrize("between", [" ", " 件 ", "\n", "：", "", "\n件\n", "件"])
def test_a_letter_in_a_figure_makes_its_cell_alone_unreadable(printed: str, between: str) -> None:
    labels = [label.removesuffix(" 件") for label in LABELS]
    rows = [f"{label}{between}{figure}" for label, figure in zip(labels, FIGURES, strict=True)]
    rows[2] = labels[2] + between + printed
    facts = read(*rows)
    assert (facts["old.3.1.2", None].status, facts["old.3.1.2", None].raw_text) == (Status.UNREADABLE, printed)
    assert facts["old.3.1.3", None].value == 3


def test_what_is_quoted_of_an_unread_value_ends_with_its_sentence() -> None:
    facts = read(*(f"{each} 4" for each in LABELS[:6]), "举报投诉数量： 约35件。五、存在的问题 2016年仍有不足")
    assert facts["old.6", None].raw_text == "约35件"


def test_a_figure_with_other_characters_on_the_line_below_is_no_empty_cell() -> None:
    rows = [f"{label}\n{figure}" for label, figure in zip(LABELS, FIGURES, strict=True)]
    rows[2] = LABELS[2] + "\n5?"
    rows[4] = LABELS[4]
    facts = read(*rows)
    assert (facts["old.3.1.2", None].status, facts["old.3.1.2", None].raw_text) == (Status.UNREADABLE, "5?")
    assert facts["old.3.1.4", None].status is Status.BLANK
    assert facts["old.3.1.3", None].value == 3


@pytest.mark.parametrize(
    ("cells", "status"), [("\t\t0\t\t1\t0\t0\t0\t", Status.AMBIGUOUS), ("\t\t0\t1\t0\t0\t0\t1", Status.REPORTED)]
)
def test_an_empty_cell_at_both_ends_of_a_row_may_shift_it(cells: str, status: Status) -> None:
    lines = [line.replace(" ", "\t") for line in requests(partial="（二）部分公开" + cells)]
    facts = read(*lines)
    assert facts["app.partial", "org_research"].status is status
    assert statuses(facts, "app.granted", "app.carried_out") == {Status.REPORTED}


FURTHER = ["本年度历年累计", "2015年2016年", "上年数本年数", "2016年2015年增减", "累计本年"]


@pytest.mark.parametrize("heads", FURTHER)
@pytest.mark.parametrize("between", ["", " "])
def test_lone_figures_below_heads_of_several_columns_are_not_believed(heads: str, between: str) -> None:
    rows = [f"{label}{between}{figure}7" for label, figure in zip(LABELS, FIGURES, strict=True)]
    facts = read(f"统计指标{between}单位{between}{heads}", *rows)
    assert statuses(facts, *IDS) == {Status.AMBIGUOUS}


@pytest.mark.parametrize("heads", ["统计数", "本年度", "2016年", "数量"])
def test_one_head_is_that_of_the_figures(heads: str) -> None:
    rows = [f"{label}{figure}" for label, figure in zip(LABELS, FIGURES, strict=True)]
    facts = read(f"（2016年度）统计指标单位{heads}", *rows)
    assert [facts[(key, None)].value for key in IDS] == VALUES


def test_heads_of_other_rows_do_not_head_a_lone_figure() -> None:
    facts = read(
        "信息内容 本年制发件数 本年废止件数 现行有效件数",
        *("规章 0 0 0", "行政规范性文件 2 0 4"),
        *("行政许可 12", "行政处罚 7", "行政强制 0", "行政事业性收费 0.5"),
    )
    assert [facts[(f"pub.{key}.decisions", None)].value for key in ("licensing", "penalty", "coercion")] == [12, 7, 0]


def test_empty_cells_beside_the_first_line_of_a_label_are_not_its_own() -> None:
    lines = [f"|{label}|{CELLS[key].replace(' ', '|')}|" for key, label in REQUESTS.items()]
    assert lines[4].startswith("|1.属于国家秘密|")
    lines[4:5] = ["|1.属于国家秘密||||||||", "|而不能公开的|0|0|0|0|0|1|1|"]
    facts = read(*lines)
    assert facts[("app.denied.state_secret", "total")].status is Status.AMBIGUOUS
    assert facts[("app.denied.third_party", "total")].value == 1
    del lines[5]
    assert read(*lines)[("app.denied.state_secret", "total")].status is Status.BLANK


@pytest.mark.parametrize("printed", ["1\ufffd", "1□9", "4?", "1*2", "0　．　35", "1 .2"])
@pytest.mark.parametrize("before", ["", " "])
def test_a_figure_of_which_a_character_is_lost_or_apart_is_not_read_in_part(printed: str, before: str) -> None:
    labels = [label.replace(" ", before) for label in LABELS]
    rows = [f"{label}{before}{figure}" for label, figure in zip(labels, FIGURES, strict=True)]
    rows[3] = f"{labels[3]}{before}{printed}"
    for text in ("\n".join(rows), "".join(rows)):
        facts = read(text)
        assert facts[("old.3.1.3", None)].value is None
        assert facts[("old.3.1.3", None)].status is not Status.BLANK
        assert facts[("old.3.1.1", None)].value == 19
