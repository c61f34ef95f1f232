"""One machine at a time on a bucket, where there is no kernel that all of them could ask.

Belongs here: claiming a prefix, and keeping, losing and giving back the claim. Does not: locks of a disk (`lock.py`).

A claim is an object of its own below the prefix. Who wants to be alone waits until there is no other claim, writes
one, and looks once more: of any two that write at the same time at least one sees the other, takes its own away, and
tries again. That needs a server whose listings show at once what was written or removed before, as those of Amazon S3,
MinIO and Ceph do, and nothing else of it.

A claim is renewed all the time. One that has not been for LEASE_SECONDS, by the clock of the one who watches it,
belongs to a process that has died, and counts no more. So that nobody goes on who is taken for dead, as after a
machine has slept, a holder gives up its claim when it could not renew it for half of that time: no clock is compared
with another one's.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gk_pipeline.lake import objects, store
from gk_pipeline.lake.atomic import explained
from gk_pipeline.lake.objects import StorageError, Stored
from gk_pipeline.location import ObjectPath

_log = logging.getLogger(__name__)

LEASE_SECONDS = 300.0
_RENEW_SECONDS = 30.0
_LOOK_SECONDS = 2.0

_ENDING = ".claim"


class Claim:
    """A claim that is renewed by a thread of its own for as long as it is held."""

    def __init__(self, file: ObjectPath, content: bytes) -> None:
        self._file = file
        self._content = content
        self._renewed = _now()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="claim", daemon=True)

    def __str__(self) -> str:
        return str(self._file)

    @property
    def is_lost(self) -> bool:
        """Whether it was not renewed for so long that others may take its holder for dead."""
        return _seconds_since(self._renewed) > LEASE_SECONDS / 2

    def require(self) -> None:
        """Raises StorageError when the claim is lost."""
        if self.is_lost:
            raise StorageError(
                f"{self._file} could not be renewed for {LEASE_SECONDS / 2:.0f} seconds, so that another machine may "
                "have begun to write. Run again: what is not as it should be is made again."
            )

    def write(self) -> None:
        """Writes the object, anew or for the first time."""
        began = _now()
        objects.write(self._file, self._content)
        self._renewed = began

    def keep(self) -> None:
        """Begins to renew it."""
        self._thread.start()

    def give_back(self) -> None:
        """Ends it. Should the server not answer, it ends by not being renewed."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        with suppress(StorageError):
            objects.remove(self._file)

    def _keep(self) -> None:
        while not self._over.wait(_RENEW_SECONDS) and not self.is_lost:
            try:
                self.write()
            except StorageError as error:
                _log.warning("%s could not be renewed: %s", self._file, error)


@contextmanager
def claimed(folder: ObjectPath, record: Path, watch: Callable[[str], None]) -> Iterator[Claim]:
    """Nobody else is in such a block with the same prefix, on whatever machine.

    Who waits tells `watch` for whom, once. `record` is a file beside which no other process of this home works: it
    names the claim, so that the next process of the home need not wait for one that was killed. Raises StorageError
    when the server can't be used, and at the end of the block when the claim was lost in it.
    """
    _remove_own(folder, record)
    name = f"{secrets.token_hex(8)}{_ENDING}"
    claim = Claim(folder / name, json.dumps({"host": platform.node(), "pid": os.getpid()}).encode())
    with explained(record):
        record.touch()
        record.write_text(json.dumps({"name": name, "place": _place(record)}), encoding="utf-8")
    try:
        _acquire(folder, name, claim, watch)
        claim.keep()
        yield claim
        claim.require()
    finally:
        claim.give_back()
        record.unlink(missing_ok=True)


def _acquire(folder: ObjectPath, name: str, claim: Claim, watch: Callable[[str], None]) -> None:
    others = _Others(folder, name)
    told = False
    while True:
        if not (living := others.living()):
            claim.write()
            if not others.living():
                break
            objects.remove(folder / name)
            time.sleep(random.uniform(0, _LOOK_SECONDS))  # noqa: S311 - so that two do not meet again and again
            continue
        if not told:
            watch(f"waiting for {_holder(folder / living[0].name)}, which is using {folder.parent}")
            told = True
        time.sleep(_LOOK_SECONDS)
    for dead in others.dead():
        objects.remove(folder / dead.name)


class _Others:
    """The claims of others, and since when each of them has been seen as it is."""

    def __init__(self, folder: ObjectPath, own: str) -> None:
        self._folder = folder
        self._own = own
        self._since: dict[Stored, tuple[float, float]] = {}

    def living(self) -> list[Stored]:
        """Those that were renewed not too long ago, as far as this has seen."""
        found = [each for each in store.files(self._folder) if each.name.endswith(_ENDING) and each.name != self._own]
        self._since = {each: self._since.get(each) or _now() for each in found}
        return [each for each in found if not self._is_dead(each)]

    def dead(self) -> list[Stored]:
        return [each for each in self._since if self._is_dead(each)]

    def _is_dead(self, claim: Stored) -> bool:
        return _seconds_since(self._since[claim], at_least=True) > LEASE_SECONDS


def _remove_own(folder: ObjectPath, record: Path) -> None:
    """Removes the claim of an earlier process of this home, which has ended: else there would be no record's owner."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        left = json.loads(record.read_bytes())
        # The copy of a home tells the claim of another one, which may be at work.
        if left["place"] == _place(record):
            objects.remove(folder / str(left["name"]))


def _place(record: Path) -> list[str | int]:
    """What a copy of the file does not have in common with it."""
    status = record.stat()
    return [platform.node(), status.st_dev, status.st_ino]


def _holder(claim: ObjectPath) -> str:
    """Who holds a claim, as far as that can be told: it may be given back meanwhile."""
    with suppress(FileNotFoundError, StorageError, ValueError, KeyError, TypeError):
        held = json.loads(objects.read(claim))
        return f"process {held['pid']} on {held['host']}"
    return "another machine"


def _now() -> tuple[float, float]:
    """Two clocks: one that nobody sets, and one that goes on while the machine sleeps."""
    return time.monotonic(), time.time()


def _seconds_since(moment: tuple[float, float], *, at_least: bool = False) -> float:
    """The time that has gone since; where the clocks differ the longer, or what has gone `at_least`."""
    steady, wall = (now - then for now, then in zip(_now(), moment, strict=True))
    return steady if at_least else max(steady, wall)
