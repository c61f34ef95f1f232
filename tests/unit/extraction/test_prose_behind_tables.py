"""Prose that stands right behind a table in the same line is prose, whatever the last row made of it."""

from __future__ import annotations

from gk_pipeline.extraction.model import Status
from gk_pipeline.extraction.read import read_document
from tests.unit.extraction.reading import text_document

# The tables of the 2021 form in one line, as a dump that lost its separators has them.
TABLES = (
    "青石县水利局2021年政府信息公开工作年度报告"
    "二、主动公开政府信息情况第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件426"
    "第二十条第（五）项信息内容本年处理决定数量行政许可5第二十条第（六）项信息内容本年处理决定数量行政处罚7行政强制2"
    "第二十条第（八）项信息内容本年收费金额（单位：万元）行政事业性收费0"
    "四、政府信息公开行政复议、行政诉讼情况行政复议行政诉讼结果维持结果纠正其他结果尚未审结总计未经复议直接起诉复议后起诉"
    "结果维持结果纠正其他结果尚未审结总计结果维持结果纠正其他结果尚未审结总计———————————————"
)
PROSE = "六、其他需要报告的事项。2021年，我局未收取信息处理费。"


def test_a_claim_right_behind_a_row_of_marks_is_read() -> None:
    found = read_document(text_document(TABLES + PROSE))
    assert [(c.indicator_id, c.value) for c in found.claims] == [("fee.collected", 0)]
    last = [fact for fact in found.facts if fact.indicator_id.startswith("rl.reconsideration")]
    assert last
    assert all(fact.value is None and fact.status is not Status.BLANK for fact in last)
