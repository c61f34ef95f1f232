"""Everything lies below the home folder, and every file of the inbox has a name that leads back to it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gk_pipeline.paths import Paths, stored_name
from gk_pipeline.settings import Settings

PATHS = Paths(Settings(Path("/home"), Path("/inbox"), 1, 1))


def test_where_things_lie() -> None:
    lake = PATHS.home / "lake"
    assert PATHS.lake == lake
    assert PATHS.part("facts", 2017) == lake / "facts" / "year=2017" / "part-0.parquet"
    assert PATHS.partition("facts", None) == lake / "facts" / "year=__HIVE_DEFAULT_PARTITION__"
    assert PATHS.reference("forms") == lake / "catalog" / "forms.parquet"
    assert PATHS.extracted_partition("1.0", "facts", 2017) == lake / "extracted/version=1.0/facts/year=2017"
    assert PATHS.ledger == PATHS.home / "ledger.sqlite"
    assert PATHS.warehouse_file == PATHS.home / "warehouse" / "warehouse.duckdb"
    assert PATHS.inbox == Path("/inbox")


def test_locks_lie_with_what_homes_may_share() -> None:
    home = {"GK_HOME": "/home"}
    assert Paths(Settings.load(home)).lock("lake") == Path("/home/lake/.lock")
    assert Paths(Settings.load(home)).lock("marts") == Path("/home/published/.lock")
    folders = Paths(Settings.load({**home, "GK_LAKE": "/srv/lake", "GK_PUBLISHED": "/srv/marts"}))
    assert [folders.lock(what) for what in ("lake", "marts")] == [Path("/srv/lake/.lock"), Path("/srv/marts/.lock")]
    buckets = Paths(Settings.load({**home, "GK_LAKE": "s3://some/lake", "GK_PUBLISHED": "s3://some/marts"}))
    assert buckets.lock("lake") == Path("/home/.locks/lake.lock")
    assert buckets.lock("marts") == Path("/home/published/.lock")
    assert folders.lock("inbox") == buckets.lock("inbox") == Path("/home/.locks/inbox.lock")


@pytest.mark.parametrize("name", ["published", "dagster_home", "dbt_target", "warehouse"])
def test_the_rest_is_below_home(name: str) -> None:
    assert getattr(PATHS, name).is_relative_to(PATHS.home)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"2017/a.txt", "2017/a.txt"),
        ("报告/甲县.html".encode(), "报告/甲县.html"),
        ("报告.txt".encode("gbk"), r"\xb1\xa8\xb8\xe6.txt"),
        (rb"a\b", r"a\\b"),
        (rb"a\xb1", r"a\\xb1"),
        (b"a\xb1", r"a\xb1"),
    ],
)
def test_names_of_files(raw: bytes, name: str) -> None:
    assert stored_name(os.fsdecode(raw)) == name
    assert PATHS.inbox_file(name) == Path("/inbox", os.fsdecode(raw))


@given(some.binary(min_size=1).filter(lambda raw: not {0, ord("/")} & set(raw) and raw not in (b".", b"..")))
def test_every_name_can_be_stored_and_leads_back(raw: bytes) -> None:
    name = stored_name(os.fsdecode(raw))
    assert name.encode("utf-8")
    assert PATHS.inbox_file(name) == Path("/inbox", os.fsdecode(raw))
