"""The unit of an amount, wherever a report prints it: a factor of ten thousand hangs on it."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.cells import unit_in
from gk_pipeline.extraction.model import Status
from gk_pipeline.extraction.read import read_document
from tests.unit.extraction.reading import table_document, text_document

TITLE = "青石县水利局2016年政府信息公开工作年度报告"
COUNTS = ("（一）收到申请数|件|23", "1.当面申请数|件|19", "2.传真申请数|件|0", "3.网络申请数|件|3", "4.信函申请数|件|1")
FEE = "七、依申请公开信息收取的费用"


def fee(row: str, *, in_table: bool) -> tuple[Status, object, str | None]:
    """Status, value and unit of the fee, from a table or from text with a blank between the cells."""
    rows = ("统计指标|单位|统计数", *COUNTS, row)
    document = table_document(*rows) if in_table else text_document("\n".join((TITLE, *rows)).replace("|", " "))
    fact = next(f for f in read_document(document).facts if f.indicator_id == "old.7")
    return fact.status, fact.value, fact.unit


@pytest.mark.parametrize("in_table", [True, False])
@pytest.mark.parametrize(
    ("row", "value", "unit"),
    [
        (f"{FEE}|万元|3", 3, "万元"),
        (f"{FEE}|元|3500", 3500, "元"),
        (f"{FEE}|（元）|3500", 3500, "元"),
        (f"{FEE}|人民币元|3500", 3500, "元"),
        (f"{FEE}（元）|3500", 3500, "元"),
        (f"{FEE}（单位：元）|3500", 3500, "元"),
        (f"{FEE}|3500元", 3500, "元"),
        (f"{FEE}|¥3500", 3500, "元"),
        (f"{FEE}|3500（元）", 3500, "元"),
        (f"{FEE}|3", 3, "万元"),  # the form's own unit where none is printed
    ],
)
def test_the_printed_unit_counts(row: str, value: int, unit: str, in_table: bool) -> None:
    assert fee(row, in_table=in_table) == (Status.REPORTED, value, unit)


@pytest.mark.parametrize("in_table", [True, False])
@pytest.mark.parametrize("cell", ["约3500元", "3500元整", "0.35万"])
def test_an_amount_that_is_no_plain_figure_is_unreadable_not_blank(cell: str, in_table: bool) -> None:
    assert fee(f"{FEE}|元|{cell}", in_table=in_table)[:2] == (Status.UNREADABLE, None)


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("本年收费金额（单位：元）", "元"),
        ("本年收费金额（单位：万元，保留4位小数）", "万元"),
        ("本年收费金额（元）", "元"),
        ("本年收费金额", "万元"),
    ],
)
@pytest.mark.parametrize("in_table", [True, False])
def test_the_unit_of_a_head_is_that_of_its_column(head: str, unit: str, in_table: bool) -> None:
    rows = (
        "信息内容|本年制发件数|本年废止件数|现行有效件数",
        "规章|0|0|0",
        "行政规范性文件|1|0|4",
        "信息内容|本年处理决定数量",
        "行政许可|12",
        "行政处罚|3",
        "行政强制|0",
        f"信息内容|{head}",
        "行政事业性收费|3500",
    )
    document = table_document(*rows) if in_table else text_document("\n".join((TITLE, *rows)).replace("|", " "))
    facts = {f.indicator_id: f for f in read_document(document).facts}
    assert (facts["pub.fees.amount"].value, facts["pub.fees.amount"].unit) == (3500, unit)
    assert facts["pub.normdocs.issued"].unit == "件"


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("统计数(件)", "件"),
        ("单位:万元", "万元"),
        ("金额(单位:元,含补交)", "元"),
        ("(不同渠道和方式公开相同信息计1条)", None),
        ("公开(次数)", None),
        ("", None),
    ],
)
def test_units_in_labels(label: str, unit: str | None) -> None:
    assert unit_in(label) == unit
