"""Benchmarks: what an operation costs beside a yardstick measured in the same run, on the same files, in one process.

Belongs here: the measurements behind `gk bench`. Does not: assertions about time; a slow machine is no failure.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from selectolax.lexbor import LexborHTMLParser

from gk_pipeline.pipeline.read_file import read_bytes
from gk_pipeline.pipeline.rows import batch

Files = Sequence[tuple[str, bytes]]

_SUFFIXES = {".html": "html", ".htm": "html", ".txt": "text"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind of file: medians in milliseconds a file. `yardstick` is None where there is nothing to compare with."""

    kind: str
    files: int
    kilobytes: float
    extraction: float
    yardstick: float | None

    @property
    def ratio(self) -> float | None:
        return self.extraction / self.yardstick if self.yardstick else None


def bench_extract(files: Sequence[Path], repeats: int) -> list[Measured]:
    """Extraction from bytes to Arrow rows; for HTML beside a bare parse with the texts of all cells."""
    contents: dict[str, list[tuple[str, bytes]]] = {}
    for file in files:
        kind = _SUFFIXES.get(file.suffix.lower())
        if kind:
            contents.setdefault(kind, []).append((file.name, file.read_bytes()))
    measured: list[Measured] = []
    for kind, found in sorted(contents.items()):
        _extract(found)  # the first reading builds matchers and rules
        yardstick = _median(_bare, found, repeats) if kind == "html" else None
        extraction = _median(_extract, found, repeats)
        size = sum(len(data) for _, data in found) / 1024 / len(found)
        per_file = 1000 / len(found)
        measured.append(
            Measured(kind, len(found), size, extraction * per_file, yardstick * per_file if yardstick else None)
        )
    return measured


def _extract(found: Files) -> None:
    batch([read_bytes(data, name=name) for name, data in found], datetime.now(UTC))


def _bare(found: Files) -> None:
    for _, data in found:
        [node.text() for node in LexborHTMLParser(data).css("td, th")]


def _median(operation: Callable[[Files], None], found: Files, repeats: int) -> float:
    seconds: list[float] = []
    for _ in range(repeats):
        started = time.process_time()
        operation(found)
        seconds.append(time.process_time() - started)
    return median(seconds)
