"""The accounts of a small inbox: every file is in the lake once, and what is not is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from gk_pipeline.contracts.frames import polars_schema
from gk_pipeline.contracts.registry import contract
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import InboxFile, ParsedDocument
from gk_pipeline.lake.quarantine import replace_rejected
from gk_pipeline.lake.tables import drop_year, write_year
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.account import Stock, YearAccount, accounts, row_count, stocks
from gk_pipeline.pipeline.land import land_year
from gk_pipeline.settings import Settings
from tests.unit.lake.rows import facts

NOW = datetime(2024, 1, 1, tzinfo=UTC)
A, B, C = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(Settings.load({"GK_HOME": str(tmp_path / "home")}))


@pytest.fixture
def ledger(paths: Paths) -> Iterator[Ledger]:
    """Two files of 2017, the second a copy of the first; noise; a file without bytes."""
    with Ledger(paths) as ledger:
        see(ledger, {"a.html": A, "copy.html": A, "noise.bin": B, "locked.pdf": None})
        read(ledger, A, "not_a_report", 2017)
        read(ledger, B, "unreadable", None)
        yield ledger


def see(ledger: Ledger, files: dict[str, str | None]) -> None:
    found = [InboxFile(path, 10, 1, sha256, 1, None if sha256 else "locked") for path, sha256 in files.items()]
    ledger.record_scan(found, NOW)


def read(ledger: Ledger, document_id: str, outcome: str, year: int | None) -> None:
    reason = "no title, no table"
    row = ParsedDocument(document_id, parser_version(), outcome, reason, None, year, "html", "utf-8", 0, NOW, None)
    ledger.record([row])


def quarantine(table: str, key: str, document_id: str, year: int | None, *reasons: str) -> pl.DataFrame:
    row = {
        "table_name": table,
        "row_key": key,
        "document_id": document_id,
        "report_year": year,
        "reasons": list(reasons),
        "row_json": "{}",
        "parser_version": parser_version(),
    }
    return pl.DataFrame([row], schema=polars_schema(contract("quarantine")))


def test_the_newest_arrival_is_when_a_file_was_first_seen(ledger: Ledger, tmp_path: Path) -> None:
    assert ledger.newest_arrival() == NOW
    ledger.record_scan([InboxFile("a.html", 10, 1, A, 1)], NOW + timedelta(days=1))
    assert ledger.newest_arrival() == NOW
    ledger.record_scan([InboxFile("a.html", 10, 1, A, 1), InboxFile("new.html", 10, 1, C, 1)], NOW + timedelta(days=2))
    assert ledger.newest_arrival() == NOW + timedelta(days=2)
    with Ledger(Paths(Settings.load({"GK_HOME": str(tmp_path / "other")}))) as empty:
        assert empty.newest_arrival() is None


def test_landed_files_are_balanced(paths: Paths, ledger: Ledger) -> None:
    for year in (2017, None):
        land_year(paths, ledger, year)
    assert accounts(paths, ledger) == [
        YearAccount(2017, 2, {"duplicate": 1, "not_a_report": 1}, 0, (), ()),
        YearAccount(None, 2, {"unreadable": 2}, 0, (), ()),
    ]
    assert all(account.is_balanced for account in accounts(paths, ledger))


def test_files_of_a_year_that_was_not_landed_are_missing(paths: Paths, ledger: Ledger) -> None:
    land_year(paths, ledger, None)
    first, second = accounts(paths, ledger)
    assert (first.missing, first.is_balanced) == (("a.html", "copy.html"), False)
    assert second.is_balanced


def test_a_file_that_is_not_read_yet_is_missing(paths: Paths, ledger: Ledger) -> None:
    see(ledger, {"noise.bin": B, "new.html": C})
    land_year(paths, ledger, None)
    (account,) = accounts(paths, ledger)
    assert (account.files, account.missing, account.is_balanced) == (2, ("new.html",), False)


def test_a_changed_file_is_missing_as_it_is_and_extra_as_it_was(paths: Paths, ledger: Ledger) -> None:
    land_year(paths, ledger, None)
    read(ledger, C, "not_a_report", None)
    see(ledger, {"noise.bin": C})
    (account,) = accounts(paths, ledger)
    assert account.missing == ("noise.bin",)
    assert account.extra == ("locked.pdf", "noise.bin")


def test_a_file_in_quarantine_is_accounted_for(paths: Paths, ledger: Ledger) -> None:
    land_year(paths, ledger, 2017)
    see(ledger, {"a.html": A})
    drop_year(paths, "documents", 2017)
    rejected = quarantine("documents", "a.html", A, 2017, "outcome:allowed")
    replace_rejected(paths, "documents", 2017, rejected)
    assert accounts(paths, ledger) == [YearAccount(2017, 1, {}, 1, (), ())]


def test_stocks_count_rows_and_what_is_in_quarantine(paths: Paths) -> None:
    write_year(paths, "facts", 2017, facts(2017, 1, 2))
    replace_rejected(paths, "facts", 2017, quarantine("facts", "x", A, 2017, "unit:known", "value:sign"))
    replace_rejected(paths, "claims", None, quarantine("claims", "y", A, None, "value:sign"))
    assert stocks(paths) == [
        Stock("facts", 2017, 2, 1, {"unit:known": 1, "value:sign": 1}),
        Stock("claims", None, 0, 1, {"value:sign": 1}),
    ]
    assert row_count(paths, "facts", 2017) == 2
    assert row_count(paths, "facts", 2018) == 0
