"""One process at a time: locks between runs, whatever started them, and on whatever machine.

Belongs here: waiting for a lock and saying who holds it. Does not: what is done under it, how machines take turns on a
bucket (`claims.py`).

A lock is held on an open file, and the kernel lets go of it when the process that opened the file ends, however it
ends. So a lock file that lies about says nothing: there are no stale locks, and no clock is asked. Who holds a lock is
written into its file only to be told to those who wait.

The locks of the lake and of published marts hold for all homes that use the same folders: their files lie there.
Where a folder is shared by machines, their file system has to pass `flock` on to its server, as NFS 4 does, and to show
at once what another machine wrote, as NFS does when it is mounted with `noac`. On a lake in a bucket the processes of a
home take turns by a file, and homes by claims.

The locks, in the order in which one process takes them when it needs more than one:

- `warehouse`: building the marts and publishing them, as one;
- that of the shared warehouse, where there is one (`warehouse/ducklake.py`);
- `marts`: publishing marts, or going back to a version of them;
- `lake`: writing tables of the lake, and building marts from them, so that no build sees half a year;
- `inbox`: looking through the inbox and reading what is new.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import platform
import shlex
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from gk_pipeline.lake.atomic import explained
from gk_pipeline.lake.claims import Claim, claimed
from gk_pipeline.location import ObjectPath
from gk_pipeline.paths import LAKE_LOCK, Paths

_log = logging.getLogger(__name__)

# How often each thread of this process holds each lock file, and by which claims on buckets.
_held: dict[tuple[str, int], int] = {}
_claims: dict[tuple[str, int], Claim] = {}


@contextmanager
def alone(paths: Paths, what: str, watch: Callable[[str], None] | None = None) -> Iterator[None]:
    """Nobody else is in a block with `what` and the same home, lake or published folder: other processes, and other
    threads of this one, wait.

    Who waits tells `watch` (default: a warning in the log) for whom, once. A thread that holds the lock may take it
    again. Processes that this one starts do not hold it. Raises WriteError when the lock file can't be written, and for
    a lake in a bucket StorageError when the server can't be used or the lock was lost (`require_lake`).
    """
    file = paths.lock(what)
    key = str(file), threading.get_ident()
    if key in _held:
        yield from _counted(key)
        return
    watch = watch or _log.warning
    with explained(file):
        lock = _locked(file, f"the {what} of this home" if file.parent == paths.locks else str(file.parent), watch)
    with lock:
        _sign(lock)
        if what == LAKE_LOCK and isinstance(paths.lake, ObjectPath):
            with claimed(paths.lake / ".claims", paths.locks / "claim", watch) as claim:
                _claims[key] = claim
                try:
                    yield from _counted(key)
                finally:
                    del _claims[key]
        else:
            yield from _counted(key)


def require_lake(paths: Paths) -> None:
    """Raises StorageError when this thread was alone with a lake in a bucket and may not be any more.

    To be asked before something is written that took others' work as its ground.
    """
    claim = _claims.get((str(paths.lock(LAKE_LOCK)), threading.get_ident()))
    if claim is not None:
        claim.require()


def _counted(key: tuple[str, int]) -> Iterator[None]:
    _held[key] = _held.get(key, 0) + 1
    try:
        yield
    finally:
        _held[key] -= 1
        if not _held[key]:
            del _held[key]


def _locked(file: Path, name: str, watch: Callable[[str], None]) -> BinaryIO:
    """The lock file, open and locked; closing it lets go."""
    told = False
    while True:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = file.open("a+b", buffering=0)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not told:
                    watch(f"waiting for {_holder(file)}, which is using {name}")
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
        holder = {"pid": os.getpid(), "host": platform.node(), "since": since, "command": command}
        lock.write(json.dumps(holder).encode())


def _holder(file: Path) -> str:
    try:
        holder = json.loads(file.read_bytes())
        return f"process {holder['pid']} on {holder['host']} ({holder['command']}, since {holder['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
