"""What is measured, of which files; how long it takes is no matter of a test."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from gk_pipeline.extraction.grid import plan_table
from gk_pipeline.pipeline import bench
from gk_pipeline.samples import samples_folder

PAGES = [samples_folder() / "inbox" / "2020" / "huoshan_county_2020.html"]


def test_each_kind_of_file_is_measured_and_others_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "has_pandas", lambda: False)
    text = tmp_path / "report.txt"
    text.write_text("青石镇2017年政府信息公开工作年度报告\n全年主动公开政府信息135条。\n", "utf-8")
    picture = tmp_path / "report.png"
    picture.write_bytes(b"\x89PNG")
    html, plain = bench.bench_extract([*PAGES, text, picture], 1)
    assert (html.kind, html.files, html.pandas) == ("html", 1, None)
    assert html.kilobytes == pytest.approx(PAGES[0].stat().st_size / 1024)
    assert html.bare is not None
    assert html.extraction > html.bare > 0
    assert html.unknown > html.bare
    assert (plain.kind, plain.files, plain.bare, plain.pandas) == ("text", 1, None, None)
    assert plain.extraction > 0


def test_where_no_table_was_met_before_every_file_is_planned_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "has_pandas", lambda: False)
    plan_table.cache_clear()
    bench._extract([(PAGES[0].name, PAGES[0].read_bytes())])
    met = plan_table.cache_info()
    assert met.misses == met.currsize > 0
    bench._extract([(PAGES[0].name, PAGES[0].read_bytes())])
    assert plan_table.cache_info().misses == met.misses
    bench._extract_unknown([(PAGES[0].name, PAGES[0].read_bytes())] * 2)
    assert plan_table.cache_info().misses == met.misses  # those of the second file: the first one's were forgotten


def test_pandas_is_measured_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[str] = []

    def read_html(page: bench.StringIO, flavor: str) -> None:
        assert flavor == "lxml"  # the fast one of its parsers
        pages.append(page.read())
        raise ValueError("No tables found")

    monkeypatch.setattr(bench, "has_pandas", lambda: True)
    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(read_html=read_html))
    (html,) = bench.bench_extract(PAGES, 2)
    assert html.pandas is not None
    assert html.pandas > 0
    assert pages == [PAGES[0].read_text("utf-8")] * 2


def test_memory_is_told_after_so_many_files_of_different_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    extracted: list[tuple[str, bytes]] = []

    def extract(found: Sequence[tuple[str, bytes]]) -> None:
        extracted.extend(found)

    monkeypatch.setattr(bench, "_extract", extract)
    measured = bench.bench_memory(PAGES, (3, 250))
    assert [one.files for one in measured] == [3, 250]
    assert 0 < measured[0].megabytes <= measured[1].megabytes
    assert len({data for _, data in extracted}) == len(extracted) == 250
    page = PAGES[0].read_bytes()
    assert all(data.startswith(page) and data[len(page) :].isspace() for _, data in extracted)


def test_nothing_to_measure() -> None:
    assert bench.bench_extract([], 1) == []
    assert bench.bench_memory([]) == []
