"""A disk that is full: every step says so, spoils nothing, and goes on when there is room again."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from gk_pipeline.lake.atomic import WriteError
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_file import LedgerError
from gk_pipeline.lake.tables import ensure_tables, read_table
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.extract import extract_pending
from gk_pipeline.pipeline.reference import write_catalogue
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.pipeline.years import land_years, unsettled
from gk_pipeline.samples import samples_folder
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.errors import WarehouseError
from gk_pipeline.warehouse.publish import publish
from tests.faults.trial import SAMPLES, Trial, differences, undisturbed
from tests.unit.warehouse.test_publish import WAREHOUSE

BYTES = 64 * 1024 * 1024


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={BYTES}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or not shutil.which("mount") or subprocess.run(mount, check=False).returncode:
        pytest.skip("a disk can only be mounted by root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def paths(disk: Path, tmp_path: Path) -> Paths:
    paths = Paths(Settings.load({"GK_HOME": str(disk / "home"), "GK_INBOX": str(tmp_path / "inbox")}))
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for sample in SAMPLES:
        shutil.copyfile(samples_folder() / "inbox" / sample, inbox / Path(sample).name)
    return paths


def fill(disk: Path, leave: int) -> None:
    """Takes all room of the disk but some bytes."""
    room(disk)
    status = os.statvfs(disk)
    with (disk / "ballast").open("wb") as ballast:
        ballast.write(bytes(status.f_bavail * status.f_frsize - leave))


def room(disk: Path) -> None:
    (disk / "ballast").unlink(missing_ok=True)


def temporaries(disk: Path) -> list[Path]:
    return [path for path in disk.rglob("*") if path.name.endswith(".tmp")]


def test_looking_through_the_inbox(disk: Path, paths: Paths) -> None:
    fill(disk, 0)
    with pytest.raises((LedgerError, WriteError), match=r"Make room|disk is not full"), Ledger(paths) as ledger:
        scan(paths, ledger)
    room(disk)
    with Ledger(paths) as ledger:
        assert scan(paths, ledger).new == len(SAMPLES)


def test_reading_documents(disk: Path, paths: Paths) -> None:
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        fill(disk, 16 * 1024)
        with pytest.raises(WriteError, match=r"No space left on device\. Make room and run again"):
            extract_pending(paths, ledger, 1)
        assert temporaries(disk) == []
        room(disk)
        assert extract_pending(paths, ledger, 1).documents == len(SAMPLES) - 1  # one is a copy
        assert extract_pending(paths, ledger, 1).documents == 0


def test_landing_and_the_lists_behind_it(disk: Path, paths: Paths) -> None:
    ensure_tables(paths)
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        extract_pending(paths, ledger, 1)
        land_years(paths, ledger, [2019, 2020, 2021])
        before = read_table(paths, "facts")
        (paths.inbox_file("huoshan_county_2020.html")).unlink()
        scan(paths, ledger)
        fill(disk, 8 * 1024)
        for write in (lambda: land_years(paths, ledger, [2014, 2017, 2020]), lambda: write_catalogue(paths)):
            with pytest.raises(WriteError, match=r"No space left on device\. Make room and run again"):
                write()
            assert temporaries(disk) == []
        # The years at which it stopped are known to be unfinished, and no table is half written.
        assert unsettled(paths) >= {2017, 2020}
        assert read_table(paths, "facts", [2019]).equals(before.filter(pl.col("report_year") == 2019))
        room(disk)
        land_years(paths, ledger, [])
        assert write_catalogue(paths)
    # 2020 is empty now, and 2021 was judged again without it.
    assert set(read_table(paths, "reports")["report_year"]) == {2014, 2017, 2019, 2021}
    assert unsettled(paths) == set()


def test_a_home_that_can_only_be_read_is_named(disk: Path, paths: Paths) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for begin in (lambda: ensure_tables(paths), lambda: Ledger(paths)):
        with pytest.raises(WriteError, match=r"can't be written: Read-only file system\. Give this user the right"):
            begin()
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    with Ledger(paths) as ledger:
        scan(paths, ledger)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises((LedgerError, WriteError), match=r"can't be written|Check that it can be written"):
        Ledger(paths)


def test_publishing(disk: Path, paths: Paths) -> None:
    """Wherever the room ends while a version is written, that is what is said."""
    paths.warehouse.mkdir(parents=True)
    with duckdb.connect(str(paths.warehouse_file)) as warehouse:
        warehouse.execute(WAREHOUSE)
        for number in range(8):
            warehouse.execute(
                f"create table marts.more_{number} as select hash(i + {number}) as h from range(20000) t(i)"
            )
    refused = 0
    for leave in range(0, 4_000_000, 200_000):
        fill(disk, leave)
        try:
            publish(paths)
        except WarehouseError as error:
            refused += 1
            assert "No space left on device" in str(error)
            assert "Make room, then run again" in str(error)
            assert not (paths.published / "current").exists()
        shutil.rmtree(paths.published, ignore_errors=True)
        shutil.rmtree(paths.warehouse / "pieces", ignore_errors=True)
        (paths.warehouse / "published.json").unlink(missing_ok=True)
    assert refused > 10
    room(disk)
    assert len(publish(paths).manifest.tables) == 10


@pytest.mark.skipif("GK_KILL_POINTS" not in os.environ, reason="takes some minutes: set GK_KILL_POINTS")
def test_building_the_marts(disk: Path, tmp_path: Path) -> None:
    trial = Trial(tmp_path / "trial", home=disk / "home")
    for sample in SAMPLES[:3]:
        trial.put(sample)
    trial.run()
    before = trial.marts()
    for sample in SAMPLES[3:]:
        trial.put(sample)
    shutil.rmtree(trial.home / "warehouse")
    fill(disk, 1_500_000)
    assert trial.start().wait() == 1, trial.said()
    assert "Traceback" not in trial.said()
    assert "No space left" in trial.said()
    assert trial.marts() == before
    room(disk)
    trial.run()
    assert differences(trial.marts(), undisturbed(trial, tmp_path / "undisturbed")) == []
    assert trial.left_behind() == []
