"""The shared warehouse: a DuckLake, whose catalogue is in PostgreSQL and whose files are in a folder or bucket.

Belongs here: attaching it, and the lock that lets one machine write at a time. Does not: what its readers see
(`snapshots.py`), the profile of dbt, which attaches it too (`dbt_project/profiles.yml`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

import duckdb

from gk_pipeline.paths import Paths
from gk_pipeline.settings import SharedWarehouse
from gk_pipeline.warehouse.errors import NoWarehouseError, WarehouseError, remedy_for
from gk_pipeline.warehouse.extensions import connect, require_extensions
from gk_pipeline.warehouse.sql import quoted

_log = logging.getLogger(__name__)

# The name that the DuckLake is attached by, here and in the profile of dbt.
DATABASE = "lake"

# What DuckLake says when a reader finds a database of PostgreSQL without a catalogue.
_NOT_THERE = "creating a new DuckLake is explicitly disabled"

_SECONDS_BETWEEN_TRIES = 0.5

# A server whose client is gone without a word would keep the lock for hours.
_SESSION = (
    "set local idle_in_transaction_session_timeout = 0",
    "set local tcp_keepalives_idle = 30",
    "set local tcp_keepalives_interval = 10",
    "set local tcp_keepalives_count = 3",
)


def catalog_of(shared: SharedWarehouse) -> str:
    """How DuckLake reaches its catalogue: as set, and not waiting for minutes for a machine that does not answer."""
    return shared.catalog if "connect_timeout" in shared.catalog else f"{shared.catalog} connect_timeout=10"


def attach(paths: Paths, shared: SharedWarehouse, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection with the shared warehouse as its current database.

    Raises WarehouseError when it can't be reached, NoWarehouseError for a reader when nothing has been built yet.
    """
    # Small tables would go into PostgreSQL; one form of storage is enough.
    options = "read_only" if read_only else f"data_path {quoted(str(shared.data))}, data_inlining_row_limit 0"
    require_extensions(("ducklake", "postgres_scanner"))
    connection = connect(paths)
    try:
        connection.execute(f"attach {quoted(f'ducklake:{catalog_of(shared)}')} as {DATABASE} ({options})")
        connection.execute(f"use {DATABASE}")
    except duckdb.Error as error:
        connection.close()
        if _NOT_THERE in str(error):
            raise NoWarehouseError(shared.data) from error
        raise _unreachable(error, paths) from error
    return connection


@contextmanager
def one_writer(paths: Paths, watch: Callable[[str], None] | None = None) -> Iterator[None]:
    """Holds the shared warehouse for one writer on all machines; others wait, and tell `watch` (default: the log).

    The lock lasts as long as its connection to PostgreSQL, so it goes with a process or machine that dies. It may be
    taken again by the thread that has it. Without a shared warehouse there is nothing to hold.

    Raises WarehouseError when PostgreSQL can't be reached. `confirm_lock` tells whether the lock is held still.
    """
    shared = paths.settings.shared_warehouse
    if shared is None:
        yield
        return
    with _threads:
        if catalog_of(shared) in _held:
            yield
            return
        with closing(_lock_session(paths, shared)) as session:
            try:
                _acquire(session, paths, watch or _log.warning)
                _held[catalog_of(shared)] = session
                yield
            finally:
                _held.pop(catalog_of(shared), None)
                end(session)


def end(connection: duckdb.DuckDBPyConnection) -> None:
    """Ends what a connection has begun and not finished, if anything.

    Where PostgreSQL is gone that fails, which left to the closing of the connection would end the process.
    """
    with suppress(duckdb.Error):
        connection.rollback()


def confirm_lock(paths: Paths, shared: SharedWarehouse) -> None:
    """Raises WarehouseError when this thread has lost the lock, or never had it."""
    try:
        _held[catalog_of(shared)].execute(_TRY)
    except (KeyError, duckdb.Error) as error:
        raise WarehouseError(
            f"The lock of the shared warehouse is lost: {error}",
            "Nothing was shown to its readers. Run again when PostgreSQL is there.",
        ) from error


# Sessions that hold the lock of a catalogue, within this process; threads take turns before machines do.
_held: dict[str, duckdb.DuckDBPyConnection] = {}
_threads = threading.RLock()

# Any number will do that no other program takes for its own lock in this database.
_TRY = "select * from postgres_query('catalogue', 'select pg_try_advisory_xact_lock(6717031983) as got')"


def _lock_session(paths: Paths, shared: SharedWarehouse) -> duckdb.DuckDBPyConnection:
    """A transaction of its own in PostgreSQL: its end, however it comes, ends the lock."""
    require_extensions(("postgres_scanner",))
    connection = connect(paths)
    address = catalog_of(shared).removeprefix("postgres:")
    try:
        connection.execute(f"attach {quoted(address)} as catalogue (type postgres)")
        connection.begin()
        for setting in _SESSION:
            connection.execute(f"call postgres_execute('catalogue', {quoted(setting)})")
    except duckdb.Error as error:
        end(connection)
        connection.close()
        raise _unreachable(error, paths) from error
    return connection


def _acquire(session: duckdb.DuckDBPyConnection, paths: Paths, watch: Callable[[str], None]) -> None:
    told = False
    try:
        while not session.execute(_TRY).fetchall()[0][0]:
            if not told:
                watch("waiting for another run, which writes to the shared warehouse")
                told = True
            time.sleep(_SECONDS_BETWEEN_TRIES)
    except duckdb.Error as error:
        raise _unreachable(error, paths) from error


def _unreachable(error: duckdb.Error, paths: Paths) -> WarehouseError:
    return WarehouseError(f"The shared warehouse can't be opened: {error}", remedy_for(str(error), paths))
