"""A value in a cell that goes over several rows: it may be any row's, so none is believed to have it."""

from __future__ import annotations

import pytest

from gk_pipeline.documents.read import read
from gk_pipeline.extraction.model import Fact, Status
from gk_pipeline.extraction.read import read_document

ROWS = [
    ("（一）收到申请数", "23"),
    ("1.当面申请数", "19"),
    ("2.传真申请数", "0"),
    ("3.网络申请数", "3"),
    ("4.信函申请数", "1"),
    ("（二）申请办结数", "22"),
    ("1.按时办结数", "20"),
    ("2.延期办结数", "2"),
]


def facts_of(*rows: str) -> dict[str, Fact]:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    page = f"<meta charset=utf-8><h1>青石县水利局2016年政府信息公开工作年度报告</h1><table>{body}</table>"
    return {fact.indicator_id: fact for fact in read_document(read(page.encode(), name="r.html")).facts}


def rows(merged: str, *, height: int = 2) -> list[str]:
    """The rows of the form, where the value of the second goes over the ones behind it too."""
    printed = [f"<td>{label}</td><td>件</td><td>{figure}</td>" for label, figure in ROWS]
    printed[1] = f"<td>{ROWS[1][0]}</td><td>件</td><td rowspan={height}>{merged}</td>"
    for k in range(2, 1 + height):
        printed[k] = f"<td>{ROWS[k][0]}</td><td>件</td>"
    return printed


@pytest.mark.parametrize("height", [2, 3])
def test_a_figure_over_several_rows_is_ambiguous_in_each(height: int) -> None:
    facts = facts_of(*rows("19", height=height))
    shared = [facts[f"old.3.1.{k}"] for k in range(1, 1 + height)]
    assert [(fact.status, fact.raw_text) for fact in shared] == [(Status.AMBIGUOUS, "19")] * height
    assert facts["old.3.1.4"].value == 1
    assert facts["old.3.1"].value == 23


def test_a_mark_over_several_rows_stands_for_each() -> None:
    facts = facts_of(*rows("/"))
    assert [facts[key].status for key in ("old.3.1.1", "old.3.1.2")] == [Status.PLACEHOLDER] * 2


def test_a_row_of_two_lines_keeps_its_value() -> None:
    printed = [f"<td rowspan=2>{label}</td><td rowspan=2>{figure}</td><td>备注</td>" for label, figure in ROWS]
    heads = "<td>统计指标</td><td>统计数</td><td>备注</td>"
    facts = facts_of(heads, *(row for each in printed for row in (each, "<td>另注</td>")))
    assert facts["old.3.1.1"].value == 19
    assert facts["old.3.2.2"].value == 2


def test_a_row_that_has_lost_a_cell_beside_a_merged_one_quotes_what_it_prints() -> None:
    names = ("项目", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    heads = "".join(f"<td>{name}</td>" for name in names)
    labels = (
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "（一）予以公开",
        "1.属于国家秘密",
        "（七）总计",
    )
    full = [
        f"<td>{label}</td>" + "<td>1</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>1</td>"
        for label in labels
    ]
    full[1] = full[1][: -len("<td>1</td>")] + "<td rowspan=2>1</td>"
    full[2] = "<td>（一）予以公开</td><td>1</td><td>0</td><td>0</td><td>0</td>"
    document = read(
        f"<meta charset=utf-8><table><tr>{'</tr><tr>'.join([heads, *full])}</tr></table>".encode(), name="r.html"
    )
    facts = [fact for fact in read_document(document).facts if fact.indicator_id == "app.granted"]
    assert {fact.status for fact in facts} == {Status.AMBIGUOUS}
    assert all(fact.raw_text and fact.raw_text == document.text[fact.start : fact.end] for fact in facts)
