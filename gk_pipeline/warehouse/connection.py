"""Opening the warehouse to look into it.

Belongs here: where the tables that dbt builds are, and a connection that reads them. Does not: building them
(`build.py`), the marts that readers open (`publish.py`), how the shared warehouse is reached (`ducklake.py`).
"""

from __future__ import annotations

import logging
import re
import time
from pathlib import Path

import duckdb

from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.ducklake import attach
from gk_pipeline.warehouse.errors import NoWarehouseError, WarehouseError, remedy_for
from gk_pipeline.warehouse.extensions import connect

_log = logging.getLogger(__name__)

_IS_LOCKED = "Could not set lock on file"
_LOCKED_BY = re.compile(r"lock is held in .*?\(PID (\d+)\)")
# Runs wait for each other before they come here. Only a dbt whose run was killed, or a person, can still be there.
PATIENCE_SECONDS = 600.0
_SECONDS_BETWEEN_TRIES = 0.2


def open_warehouse(paths: Paths) -> duckdb.DuckDBPyConnection:
    """A connection that can only read, where the schemas of the warehouse (`marts`, `state`) are found.

    Of a shared warehouse each query sees what is there at its time: hold the lock of writers (`one_writer`) where
    several have to agree. Waits while another process writes, for ten minutes at most. Raises NoWarehouseError when
    nothing has been built yet, WarehouseError when it can't be opened.
    """
    shared = paths.settings.shared_warehouse
    if shared is not None:
        return attach(paths, shared, read_only=True)
    if not paths.warehouse_file.is_file():
        raise NoWarehouseError(paths.warehouse)
    try:
        return _connect(paths, paths.warehouse_file)
    except duckdb.Error as error:
        raise WarehouseError(f"The warehouse can't be opened: {error}", remedy_for(str(error), paths)) from error


def _connect(paths: Paths, file: Path) -> duckdb.DuckDBPyConnection:
    """Opens the file as soon as no process writes to it any more. Raises duckdb.Error when that takes too long."""
    last = time.monotonic() + PATIENCE_SECONDS
    told = False
    while True:
        try:
            return connect(paths, file, read_only=True)
        except duckdb.IOException as error:
            if _IS_LOCKED not in str(error) or time.monotonic() > last:
                raise
            if not told:
                holder = _LOCKED_BY.search(str(error))
                _log.warning(
                    "waiting for %s, which has the warehouse open",
                    f"process {holder[1]}" if holder else "another process",
                )
                told = True
        time.sleep(_SECONDS_BETWEEN_TRIES)
