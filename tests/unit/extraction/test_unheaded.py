"""Columns that no head names: figures stand where the form has them only where rows add up to their totals."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.model import Fact, Status
from gk_pipeline.extraction.read import read_document
from tests.unit.extraction.reading import table_document, text_document

HEADS = "自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计"
LABELS = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "（一）予以公开",
    "1.属于国家秘密",
    "4.保护第三方合法权益",
    "（七）总计",
    "四、结转下年度继续办理",
)
IDS = (
    *("app.new_received", "app.carried_in", "app.granted", "app.denied.state_secret", "app.denied.third_party"),
    *("app.outcome_total", "app.carried_out"),
)
ROWS = ("9|2|0|0|0|1|12", "1|0|0|0|0|0|1", "7|1|0|0|0|1|9", "0|0|0|0|0|0|0", "1|1|0|0|0|0|2", "8|2|0|0|0|1|11")
LAST = "2|0|0|0|0|0|2"


def read(*rows: str, heads: tuple[str, ...] = (), in_text: bool = False) -> dict[str, list[tuple[Status, object]]]:
    """The facts of each row of applicants: (status, value) from left to right."""
    lines = [*heads, *(f"{label}|{figures}" for label, figures in zip(LABELS, rows, strict=True))]
    if in_text:
        document = text_document("青石县水利局2022年政府信息公开工作年度报告\n" + "\n".join(lines).replace("|", " "))
    else:
        document = table_document(*lines)
    found: dict[str, list[tuple[Status, object]]] = {}
    facts: list[Fact] = read_document(document).facts
    for fact in facts:
        found.setdefault(fact.indicator_id, []).append((fact.status, fact.value))
    return found


def total_first(row: str) -> str:
    *parts, total = row.split("|")
    return "|".join((total, *parts))


@pytest.mark.parametrize("in_text", [False, True], ids=["table", "text"])
def test_rows_that_add_up_need_no_heads(in_text: bool) -> None:
    found = read(*ROWS, LAST, in_text=in_text)
    assert [value for _, value in found["app.new_received"]] == [9, 2, 0, 0, 0, 1, 12]
    assert [value for _, value in found["app.denied.state_secret"]] == [0] * 7


@pytest.mark.parametrize("in_text", [False, True], ids=["table", "text"])
def test_a_total_that_stands_first_is_no_natural_person(in_text: bool) -> None:
    found = read(*map(total_first, (*ROWS[:4], "2|0|0|0|0|2|2", *ROWS[5:])), LAST, in_text=in_text)
    assert {status for row in IDS for status, value in found[row] if value} == set()


@pytest.mark.parametrize("in_text", [False, True], ids=["table", "text"])
def test_one_row_that_does_not_add_up_is_ambiguous_alone(in_text: bool) -> None:
    found = read(*ROWS, "2|0|0|0|0|0|3", in_text=in_text)
    assert {status for status, _ in found["app.carried_out"]} == {Status.AMBIGUOUS}
    assert [value for _, value in found["app.outcome_total"]] == [8, 2, 0, 0, 0, 1, 11]


@pytest.mark.parametrize("in_text", [False, True], ids=["table", "text"])
def test_heads_are_believed_against_a_sum(in_text: bool) -> None:
    found = read(*ROWS, "2|0|0|0|0|0|3", heads=(f"申请人|{HEADS}",), in_text=in_text)
    assert [value for _, value in found["app.carried_out"]] == [2, 0, 0, 0, 0, 0, 3]


@pytest.mark.parametrize(
    ("row", "is_believed"),
    [("3||||||3", True), ("/|3|/|/|/|/|3", True), ("3|0|0|0|0|1|", False), ("3|O2|0|0|0|0|5", True)],
)
def test_cells_without_a_figure_are_no_parts(row: str, is_believed: bool) -> None:
    found = read(*ROWS, row)["app.carried_out"]
    assert any(value == 3 for _, value in found) == is_believed


@pytest.mark.parametrize("group", ["", "法人或其他组织 "])
def test_a_total_among_the_heads_of_a_text_is_the_last_column_only_behind_the_group_of_the_others(group: str) -> None:
    person, *parts, total = HEADS.split("|")
    heads = f"{person} {group}{total} {' '.join(parts)}"
    assert read(*ROWS, LAST, heads=(heads,), in_text=True)["app.new_received"][1] == (Status.REPORTED, 2)
    second = ["|".join((first, last, *rest)) for first, *rest, last in (row.split("|") for row in (*ROWS, LAST))]
    figures = {value for row in IDS for _, value in read(*second, heads=(heads,), in_text=True)[row] if value}
    assert (figures == set()) is (group == "")
