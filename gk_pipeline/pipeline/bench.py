"""Benchmarks: what an operation costs beside yardsticks measured in the same run, on the same files, in one process.

Belongs here: the measurements behind `gk bench`. Does not: assertions about time; a slow machine is no failure.
"""

from __future__ import annotations

import importlib.util
import resource
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from gk_pipeline.agencies.divisions import load
from gk_pipeline.agencies.resolver import resolve
from gk_pipeline.contracts.registry import contract
from gk_pipeline.documents.encoding import decode
from gk_pipeline.extraction.grid import plan_table
from gk_pipeline.extraction.plans import plan_document
from gk_pipeline.lake.columns import batch, rows_to_table
from gk_pipeline.pipeline.attribute import attribute
from gk_pipeline.pipeline.read_file import Reading, read_bytes
from gk_pipeline.pipeline.rows import columns_of, finding_row

Files = Sequence[tuple[str, bytes]]

_SUFFIXES = {".html": "html", ".htm": "html", ".txt": "text"}
_BATCH = 100
_BLANKS = str.maketrans("01", " \t")


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind of file: medians in milliseconds of CPU time a file.

    `extraction`: from bytes to facts, claims and findings as Arrow rows, but for `agency`: resolving the agency's code.
    `unknown` is the same where no table was met before: the files are measured over and over, so that in `extraction`
    the plan of every table is remembered. `bare`: a parse by lexbor with the texts of all cells. `pandas`:
    `pandas.read_html`. Both are None where they do not apply, and `pandas` where it is not installed.
    """

    kind: str
    files: int
    kilobytes: float
    extraction: float
    unknown: float
    agency: float
    bare: float | None
    pandas: float | None


def bench_extract(files: Sequence[Path], repeats: int) -> list[Measured]:
    """Extraction of each kind of file; for HTML beside parsers that do nothing but give the texts of cells."""
    return [_measure(kind, found, repeats) for kind, found in sorted(_contents(files).items())]


def _measure(kind: str, found: Files, repeats: int) -> Measured:
    readings = [read_bytes(data, name=name) for name, data in found]  # the first reading builds matchers and rules

    def resolve_agencies(_: Files) -> None:
        for reading in readings:
            if reading.document and reading.extraction.report:
                attribute(reading.document, reading.extraction)

    def milliseconds(operation: Callable[[Files], object]) -> float:
        return _median(operation, found, repeats) * 1000 / len(found)

    agency = milliseconds(resolve_agencies)
    return Measured(
        kind=kind,
        files=len(found),
        kilobytes=sum(len(data) for _, data in found) / 1024 / len(found),
        extraction=milliseconds(_extract) - agency,
        unknown=milliseconds(_extract_unknown) - agency,
        agency=agency,
        bare=milliseconds(_bare) if kind == "html" else None,
        pandas=milliseconds(_read_html()) if kind == "html" and has_pandas() else None,
    )


@dataclass(frozen=True, slots=True)
class Memory:
    """Highest resident memory of this process so far, in megabytes, after `files` files were extracted."""

    files: int
    megabytes: float


def bench_memory(files: Sequence[Path], counts: Sequence[int] = (100, 1_000, 10_000)) -> list[Memory]:
    """Extracts as many files as the last of `counts`: the given ones over and over, each time with other bytes."""
    contents = [one for found in _contents(files).values() for one in found]
    if not contents:
        return []
    measured: list[Memory] = []
    done = 0
    # No two files are the same bytes: each ends in its number, written in blanks.
    numbered = (
        (name, data + f"\n{number:b}".translate(_BLANKS).encode())
        for number, (name, data) in enumerate(cycle(contents))
    )
    for count in counts:
        while done < count:
            some = [*islice(numbered, min(_BATCH, count - done))]
            _extract(some)
            done += len(some)
        measured.append(Memory(done, _peak_megabytes()))
    return measured


def has_pandas() -> bool:
    """Whether `pandas.read_html` can be measured here; it is no requirement of the project."""
    return importlib.util.find_spec("pandas") is not None and importlib.util.find_spec("lxml") is not None


class Resolving(NamedTuple):
    """CPU seconds until the first name is resolved; names of townships and of county departments resolved a second."""

    loading: float
    names: int
    townships: float
    departments: float


def bench_agency(repeats: int) -> Resolving:
    """Resolves names made from the divisions themselves, every one of them once a run."""
    started = time.process_time()
    resolve("北京市人民政府")
    loading = time.process_time() - started
    current = [one for one in load() if one.valid_to is None]
    counties = [f"{one.name}市场监督管理局" for one in current if one.level == "county"]
    towns = [one for one in current if one.level == "township"][:: len(current) // len(counties)]
    townships = [f"{load().ancestors(one.key)[0].name}{one.name}人民政府" for one in towns]

    def per_second(names: list[str]) -> float:
        return len(names) / _median(lambda _: [resolve(name) for name in names], (), repeats)

    return Resolving(loading, len(townships) + len(counties), per_second(townships), per_second(counties))


def _contents(files: Sequence[Path]) -> dict[str, list[tuple[str, bytes]]]:
    """Name and bytes of the files that can be measured, by kind."""
    contents: dict[str, list[tuple[str, bytes]]] = {}
    for file in files:
        if kind := _SUFFIXES.get(file.suffix.lower()):
            contents.setdefault(kind, []).append((file.name, file.read_bytes()))
    return contents


def _extract(found: Files) -> None:
    _store([read_bytes(data, name=name) for name, data in found])


def _extract_unknown(found: Files) -> None:
    readings: list[Reading] = []
    for name, data in found:
        plan_table.cache_clear()
        plan_document.cache_clear()
        readings.append(read_bytes(data, name=name))
    _store(readings)


def _store(readings: Sequence[Reading]) -> None:
    batch(columns_of(readings, datetime.now(UTC)))
    rows = [
        finding_row(finding, reading.extraction.document_id, reading.extraction.report.year)
        for reading in readings
        if reading.extraction.report
        for finding in reading.findings
    ]
    rows_to_table("findings", {name: [row[name] for row in rows] for name in contract("findings").column_names})


def _bare(found: Files) -> None:
    for _, data in found:
        [node.text() for node in LexborHTMLParser(data).css("td, th")]


def _read_html() -> Callable[[Files], None]:
    read_html = importlib.import_module("pandas").read_html

    def read(found: Files) -> None:
        for _, data in found:
            with suppress(ValueError):  # a page without tables
                read_html(StringIO(decode(data).text), flavor="lxml")

    return read


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1024)


def _median(operation: Callable[[Files], object], found: Files, repeats: int) -> float:
    seconds: list[float] = []
    for _ in range(repeats):
        started = time.process_time()
        operation(found)
        seconds.append(time.process_time() - started)
    return median(seconds)
