"""Columns headed by years: the report's own year names the column of its values."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.model import Fact, Status
from gk_pipeline.extraction.read import read_document
from tests.unit.extraction.reading import table_document

OLD = (
    ("（一）收到申请数|件", 23, 1019),
    ("1.当面申请数|件", 19, 1000),
    ("2.传真申请数|件", 0, 1001),
    ("3.网络申请数|件", 3, 1008),
    ("4.信函申请数|件", 1, 1010),
    ("（二）申请办结数|件", 22, 1018),
)
LOCAL = (
    ("主动公开信息数|条", 12, 1040),
    ("政府公报|条", 1, 1004),
    ("网上咨询数|人次", 6, 1007),
    ("当面申请数|件", 2, 1002),
    ("复制费|元", 0, 1001),
    ("检索费|元", 0, 1005),
)


def facts_of(rows: tuple[tuple[str, int, int], ...], heads: str, *, own_first: bool) -> dict[str, Fact]:
    lines = [f"{label}|{own}|{other}" if own_first else f"{label}|{other}|{own}" for label, own, other in rows]
    title = "青石县水利局2016年政府信息公开工作年度报告"
    document = table_document(f"{title}*4", heads, *lines)
    return {fact.fact_id.partition(":")[2]: fact for fact in read_document(document).facts}


@pytest.mark.parametrize(
    ("heads", "own_first"), [("2016年|2015年", True), ("2015年度|2016年度", False), ("15年发生数|16年发生数", False)]
)
def test_the_column_of_the_own_year_is_read(heads: str, own_first: bool) -> None:
    old = facts_of(OLD, f"统计指标|单位|{heads}", own_first=own_first)
    assert [old[key].value for key in ("old.3.1", "old.3.1.1", "old.3.1.2", "old.3.2")] == [23, 19, 0, 22]
    local = facts_of(LOCAL, f"指标名称|单位|{heads}", own_first=own_first)
    assert [local[key].value for key in ("loc.01", "loc.07", "loc.11")] == [12, 6, 2]
    assert all(fact.value is None for key, fact in local.items() if key.endswith(":cumulative"))


@pytest.mark.parametrize("heads", ["2014年|2015年", "2016年|2016年", "2014年度|2015年度", "甲|乙"])
def test_columns_of_other_years_are_not_believed(heads: str) -> None:
    old = facts_of(OLD, f"统计指标|单位|{heads}", own_first=True)
    assert old["old.3.1"].status is Status.AMBIGUOUS
    local = facts_of(LOCAL, f"指标名称|单位|{heads}", own_first=True)
    assert local["loc.01"].status is Status.AMBIGUOUS


def test_heads_in_other_words_are_no_years_of_one_table() -> None:
    facts = facts_of(LOCAL, "指标名称|单位|2016年度|2016年末结余", own_first=True)
    assert [facts[key].value for key in ("loc.01", "loc.07", "loc.11")] == [12, 6, 2]


def test_a_cumulative_column_beside_two_years_is_kept() -> None:
    rows = tuple((f"{label}|{900 + number}", own, other) for number, (label, own, other) in enumerate(LOCAL))
    facts = facts_of(rows, "指标名称|单位|累计数|2015年度|2016年度", own_first=False)
    assert (facts["loc.01"].value, facts["loc.01:cumulative"].value) == (12, 900)


@pytest.mark.parametrize("heads", ["2016年|累计", "16年度|历年累计"])
def test_one_year_beside_a_cumulative_column_is_that_of_the_values(heads: str) -> None:
    local = facts_of(LOCAL, f"指标名称|单位|{heads}", own_first=True)
    assert [local[key].value for key in ("loc.01", "loc.07", "loc.01:cumulative")] == [12, 6, 1040]


def test_another_year_beside_a_cumulative_column_is_not_the_own_one() -> None:
    local = facts_of(LOCAL, "指标名称|单位|2015年|累计", own_first=True)
    assert local["loc.01:cumulative"].value == 1040
    assert "loc.01" not in local or local["loc.01"].value is None
