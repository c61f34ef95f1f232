"""Ctrl-C ends a command at once, whatever it is doing, and with a word."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gk_pipeline.cli.interrupts import ending_at_once

# What takes the main thread away: a query of which Python hears nothing until it has ended, and code that catches all.
_QUERY = "duckdb.sql('select count(*) from range(100000000000) t(i) where hash(i) % 7 = 3').fetchall()"
_CATCHING = """
while True:
    try:
        time.sleep(60)
    except BaseException:
        pass
"""
# As in the foreground of a shell, whatever these tests are started from.
_PROGRAM = """
import multiprocessing
import signal
import time
import duckdb
from gk_pipeline.cli.interrupts import ending_at_once

signal.signal(signal.SIGINT, signal.default_int_handler)
with ending_at_once("stopped"):
    lock = multiprocessing.Lock()
    print("ready", flush=True)
"""


def program(work: str) -> str:
    return _PROGRAM + "\n".join(f"    {line}" for line in work.strip().splitlines())


@pytest.mark.parametrize("work", [_QUERY, _CATCHING])
def test_an_interrupt_ends_the_process_whatever_it_is_doing(work: str) -> None:
    command = [sys.executable, "-c", program(work)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        try:
            _, errors = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, errors) == (130, "gk: stopped\n")


def _open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_afterwards_an_interrupt_is_what_it_was() -> None:
    before, handler = _open_files(), signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        for _ in range(5):
            with ending_at_once("stopped"):
                pass
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, handler)
    give_up = time.monotonic() + 10
    while _open_files() > before and time.monotonic() < give_up:
        time.sleep(0.01)
    assert _open_files() == before


def test_where_interrupts_are_ignored_they_stay_so() -> None:
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with ending_at_once("stopped"):
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, handler)
