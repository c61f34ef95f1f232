"""Processes that read documents and do nothing else, so that no document can take the run down with it.

Belongs here: what such a process does, its limits, making a pool of them. Does not: which documents are read by which
process, and what happens when one dies (`extract.py`). Imports little, since every process does it again.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import wait

from gk_pipeline.extraction.model import Extraction, Outcome
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.inbox import read_inbox
from gk_pipeline.pipeline.read_file import Reading
from gk_pipeline.pipeline.rows import Lists, columns_of
from gk_pipeline.pipeline.time_limit import ended_if_stuck, limit_memory


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read: its id when the inbox was looked through, and the name of a file there that had it."""

    document_id: str
    paths: Paths
    name: str


@dataclass(frozen=True, slots=True)
class Read:
    """What came of some jobs: the columns of each extracted table, and the readings of what is not there any more.

    Columns of plain values, since a process hands them over in a tenth of the time that readings take.
    """

    columns: dict[str, Lists]
    restless: list[tuple[Job, Reading]]

    @property
    def documents(self) -> int:
        """How many documents were read."""
        return len(self.columns["outcomes"].get("document_id", ()))


@contextmanager
def pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that read. Leaving the block waits for what they are at, but not for what nobody has begun."""
    # Not fork: this process has threads (Arrow, Polars) that a forked child would find locked.
    executor = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def read_jobs(jobs: Sequence[Job]) -> Read:
    """What a process of a pool does with some jobs. `restless` are those whose bytes are not there any more, or can't
    be had at the moment: their readings have no `document_id`, and a reason that says which."""
    readings: list[Reading] = []
    for job in jobs:
        with ended_if_stuck():
            readings.append(_read(job))
    return made_of(jobs, readings)


def made_of(jobs: Sequence[Job], readings: Sequence[Reading]) -> Read:
    """The readings of some jobs, made ready to be handed over."""
    return Read(
        columns_of([reading for reading in readings if reading.document_id], datetime.now(UTC)),
        [(job, reading) for job, reading in zip(jobs, readings, strict=True) if not reading.document_id],
    )


def _read(job: Job) -> Reading:
    reading = read_inbox(job.paths, job.name)
    if reading.document_id not in (None, job.document_id):
        changed = Extraction("", Outcome.UNREADABLE, "the file changed while it was being read")
        return Reading(None, changed, remedy="run again when nobody writes it any more")
    return reading


def _begin() -> None:
    limit_memory()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Ends this process when the run that started it is killed; it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
