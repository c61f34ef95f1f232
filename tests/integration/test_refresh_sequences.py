"""Whatever the order in which the lake changes, refreshed marts are those of one full build, row for row.

A sequence is a few refreshes with random changes between them. GK_REFRESH_SEQUENCES asks for more sequences than one,
GK_REFRESHES for longer ones.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import duckdb
import pytest

from gk_pipeline.contracts.registry import LAKE
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.reference import write_catalogue
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.dbt_run import run_dbt
from gk_pipeline.warehouse.refresh import Refresh, pending
from tests.integration.changing_lake import AGENCIES, YEARS, Paper, lay_down, tables

SEQUENCES = int(os.environ.get("GK_REFRESH_SEQUENCES", "1"))
REFRESHES = int(os.environ.get("GK_REFRESHES", "2"))
CHANGES = 3


@pytest.fixture(scope="module")
def paths(home: Path) -> Paths:
    """A home with the catalogue."""
    paths = Paths(Settings.load({"GK_HOME": str(home)}))
    write_catalogue(paths)
    return paths


def emptied(paths: Paths) -> Paths:
    """The home without a warehouse, and with no year of the lake."""
    paths.warehouse_file.unlink(missing_ok=True)
    for table in LAKE:
        shutil.rmtree(Path(str(paths.table(table.name))), ignore_errors=True)
    return paths


def refreshed(paths: Paths) -> Refresh:
    """Runs the models, and notes what they were made of, as a build does whose tests passed: they take too long."""
    refresh = pending(paths)
    if refresh.is_needed:
        nodes = run_dbt(paths, "run", *refresh.options, variables=refresh.environment)
        assert [(node.name, node.message) for node in nodes if node.failed] == []
        with duckdb.connect(str(paths.warehouse_file)) as warehouse:
            rows = [(*key, digest) for key, digest in refresh.inputs.items()]
            warehouse.executemany("insert into state.inputs values (?, ?, ?, ?)", rows)
    return refresh


def differences(refreshed: Path, full: Path) -> dict[str, list[tuple[str, tuple[object, ...]]]]:
    """The rows by mart that only one of two warehouses has, with the word `refreshed` or `full`."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{refreshed}' as refreshed (read_only)")
        connection.execute(f"attach '{full}' as built (read_only)")
        query = "select table_catalog, table_name from information_schema.tables where table_schema = 'marts'"
        marts = connection.execute(query).fetchall()
        names = {mart for catalog, mart in marts if catalog == "refreshed"}
        assert names == {mart for catalog, mart in marts if catalog == "built"}
        assert {"fct_indicator", "dim_report", "mart_concept_series"} <= names
        for mart in sorted(names):
            here, there = f"from refreshed.marts.{mart}", f"from built.marts.{mart}"
            rows = [("refreshed", row) for row in connection.execute(f"{here} except all {there}").fetchall()]
            rows += [("full", row) for row in connection.execute(f"{there} except all {here}").fetchall()]
            if rows:
                found[mart] = rows
    return found


def a_change(rng: Random, papers: set[Paper]) -> None:
    """One file comes, goes, is replaced by another one, or turns out to be of another year."""
    there = sorted(papers, key=lambda paper: paper.name)
    what = rng.choice(["add", "add", "remove", "replace", "move", "move away"])
    if what == "add" or not there:
        year = rng.choice([*YEARS, None])
        papers.add(Paper(rng.randrange(len(AGENCIES)), year, rng.randrange(2), rng.randrange(1000)))
        return
    paper = rng.choice(there)
    papers.discard(paper)
    if what == "replace":
        papers.add(Paper(paper.agency, paper.year, paper.edition, rng.randrange(1000)))
    elif what == "move":
        papers.add(Paper(paper.agency, rng.choice(YEARS), paper.edition, paper.state))
    elif what == "move away":
        papers.difference_update(each for each in there if each.year == paper.year)


def first_papers(rng: Random) -> set[Paper]:
    """Most agencies report in most years."""
    pairs = [(agency, year) for agency in range(len(AGENCIES)) for year in (*YEARS, None)]
    return {Paper(agency, year, 0, rng.randrange(1000)) for agency, year in pairs if rng.random() < 0.7}


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_any_sequence_of_refreshes_ends_in_the_marts_of_one_full_build(seed: int, paths: Paths, tmp_path: Path) -> None:
    rng = Random(seed)
    home = emptied(paths)
    papers, corrected = first_papers(rng), 0
    lay_down(home, tables(papers, corrected))
    assert refreshed(home).years is None
    steps: list[object] = []
    for _ in range(REFRESHES):
        for _ in range(rng.randint(1, CHANGES)):
            a_change(rng, papers)
        corrected = rng.choice([corrected, corrected, 0, 1, 2])
        lay_down(home, tables(papers, corrected))
        refresh = refreshed(home)
        assert refresh.years is not None
        steps.append(sorted(map(str, refresh.years)))
    aside = home.warehouse_file.rename(tmp_path / "refreshed.duckdb")
    lay_down(emptied(home), tables(papers, corrected))
    assert refreshed(home).years is None
    assert differences(aside, home.warehouse_file) == {}, f"seed {seed}, refreshed: {steps}"
