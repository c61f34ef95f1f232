"""One process at a time: locks between the runs of one home, whatever started them.

Belongs here: waiting for a lock and saying who holds it. Does not: what is done under it.

A lock is held on an open file, and the kernel lets go of it when the process that opened the file ends, however it
ends. So a lock file that lies about says nothing: there are no stale locks, and no clock is asked. Who holds a lock is
written into its file only to be told to those who wait.

The locks, in the order in which one process takes them when it needs more than one:

- `warehouse`: building the marts and publishing them, as one;
- `marts`: publishing marts, or going back to a version of them;
- `lake`: writing tables of the lake, and building marts from them, so that no build sees half a year;
- `inbox`: looking through the inbox and reading what is new.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shlex
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from gk_pipeline.lake.atomic import explained
from gk_pipeline.paths import Paths

_log = logging.getLogger(__name__)

# How often each thread of this process holds each lock file.
_held: dict[tuple[str, int], int] = {}


@contextmanager
def alone(paths: Paths, what: str, watch: Callable[[str], None] | None = None) -> Iterator[None]:
    """Nobody else is in a block with the same home and `what`: other processes, and other threads of this one, wait.

    Who waits tells `watch` (default: a warning in the log) for whom, once. A thread that holds the lock may take it
    again. Processes that this one starts do not hold it. Raises WriteError when the home can't be written.
    """
    file = paths.locks / f"{what}.lock"
    key = str(file), threading.get_ident()
    if key not in _held:
        with explained(file):
            paths.locks.mkdir(parents=True, exist_ok=True)
            lock = _locked(file, what, watch or _log.warning)
        with lock:
            _sign(lock)
            yield from _counted(key)
    else:
        yield from _counted(key)


def _counted(key: tuple[str, int]) -> Iterator[None]:
    _held[key] = _held.get(key, 0) + 1
    try:
        yield
    finally:
        _held[key] -= 1
        if not _held[key]:
            del _held[key]


def _locked(file: Path, what: str, watch: Callable[[str], None]) -> BinaryIO:
    """The lock file, open and locked; closing it lets go."""
    told = False
    while True:
        lock = file.open("a+b", buffering=0)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not told:
                    watch(f"waiting for {_holder(file)}, which is using the {what} of this home")
                    told = True
                fcntl.flock(lock, fcntl.LOCK_EX)
            if _is_still(file, lock):
                return lock
        except BaseException:
            lock.close()
            raise
        lock.close()


def _is_still(file: Path, lock: BinaryIO) -> bool:
    """Whether nobody removed the file in the meantime; others would lock a new one."""
    try:
        return os.path.samestat(os.fstat(lock.fileno()), file.stat())
    except FileNotFoundError:
        return False


def _sign(lock: BinaryIO) -> None:
    """Writes down who holds the lock. A disk that is full is no reason not to go on."""
    command = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    with suppress(OSError):
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "since": since, "command": command}).encode())


def _holder(file: Path) -> str:
    try:
        holder = json.loads(file.read_bytes())
        return f"process {holder['pid']} ({holder['command']}, since {holder['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
