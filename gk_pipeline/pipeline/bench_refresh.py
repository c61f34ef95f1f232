"""What a refresh costs beside the first run: one new file among many that are in the marts, and nothing new at all.

Belongs here: the measurements behind `gk bench refresh`. Does not: assertions about time; a slow machine is no failure.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.run import Watch, run
from gk_pipeline.settings import Settings
from gk_pipeline.synthesis.make import make
from gk_pipeline.warehouse.connection import open_warehouse
from gk_pipeline.warehouse.sql import quoted_name

# Local forms are of years before these, so that the reports lie closer together.
_FORMS = ("old2014", "fmt2019", "fmt2021")
_FOLDER_SIZE = 1000

# A mart that is made whole in every run tells which run was the last.
_ALWAYS_MADE = "dim_agency"


@dataclass(frozen=True, slots=True)
class Made:
    """A mart after a run: how many of its rows the run made, and of how many report years (None: it is made whole)."""

    mart: str
    rows: int
    of_rows: int
    years: int | None
    of_years: int | None


@dataclass(frozen=True, slots=True)
class Refreshed:
    """One run. `seconds` by step of the run, `total` is their sum; `marts` is empty when dbt was not run.

    `cpu` are the seconds of all processors, of parsing processes too: what a busy machine does not falsify.
    """

    what: str
    documents: int
    landed: tuple[int | None, ...]
    models: int
    tests: int
    marts: tuple[Made, ...]
    seconds: dict[str, float]
    cpu: float
    version: str

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


def bench_refresh(folder: Path, files: int, watch: Watch = lambda step, done, total: None) -> list[Refreshed]:
    """Makes a home in `folder` with so many synthetic reports, and runs it three times.

    First all of it, then with one more report, then with nothing new. Raises what `run` raises.
    """
    paths = Paths(Settings.load({"GK_HOME": str(folder / "home"), "GK_INBOX": str(folder / "inbox")}))
    seeds = count()
    for done in range(files):
        if done % _FOLDER_SIZE == 0:
            watch("writing reports", done, files)
        _write(paths, next(seeds))
    found = [_measured(f"first run, {files} files", paths, watch)]
    _write(paths, next(seeds))
    found.append(_measured("one new file", paths, watch))
    found.append(_measured("nothing new", paths, watch))
    return found


def _write(paths: Paths, seed: int) -> None:
    report = make(seed, form=_FORMS[seed % len(_FORMS)])
    file = Path(str(paths.inbox)) / f"{seed // _FOLDER_SIZE:03}" / report.file_name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(report.data)


def _measured(what: str, paths: Paths, watch: Watch) -> Refreshed:
    before = _cpu()
    summary = run(paths, watch=watch)
    cpu = _cpu() - before
    assert summary.built is not None
    assert summary.published is not None
    return Refreshed(
        what,
        documents=summary.extracted.documents,
        landed=tuple(landed.year for landed in summary.landed),
        models=len(summary.built.models),
        tests=summary.built.tests_passed,
        marts=_made(paths) if summary.built.models else (),
        seconds=summary.seconds,
        cpu=cpu,
        version=summary.published.manifest.version,
    )


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _made(paths: Paths) -> tuple[Made, ...]:
    """What the last run of dbt made of each mart, the largest first."""
    made = []
    with open_warehouse(paths) as warehouse:
        query = "select made_by from state.mart_years where mart = ?"
        ((last,),) = warehouse.execute(query, [_ALWAYS_MADE]).fetchall()
        rows = warehouse.execute(
            "select mart, bool_and(is_by_year), count(*), list(report_year) filter (where made_by = $last),"
            " count(*) filter (where made_by = $last) from state.mart_years group by mart",
            {"last": last},
        ).fetchall()
        for mart, is_by_year, of_years, years, n_years in rows:
            table = warehouse.table(f"marts.{quoted_name(mart)}")
            of_rows = len(table)
            if not is_by_year:
                made.append(Made(mart, of_rows, of_rows, None, None))
                continue
            known = ", ".join(str(year) for year in years or () if year is not None) or "null"
            unknown = "or report_year is null" if None in (years or ()) else ""
            n_rows = len(table.filter(f"report_year in ({known}) {unknown}"))
            made.append(Made(mart, n_rows, of_rows, n_years, of_years))
    return tuple(sorted(made, key=lambda each: -each.of_rows))
