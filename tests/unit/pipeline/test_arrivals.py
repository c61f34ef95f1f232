"""What is to be done about an inbox: every kind of arrival is found, waits while it is written, and is asked for once.

Reading is done by hand here: a file's text is the year that it reports.
"""

from __future__ import annotations

import functools
import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import InboxFile, ParsedDocument
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import years as years_module
from gk_pipeline.pipeline.arrivals import Decision, Memory, Step, decide, differences, ranges
from gk_pipeline.pipeline.corrections import read_corrections
from gk_pipeline.pipeline.inbox import inbox_bytes
from gk_pipeline.pipeline.reference import write_catalogue
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.pipeline.years import land_years
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.errors import WarehouseError

NOW = datetime.now(UTC) + timedelta(hours=1)


class Marts:
    """In the place of the warehouse: whether its marts are behind the lake."""

    def __init__(self) -> None:
        self.is_needed = False
        self.inputs: dict[tuple[str, str, str], str] = {}


@pytest.fixture
def marts(monkeypatch: pytest.MonkeyPatch) -> Marts:
    marts = Marts()
    monkeypatch.setattr("gk_pipeline.pipeline.arrivals.pending", lambda _: marts)
    return marts


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in order: two files of 2016, one of 2017, one whose year can't be told."""
    home = tmp_path_factory.mktemp("landed")
    paths = Paths(Settings.load({"GK_HOME": str(home)}))
    for name, text in (("2016/a.txt", "2016"), ("2016/b.txt", "2016 "), ("2017/c.txt", "2017"), ("d.txt", "none")):
        put(paths, name, text)
    take_in(paths)
    land(paths, 2016, 2017, None)
    return home


@pytest.fixture
def paths(landed: Path, tmp_path: Path, marts: Marts) -> Paths:
    """A copy of that home."""
    shutil.copytree(landed, tmp_path, dirs_exist_ok=True)
    return Paths(Settings.load({"GK_HOME": str(tmp_path)}))


def put(paths: Paths, name: str, text: str, *, hours_ago: float = 1) -> Path:
    file = paths.inbox / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    changed = (NOW - timedelta(hours=1 + hours_ago)).timestamp()
    os.utime(file, (changed, changed))
    return file


def take_in(paths: Paths) -> None:
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        for document in ledger.pending(parser_version()):
            text = inbox_bytes(paths, document.path).decode().strip()
            read = (document.document_id, parser_version(), "not_a_report", "made up", None)
            year = int(text) if text.isdecimal() else None
            ledger.record([ParsedDocument(*read, year, "text", "utf-8", 0, NOW, None)])


def land(paths: Paths, *years: int | None) -> None:
    with Ledger(paths) as ledger:
        land_years(paths, ledger, years)


def look(paths: Paths, memory: Memory | None = None, now: datetime = NOW) -> Decision:
    return decide(paths, memory or Memory(), now)


def test_a_home_in_order_needs_nothing_and_is_remembered(paths: Paths) -> None:
    first = look(paths)
    assert (first.step, first.reason) == (Step.NOTHING, "All is as the inbox has it.")
    assert look(paths, first.memory).reason == "Nothing has changed since all was in order."


def test_a_new_file_is_taken_in_and_then_its_year_alone_is_landed(paths: Paths) -> None:
    put(paths, "late/e.txt", "2017  ")
    first = look(paths)
    assert (first.step, first.reason) == (Step.TAKE_IN, "The inbox has changed: 1 new (late/e.txt).")
    take_in(paths)
    second = look(paths, first.memory)
    assert (second.step, second.years) == (Step.REFRESH, (2017,))
    land(paths, 2017)
    assert look(paths, second.memory).reason == "All is as the inbox has it."


def test_a_file_in_the_folder_of_another_year_lands_by_its_content(paths: Paths) -> None:
    put(paths, "2016/stray.txt", "2021")
    take_in(paths)
    assert look(paths).years == (2021,)


def test_a_changed_file_touches_the_year_it_had_and_the_one_it_has(paths: Paths) -> None:
    put(paths, "2016/b.txt", "2019", hours_ago=0.5)
    assert look(paths).reason == "The inbox has changed: 1 changed (2016/b.txt)."
    take_in(paths)
    assert look(paths).years == (2016, 2019)


def test_a_moved_file_touches_its_year(paths: Paths) -> None:
    (paths.inbox / "2017" / "c.txt").rename(paths.inbox / "c.txt")
    assert look(paths).reason == "The inbox has changed: 1 new (c.txt), 1 gone (2017/c.txt)."
    take_in(paths)
    assert look(paths).years == (2017,)


def test_a_vanished_file_touches_its_year(paths: Paths) -> None:
    (paths.inbox / "2016" / "a.txt").unlink()
    assert look(paths).reason == "The inbox has changed: 1 gone (2016/a.txt)."
    take_in(paths)
    assert look(paths).years == (2016,)


def test_a_file_without_a_year_touches_the_unknown_one(paths: Paths) -> None:
    put(paths, "e.txt", "none at all")
    take_in(paths)
    assert look(paths).years == (None,)


def test_an_archive_is_compared_as_one_file(paths: Paths) -> None:
    archive = put(paths, "pages.zip", "")
    with ZipFile(archive, "w") as file:
        file.writestr("one.txt", "2016   ")
        file.writestr("two.txt", "2018")
    os.utime(archive, ((NOW - timedelta(hours=3)).timestamp(),) * 2)
    assert look(paths).reason == "The inbox has changed: 1 new (pages.zip)."
    take_in(paths)
    assert look(paths).years == (2016, 2018)
    land(paths, 2016, 2018)
    assert look(paths).reason == "All is as the inbox has it."
    archive.unlink()
    assert look(paths).reason == "The inbox has changed: 2 gone (pages.zip!/one.txt, pages.zip!/two.txt)."


def test_a_file_that_was_just_written_waits_but_not_for_ever(paths: Paths) -> None:
    file = put(paths, "e.txt", "20")
    memory = Memory()
    for _ in range(10):
        os.utime(file, (NOW.timestamp() - 3,) * 2)
        waiting = look(paths, memory)
        assert (waiting.step, waiting.reason) == (Step.NOTHING, "Files are still arriving: 1 new (e.txt).")
        memory = waiting.memory
    assert look(paths, memory).step is Step.TAKE_IN
    assert look(paths, now=NOW + timedelta(seconds=8)).step is Step.TAKE_IN


def test_a_time_that_is_still_to_come_does_not_keep_a_file_waiting(paths: Paths) -> None:
    file = put(paths, "e.txt", "2016 x", hours_ago=-48)
    assert look(paths).step is Step.TAKE_IN
    take_in(paths)
    land(paths, None)
    assert look(paths).reason == "All is as the inbox has it."
    assert file.stat().st_mtime > NOW.timestamp()


def test_a_file_hashed_just_after_it_changed_is_looked_at_again() -> None:
    second = 1_000_000_000
    hashed_at_once = InboxFile("a", 5, 100 * second, "0" * 64, 101 * second)
    hashed_later = InboxFile("b", 5, 100 * second, "0" * 64, 110 * second)
    stamps = {"a": (5, 100 * second), "b": (5, 100 * second)}
    found = differences(stamps, {"a": hashed_at_once, "b": hashed_later}, 200 * second)
    assert found.changed == ("a",)


def test_a_file_that_can_t_be_opened_is_no_news() -> None:
    locked = InboxFile("locked.pdf", None, None, None, None, "the file can't be opened")
    assert not differences({"locked.pdf": (7, 1)}, {"locked.pdf": locked}, 2)
    assert differences({}, {"locked.pdf": locked}, 2).vanished == ("locked.pdf",)


def test_documents_of_another_parser_are_read_again(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    in_order = look(paths).memory
    for version in ("parser_version", "package_version"):
        monkeypatch.setattr(f"gk_pipeline.pipeline.arrivals.{version}", lambda: "2+new")
    decision = look(paths, in_order)
    assert (decision.step, decision.reason) == (Step.TAKE_IN, "4 documents are not read yet.")


def test_the_same_step_is_asked_for_once_a_day_until_something_else_changes(paths: Paths) -> None:
    put(paths, "e.txt", "2016 x")
    first = look(paths)
    again = look(paths, first.memory)
    assert (again.step, again.key) == (Step.NOTHING, first.key)
    assert "asked for already" in again.reason
    tomorrow = look(paths, again.memory, NOW + timedelta(days=1))
    assert tomorrow.step is Step.TAKE_IN
    assert tomorrow.key != first.key
    put(paths, "f.txt", "2016 y")
    assert look(paths, first.memory).step is Step.TAKE_IN


def test_a_look_that_is_repeated_asks_with_the_same_key(paths: Paths) -> None:
    put(paths, "e.txt", "2016 x")
    memory = Memory(asked=6)
    assert look(paths, memory).key == look(paths, memory).key


def test_what_comes_and_goes_and_comes_is_asked_for_each_time(paths: Paths) -> None:
    keys, memory = [], Memory()
    for text in ("2016 x", None, "2016 x"):
        put(paths, "2016/e.txt", text) if text else (paths.inbox / "2016/e.txt").unlink()
        decision = look(paths, memory)
        assert decision.step is Step.TAKE_IN
        take_in(paths)
        keys.append(decision.key)
        memory = decision.memory
    assert len(set(keys)) == 3


def test_the_memory_of_a_look_is_kept_as_text(paths: Paths) -> None:
    memory = Memory("refresh 0f", "2026-01-31", 3, 2, "ab")
    assert Memory.load(memory.dump()) == memory
    assert Memory.load(None) == Memory.load("") == Memory()


def test_an_inbox_that_is_suddenly_empty_is_not_believed(paths: Paths) -> None:
    for file in list(paths.inbox.rglob("*.txt")):
        file.unlink()
    decision = look(paths)
    assert decision.step is Step.NOTHING
    assert decision.reason.startswith(f"4 of the 4 files of {paths.inbox} are gone at once.")


def test_an_inbox_that_is_not_there_is_told(paths: Paths) -> None:
    paths.inbox.rename(paths.home / "elsewhere")
    assert look(paths).reason.startswith("there is no inbox")


def test_files_that_all_moved_are_believed(paths: Paths) -> None:
    (paths.inbox / "2016").rename(paths.inbox / "old")
    (paths.inbox / "2017").rename(paths.inbox / "older")
    assert look(paths).step is Step.TAKE_IN


def test_years_of_a_landing_that_was_cut_off_are_landed(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    in_order = look(paths).memory

    def dying(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(years_module, "land_year", dying)
        land(paths, 2016)
    assert look(paths, in_order).years == (2016, 2017)
    land(paths, 2016)
    assert look(paths, in_order).step is Step.NOTHING


def test_marts_that_are_behind_the_lake_are_made_anew_without_landing(paths: Paths, marts: Marts) -> None:
    marts.is_needed = True
    first = look(paths)
    assert (first.step, first.years, first.reason) == (Step.REFRESH, (), "The marts are behind the lake.")
    assert look(paths, first.memory).step is Step.NOTHING
    marts.inputs = {("lake", "facts", "2016"): "other"}
    assert look(paths, first.memory).step is Step.REFRESH


def test_corrections_are_watched(paths: Paths) -> None:
    order = decide(paths, Memory(), NOW).memory
    assert decide(paths, order, NOW).reason == "Nothing has changed since all was in order."
    paths.corrections.mkdir()
    file = paths.corrections / "some.yaml"
    text = "- {fact: a, from: 1, to: 2, reason: r, author: b, date: 2026-01-02, expires: 2999-01-01}"
    file.write_text(text)
    asked = decide(paths, order, NOW)
    assert (asked.step, asked.years) == (Step.REFRESH, ())
    assert asked.reason.startswith("The corrections have changed")
    # Once, until they are another time something else, or the marts were made with them.
    assert decide(paths, asked.memory, NOW).step is Step.NOTHING
    file.write_text(text.replace("to: 2", "to: 3"))
    again = decide(paths, asked.memory, NOW)
    assert again.step is Step.REFRESH
    write_catalogue(paths)
    settled = decide(paths, again.memory, NOW)
    assert settled.reason == "All is as the inbox has it."
    file.unlink()
    assert decide(paths, settled.memory, NOW).step is Step.REFRESH


def test_a_correction_that_expires_is_noticed(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    paths.corrections.mkdir()
    text = "- {fact: a, from: 1, to: 2, reason: r, author: b, date: 2026-01-02, expires: 2026-12-31}"
    (paths.corrections / "some.yaml").write_text(text)
    on = functools.partial(read_corrections, today=date(2026, 12, 31))
    for module in ("arrivals", "reference"):
        monkeypatch.setattr(f"gk_pipeline.pipeline.{module}.read_corrections", on)
    write_catalogue(paths)
    order = decide(paths, Memory(), NOW).memory
    assert decide(paths, order, NOW).step is Step.NOTHING
    after = functools.partial(read_corrections, today=date(2027, 1, 1))
    for module in ("arrivals", "reference"):
        monkeypatch.setattr(f"gk_pipeline.pipeline.{module}.read_corrections", after)
    assert decide(paths, order, NOW).step is Step.REFRESH


def test_a_warehouse_that_is_being_built_is_waited_for(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_: Paths) -> None:
        raise WarehouseError("The warehouse can't be opened: lock", "Wait.")

    monkeypatch.setattr("gk_pipeline.pipeline.arrivals.pending", locked)
    decision = look(paths, Memory(asked=3))
    assert (decision.step, decision.memory) == (Step.NOTHING, Memory(asked=3))
    assert "can't be opened" in decision.reason


def test_a_new_home_without_files_is_left_alone(tmp_path: Path, marts: Marts) -> None:
    marts.is_needed = True
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path)}))
    (tmp_path / "inbox").mkdir()
    assert look(paths).step is Step.NOTHING


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ([], []),
        ([2017], [(2017, 2017)]),
        ([2021, 2017, 2018, 2017, 2020], [(2017, 2018), (2020, 2021)]),
        (range(2008, 2025), [(2008, 2024)]),
    ],
)
def test_years_without_a_gap_are_one_run(years: list[int], expected: list[tuple[int, int]]) -> None:
    assert ranges(years) == expected
