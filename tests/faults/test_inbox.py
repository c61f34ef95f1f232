"""Files that change or vanish while they are read, and clocks that jump: nothing is taken for what it is not."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import extract, worker
from gk_pipeline.pipeline.extract import Extracted, extract_pending
from gk_pipeline.pipeline.read_file import Reading
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.pipeline.worker import Job
from gk_pipeline.settings import Settings

YEAR = 365 * 24 * 60 * 60


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """An inbox of three notices. They are no reports, which is known without reading much."""
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path / "home"), "GK_INBOX": str(tmp_path / "inbox")}))
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in "abc":
        (inbox / f"{name}.txt").write_text(f"第{name}号通知", encoding="utf-8")
    return paths


@pytest.fixture
def before_reading(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Path], None]], None]:
    """Has something happen to every file just before it is read, in this process."""

    def install(happen: Callable[[Path], None]) -> None:
        read = worker.read_inbox

        def reading(paths: Paths, name: str) -> Reading:
            happen(Path(str(paths.inbox_file(name))))
            return read(paths, name)

        def shards(jobs: Sequence[Job], workers: int) -> Iterator[worker.Read]:
            return (worker.read_jobs([job]) for job in jobs)

        monkeypatch.setattr(worker, "read_inbox", reading)
        monkeypatch.setattr(extract, "_read", shards)

    return install


def take_in(paths: Paths) -> tuple[Extracted, dict[str, tuple[str | None, str | None]]]:
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        extracted = extract_pending(paths, ledger, 1)
        return extracted, {r.file_path: (r.outcome, r.reason) for r in ledger.documents(parser_version())}


def test_a_file_that_changes_is_read_as_it_is_then(
    paths: Paths, before_reading: Callable[[Callable[[Path], None]], None]
) -> None:
    """And when it is again what it was before, that is read too."""
    first = (paths.inbox / "b.txt").read_bytes()
    changes = iter(["第乙号通知"])

    def change_once(file: Path) -> None:
        if file.name == "b.txt" and (text := next(changes, None)):
            file.write_text(text, encoding="utf-8")

    before_reading(change_once)
    extracted, found = take_in(paths)
    assert extracted.documents == 3
    assert {outcome for outcome, _ in found.values()} == {"not_a_report"}
    (paths.inbox / "b.txt").write_bytes(first)
    extracted, found = take_in(paths)
    assert extracted.documents == 1
    assert {outcome for outcome, _ in found.values()} == {"not_a_report"}


def test_a_file_that_vanishes_is_gone_and_read_when_it_is_back(
    paths: Paths, before_reading: Callable[[Callable[[Path], None]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (paths.inbox / "b.txt").read_bytes()
    before_reading(lambda file: (paths.inbox / "b.txt").unlink(missing_ok=True))
    extracted, found = take_in(paths)
    assert extracted.documents == 2
    assert sorted(found) == ["a.txt", "c.txt"]
    monkeypatch.undo()
    (paths.inbox / "b.txt").write_bytes(content)
    assert take_in(paths)[1]["b.txt"][0] == "not_a_report"


def test_a_file_that_never_rests_is_named_and_read_as_soon_as_it_does(
    paths: Paths, before_reading: Callable[[Callable[[Path], None]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_on(file: Path) -> None:
        if file.name == "b.txt":
            file.write_bytes(file.read_bytes() + b"\n")

    before_reading(write_on)
    extracted, found = take_in(paths)
    assert extracted.documents == 2
    assert None in extracted.years
    assert found["b.txt"] == ("unreadable", "the file changed while it was being read")
    monkeypatch.undo()
    extracted, found = take_in(paths)
    assert extracted.documents == 1
    assert found["b.txt"][0] == "not_a_report"


def hashes(paths: Paths) -> dict[str, str | None]:
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        return {name: file.sha256 for name, file in ledger.inventory().items()}


@pytest.mark.parametrize("jump", [-YEAR, YEAR])
def test_a_change_is_seen_although_the_clock_jumps(paths: Paths, monkeypatch: pytest.MonkeyPatch, jump: int) -> None:
    before = hashes(paths)
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + jump * 1_000_000_000)
    file = paths.inbox / "b.txt"
    file.write_text("第乙号通知"[:5].ljust(5), encoding="utf-8")
    stamp = (real() + jump * 1_000_000_000) // 1_000_000_000
    os.utime(file, (stamp, stamp))
    assert hashes(paths)["b.txt"] != before["b.txt"]
    assert hashes(paths) == hashes(paths)


@pytest.mark.parametrize("moment", [0, 2**33])
def test_a_file_of_a_time_that_can_not_be_is_one_like_others(paths: Paths, moment: int) -> None:
    """In the year 2242 nothing has happened yet: such a file is hashed each time, since it may change any time."""
    file = paths.inbox / "b.txt"
    os.utime(file, (moment, moment))
    before = hashes(paths)
    assert hashes(paths) == before
    if moment:
        file.write_bytes(bytes(reversed(file.read_bytes())))
        os.utime(file, (moment, moment))
        assert hashes(paths)["b.txt"] != before["b.txt"]
