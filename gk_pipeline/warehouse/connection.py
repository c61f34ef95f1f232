"""Opening the warehouse to look into it.

Belongs here: where the tables that dbt builds are, and a connection that reads them. Does not: building them
(`build.py`), the marts that readers open (`publish.py`).
"""

from __future__ import annotations

import duckdb

from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.errors import WarehouseError, remedy_for


def open_warehouse(paths: Paths) -> duckdb.DuckDBPyConnection:
    """A connection that can only read, where the schemas of the warehouse (`marts`, `state`) are found.

    Raises WarehouseError when there is no warehouse yet, or it can't be opened.
    """
    if not paths.warehouse_file.is_file():
        raise WarehouseError(f"There is no warehouse in {paths.warehouse}.", "Build it first: `gk run`.")
    try:
        return duckdb.connect(str(paths.warehouse_file), read_only=True)
    except duckdb.Error as error:
        raise WarehouseError(f"The warehouse can't be opened: {error}", remedy_for(str(error), paths)) from error
