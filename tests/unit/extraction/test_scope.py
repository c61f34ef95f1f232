"""Sentences on coverage, written for these tests in the manner of such reports."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.scope import coverage_statement


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("本报告汇总了市政府各部门和各县(市、区)人民政府的数据。", "territory_rollup"),
        ("报告中的统计数据包括全市12个县区及市直单位。", "territory_rollup"),
        ("本年度报告综合各乡镇人民政府、县直各部门的年度报告编制而成。", "government_rollup"),
        ("本报告所列数据涵盖县政府各工作部门。", "government_rollup"),
        ("本报告数据统计范围为全市税务系统各单位。", "system_rollup"),
        ("本报告中所列数据的统计期限自2023年1月1日起,至2023年12月31日止。", None),
        ("县政府办公室督促各乡镇、县直各部门按时公开。", None),
        ("我局将全年数据进行汇总。", None),
        ("", None),
    ],
)
def test_what_a_report_says_of_its_coverage(text: str, scope: str | None) -> None:
    found = coverage_statement(text)
    assert (found.scope if found else None) == scope
    if found:
        assert found.sentence == text.rstrip("。")


def test_only_the_opening_and_the_end_are_looked_at() -> None:
    sentence = "本报告汇总了全县各乡镇的数据。"
    filling = "全年公开情况良好,各项工作有序推进,群众满意。\n" * 200
    assert coverage_statement(filling + sentence)
    assert coverage_statement(sentence + filling)
    assert coverage_statement(filling + sentence + filling) is None
