"""What commands print about versions, in a narrow terminal and with odd paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from gk_pipeline.console import runs
from gk_pipeline.console.terminal import console
from gk_pipeline.lake.ledger_records import ScanCounts
from gk_pipeline.pipeline.extract import Extracted
from gk_pipeline.pipeline.run import Summary
from gk_pipeline.warehouse.build import BuildResult
from gk_pipeline.warehouse.dbt_run import Node
from gk_pipeline.warehouse.publish import PublishResult
from gk_pipeline.warehouse.versions import Manifest

VERSION = "0123456789abcdef"


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "_width", 40)


def manifest() -> Manifest:
    return Manifest(VERSION, "2026-01-02T03:04:05.000001", ("0.1.0+0123456789",), "1.5.5", 1, ())


@pytest.mark.usefixtures("narrow")
def test_a_version_can_be_copied_from_a_narrow_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    runs.show_versions([manifest()], VERSION, place="s3://a-bucket-with-a-long-name/published/by/the/office")
    printed = capsys.readouterr().out
    assert f" {VERSION} " in printed
    assert "s3://a-bucket-with-a-long-name/published/by/the/office\n" in printed


@pytest.mark.usefixtures("narrow")
def test_paths_are_printed_whole_and_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path("/srv/[bold]a folder of marts/published/versions") / VERSION
    database = folder.parent.parent / "current" / "marts.duckdb"
    published = PublishResult(manifest(), True, (), folder, database)
    runs.show_summary(Summary(ScanCounts(0, 0, 0, 0), Extracted(0, frozenset()), published=published))
    printed = capsys.readouterr().out
    assert f"marts published, version {VERSION}: {folder}\n" in printed
    assert f"DuckDB client: {database}\n" in printed


def test_a_test_that_warns_is_told_and_not_counted_as_passed(capsys: pytest.CaptureFixture[str]) -> None:
    passed = Node("unique", "test", "pass", "", "", 0, None, "models/a.yml", 0.1)
    warned = Node("parts", "test", "warn", "Got 3 results", "Parts [a] are at most the whole.", 3, None, "p.sql", 0.1)
    built = BuildResult((passed, warned), (), 0.2, {}, None)
    runs.show_summary(Summary(ScanCounts(0, 0, 0, 0), Extracted(0, frozenset()), built=built))
    printed = capsys.readouterr().out
    assert "1 tests passed" in printed
    assert "warning: 3 rows are not so: Parts [a] are at most the whole. (p.sql)\n" in printed
