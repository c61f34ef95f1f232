"""Mutated reports: whatever happens to a file, reading it ends, fails with a reason, or gives spans that hold.

`GK_FUZZ_INPUTS` sets the number of inputs; the full round is 20,000.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gk_pipeline.documents.locate import SourceMap
from gk_pipeline.pipeline.read_file import Reading, read_bytes
from gk_pipeline.samples import samples_folder

INPUTS = int(os.environ.get("GK_FUZZ_INPUTS", "300"))
# A hang is what this excludes; it is no benchmark.
LIMIT_SECONDS = 20.0

Mutation = Callable[[bytes, random.Random], bytes]


def _cut(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(len(data))]


def _drop(data: bytes, draw: random.Random) -> bytes:
    start = draw.randrange(len(data))
    return data[:start] + data[start + draw.randrange(1, 200) :]


def _repeat(data: bytes, draw: random.Random) -> bytes:
    start = draw.randrange(len(data))
    return data[:start] + data[start : start + draw.randrange(1, 400)] * draw.randrange(2, 12) + data[start:]


def _flip(data: bytes, draw: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.randrange(1, 30)):
        changed[draw.randrange(len(changed))] = draw.randrange(1, 256)
    return bytes(changed)


def _shuffle(data: bytes, draw: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    draw.shuffle(lines)
    return b"".join(lines)


def _digits(data: bytes, draw: random.Random) -> bytes:
    return bytes(ord(str(draw.randrange(10))) if 48 <= byte < 58 and draw.random() < 0.3 else byte for byte in data)


def _separators(data: bytes, draw: random.Random) -> bytes:
    gone = draw.choice([b" ", b"\n", b"\t", b"</td>", b"<tr>", b"<p>"])
    return data.replace(gone, draw.choice([b"", b" ", b"|", b"\n\n"]))


def _splice(data: bytes, draw: random.Random) -> bytes:
    tag = draw.choice(
        [b"<table>", b"</table>", b"<td rowspan=99 colspan=99>", b"<!--", b"<script>", b"&#x", b"\xff\xfe"]
    )
    start = draw.randrange(len(data))
    return data[:start] + tag + data[start:]


MUTATIONS: tuple[Mutation, ...] = (_cut, _drop, _repeat, _flip, _shuffle, _digits, _separators, _splice)


def sources(shared: Path | None) -> list[tuple[str, bytes]]:
    folders = [samples_folder() / "inbox", *([shared / "seeds", shared / "reports"] if shared else [])]
    files = [p for folder in folders for p in sorted(folder.rglob("*")) if p.suffix in (".txt", ".html", ".md")]
    return [(p.name, p.read_bytes()) for p in files if p.stat().st_size]


def check(reading: Reading) -> None:
    reason = reading.extraction.reason or ""
    assert not reason.startswith("reading failed"), reason
    if reading.document is None:
        assert reason
        return
    text = reading.document.text
    for item in (*reading.extraction.facts, *reading.extraction.claims, *reading.extraction.unmapped):
        if item.start is not None:
            assert item.raw_text == text[item.start : item.end]
            assert item.raw_text


@pytest.mark.parametrize("part", range(4))
def test_mutated_reports_are_read_or_refused(part: int, request: pytest.FixtureRequest) -> None:
    here = Path(__file__).resolve().parents[3] / "shared"
    files = sources(here if (here / "seeds").is_dir() else None)
    for number in range(part, INPUTS, 4):
        draw = random.Random(number)
        name, data = draw.choice(files)
        for _ in range(draw.randrange(1, 4)):
            data = draw.choice(MUTATIONS)(data, draw) or b"x"
        started = time.perf_counter()
        try:
            reading = read_bytes(data, name=name)
            check(reading)
        except BaseException:
            print(f"input {number}, a mutation of {name}")
            raise
        assert time.perf_counter() - started < LIMIT_SECONDS, f"input {number}, a mutation of {name}"


def test_bytes_of_html_facts_hold_their_text() -> None:
    checked = 0
    for name, data in sources(None):
        reading = read_bytes(data, name=name)
        if reading.document is None or reading.document.format != "html":
            continue
        places = SourceMap(data, reading.document)
        for fact in reading.extraction.facts:
            if fact.start is not None and fact.end is not None:
                found = places.locate(fact.start, fact.end)
                assert found is not None, (name, fact.fact_id)
                checked += 1
    assert checked > 500


def test_spans_of_untouched_reports_hold_their_text() -> None:
    here = Path(__file__).resolve().parents[3] / "shared"
    read = [read_bytes(data, name=name) for name, data in sources(here if (here / "seeds").is_dir() else None)]
    for reading in read:
        check(reading)
    assert sum(len(reading.extraction.facts) for reading in read) > 2500
    assert sum(len(reading.extraction.claims) for reading in read) > 80
