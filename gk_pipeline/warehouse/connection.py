"""Opening the warehouse to look into it.

Belongs here: where the tables that dbt builds are, and a connection that reads them. Does not: building them
(`build.py`), the marts that readers open (`publish.py`), how the shared warehouse is reached (`ducklake.py`).
"""

from __future__ import annotations

import duckdb

from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.ducklake import attach
from gk_pipeline.warehouse.errors import NoWarehouseError, WarehouseError, remedy_for
from gk_pipeline.warehouse.extensions import connect


def open_warehouse(paths: Paths) -> duckdb.DuckDBPyConnection:
    """A connection that can only read, where the schemas of the warehouse (`marts`, `state`) are found.

    Of a shared warehouse each query sees what is there at its time: hold the lock of writers (`one_writer`) where
    several have to agree. Raises NoWarehouseError when nothing has been built yet, WarehouseError when it can't be
    opened.
    """
    shared = paths.settings.shared_warehouse
    if shared is not None:
        return attach(paths, shared, read_only=True)
    if not paths.warehouse_file.is_file():
        raise NoWarehouseError(paths.warehouse)
    try:
        return connect(paths, paths.warehouse_file, read_only=True)
    except duckdb.Error as error:
        raise WarehouseError(f"The warehouse can't be opened: {error}", remedy_for(str(error), paths)) from error
