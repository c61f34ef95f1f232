"""A year of the lake whose runs of digits the year before decides, whatever year is landed first."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.tables import ensure_tables, read_table
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.extract import extract_pending
from gk_pipeline.pipeline.land import land_year
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.settings import Settings

NOUGHTS = {
    "一、本年新收政府信息公开申请数量": 0,
    "二、上年结转政府信息公开申请数量": 0,
    "(一)予以公开": 0,
    "(二)部分公开": 0,
    "1.属于国家秘密": 0,
    "2.其他法律行政法规禁止公开": 0,
    "(七)总计": 0,
    "四、结转下年度继续办理": 0,
}


def report(year: int, norms: tuple[int, int, int], blank: str) -> str:
    """A report whose prose says how many norms were issued; `blank` stands between the cells of a row."""
    issued = norms[0]
    rows = [
        f"桃源县民政局{year}年政府信息公开工作年度报告",
        "一、总体情况",
        f"本机关全年制发行政规范性文件{issued}件。",
        "二、主动公开政府信息情况",
        "第二十条第（一）项 信息内容 本年制发件数 本年废止件数 现行有效件数",
        "规章" + blank + blank.join("000"),
        "行政规范性文件" + blank + blank.join(map(str, norms)),
        "三、收到和处理政府信息公开申请情况",
        *(label + blank + blank.join("0" * 7) for label in NOUGHTS),
    ]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("years", [(2023, 2024), (2024, 2023, 2024)])
def test_last_years_stock_decides_a_run(tmp_path: Path, years: tuple[int, ...]) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text(report(2023, (40, 12, 411), " "), encoding="utf-8")
    (inbox / "b.txt").write_text(report(2024, (62, 33, 440), ""), encoding="utf-8")
    paths = Paths(Settings(home=tmp_path / "home", inbox=inbox, workers=1, keep_versions=1))
    ensure_tables(paths)
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        extract_pending(paths, ledger, 1)
        for year in years:
            land_year(paths, ledger, year)
    facts = read_table(paths, "facts", [2024]).filter(pl.col("indicator_id").str.starts_with("pub.normdocs"))
    found = {
        row["indicator_id"]: (row["value"], row["status"], row["raw_text"], row["method"], row["corroborated"])
        for row in facts.iter_rows(named=True)
    }
    assert found == {
        "pub.normdocs.issued": (62, "reported", "62", "split", True),
        "pub.normdocs.repealed": (33, "reported", "33", "split", True),
        "pub.normdocs.in_force": (440, "reported", "440", "split", True),
    }
    assert set(facts["candidates"]) == {6}
    text = report(2024, (62, 33, 440), "")
    for row in facts.iter_rows(named=True):
        assert text[row["start_offset"] : row["end_offset"]] == row["raw_text"]
