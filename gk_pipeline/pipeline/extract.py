"""Reads the documents that this parser version has not read yet, and stores what they say before it is judged.

Belongs here: shards, worker processes, what happens when one dies. Does not: how a document is read.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime

from gk_pipeline.extraction.model import Extraction, Outcome
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake import extracted
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import ParsedDocument, Pending
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.inbox import read_inbox
from gk_pipeline.pipeline.read_file import Reading
from gk_pipeline.pipeline.rows import batch
from gk_pipeline.pipeline.time_limit import ended_if_stuck, limit_memory

Progress = Callable[[int, int], None]

# Documents a worker reads before it reports back.
SHARD = 100
# Below this number of documents, starting processes costs more than they save.
_WORTH_PROCESSES = 60


@dataclass(frozen=True, slots=True)
class Extracted:
    """How many documents were read, and the report years (None: not known) that got something new."""

    documents: int
    years: frozenset[int | None]


@dataclass(frozen=True, slots=True)
class _Job:
    """A document to read: its id, and the name it has in the inbox."""

    document_id: str
    paths: Paths
    name: str


def extract_pending(
    paths: Paths, ledger: Ledger, workers: int, progress: Progress = lambda done, total: None
) -> Extracted:
    """Reads all pending documents. Killed at any point, the next call goes on where this one was."""
    pending = ledger.pending(parser_version())
    years: set[int | None] = set()
    done = 0
    progress(0, len(pending))
    for readings in _read(paths, pending, workers):
        years |= _store(paths, ledger, readings)
        done += len(readings)
        progress(done, len(pending))
    return Extracted(len(pending), frozenset(years))


def _store(paths: Paths, ledger: Ledger, readings: Sequence[Reading]) -> set[int | None]:
    now = datetime.now(UTC)
    part_id = extracted.append(paths, batch(readings, now))
    ledger.record(_parsed(reading, now, part_id) for reading in readings)
    return {_year(reading) for reading in readings}


def _year(reading: Reading) -> int | None:
    return reading.extraction.report.year if reading.extraction.report else None


def _parsed(reading: Reading, now: datetime, part_id: str) -> ParsedDocument:
    document = reading.document
    return ParsedDocument(
        document_id=reading.extraction.document_id,
        parser_version=parser_version(),
        outcome=reading.extraction.outcome.value,
        reason=reading.extraction.reason,
        remedy=reading.remedy,
        report_year=_year(reading),
        format=document.format if document else None,
        encoding=document.encoding if document else None,
        replaced_characters=document.replaced if document else None,
        extracted_at=now,
        part_id=part_id,
    )


def _read(paths: Paths, pending: Sequence[Pending], workers: int) -> Iterator[list[Reading]]:
    jobs = [_Job(p.document_id, paths, p.path) for p in pending]
    shards = [jobs[start : start + SHARD] for start in range(0, len(jobs), SHARD)]
    if workers == 1 or len(jobs) < _WORTH_PROCESSES:
        yield from map(_read_shard, shards)
        return
    yield from _read_in_processes(shards, workers)


def _read_in_processes(shards: Sequence[Sequence[_Job]], workers: int) -> Iterator[list[Reading]]:
    """Shards over processes. When one dies, all shards that are not read yet are read again, each by itself."""
    unread = list(shards)
    with _pool(workers) as pool:
        futures: dict[Future[list[Reading]], Sequence[_Job]] = {pool.submit(_read_in_worker, s): s for s in shards}
        for future in as_completed(futures):
            try:
                readings = future.result()
            except BrokenProcessPool:
                continue
            unread.remove(futures[future])
            yield readings
    with ThreadPoolExecutor(workers) as threads:
        yield from threads.map(_read_apart, unread)


def _read_apart(jobs: Sequence[_Job]) -> list[Reading]:
    """Files in a process of their own, in halves if it dies, so that the one that kills its parser is known by name."""
    with _pool(1) as pool:
        try:
            return pool.submit(_read_in_worker, jobs).result()
        except BrokenProcessPool:
            pass
    if len(jobs) > 1:
        middle = len(jobs) // 2
        return _read_apart(jobs[:middle]) + _read_apart(jobs[middle:])
    reason = "the parser's process died on this file, twice"
    extraction = Extraction(jobs[0].document_id, Outcome.UNREADABLE, reason)
    remedy = "please report this file: it shows a fault of the parser"
    return [Reading(jobs[0].document_id, extraction, remedy=remedy)]


def _pool(workers: int) -> ProcessPoolExecutor:
    # Not fork: this process has threads (Arrow, Polars) that a forked child would find locked.
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=limit_memory)


def _read_shard(jobs: Sequence[_Job]) -> list[Reading]:
    return [_read_job(job) for job in jobs]


def _read_in_worker(jobs: Sequence[_Job]) -> list[Reading]:
    """Like `_read_shard`, in a process whose end is no loss."""
    readings: list[Reading] = []
    for job in jobs:
        with ended_if_stuck():
            readings.append(_read_job(job))
    return readings


def _read_job(job: _Job) -> Reading:
    reading = read_inbox(job.paths, job.name)
    if reading.document_id not in (None, job.document_id):
        reason = "the file changed while it was being read"
        return Reading(job.document_id, Extraction(job.document_id, Outcome.UNREADABLE, reason), remedy="run again")
    if reading.document_id is None:
        reading.document_id = reading.extraction.document_id = job.document_id
    reading.results = []
    return reading
