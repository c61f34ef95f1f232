"""A home on trial: runs of the command as a user starts them, what they leave behind, what readers find meanwhile.

Belongs here: starting, killing, comparing. Does not: what happens to which run (the tests).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import duckdb

from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.run import run
from gk_pipeline.samples import samples_folder
from gk_pipeline.settings import Settings
from tests.conftest import ROOT, without_data_tests
from tests.parsed import parse_once

# Five report years, three formats, one agency over three forms; a copy and files that are no reports come and go.
SAMPLES = (
    "2014/datian_county_2014.txt",
    "2017/ningyang_education_2017.txt",
    "2017/ningyang_education_2017_copy.txt",
    "2017/yanjin_court_2017.html",
    "2019/huoshan_county_2019.txt",
    "2020/huoshan_county_2020.html",
    "2021/huoshan_county_2021.html",
    "2021/annual_reports_published_2022.html",
    "2023/hechi_city_2023.txt",
)


class Trial:
    """A folder with an inbox, a home, and a folder of its own for temporary files."""

    def __init__(self, folder: Path, home: Path | None = None) -> None:
        self.inbox, self.home, self.temporary = folder / "inbox", home or folder / "home", folder / "tmp"
        for each in (self.inbox, self.temporary):
            each.mkdir(parents=True)
        self.paths = Paths(Settings.load({"GK_HOME": str(self.home), "GK_INBOX": str(self.inbox)}))
        self._log = folder / "runs.log"

    def put(self, sample: str, name: str | None = None) -> None:
        """Puts a sample report into the inbox, by its own name or another."""
        target = self.inbox / (name or Path(sample).name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(samples_folder() / "inbox" / sample, target)

    def stir(self, chance: random.Random) -> str:
        """Changes the inbox: a file goes or moves, and one comes or gets other bytes. Tells what was done."""
        there = sorted(path for path in self.inbox.rglob("*") if path.is_file())
        what = chance.choice(["remove", "move", "keep"]) if len(there) > 2 else "keep"
        file, sample = chance.choice(there), chance.choice(SAMPLES)
        if what == "remove":
            file.unlink()
        elif what == "move":
            target = self.inbox / f"moved-{chance.randrange(3)}" / file.name
            target.parent.mkdir(exist_ok=True)
            file.replace(target)
        self.put(sample)
        with (self.inbox / Path(sample).name).open("a", encoding="utf-8") as changed:
            changed.write("\n" * chance.randrange(1, 1000))  # other bytes, so that there is something to read
        return f"{what} {file.name}, put {Path(sample).name}"

    def start(self, *options: str) -> subprocess.Popen[str]:
        """`gk run` in a process group of its own. What it prints goes to a log."""
        settings = {"GK_HOME": self.home, "GK_INBOX": self.inbox, "GK_WORKERS": 1, "TMPDIR": self.temporary}
        environment = {**os.environ, **{name: str(value) for name, value in settings.items()}, "COLUMNS": "200"}
        command = [sys.executable, "-m", "gk_pipeline.cli", "run", *options]
        with self._log.open("a", encoding="utf-8") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, text=True, start_new_session=True
            )

    def run(self, *options: str) -> float:
        """Runs to the end, which has to be a good one. Gives the seconds it took."""
        began = time.monotonic()
        code = self.start(*options).wait()
        assert code == 0, self.said()
        return time.monotonic() - began

    def said(self) -> str:
        """The end of what runs printed."""
        return self._log.read_text(encoding="utf-8")[-6000:]

    def marts(self) -> dict[str, list[tuple[object, ...]]]:
        """The rows of every published table, sorted, without moments: those say when a run was, not what it read."""
        found = {}
        with duckdb.connect(str(self.home / "published" / "current" / "marts.duckdb"), read_only=True) as connection:
            for (name,) in connection.execute("select table_name from duckdb_tables() order by all").fetchall():
                moments = (
                    "select column_name from duckdb_columns() where table_name = ? and data_type like 'TIMESTAMP%'"
                )
                skipped = {column for (column,) in connection.execute(moments, [name]).fetchall()}
                columns = [column for column in connection.table(name).columns if column not in skipped]
                rows = connection.execute(f"select {', '.join(columns)} from {name} order by all")
                found[name] = rows.fetchall()
        return found

    def left_behind(self) -> list[str]:
        """Temporary files and folders, wherever they are; empty when nothing of a killed run is left."""
        marks = (".tmp", ".wal", ".staging", ".part", ".new")
        found = [path for path in self.home.rglob("*") if path.name.endswith(marks) or path.name == ".current"]
        versions = (self.home / "published" / "versions").glob("*")
        found += [version for version in versions if not (version / "MANIFEST.json").is_file()]
        found += self.temporary.iterdir()
        found += self.paths.unsettled.glob("*")
        return sorted(str(path) for path in found)


def undisturbed(trial: Trial, folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """The marts that one run of a new home, in this process, makes of the same inbox."""
    other = Trial(folder)
    shutil.copytree(trial.inbox, other.inbox, dirs_exist_ok=True)
    parse_once(other.paths)
    with without_data_tests():
        run(Paths(replace(other.paths.settings, workers=1)))
    return other.marts()


def differences(found: dict[str, list[tuple[object, ...]]], wanted: dict[str, list[tuple[object, ...]]]) -> list[str]:
    """The marts that are not equal row for row, with the first rows that only one side has."""
    listed = [f"{name}: only on one side" for name in sorted(found.keys() ^ wanted.keys())]
    for name in sorted(found.keys() & wanted.keys()):
        if found[name] != wanted[name]:
            extra = [row for row in found[name] if row not in wanted[name]][:2]
            lost = [row for row in wanted[name] if row not in found[name]][:2]
            listed.append(f"{name}: {len(found[name])} rows for {len(wanted[name])}; too many {extra}, lost {lost}")
    return listed


def kill(process: subprocess.Popen[str]) -> bool:
    """Kills a run and everything it started at once. Tells whether it was still running."""
    alive = process.poll() is None
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return alive


def wait_until(process: subprocess.Popen[str], happened: Callable[[], bool]) -> bool:
    """Waits until something happens or the run ends; tells whether it happened."""
    while not happened():
        if process.poll() is not None:
            return happened()
        time.sleep(0.05)
    return True


def workers_of(run: int) -> list[int]:
    """The reading processes of a run, by their ids; `run` is the id of its process group."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, _, group = (
                (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:3]
            )
            if int(group) == run and state != "Z" and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found
