"""Files that hang, eat memory or kill the process that reads them: they are named, and nothing else is lost."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from gk_pipeline.documents.model import Document
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import read_file
from gk_pipeline.pipeline.extract import extract_pending
from gk_pipeline.pipeline.read_file import read_bytes
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.pipeline.time_limit import TookTooLong, limit_memory, time_limit
from gk_pipeline.settings import Settings

# Loaded by every Python process that is started with it on its path.
HOSTILE = """
import ctypes, os, time
from gk_pipeline.pipeline import read_file, time_limit, worker

reading = read_file._read

def hostile(data, name):
    if b"KILL" in data:
        os._exit(9)
    if b"STUCK" in data:
        ctypes.CDLL(None).sleep(600)
    if b"GREEDY" in data:
        bytearray(6_000_000_000)
    return reading(data, name)

read_file.read_bytes("通知".encode())  # what is loaded once does not count as reading a file
read_file._read = hostile
worker.ended_if_stuck = lambda: time_limit.ended_if_stuck(3)
"""


def test_a_file_that_takes_too_long_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(data: bytes, *, name: str | None) -> Document:
        while True:
            try:
                time.sleep(0.01)
            except Exception:  # as careless code does
                continue

    monkeypatch.setattr(read_file, "read", endless)
    monkeypatch.setattr(read_file, "time_limit", lambda: time_limit(0.2))
    reading = read_bytes(b"x")
    assert reading.extraction.outcome == "unreadable"
    assert "took longer than" in str(reading.extraction.reason)


def test_the_time_limit_ends_with_its_block() -> None:
    with time_limit(0.05):
        pass
    time.sleep(0.1)
    with pytest.raises(TookTooLong), time_limit(0.05):
        time.sleep(1)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path / "home"), "GK_INBOX": str(tmp_path / "inbox")}))
    paths.inbox.mkdir(parents=True)
    return paths


def test_files_that_end_their_process_are_named_and_the_others_are_read(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(HOSTILE, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    for number in range(70):
        (paths.inbox / f"{number:03}.txt").write_text(f"第{number}号通知", encoding="utf-8")
    for word in ("KILL", "STUCK", "GREEDY"):
        (paths.inbox / f"{word}.txt").write_text(f"通知 {word}", encoding="utf-8")
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        assert extract_pending(paths, ledger, workers=2).documents == 73
        found = {record.file_path: (record.outcome, record.reason) for record in ledger.documents(parser_version())}
        # What killed its parser twice is not tried again by every run; a new version of the parser tries it.
        assert extract_pending(paths, ledger, workers=2).documents == 0
    assert {name for name, (outcome, _) in found.items() if outcome == "unreadable"} == {
        *("KILL.txt", "STUCK.txt", "GREEDY.txt")
    }
    assert sum(outcome == "not_a_report" for outcome, _ in found.values()) == 70
    assert "died on this file" in str(found["KILL.txt"][1])
    assert "died on this file" in str(found["STUCK.txt"][1])
    assert "GB of memory" in str(found["GREEDY.txt"][1])


def test_memory_is_limited_in_processes_that_read_only() -> None:
    code = f"from {limit_memory.__module__} import limit_memory; limit_memory(); bytearray(6_000_000_000)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MemoryError" in done.stderr
