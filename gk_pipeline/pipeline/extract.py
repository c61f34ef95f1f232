"""Reads the documents that this parser version has not read yet, and stores what they say before it is judged.

Belongs here: shards, what happens when a worker dies or a file of the inbox changes meanwhile. Does not: how a document
is read, what a worker is (`worker.py`).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain
from time import monotonic
from typing import Any

from gk_pipeline.extraction.model import Extraction, Outcome
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake import extracted
from gk_pipeline.lake.columns import batch
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import ParsedDocument
from gk_pipeline.lake.lock import alone
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.read_file import Reading
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.pipeline.worker import Job, Read, made_of, pool, read_jobs

Progress = Callable[[int, int], None]
Shard = Sequence[Job]

# Documents a worker reads before it reports back.
SHARD = 100
# Below this number of documents, starting a second process costs more than it saves.
_WORTH_PROCESSES = 60
# What was read is stored when it is of so many documents, or so old: every time gives a file for each table and year.
_STORED_AT_ONCE = 1000
_STORED_AFTER_SECONDS = 10.0
# How often the bytes of a file that has just been hashed are looked for, before it is kept as unreadable.
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Extracted:
    """How many documents were read, and the report years (None: not known) that got something new."""

    documents: int
    years: frozenset[int | None]


def extract_pending(
    paths: Paths, ledger: Ledger, workers: int, progress: Progress = lambda done, total: None
) -> Extracted:
    """Reads all pending documents, in processes of their own. Killed at any point, the next call goes on where this
    one was.

    A file that is not any more what it was when the inbox was looked through is looked at again, and kept as
    unreadable, until the next scan, when it does not stay the same.
    """
    done, years, attempts = 0, set[int | None](), Counter[str]()
    with alone(paths, "inbox"):
        while True:
            jobs = [Job(pending.document_id, paths, pending.path) for pending in ledger.pending(parser_version())]
            total = done + len(jobs)
            progress(done, total)
            restless: list[tuple[Job, Reading]] = []
            for reads in _gathered(_read(jobs, workers)):
                years |= _store(paths, ledger, reads)
                restless += chain.from_iterable(read.restless for read in reads)
                done += sum(read.documents for read in reads)
                progress(done, total)
            if not restless:
                return Extracted(done, frozenset(years))
            scan(paths, ledger)
            attempts.update(job.name for job, _ in restless)
            for job, reading in restless:
                if attempts[job.name] >= _ATTEMPTS:
                    ledger.set_aside(job.name, str(reading.extraction.reason), reading.remedy)
                    years.add(None)


def _gathered(found: Iterable[Read]) -> Iterator[list[Read]]:
    """What was read, in pieces worth storing."""
    held, since = list[Read](), monotonic()
    for read in found:
        held.append(read)
        if sum(each.documents for each in held) >= _STORED_AT_ONCE or monotonic() - since >= _STORED_AFTER_SECONDS:
            yield held
            held, since = [], monotonic()
    yield held


def _store(paths: Paths, ledger: Ledger, reads: Sequence[Read]) -> set[int | None]:
    """Stores what was read, and gives the report years that it is of."""
    if not any(read.documents for read in reads):
        return set()
    columns = _joined(reads)
    part_id = extracted.append(paths, batch(columns))
    outcomes = columns["outcomes"]
    rows = (dict(zip(outcomes, values, strict=True)) for values in zip(*outcomes.values(), strict=True))
    ledger.record(ParsedDocument(**row, part_id=part_id) for row in rows)
    return set(outcomes["report_year"])


def _joined(reads: Sequence[Read]) -> dict[str, dict[str, list[Any]]]:
    """The columns of all that was read, by table."""
    tables: dict[str, dict[str, list[Any]]] = {}
    for read in reads:
        for table, columns in read.columns.items():
            for name, values in columns.items():
                tables.setdefault(table, {}).setdefault(name, []).extend(values)
    return tables


def _read(jobs: Sequence[Job], workers: int) -> Iterator[Read]:
    """What comes of all jobs, a shard at a time. When a process dies, what it and its siblings were at is read
    again, each shard by itself."""
    if len(jobs) < _WORTH_PROCESSES:
        workers = 1
    waiting = deque(jobs[start : start + SHARD] for start in range(0, len(jobs), SHARD))
    while waiting:
        suspects = yield from _read_until_one_dies(waiting, workers)
        with ThreadPoolExecutor(workers) as threads:
            yield from chain.from_iterable(threads.map(_read_apart, suspects))


def _read_until_one_dies(waiting: deque[Shard], workers: int) -> Generator[Read, None, list[Shard]]:
    """Takes shards from `waiting` and gives what comes of them; returns those of which it died with a process."""
    running: dict[Future[Read], Shard] = {}
    with pool(workers) as processes:
        try:
            while waiting or running:
                # A few at a time: what nobody has stored yet takes memory.
                while waiting and len(running) < 2 * workers:
                    running[processes.submit(read_jobs, waiting[0])] = waiting[0]
                    waiting.popleft()
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    read = future.result()
                    del running[future]
                    yield read
        except BrokenProcessPool:
            pass
    return list(running.values())


def _read_apart(jobs: Shard) -> list[Read]:
    """Files in a process of their own, in halves if it dies, so that the one that kills its parser is known by name."""
    with pool(1) as processes:
        try:
            return [processes.submit(read_jobs, jobs).result()]
        except BrokenProcessPool:
            pass
    if len(jobs) > 1:
        middle = len(jobs) // 2
        return _read_apart(jobs[:middle]) + _read_apart(jobs[middle:])
    _require_processes()
    reason = "the parser's process died on this file, twice"
    extraction = Extraction(jobs[0].document_id, Outcome.UNREADABLE, reason)
    remedy = "please report this file: it shows a fault of the parser"
    return [made_of(jobs, [Reading(jobs[0].document_id, extraction, remedy=remedy)])]


def _require_processes() -> None:
    """Raises OSError when processes die that have nothing to read, too: then it is no fault of a file."""
    with pool(1) as processes:
        try:
            processes.submit(read_jobs, ()).result()
        except BrokenProcessPool as error:
            raise OSError(
                "processes that read documents can't be started here, so nothing was read. See that memory is left; a "
                "program of your own that calls this must be a file with its work under `if __name__ == '__main__'`."
            ) from error
