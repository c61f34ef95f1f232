"""No file may hold up a run: how long reading one may take, and how much memory.

Belongs here: the two watches of a process that reads. Does not: what becomes of the file (`read_file`, `extract`).
"""

from __future__ import annotations

import faulthandler
import os
import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

SECONDS = 300
"""Reports take milliseconds; the 40 scanned pages that are recognised at most take some minutes."""

MEMORY_BYTES = 4_000_000_000
"""What a reading process may hold. Reports need some 100 MB."""

# Code that does not return to Python can't be interrupted; its process is ended this much later.
_GRACE = 1.2


class TookTooLong(BaseException):
    """The time is over. Not an Exception, so that no reader takes it for a fault of the file."""


@contextmanager
def time_limit(seconds: float = SECONDS) -> Iterator[None]:
    """Raises TookTooLong in the block when its time is over. Only the main thread can be interrupted so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise TookTooLong


def limit_memory() -> None:
    """Makes this process raise MemoryError where it would take more than its share. For processes that only read."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


@contextmanager
def ended_if_stuck(seconds: float = SECONDS) -> Iterator[None]:
    """Ends this process when the block, and all interrupting it, did not help. For processes that only read."""
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(seconds * _GRACE, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
