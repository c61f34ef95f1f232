"""What stands in place of a value in a text: the row is not empty, and its value is not to be read."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.model import Fact, Status
from gk_pipeline.extraction.read import read_document
from tests.unit.extraction.reading import text_document

TITLE = "青石县水利局2016年政府信息公开工作年度报告"
ROWS = [
    ["（一）收到申请数", "件", "23"],
    ["1.当面申请数", "件", "19"],
    ["2.传真申请数", "件", ""],
    ["3.网络申请数", "件", "3"],
    ["4.信函申请数", "件", "1"],
    ["（二）申请办结数", "件", "22"],
    ["1.按时办结数", "件", "20"],
    ["2.延期办结数", "件", "2"],
]
LOCAL = [
    ["指标名称", "单位", "本年度", "历年累计"],
    ["主动公开信息数", "条", "12", "40"],
    ["政府公报", "条", "1", "4"],
    ["网上咨询数", "人次", "", "7"],
    ["当面申请数", "件", "2", "2"],
    ["复制费", "元", "0", "1"],
    ["检索费", "元", "0", "2"],
]
WORDS = ["同上", "####", "未统计", "？", "五", "√", "12.", "约12", "3～5", "5①", "12,04", "12/3"]
SEPARATORS = [" ", "\t", "\n"]


def facts_of(rows: list[list[str]], separator: str) -> dict[str, Fact]:
    lines = [separator.join(cell for cell in row if cell) for row in rows]
    return {
        fact.fact_id.partition(":")[2]: fact for fact in read_document(text_document("\n".join([TITLE, *lines]))).facts
    }


def with_cell(rows: list[list[str]], row: int, cell: int, text: str) -> list[list[str]]:
    changed = [list(each) for each in rows]
    changed[row][cell] = text
    return changed


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("word", WORDS)
def test_a_word_in_place_of_a_value_is_unreadable(word: str, separator: str) -> None:
    facts = facts_of(with_cell(ROWS, 2, 2, word), separator)
    assert facts["old.3.1.2"].status is Status.UNREADABLE
    assert facts["old.3.1.2"].value is None
    assert [facts[key].value for key in ("old.3.1.1", "old.3.1.3", "old.3.2")] == [19, 3, 22]


@pytest.mark.parametrize("separator", SEPARATORS)
def test_an_empty_cell_is_blank(separator: str) -> None:
    assert facts_of(ROWS, separator)["old.3.1.2"].status is Status.BLANK


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("word", WORDS)
def test_a_row_of_a_local_form_is_not_left_out_for_a_word(word: str, separator: str) -> None:
    facts = facts_of(with_cell(LOCAL, 3, 2, word), separator)
    assert facts["loc.07"].status in (Status.UNREADABLE, Status.AMBIGUOUS)
    assert facts["loc.07"].value is None
    assert [facts[key].value for key in ("loc.01", "loc.11", "loc.fee.copy:cumulative")] == [12, 2, 1]


@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_mention_outside_of_the_rows_is_no_row(separator: str) -> None:
    rows = [row for row in LOCAL if row[0] != "网上咨询数"]
    assert "loc.07" not in facts_of([["网上咨询数", "同上"], *rows, ["网上咨询数", "同上"]], separator)


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("12/3", Status.UNREADABLE),
        ("（12）", Status.UNREADABLE),
        ("1.2 万", Status.UNREADABLE),
        ("5 余", Status.UNREADABLE),
    ],
)
def test_a_figure_that_goes_on_is_not_read_in_part(printed: str, status: Status) -> None:
    fact = facts_of(with_cell(ROWS, 2, 2, printed), " ")["old.3.1.2"]
    assert (fact.status, fact.raw_text) == (status, printed)


def test_a_word_behind_a_label_torn_by_the_end_of_a_line_is_no_part_of_the_label() -> None:
    torn = ["依申请公开信息目\n录数条", "", "同上", "5"]
    facts = facts_of([*LOCAL[:3], torn, *LOCAL[4:]], " ")
    assert facts["loc.01"].value == 12
    assert "loc.09" not in facts or facts["loc.09"].value is None
