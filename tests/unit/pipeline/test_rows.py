"""Readings as rows: which field of a reading is which column, for several readings at once."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake.columns import batch
from gk_pipeline.pipeline.read_file import Reading, read_bytes
from gk_pipeline.pipeline.rows import columns_of

NOW = datetime(2024, 5, 6, tzinfo=UTC)
NARRATIVE = """青岭县水务局2017年政府信息公开工作年度报告
一、概述。本报告由青岭县水务局编制。
二、主动公开情况。2017年主动公开政府信息131条。
三、依申请公开情况。2017年收到政府信息公开申请4件。
四、行政复议和行政诉讼情况。未发生行政复议。
五、存在的问题和改进措施。加强学习。
"""
TABLE = """<h1>青岭县2021年政府信息公开工作年度报告</h1><table>
<tr><td>第二十条第（一）项</td></tr>
<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>
<tr><td>行政规范性文件</td><td>3</td><td>/</td><td></td></tr>
<tr><td>第二十条第（五）项</td></tr><tr><td>信息内容</td><td>本年处理决定数量</td></tr>
<tr><td>行政许可</td><td>71</td></tr>
<tr><td>第二十条第（六）项</td></tr><tr><td>信息内容</td><td>本年处理决定数量</td></tr>
<tr><td>行政处罚</td><td>12</td></tr><tr><td>行政强制</td><td>2</td></tr>
<tr><td>第二十条第（八）项</td></tr><tr><td>信息内容</td><td>本年收费金额（单位：万元）</td></tr>
<tr><td>行政事业性收费</td><td>1.25</td></tr></table>
"""


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    return [
        read_bytes(TABLE.encode(), name="a.html"),
        read_bytes(b"\x00\x01\x02", name="b.bin"),
        read_bytes(NARRATIVE.encode(), name="c.txt"),
    ]


def test_every_reading_has_an_outcome_and_every_report_a_row(readings: list[Reading]) -> None:
    tables = batch(columns_of(readings, NOW))
    assert tables["outcomes"]["outcome"].to_pylist() == ["report", "unreadable", "report"]
    assert tables["reports"]["report_year"].to_pylist() == [2021, 2017]
    assert tables["quarantine"].num_rows == 0


def test_facts_of_several_reports_keep_their_owner(readings: list[Reading]) -> None:
    rows = {row["fact_id"]: row for row in batch(columns_of(readings, NOW))["facts"].to_pylist()}
    table, _, narrative = (reading.document_id or "" for reading in readings)
    issued = rows[f"{table[:20]}:pub.normdocs.issued"]
    assert (issued["document_id"], issued["report_year"], issued["form"]) == (table, 2021, "fmt2021")
    assert (issued["value"], issued["status"], issued["raw_text"], issued["unit"]) == (3, "reported", "3", "件")
    assert issued["end_offset"] - issued["start_offset"] == 1
    assert issued["parser_version"] == parser_version()
    repealed = rows[f"{table[:20]}:pub.normdocs.repealed"]
    assert (repealed["value"], repealed["status"], repealed["raw_text"]) == (None, "placeholder", "/")
    assert rows[f"{table[:20]}:pub.normdocs.in_force"]["status"] == "blank"
    assert rows[f"{table[:20]}:pub.fees.amount"]["value"] == Decimal("1.25")
    stated = rows[f"{narrative[:20]}:old.1.1"]
    assert (stated["document_id"], stated["report_year"], stated["form"]) == (narrative, 2017, "old2014")
    assert (stated["value"], stated["method"]) == (131, "prose")


def test_claims_keep_their_sentence(readings: list[Reading]) -> None:
    rows = batch(columns_of(readings, NOW))["claims"].to_pylist()
    received = next(row for row in rows if row["indicator_id"] == "old.3.1")
    assert (received["value"], received["raw_text"], received["report_year"]) == (4, "4", 2017)
    assert received["sentence"].endswith("收到政府信息公开申请4件")
    assert {row["document_id"] for row in rows} == {readings[2].document_id}


def test_tables_without_rows_are_left_out(readings: list[Reading]) -> None:
    tables = batch(columns_of([readings[1]], NOW))
    assert set(tables) == {"outcomes", "quarantine"}
