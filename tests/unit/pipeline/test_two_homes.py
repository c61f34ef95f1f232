"""Two homes that land into one lake: each finds it as one of them left it, never in between."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake import extracted
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.lock import alone
from gk_pipeline.lake.part import Part
from gk_pipeline.lake.tables import ensure_tables, read_table
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import land
from gk_pipeline.pipeline import run as run_module
from gk_pipeline.pipeline.extract import extract_pending
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.pipeline.years import land_years
from gk_pipeline.samples import samples_folder
from gk_pipeline.settings import Settings

SAMPLES = ("2019/huoshan_county_2019.txt", "2020/huoshan_county_2020.html")


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Paths, Paths]:
    """Two homes with one inbox and one lake, both of which have read what there is."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for sample in SAMPLES:
        shutil.copyfile(samples_folder() / "inbox" / sample, inbox / Path(sample).name)
    places = {"GK_INBOX": str(inbox), "GK_LAKE": str(tmp_path / "lake")}
    first, second = (
        Paths(Settings.load({"GK_HOME": str(tmp_path / name), "GK_WORKERS": "1", **places})) for name in ("one", "two")
    )
    for paths in (first, second):
        ensure_tables(paths)
        Ledger(paths).close()  # which does not know then what the other one will have read
    for paths in (first, second):
        with Ledger(paths) as ledger:
            scan(paths, ledger)
            assert extract_pending(paths, ledger, 1).documents == len(SAMPLES)
    return first, second


def land_both_years(paths: Paths) -> None:
    with Ledger(paths) as ledger:
        land_years(paths, ledger, [2019, 2020])


def rows(paths: Paths) -> dict[str, pl.DataFrame]:
    return {name: read_table(paths, name).drop("extracted_at", strict=False) for name in land.TABLES}


def test_a_home_waits_until_the_other_has_landed(homes: tuple[Paths, Paths], monkeypatch: pytest.MonkeyPatch) -> None:
    half_way, go_on = threading.Event(), threading.Event()
    writers: list[int] = []

    class Paused(Part):
        def __init__(self, table_name: str, year: int | None) -> None:
            super().__init__(table_name, year)
            self.name = table_name

        def write(self, paths: Paths) -> bool:
            writers.append(threading.get_ident())
            if self.name == "facts" and not half_way.is_set():
                half_way.set()
                assert go_on.wait(60)
            return super().write(paths)

    monkeypatch.setattr(land, "Part", Paused)
    one, two = (threading.Thread(target=land_both_years, args=[paths]) for paths in homes)
    one.start()
    assert half_way.wait(60)
    two.start()
    two.join(1)
    assert set(writers) == {one.ident}
    go_on.set()
    for thread in (one, two):
        thread.join(60)
    # What the first wrote comes first, as one.
    assert [writer == two.ident for writer in writers] == sorted(writer == two.ident for writer in writers)
    assert two.ident in writers
    assert rows(homes[0])["reports"].height == len(SAMPLES)


def test_what_one_home_left_the_other_one_leaves_as_it_is(homes: tuple[Paths, Paths]) -> None:
    first, second = homes
    land_both_years(first)
    read_at = read_table(first, "documents")["extracted_at"].to_list()
    with Ledger(second) as ledger:
        times = {record.extracted_at for record in ledger.documents(parser_version())}
        assert times.isdisjoint(read_at)
        assert [landed.changed for landed in land_years(second, ledger, [2019, 2020])] == [[], []]
    assert read_table(first, "documents")["extracted_at"].to_list() == read_at


def test_rows_that_the_other_home_needs_no_more_are_read_again(homes: tuple[Paths, Paths]) -> None:
    first, second = homes
    land_both_years(second)
    before = rows(second)
    # As a newer version of the package does, which the other home runs already.
    extracted.remove_version(first, parser_version())
    land_both_years(second)
    for name, frame in rows(second).items():
        assert frame.equals(before[name]), name
    assert before["facts"].height > 100


def test_marts_are_made_of_the_lake_as_the_run_left_it(
    homes: tuple[Paths, Paths], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = homes
    came: list[str] = []

    def come_in_between() -> None:
        with alone(second, "lake", lambda _: came.append("waits")):
            came.append("is in")

    other = threading.Thread(target=come_in_between)
    lap = run_module._Clock.lap

    def lap_and_let_in(clock: Any, name: str) -> None:
        lap(clock, name)
        if name == "land":
            other.start()
            while not came:
                time.sleep(0.01)

    def build(paths: Paths, years: list[int]) -> None:
        assert years == [2019, 2020]
        came.append("marts are built")

    monkeypatch.setattr(run_module._Clock, "lap", lap_and_let_in)
    monkeypatch.setattr(run_module, "build", build)
    monkeypatch.setattr(run_module, "publish", lambda paths: None)
    summary = run_module.run(first)
    other.join(60)
    assert [each.year for each in summary.landed] == [2019, 2020]
    assert came == ["waits", "marts are built", "is in"]
