"""The ledger under several processes, and under processes that are killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.paths import Paths
from tests.conftest import ROOT

WRITER = """
import sys
from datetime import UTC, datetime
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import ParsedDocument
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings

home, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
now = datetime.now(UTC)
with Ledger(Paths(Settings.load({"GK_HOME": home}))) as ledger:
    for number in range(count):
        rows = [
            ParsedDocument(f"{name}:{number}:{row}", "1", "report", None, None, 2017, "text", None, 0, now, "p")
            for row in range(5)
        ]
        ledger.record(rows)
        print(number, flush=True)
"""


def writer(paths: Paths, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(paths.home), name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def documents(file: Path) -> list[str]:
    with sqlite3.connect(file) as connection:
        return [row[0] for row in connection.execute("SELECT document_id FROM parsed ORDER BY document_id")]


def test_processes_that_make_and_write_the_ledger_at_once_lose_nothing(paths: Paths) -> None:
    writers = [writer(paths, name, 100) for name in "abc"]
    errors = [process.communicate(timeout=120)[1] for process in writers]
    assert [process.returncode for process in writers] == [0, 0, 0], errors
    expected = sorted(f"{name}:{number}:{row}" for name in "abc" for number in range(100) for row in range(5))
    assert documents(paths.ledger) == expected


def test_a_killed_writer_leaves_whole_transactions_and_no_lock(paths: Paths) -> None:
    process = writer(paths, "a", 1_000_000)
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(50)][-1]
    time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    with Ledger(paths) as ledger:
        assert ledger.inventory() == {}
    found = documents(paths.ledger)
    assert len(found) % 5 == 0
    assert len(found) >= 5 * (acknowledged + 1)
    with sqlite3.connect(paths.ledger) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
