"""Processes that read: killed themselves, or without the run that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.pipeline.extract import SHARD
from tests.conftest import ROOT
from tests.faults.trial import SAMPLES, Trial, kill, wait_until, workers_of

# More than one process is given at once, so that two are at work.
FILES = SHARD + 30

# Reads an inbox. Workers run this too, up to its last lines, and so tell when they begin with a document.
READ = """
import os
from pathlib import Path
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import worker
from gk_pipeline.pipeline.extract import extract_pending
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.settings import Settings

read_inbox = worker.read_inbox

def told(paths, name):
    Path(os.environ["BEGUN"], str(os.getpid())).touch()
    return read_inbox(paths, name)

worker.read_inbox = told

if __name__ == "__main__":
    paths = Paths(Settings.load())
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        extract_pending(paths, ledger, workers=2)
"""


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    """An inbox of many files: the samples, each with bytes of its own."""
    trial = Trial(tmp_path / "trial")
    for number in range(FILES):
        trial.put(SAMPLES[number % len(SAMPLES)], name := f"{number:03}.txt")
        with (trial.inbox / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{number}\n")
    return trial


def environment(trial: Trial, begun: Path) -> dict[str, str]:
    """The variables of `READ`; it makes a file in `begun` for each process that reads, named by its id."""
    begun.mkdir()
    places = {"GK_HOME": trial.home, "GK_INBOX": trial.inbox, "PYTHONPATH": ROOT, "BEGUN": begun}
    return {**os.environ, **{name: str(place) for name, place in places.items()}}


def start(trial: Trial, folder: Path, begun: Path) -> subprocess.Popen[str]:
    script = folder / "read.py"
    script.write_text(READ, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, script],
        env=environment(trial, begun),
        text=True,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def outcomes(trial: Trial) -> set[tuple[str, str | None]]:
    with Ledger(trial.paths) as ledger:
        return {(record.file_path, record.outcome) for record in ledger.documents(parser_version())}


def test_workers_that_are_killed_cost_nothing_but_time(trial: Trial, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    process = start(trial, tmp_path, begun)
    shot: set[int] = set()

    def is_at_work() -> bool:
        return any(int(file.name) in workers_of(process.pid) for file in begun.iterdir() if int(file.name) not in shot)

    for _ in range(2):
        assert wait_until(process, is_at_work), process.communicate()
        for worker in workers_of(process.pid):
            shot.add(worker)
            with suppress(ProcessLookupError):  # the pool ends those whose neighbour died
                os.kill(worker, signal.SIGKILL)
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    found = outcomes(trial)
    assert len(found) == FILES
    assert {outcome for _, outcome in found} <= {"report", "not_a_report"}


def test_workers_end_with_the_run_that_started_them(trial: Trial, tmp_path: Path) -> None:
    process = start(trial, tmp_path, tmp_path / "begun")
    try:
        assert wait_until(process, lambda: len(workers_of(process.pid)) == 2)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        give_up = time.monotonic() + 20
        while workers_of(process.pid) and time.monotonic() < give_up:
            time.sleep(0.05)
        assert workers_of(process.pid) == []
    finally:
        kill(process)
        process.communicate()


def test_where_no_process_can_be_started_no_file_is_blamed(tmp_path: Path) -> None:
    trial = Trial(tmp_path / "trial")
    trial.put(SAMPLES[0], "a.txt")
    # A program from standard input is no file that a new process could import.
    ended = subprocess.run(
        [sys.executable, "-"],
        input=READ,
        env=environment(trial, tmp_path / "begun"),
        text=True,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "can't be started here" in ended.stderr
    assert outcomes(trial) == {("a.txt", None)}
