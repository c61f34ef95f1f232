"""The ledger: which files lie in the inbox, and what each parser version made of each document.

Belongs here: the two tables and the questions asked of them. Does not: the SQLite file (`ledger_file.py`), the value
types (`ledger_records.py`), walking the inbox, hashing, parsing.

The ledger only saves work. Remove it and it is made again: files are hashed anew, and what was parsed is taken from
`lake/extracted`. One Ledger is for one thread; any number of processes may have one each.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import astuple, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from gk_pipeline.lake import extracted
from gk_pipeline.lake.ledger_file import DamagedLedger, LedgerError, LedgerFile
from gk_pipeline.lake.ledger_records import FileRecord, InboxFile, ParsedDocument, Pending, ScanCounts
from gk_pipeline.paths import Paths

_log = logging.getLogger(__name__)

_LAYOUT = 2  # goes up when the tables below change
_UNCOUNTED = 1  # the layout that did not have the row counts yet

_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS inventory (
        path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, sha256 TEXT, hashed_ns INTEGER,
        reason TEXT, remedy TEXT, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, vanished_at TEXT
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS parsed (
        document_id TEXT NOT NULL, parser_version TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT, remedy TEXT,
        report_year INTEGER, format TEXT, encoding TEXT, replaced_characters INTEGER, extracted_at TEXT NOT NULL,
        part_id TEXT, row_count INTEGER, PRIMARY KEY (document_id, parser_version)
    ) WITHOUT ROWID
    """,
)
_INVENTORY = "SELECT path, size, mtime_ns, sha256, hashed_ns, reason, remedy FROM inventory WHERE vanished_at IS NULL"
_SEE = """
    INSERT INTO inventory (path, size, mtime_ns, sha256, hashed_ns, reason, remedy, first_seen, last_seen)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
    ON CONFLICT (path) DO UPDATE SET
        size = excluded.size, mtime_ns = excluded.mtime_ns, sha256 = excluded.sha256, hashed_ns = excluded.hashed_ns,
        reason = excluded.reason, remedy = excluded.remedy, last_seen = excluded.last_seen, vanished_at = NULL
"""
_NEWEST = "SELECT max(first_seen) FROM inventory WHERE vanished_at IS NULL"
_VANISH = "UPDATE inventory SET vanished_at = ? WHERE path = ?"
_SET_ASIDE = "UPDATE inventory SET sha256 = NULL, reason = ?, remedy = ? WHERE path = ? AND vanished_at IS NULL"
_PENDING = """
    SELECT sha256, min(path) AS first_path
    FROM inventory LEFT JOIN parsed ON document_id = sha256 AND parser_version = ?
    WHERE vanished_at IS NULL AND sha256 IS NOT NULL AND document_id IS NULL
    GROUP BY sha256 ORDER BY first_path
"""
_RECORD = "INSERT OR REPLACE INTO parsed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_COUNT_FROM_NOW_ON = "ALTER TABLE parsed ADD COLUMN row_count INTEGER"
_ROW_COUNTS = "SELECT document_id, row_count FROM parsed WHERE parser_version = ? AND row_count IS NOT NULL"
_READ_BEFORE = """
    SELECT * FROM parsed WHERE document_id = ? AND parser_version != ?
    ORDER BY extracted_at DESC, parser_version LIMIT 1
"""
_VERSION_BEFORE = """
    SELECT parser_version FROM parsed WHERE parser_version != ?
    GROUP BY parser_version ORDER BY max(extracted_at) DESC, parser_version LIMIT 1
"""
_FORGET_VERSION = "DELETE FROM parsed WHERE parser_version = ?"
_FORGET_YEAR = "DELETE FROM parsed WHERE parser_version = ? AND report_year IS ?"
_DOCUMENTS = """
    SELECT path, sha256, size, first_seen, inventory.reason, inventory.remedy, parsed.*
    FROM inventory LEFT JOIN parsed ON document_id = sha256 AND parser_version = ?
    WHERE vanished_at IS NULL ORDER BY path
"""


class Ledger:
    """An open ledger; use it in a `with`. Every method that writes is one transaction: all of it happens, or nothing.

    All methods raise LedgerError when the file is damaged, can't be written, or stays locked for a minute. A damaged
    ledger is put aside, and whoever opens one after that gets a new one.
    """

    def __init__(self, paths: Paths) -> None:
        """Opens the ledger of a home. A new one knows what `lake/extracted` holds. Raises LedgerError, WriteError."""
        try:
            self._open(paths)
        except DamagedLedger as damage:
            _log.warning("%s", damage)
            self._open(paths)

    def _open(self, paths: Paths) -> None:
        self._file = LedgerFile(paths.ledger)
        try:
            self._prepare(paths)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def inventory(self) -> dict[str, InboxFile]:
        """The files that the last scan found, by inbox name."""
        return {row[0]: InboxFile(*row) for row in self._file.rows(_INVENTORY)}

    def record_scan(self, files: Iterable[InboxFile], seen_at: datetime) -> ScanCounts:
        """Makes `files` the whole inventory: files of earlier scans that are not among them have vanished."""
        found = {file.path: file for file in files}
        seen = _to_text(seen_at)
        with self._file.transaction() as connection:
            before = self.inventory()
            gone = before.keys() - found.keys()
            connection.executemany(_VANISH, [(seen, path) for path in gone])
            connection.executemany(_SEE, [(*astuple(file), seen) for file in found.values()])
        new = found.keys() - before.keys()
        changed = [path for path in found.keys() - new if found[path].sha256 != before[path].sha256]
        return ScanCounts(len(new), len(changed), len(found) - len(new) - len(changed), len(gone))

    def set_aside(self, path: str, reason: str, remedy: str | None) -> None:
        """Makes a file of the inventory one whose bytes can't be had, until the next scan hashes it again."""
        with self._file.transaction() as connection:
            connection.execute(_SET_ASIDE, (reason, remedy, path))

    def newest_arrival(self) -> datetime | None:
        """When the newest file of the inbox was first seen; None when there are no files."""
        found = self._file.rows(_NEWEST)[0][0]
        return datetime.fromisoformat(found) if found else None

    def pending(self, parser_version: str) -> list[Pending]:
        """The documents in the inbox that this parser version has not read, by path; each document once."""
        return [Pending(*row) for row in self._file.rows(_PENDING, parser_version)]

    def record(self, parsed: Iterable[ParsedDocument]) -> None:
        """Remembers what was made of documents. Call it when the part with their rows is on disk, not before."""
        rows = [_stored(document) for document in parsed]
        with self._file.transaction() as connection:
            connection.executemany(_RECORD, rows)

    def read_before(self, document_ids: Iterable[str], parser_version: str) -> list[ParsedDocument]:
        """What the last other parser version made of documents; those that no other version read are left out."""
        found = (self._file.rows(_READ_BEFORE, document_id, parser_version) for document_id in document_ids)
        return [_loaded(row) for rows in found for row in rows]

    def version_before(self, parser_version: str) -> str | None:
        """The other parser version that was the last to read something; None when there is none."""
        found = self._file.rows(_VERSION_BEFORE, parser_version)
        return str(found[0][0]) if found else None

    def forget_year(self, parser_version: str, year: int | None) -> None:
        """Forgets what a parser version read of one report year: it reads these documents again."""
        with self._file.transaction() as connection:
            connection.execute(_FORGET_YEAR, (parser_version, year))

    def forget_version(self, parser_version: str) -> None:
        """Forgets what a parser version read: it would read all documents again."""
        with self._file.transaction() as connection:
            connection.execute(_FORGET_VERSION, (parser_version,))

    def documents(self, parser_version: str) -> list[FileRecord]:
        """Every file of the last scan with what became of it, by path.

        Of files with the same bytes the first by path stands for the document; the others are duplicates of it.
        """
        records: list[FileRecord] = []
        originals: dict[str, str] = {}
        for path, sha256, size, first_seen, reason, remedy, *parsed in self._file.rows(_DOCUMENTS, parser_version):
            file = FileRecord(
                path, sha256, size, None, None, None, None, reason, remedy, None, None, parser_version, None
            )
            if sha256 is None:
                records.append(replace(file, outcome="unreadable", extracted_at=datetime.fromisoformat(first_seen)))
            elif parsed[0] is None:
                records.append(file)
            else:
                original = originals.setdefault(sha256, path)
                records.append(_with_outcome(file, _loaded(parsed), None if original == path else original))
        return records

    def row_counts(self, parser_version: str) -> dict[str, int]:
        """How many rows a parser version made of each document; those whose rows were not counted are left out."""
        return dict(self._file.rows(_ROW_COUNTS, parser_version))

    def _prepare(self, paths: Paths) -> None:
        """Gives a new ledger its tables, and what is known of documents that were read before there was one."""
        layout = self._file.pragma("user_version")
        if layout == _UNCOUNTED:
            with self._file.transaction() as connection:
                if self._file.pragma("user_version") == _UNCOUNTED:  # another process may have been faster
                    connection.execute(_COUNT_FROM_NOW_ON)
                    connection.execute(f"PRAGMA user_version = {_LAYOUT}")
        elif layout == 0:
            outcomes = extracted.read_outcomes(paths).iter_rows(named=True)
            known = [_stored(ParsedDocument(**row, part_id=None)) for row in outcomes]
            with self._file.transaction() as connection:
                for statement in _TABLES:
                    connection.execute(statement)
                connection.executemany(_RECORD, known)
                connection.execute(f"PRAGMA user_version = {_LAYOUT}")
        elif layout != _LAYOUT:
            name = paths.ledger.name
            raise LedgerError(
                f"{paths.ledger} was made by another version of the pipeline. Remove {name}, {name}-wal and {name}-shm "
                "and run again: the ledger is made anew from the inbox and lake/extracted, and no document is parsed "
                "twice."
            )


def _with_outcome(file: FileRecord, parsed: ParsedDocument, original: str | None) -> FileRecord:
    duplicate = original is not None
    return replace(
        file,
        format=parsed.format,
        encoding=parsed.encoding,
        replaced_characters=parsed.replaced_characters,
        outcome="duplicate" if duplicate else parsed.outcome,
        reason=None if duplicate else parsed.reason,
        remedy=None if duplicate else parsed.remedy,
        duplicate_of=original,
        report_year=parsed.report_year,
        extracted_at=parsed.extracted_at,
    )


def _stored(document: ParsedDocument) -> tuple[Any, ...]:
    """The document as a row of `parsed`: its fields in order, with the moment as text."""
    *values, extracted_at, part_id, row_count = astuple(document)
    return (*values, _to_text(extracted_at), part_id, row_count)


def _loaded(row: list[Any]) -> ParsedDocument:
    *values, extracted_at, part_id, row_count = row
    return ParsedDocument(*(*values, datetime.fromisoformat(extracted_at), part_id, row_count))


def _to_text(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).isoformat()
