"""The SQLite file of the ledger: opening it, asking it, writing into it as a whole.

Belongs here: what holds for any statement, such as transactions, waiting for other processes, and what SQLite's errors
mean. Does not: the tables and the statements (`ledger.py`).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from gk_pipeline.lake.atomic import explained

_WAIT_SECONDS = 60.0
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class LedgerError(Exception):
    """The ledger can't be used; the message says what to do."""


class DamagedLedger(LedgerError):
    """The ledger was damaged, and has been put aside: the next one is new."""


class LedgerFile:
    """An open file, for one thread. Close it.

    All methods raise LedgerError when the file is damaged, can't be written, or stays locked for a minute. A damaged
    file is put aside, which DamagedLedger tells.
    """

    def __init__(self, file: Path) -> None:
        """Opens the file, and makes it when there is none. Raises WriteError too, when its folder can't be made."""
        self._file = file
        with explained(file):
            file.parent.mkdir(parents=True, exist_ok=True)
        with _explained(file):
            self._connection = sqlite3.connect(file, timeout=_WAIT_SECONDS, isolation_level=None)
        try:
            with _explained(file):
                self._write_ahead()
            self.rows("PRAGMA synchronous = NORMAL")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._connection.close()

    def rows(self, statement: str, *values: str) -> list[Any]:
        """All rows that a statement gives."""
        with _explained(self._file):
            return self._connection.execute(statement, values).fetchall()

    def pragma(self, name: str) -> object:
        """The value of a setting of the file."""
        return self.rows(f"PRAGMA {name}")[0][0]

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Statements that are all carried out when the block ends, or none of them when it raises."""
        with _explained(self._file):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _write_ahead(self) -> None:
        """Changes a new file to a write-ahead log. SQLite does not wait for a lock to do that, so this does."""
        give_up = time.monotonic() + _WAIT_SECONDS
        while self.pragma("journal_mode") != "wal":
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF not in _LOCKED or time.monotonic() > give_up:
                    raise
                time.sleep(0.01)


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    """Turns what SQLite says into what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # without the extended part
        if code in _DAMAGED:
            aside = _put_aside(file)
            raise DamagedLedger(
                f"{file} is damaged ({error}) and was put aside as {aside.name}. Run again: the ledger is made anew "
                "from the inbox and lake/extracted, and no document is parsed twice."
            ) from error
        if code in _LOCKED:
            raise LedgerError(
                f"{file} is kept locked by another process. Wait until that run has ended and start again."
            ) from error
        if isinstance(error, sqlite3.OperationalError):
            raise LedgerError(
                f"{file}: {error}. Check that it can be written and that the disk is not full."
            ) from error
        raise  # a row that breaks a constraint is a fault of the caller


def _put_aside(file: Path) -> Path:
    aside = file.with_name(f"{file.name}.damaged")
    with explained(aside), suppress(FileNotFoundError):  # another process was faster
        file.replace(aside)
        for belonging in ("-wal", "-shm"):
            file.with_name(f"{file.name}{belonging}").unlink(missing_ok=True)
    return aside
