"""What a build is told to make anew, from the lake's files and what the warehouse remembers. No dbt is run here."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from gk_pipeline.contracts.registry import LAKE, REFERENCE
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse import refresh as module
from gk_pipeline.warehouse.refresh import Refresh, pending


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A lake of 2017, 2018 and the unknown year, whose marts were built and passed."""
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path)}))
    for table in LAKE:
        for year in (2017, 2018, None):
            write(paths, table.name, year, "rows")
    for reference in REFERENCE:
        file = Path(str(paths.reference(reference.name)))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("rows")
    remember(paths, pending(paths))
    return paths


def write(paths: Paths, table: str, year: int | None, content: str) -> None:
    part = Path(str(paths.part(table, year)))
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_text(content)


def write_both(paths: Paths) -> None:
    for year in (2017, None):
        write(paths, "facts", year, "more rows")


def remember(paths: Paths, refresh: Refresh) -> None:
    """Does what dbt does at the end of a build that passed."""
    paths.warehouse.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(paths.warehouse_file)) as warehouse:
        warehouse.execute("create schema if not exists state")
        warehouse.execute("create or replace table state.standing_failures (node varchar, problem varchar)")
        warehouse.execute(
            "create or replace table state.inputs (kind varchar, name varchar, report_year varchar, digest varchar)"
        )
        listed = json.loads(refresh.environment["GK_REFRESH_INPUTS"])
        warehouse.executemany("insert into state.inputs values (?, ?, ?, ?)", listed)


def sql(paths: Paths, statement: str) -> None:
    with duckdb.connect(str(paths.warehouse_file)) as warehouse:
        warehouse.execute(statement)


def test_what_did_not_change_is_not_built(paths: Paths) -> None:
    refresh = pending(paths)
    assert not refresh.is_needed
    assert refresh.years == frozenset()


@pytest.mark.parametrize(
    ("change", "years", "told"),
    [
        (lambda paths: write(paths, "facts", 2018, "other rows"), {2018}, "2018"),
        (lambda paths: write(paths, "facts", 2018, "rowz"), {2018}, "2018"),
        (lambda paths: write(paths, "claims", None, "other rows"), {None}, "unknown"),
        (lambda paths: write(paths, "reports", 2021, "rows"), {2021}, "2021"),
        (lambda paths: Path(str(paths.part("findings", 2017))).unlink(), {2017}, "2017"),
        (write_both, {2017, None}, "2017,unknown"),
        (lambda paths: Path(str(paths.reference("corrections"))).write_text("another"), set(), ""),
    ],
)
def test_the_years_whose_files_changed_are_made_anew(
    paths: Paths, change: Callable[[Paths], object], years: set[int | None], told: str
) -> None:
    change(paths)
    refresh = pending(paths)
    assert refresh.is_needed
    assert refresh.years == frozenset(years)
    assert refresh.environment["GK_REFRESH_YEARS"] == told
    assert refresh.options == ()
    remember(paths, refresh)
    assert not pending(paths).is_needed


@pytest.mark.parametrize(
    "change",
    [
        lambda paths: Path(str(paths.reference("divisions"))).write_text("other"),
        lambda paths: sql(paths, "insert into state.standing_failures values ('run', 'unfinished')"),
        lambda paths: sql(paths, "delete from state.inputs"),
        lambda paths: sql(paths, "drop schema state cascade"),
        lambda paths: sql(paths, "update state.inputs set digest = '0.1' where name = 'duckdb'"),
        lambda paths: sql(paths, "update state.inputs set digest = 'x' where name = 'dbt_project'"),
        lambda paths: sql(paths, "update state.inputs set digest = '0.1' where name = 'gk_pipeline'"),
        lambda paths: paths.warehouse_file.unlink(),
    ],
)
def test_all_is_made_anew_when_it_is_not_known_what_a_change_reaches(
    paths: Paths, change: Callable[[Paths], object]
) -> None:
    change(paths)
    refresh = pending(paths)
    assert refresh.is_needed
    assert refresh.years is None
    assert refresh.environment["GK_REFRESH_YEARS"] == "all"
    assert refresh.options == ("--full-refresh",)


def test_a_file_that_was_replaced_by_one_of_the_same_size_is_noticed(paths: Paths) -> None:
    part = Path(str(paths.part("facts", 2017)))
    before = part.stat()
    part.write_text("rowz")
    os.utime(part, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert pending(paths).years == frozenset({2017})


def test_a_changed_model_is_noticed(paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    (project / "models" / "one.sql").write_text("select 1")
    monkeypatch.setattr(module, "DBT_PROJECT", project)
    remember(paths, pending(paths))
    assert not pending(paths).is_needed
    (project / "models" / "one.sql").write_text("select 2")
    assert pending(paths).years is None
