"""Text whose cells are separated by commas or semicolons: its rows are told from prose."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.delimited import with_boundaries
from gk_pipeline.extraction.model import Status
from gk_pipeline.extraction.read import read_document
from tests.unit.extraction.reading import text_document

TITLE = "青石县水利局2022年政府信息公开工作年度报告"
HEADS = "项目,自然人,商业企业,科研机构,社会公益组织,法律服务机构,其他,总计"
ROWS = (
    "一、本年新收政府信息公开申请数量,9,2,0,0,0,1,12",
    "二、上年结转政府信息公开申请数量,1,0,0,0,0,0,1",
    "三、本年度办理结果,（一）予以公开,7,1,0,0,0,1,9",
    ",（二）部分公开（区分处理的,只计这一情形,不计其他情形）,0,0,0,0,0,0,0",
    ",（三）不予公开,1.属于国家秘密,,,,,,",
    ",,2.其他法律行政法规禁止公开,/,/,/,/,/,/,/",
    ",,3.危及“三安全一稳定”,1,1,0,0,0,0,2",
    ",,4.保护第三方合法权益,0,0,0,0,0,0,0",
    ",（七）总计,8,2,0,0,0,1,11",
    "四、结转下年度继续办理,2,0,0,0,0,0,2",
)


@pytest.mark.parametrize("separator", [",", "，", ";", "；"])
def test_commas_part_the_cells_of_rows(separator: str) -> None:
    text = "\n".join((TITLE, HEADS, *ROWS)).replace(",", separator)
    facts = read_document(text_document(text)).facts
    found: dict[str, list[tuple[Status, object]]] = {}
    for fact in facts:
        found.setdefault(fact.indicator_id, []).append((fact.status, fact.value))
    assert [value for _, value in found["app.new_received"]] == [9, 2, 0, 0, 0, 1, 12]
    assert [value for _, value in found["app.partial"]] == [0] * 7
    assert found["app.denied.state_secret"] == [(Status.BLANK, None)] * 7
    assert found["app.denied.prohibited_by_law"] == [(Status.PLACEHOLDER, None)] * 7
    assert [value for _, value in found["app.carried_out"]] == [2, 0, 0, 0, 0, 0, 2]


def test_commas_of_figures_in_quotes_part_nothing() -> None:
    row = '主动公开政府信息数,"1,204"'
    text = with_boundaries("\n".join([row] * 8))
    assert text == "\n".join(['主动公开政府信息数\t"1,204"'] * 8)


@pytest.mark.parametrize(
    "line", ["主动公开政府信息数 条 1,204", "全年收到申请12件,办结11件。", "收到申请12,办结11,结转1件", "1,204"]
)
def test_prose_and_figures_keep_their_commas(line: str) -> None:
    text = "\n".join([line] * 9)
    assert with_boundaries(text) == text
    rows = "\n".join(["网上咨询数,3"] * 8)
    assert with_boundaries(f"{line}\n{rows}").split("\n")[0] == line


def test_a_few_rows_are_no_table() -> None:
    text = "\n".join(["网上咨询数,3"] * 7)
    assert with_boundaries(text) == text


@pytest.mark.parametrize("mark", ["N/A", "不填", "暂无", "★"])
def test_rows_with_marks_in_words_are_rows(mark: str) -> None:
    rows = [row.replace(",0", f",{mark}") if "予以公开" in row else row for row in ROWS]
    facts = read_document(text_document("\n".join((TITLE, HEADS, *rows)))).facts
    granted = [(fact.status, fact.value) for fact in facts if fact.indicator_id == "app.granted"]
    assert granted[:2] == [(Status.REPORTED, 7), (Status.REPORTED, 1)]
    assert {status for status, _ in granted[2:5]} == {Status.PLACEHOLDER}


def test_rows_of_nothing_but_empty_cells_are_rows_where_the_form_has_their_labels() -> None:
    labels = ("规章", "行政许可", "行政处罚", "（一）予以公开", "1.属于国家秘密", "2.重复申请", "（七）总计", "3.其他")
    rows = "\n".join(f"{label},,," for label in labels)
    assert with_boundaries(rows) == rows.replace(",", "\t")
    prose = "\n".join(f"第{place}科认真落实各项任务，确保公开到位，" for place in range(12))
    assert with_boundaries(prose) == prose
