"""Runs that are killed anywhere: the next one ends in the same marts, and readers never notice.

`GK_KILL_POINTS` is the number of kills (default: a handful), `GK_KILL_SEED` chooses others.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.faults.trial import SAMPLES, Trial, differences, kill, undisturbed, wait_until
from tests.parsed import parse_once

POINTS = int(os.environ.get("GK_KILL_POINTS", "4"))
SEED = int(os.environ.get("GK_KILL_SEED", "20260101"))
# After so many kills a run may end, and its marts are compared.
CHAIN = 16
# Longer than a step takes: the moment of a kill is drawn from the seconds that follow on the beginning of a step.
SPREAD = 4.0


def is_reading(trial: Trial) -> Callable[[], bool]:
    before = set(trial.paths.lake.glob("extracted/*/outcomes/*/*"))
    return lambda: (
        trial.paths.lake.joinpath("extracted").is_dir()
        and bool(set(trial.paths.lake.glob("extracted/*/outcomes/*/*")) - before)
    )


def is_landing(trial: Trial) -> Callable[[], bool]:
    return lambda: trial.paths.unsettled.is_dir() and any(trial.paths.unsettled.iterdir())


def is_building(trial: Trial) -> Callable[[], bool]:
    def state() -> tuple[int, int]:
        file = trial.home / "warehouse" / "warehouse.duckdb"
        log = file.with_name(f"{file.name}.wal")
        return (file.stat().st_mtime_ns if file.exists() else 0), (log.stat().st_size if log.exists() else 0)

    before = state()
    return lambda: state() != before


def is_publishing(trial: Trial) -> Callable[[], bool]:
    return (trial.home / "published" / "versions" / ".staging").exists


def is_at_any_point(trial: Trial) -> Callable[[], bool]:
    return lambda: True


STEPS = (is_landing, is_building, is_publishing, is_reading, is_at_any_point)


@contextmanager
def reader(trial: Trial, stop: Path) -> Iterator[dict[str, list[str]]]:
    """A reader that looks all the while; what it found is there when the block ends."""
    command = [sys.executable, "-m", "tests.faults.reader", str(trial.home), str(stop)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    found: dict[str, list[str]] = {}
    try:
        yield found
    finally:
        stop.touch()
        found |= json.loads(process.communicate()[0])


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    trial = Trial(tmp_path / "trial")
    parse_once(trial.paths)
    for sample in SAMPLES[:5]:
        trial.put(sample)
    return trial


def test_killed_at_random_points_the_next_run_makes_it_good(trial: Trial, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    killed: list[str] = []
    checked = 0
    with reader(trial, tmp_path / "stop") as seen:
        while len(killed) < POINTS:
            for number in range(min(CHAIN, POINTS - len(killed))):
                step = STEPS[(len(killed) + number // len(STEPS)) % len(STEPS)]
                done = trial.stir(chance)
                happened = step(trial)
                process = trial.start()
                wait_until(process, happened)
                delay = chance.uniform(0, SPREAD) * (5 if step is is_at_any_point else 1)
                if _killed_after(process, delay):
                    killed.append(f"{step.__name__} + {delay:.1f} s after {done}")
                    _tell(killed[-1])
            # Whoever finds that a run was killed starts one, and so does a schedule.
            together = [trial.start(), trial.start("--years", "2017-2020")]
            assert [run.wait() for run in together] == [0, 0], trial.said()
            assert differences(trial.marts(), undisturbed(trial, tmp_path / f"undisturbed-{checked}")) == [], killed
            assert trial.left_behind() == [], killed
            checked += 1
    assert seen["errors"] == [], killed
    assert len(seen["versions"]) >= checked
    _tell(f"{len(killed)} kills, {checked} comparisons, {seen['looks']} looks of a reader at {seen['versions']}")


def _killed_after(process: subprocess.Popen[str], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return kill(process)
    return False


def _tell(text: str) -> None:
    """For who runs many points: `pytest -s` shows what happened."""
    sys.stderr.write(f"\n{text}\n")
