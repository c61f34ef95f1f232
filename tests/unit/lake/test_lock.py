"""One process at a time, and no lock outlives the process that holds it."""

from __future__ import annotations

import errno
import fcntl
import os
import platform
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gk_pipeline.lake.atomic import WriteError
from gk_pipeline.lake.lock import alone
from gk_pipeline.paths import Paths
from tests.conftest import ROOT

HOLDER = """
import sys, time
from gk_pipeline.lake.lock import alone
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings

with alone(Paths(Settings.load({"GK_HOME": sys.argv[1]})), "lake"):
    print("held", flush=True)
    time.sleep(600)
"""

# Reads a number, waits to be overtaken, writes the number that follows.
COUNTER = """
import pathlib, sys, time
from gk_pipeline.lake.lock import alone
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings

paths = Paths(Settings.load({"GK_HOME": sys.argv[1]}))
file = pathlib.Path(sys.argv[2])
for _ in range(25):
    with alone(paths, "lake"):
        number = int(file.read_text())
        time.sleep(0.001)
        file.write_text(str(number + 1))
"""


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def holder(paths: Paths) -> subprocess.Popen[str]:
    process = start(HOLDER, str(paths.home))
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_no_two_processes_are_in_the_block_at_once(paths: Paths, tmp_path: Path) -> None:
    file = tmp_path / "number"
    file.write_text("0", encoding="utf-8")
    counters = [start(COUNTER, str(paths.home), str(file)) for _ in range(3)]
    errors = [process.communicate(timeout=120)[1] for process in counters]
    assert [process.returncode for process in counters] == [0, 0, 0], errors
    assert file.read_text(encoding="utf-8") == "75"


def test_who_waits_says_for_whom_and_goes_on_when_the_holder_is_killed(
    paths: Paths, holder: subprocess.Popen[str]
) -> None:
    said: list[str] = []

    def say_and_kill(text: str) -> None:
        said.append(text)
        os.kill(holder.pid, signal.SIGKILL)

    with alone(paths, "lake", say_and_kill):
        holder.communicate()
    assert len(said) == 1
    assert f"process {holder.pid} on {platform.node()} (" in said[0]
    assert said[0].endswith(f"which is using {paths.lake}")


def test_other_locks_and_other_homes_are_free(paths: Paths, holder: subprocess.Popen[str], tmp_path: Path) -> None:
    said: list[str] = []
    other = Paths(paths.settings.load({"GK_HOME": str(tmp_path / "other")}))
    with alone(paths, "warehouse", said.append), alone(other, "lake", said.append):
        assert said == []
    holder.kill()
    holder.communicate()


def test_homes_with_one_lake_wait_for_each_other(paths: Paths, holder: subprocess.Popen[str], tmp_path: Path) -> None:
    said: list[str] = []
    other = Paths(paths.settings.load({"GK_HOME": str(tmp_path / "other"), "GK_LAKE": str(paths.lake)}))
    with alone(other, "warehouse", said.append), alone(other, "inbox", said.append):
        assert said == []

    def say_and_kill(text: str) -> None:
        said.append(text)
        holder.kill()

    with alone(other, "lake", say_and_kill):
        assert f"process {holder.pid} on" in said[0]
    holder.communicate()


def test_a_file_that_was_left_is_no_lock(paths: Paths) -> None:
    said: list[str] = []
    paths.lock("lake").parent.mkdir(parents=True)
    paths.lock("lake").write_text('{"pid": 1, "since": "2031-01-01", "command": "gk run"}', encoding="utf-8")
    with alone(paths, "lake", said.append):
        assert said == []


def test_a_thread_may_take_its_lock_again_and_others_wait_until_it_is_all_back(paths: Paths) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def other() -> None:
        with alone(paths, "lake", lambda _: waiting.set()):
            order.append("other")

    with alone(paths, "lake"):
        thread = threading.Thread(target=other)
        thread.start()
        with alone(paths, "lake"):
            assert waiting.wait(10)
        order.append("first")
    thread.join(10)
    assert order == ["first", "other"]


def test_a_lock_file_that_is_removed_meanwhile_lets_nobody_in_beside_the_others(paths: Paths) -> None:
    entered: list[bool] = []

    def other() -> None:
        with alone(paths, "lake", lambda _: paths.lock("lake").unlink()):
            # The file that it waited for is gone; it has to hold the one that newcomers find.
            entered.append(paths.lock("lake").exists())

    thread = threading.Thread(target=other)
    with alone(paths, "lake"):
        thread.start()
        while paths.lock("lake").exists():
            pass
    thread.join(10)
    assert entered == [True]


def test_an_error_in_the_block_lets_go(paths: Paths) -> None:
    with pytest.raises(KeyError), alone(paths, "lake"):
        raise KeyError
    said: list[str] = []
    thread = threading.Thread(target=lambda: alone(paths, "lake", said.append).__enter__())
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    assert said == []


def test_a_home_that_cannot_be_written_is_named(paths: Paths) -> None:
    paths.home.write_text("a file where the home should be", encoding="utf-8")
    with pytest.raises(WriteError, match=r"\.lock can't be written"), alone(paths, "lake"):
        pass


def test_a_file_system_without_locks_is_told(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(WriteError, match="has no locks: set GK_HOME and GK_LAKE"), alone(paths, "lake"):
        pytest.fail("nobody is alone there")
