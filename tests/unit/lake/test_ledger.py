"""The ledger: what lies in the inbox, what is parsed, and what it says when it is damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from gk_pipeline.lake import extracted
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_file import DamagedLedger, LedgerError
from gk_pipeline.lake.ledger_records import FileRecord, InboxFile, ParsedDocument, Pending, ScanCounts
from gk_pipeline.paths import Paths
from tests.contracts.examples import GOOD
from tests.unit.lake.rows import unvalidated

DAY = datetime(2024, 5, 1, tzinfo=UTC)
LATER = DAY + timedelta(days=1)
SECOND = 1_000_000_000


def file(path: str, content: str | None, **changes: object) -> InboxFile:
    """A file whose bytes have the letter `content` as hash, hashed long after it was last changed."""
    sha256 = content and content * 64
    return replace(InboxFile(path, 10, 100 * SECOND, sha256, 500 * SECOND), **changes)  # type: ignore[arg-type]


def parsed(content: str, version: str = "1", **changes: object) -> ParsedDocument:
    document = ParsedDocument(
        content * 64, version, "report", None, None, 2017, "text", "gb18030", 3, DAY + timedelta(microseconds=7), "p1"
    )
    return replace(document, **changes)  # type: ignore[arg-type]


@pytest.fixture
def ledger(paths: Paths) -> Iterator[Ledger]:
    with Ledger(paths) as ledger:
        yield ledger


def test_a_scan_counts_what_is_new_changed_kept_and_gone(ledger: Ledger) -> None:
    assert ledger.record_scan([file("a", "a"), file("b", "b"), file("c", "c")], DAY) == ScanCounts(3, 0, 0, 0)
    assert ledger.record_scan([file("a", "a"), file("b", "x"), file("d", "d")], LATER) == ScanCounts(1, 1, 1, 1)
    assert ledger.inventory() == {"a": file("a", "a"), "b": file("b", "x"), "d": file("d", "d")}
    assert ledger.record_scan([file("c", "c")], LATER) == ScanCounts(1, 0, 0, 3)
    assert list(ledger.inventory()) == ["c"]


def test_a_file_is_first_and_last_seen(ledger: Ledger, paths: Paths) -> None:
    ledger.record_scan([file("a", "a"), file("b", "b")], DAY)
    ledger.record_scan([file("a", "x")], LATER)
    rows = sqlite3.connect(paths.ledger).execute(
        "SELECT path, first_seen, last_seen, vanished_at FROM inventory ORDER BY path"
    )
    day, later = DAY.isoformat(), LATER.isoformat()
    assert rows.fetchall() == [("a", day, later, None), ("b", day, day, later)]


@pytest.mark.parametrize(
    ("seen", "size", "mtime_ns", "unchanged"),
    [
        (file("a", "a"), 10, 100 * SECOND, True),
        (file("a", "a"), 11, 100 * SECOND, False),
        (file("a", "a"), 10, 100 * SECOND + 1, False),
        (file("a", None), 10, 100 * SECOND, False),
        (file("a", "a", hashed_ns=None), 10, 100 * SECOND, False),
        (file("a", "a", hashed_ns=101 * SECOND), 10, 100 * SECOND, False),  # may have changed after it was hashed
        (file("a", "a", hashed_ns=50 * SECOND), 10, 100 * SECOND, False),  # a clock that is ahead
    ],
)
def test_a_file_need_not_be_hashed_again_when_nothing_shows_a_change(
    seen: InboxFile, size: int, mtime_ns: int, unchanged: bool
) -> None:
    assert seen.is_unchanged(size, mtime_ns) is unchanged


def test_documents_are_pending_once_for_every_parser_version(ledger: Ledger) -> None:
    ledger.record_scan([file("z", "a"), file("b", "a"), file("c", "c"), file("d", None)], DAY)
    assert ledger.pending("1") == [Pending("a" * 64, "b"), Pending("c" * 64, "c")]
    ledger.record([parsed("a")])
    assert ledger.pending("1") == [Pending("c" * 64, "c")]
    assert ledger.pending("2") == [Pending("a" * 64, "b"), Pending("c" * 64, "c")]
    ledger.record_scan([], LATER)
    assert ledger.pending("2") == []


def test_every_file_has_its_outcome(ledger: Ledger) -> None:
    unreadable = file("locked", None, size=None, mtime_ns=None, reason="no permission", remedy="chmod")
    ledger.record_scan([file("b", "a"), file("a", "a"), file("news", "n"), file("new", "x"), unreadable], DAY)
    news = parsed("n", outcome="not_a_report", reason="a news page", remedy="remove it", report_year=None)
    ledger.record([parsed("a"), news, parsed("x", version="0")])
    read = {
        "document_id": "a" * 64,
        "size_bytes": 10,
        "format": "text",
        "encoding": "gb18030",
        "replaced_characters": 3,
        "parser_version": "1",
        "extracted_at": DAY + timedelta(microseconds=7),
    }
    nothing = dict.fromkeys(("reason", "remedy", "duplicate_of", "report_year"))
    assert ledger.documents("1") == [
        FileRecord(**{**nothing, **read, "file_path": "a", "outcome": "report", "report_year": 2017}),
        FileRecord(
            **{**nothing, **read, "file_path": "b", "outcome": "duplicate", "duplicate_of": "a", "report_year": 2017}
        ),
        FileRecord(
            "locked", None, None, None, None, None, "unreadable", "no permission", "chmod", None, None, "1", DAY
        ),
        FileRecord("new", "x" * 64, 10, None, None, None, None, None, None, None, None, "1", None),
        FileRecord(
            **{
                **nothing,
                **read,
                "file_path": "news",
                "document_id": "n" * 64,
                "outcome": "not_a_report",
                "reason": "a news page",
                "remedy": "remove it",
            }
        ),
    ]


def test_file_records_are_rows_of_documents() -> None:
    assert list(FileRecord.__dataclass_fields__) == list(GOOD["documents"])
    assert {*ParsedDocument.__dataclass_fields__} == {*GOOD["outcomes"], "part_id"}


def test_a_document_that_is_recorded_again_is_replaced(ledger: Ledger) -> None:
    ledger.record_scan([file("a", "a")], DAY)
    ledger.record([parsed("a")])
    ledger.record([parsed("a", outcome="unreadable", reason="cut off")])
    assert [(record.outcome, record.reason) for record in ledger.documents("1")] == [("unreadable", "cut off")]


def test_what_fails_half_way_is_not_recorded_at_all(ledger: Ledger) -> None:
    ledger.record_scan([file("a", "a"), file("b", "b")], DAY)
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        ledger.record([parsed("a"), parsed("b", outcome=None)])
    assert len(ledger.pending("1")) == 2
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
        ledger.record_scan([file("c", "c"), InboxFile(None, 1, 1, None)], LATER)  # type: ignore[arg-type]
    assert list(ledger.inventory()) == ["a", "b"]


def test_moments_are_kept_in_utc(ledger: Ledger) -> None:
    ledger.record_scan([file("a", "a")], DAY)
    beijing = datetime(2024, 5, 1, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    ledger.record([parsed("a", extracted_at=beijing)])
    (record,) = ledger.documents("1")
    assert record.extracted_at == beijing
    assert record.extracted_at.isoformat() == "2024-05-01T00:30:00+00:00"
    with pytest.raises(ValueError, match="no time zone"):
        ledger.record([parsed("a", extracted_at=datetime(2024, 5, 1))])


def test_it_is_all_there_when_opened_again(paths: Paths) -> None:
    with Ledger(paths) as ledger:
        ledger.record_scan([file("a", "a")], DAY)
        ledger.record([parsed("a")])
    with Ledger(paths) as ledger:
        assert ledger.pending("1") == []
        assert list(ledger.inventory()) == ["a"]


def test_a_ledger_that_was_removed_knows_again_what_was_parsed(paths: Paths) -> None:
    outcomes = unvalidated(
        "outcomes",
        {"document_id": "a" * 64, "parser_version": "1", "report_year": None, "reason": "r", "outcome": "unreadable"},
    )
    with Ledger(paths) as ledger:
        part_id = extracted.append(paths, {"outcomes": outcomes})
        ledger.record_scan([file("a", "a"), file("b", "b")], DAY)
        ledger.record([parsed("a", outcome="unreadable", reason="r", report_year=None, part_id=part_id)])
    for name in ("", "-wal", "-shm"):
        paths.ledger.with_name(paths.ledger.name + name).unlink(missing_ok=True)
    with Ledger(paths) as ledger:
        assert ledger.inventory() == {}
        ledger.record_scan([file("a", "a"), file("b", "b")], LATER)
        assert ledger.pending("1") == [Pending("b" * 64, "b")]
        record = ledger.documents("1")[0]
        expected = {**GOOD["outcomes"], "outcome": "unreadable", "reason": "r", "report_year": None}
        expected |= {"document_id": "a" * 64, "parser_version": "1"}
        assert ledger.row_counts("1") == {"a" * 64: expected.pop("row_count")}
        assert {name: asdict(record)[name] for name in expected} == expected


@pytest.mark.parametrize("garbage", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_ledger_is_put_aside_and_made_anew(
    paths: Paths, garbage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    paths.home.mkdir(parents=True)
    paths.ledger.write_bytes(garbage)
    with Ledger(paths) as ledger:
        ledger.record_scan([file("a", "a")], DAY)
    assert (paths.home / "ledger.sqlite.damaged").read_bytes() == garbage
    assert "ledger.sqlite is damaged" in caplog.text
    with Ledger(paths) as ledger:
        assert list(ledger.inventory()) == ["a"]


def test_damage_inside_is_said_and_the_next_ledger_is_new(paths: Paths) -> None:
    with Ledger(paths) as ledger:
        ledger.record_scan([file(f"{n}", "a") for n in range(2000)], DAY)
    content = bytearray(paths.ledger.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    paths.ledger.write_bytes(content)
    with (
        pytest.raises(DamagedLedger, match=r"put aside as ledger\.sqlite\.damaged\. Run again"),
        Ledger(paths) as ledger,
    ):
        ledger.inventory()
    with Ledger(paths) as ledger:
        assert ledger.inventory() == {}
        ledger.record_scan([file("a", "a")], DAY)


def test_a_ledger_that_is_removed_meanwhile_is_made_anew(paths: Paths) -> None:
    with Ledger(paths) as ledger:
        ledger.record_scan([file("a", "a")], DAY)
        for each in paths.home.glob("ledger.sqlite*"):
            each.unlink()
        ledger.record_scan([file("b", "b")], DAY)
    with Ledger(paths) as ledger:
        assert ledger.record_scan([file("b", "b")], DAY).new == 1


def test_a_file_that_is_set_aside_is_unreadable_until_it_is_hashed_again(ledger: Ledger) -> None:
    ledger.record_scan([file("a", "a"), file("b", "a"), file("c", "c")], DAY)
    ledger.set_aside("a", "it changes all the time", "wait")
    found = {record.file_path: (record.outcome, record.reason, record.remedy) for record in ledger.documents("1")}
    assert found["a"] == ("unreadable", "it changes all the time", "wait")
    assert found["b"] == found["c"] == (None, None, None)
    assert not ledger.inventory()["a"].is_unchanged(10, 100 * SECOND)
    ledger.record_scan([file("a", "a"), file("b", "a")], LATER)
    assert {record.outcome for record in ledger.documents("1")} == {None}


def test_a_year_that_is_forgotten_is_read_again(ledger: Ledger) -> None:
    ledger.record_scan([file("a", "a"), file("b", "b"), file("c", "c")], DAY)
    ledger.record(
        [parsed("a", report_year=2017), parsed("b", report_year=2018), parsed("c", report_year=None), parsed("a", "2")]
    )
    ledger.forget_year("1", 2017)
    assert [pending.path for pending in ledger.pending("1")] == ["a"]
    ledger.forget_year("1", None)
    assert [pending.path for pending in ledger.pending("1")] == ["a", "c"]
    assert [pending.path for pending in ledger.pending("2")] == ["b", "c"]


def test_a_ledger_from_before_rows_were_counted_is_read_on(paths: Paths) -> None:
    with Ledger(paths) as ledger:
        ledger.record_scan([file("a", "a"), file("b", "b")], DAY)
        ledger.record([parsed("a", row_count=40)])
    with sqlite3.connect(paths.ledger) as connection:
        connection.executescript("ALTER TABLE parsed DROP COLUMN row_count; PRAGMA user_version = 1")
    with Ledger(paths) as ledger:
        assert [pending.path for pending in ledger.pending("1")] == ["b"]
        assert ledger.row_counts("1") == {}
        ledger.record([parsed("b", row_count=7), parsed("b", "2", row_count=8)])
    with Ledger(paths) as ledger:
        assert ledger.row_counts("1") == {"b" * 64: 7}
        assert [record.outcome for record in ledger.documents("1")] == ["report", "report"]


def test_a_ledger_of_another_version_says_what_to_do(paths: Paths) -> None:
    Ledger(paths).close()
    with sqlite3.connect(paths.ledger) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerError, match=r"made by another version of the pipeline\. Remove ledger.sqlite"):
        Ledger(paths)


def test_a_ledger_that_can_not_be_opened_says_so(paths: Paths) -> None:
    paths.ledger.mkdir(parents=True)
    with pytest.raises(LedgerError, match=r"unable to open database file\. Check that it can be written"):
        Ledger(paths)


def test_a_ledger_that_stays_locked_says_so(ledger: Ledger, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gk_pipeline.lake.ledger_file._WAIT_SECONDS", 0.05)
    with Ledger(paths) as other:
        blocker = sqlite3.connect(paths.ledger, isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="kept locked by another process"):
            other.record([parsed("a")])
        blocker.execute("ROLLBACK")
        other.record([parsed("a")])
    assert len(ledger.documents("1")) == 0


def test_it_knows_what_the_last_other_version_read(ledger: Ledger) -> None:
    first, second = parsed("a", "1"), parsed("a", "2", outcome="unreadable", reason="no text", extracted_at=LATER)
    other = parsed("b", "1")
    ledger.record([first, second, other])
    ids = ["a" * 64, "b" * 64, "c" * 64]
    assert ledger.read_before(ids, "3") == [second, other]
    assert ledger.read_before(ids, "2") == [first, other]
    assert ledger.read_before(ids, "1") == [second]
    assert ledger.read_before([], "3") == []


def test_the_version_before_is_the_last_other_one_that_read(ledger: Ledger) -> None:
    assert ledger.version_before("1") is None
    ledger.record([parsed("a", "1"), parsed("a", "9"), parsed("b", "1", extracted_at=LATER)])
    assert ledger.version_before("2") == "1"
    assert ledger.version_before("1") == "9"


def test_a_forgotten_version_reads_everything_again(ledger: Ledger) -> None:
    ledger.record_scan([file("x", "a")], DAY)
    ledger.record([parsed("a", "1"), parsed("a", "2")])
    ledger.forget_version("1")
    assert [pending.document_id for pending in ledger.pending("1")] == ["a" * 64]
    assert ledger.pending("2") == []
