"""The published marts, opened to be read.

Belongs here: the current version as a reader sees it, and rows as Python has them. Does not: what is asked of the marts
(`lineage`, the explorer), publishing.
"""

from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.versions import DATABASE, current_folder

Row = dict[str, Any]


class Marts:
    """One published version. Threads may share it. Whoever holds it reads that version, whatever is published since."""

    def __init__(self, folder: Path) -> None:
        self.version = folder.name
        self._database = duckdb.connect(str(folder / DATABASE), read_only=True)

    def rows(self, query: str, **parameters: Any) -> list[Row]:
        """The rows of a query with named parameters, by column. Whole numbers are int, others Decimal."""
        with self._database.cursor() as cursor:
            found = cursor.execute(query, parameters)
            names = [column[0] for column in found.description or ()]
            return [{name: _plain(value) for name, value in zip(names, row, strict=True)} for row in found.fetchall()]

    def one(self, query: str, **parameters: Any) -> Row | None:
        """The only row of a query, or None. Raises ValueError where there are more."""
        found = self.rows(query, **parameters)
        if len(found) > 1:
            raise ValueError(f"{len(found)} rows instead of one")
        return found[0] if found else None

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Marts:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Reader:
    """Gives the version that is current at the moment, and keeps it open until another one is."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._lock = threading.Lock()
        self._marts: Marts | None = None

    def marts(self) -> Marts:
        """Raises WarehouseError when nothing is published yet."""
        with self._lock:
            folder = current_folder(self._paths)
            if self._marts is None or self._marts.version != folder.name:
                # The one before is closed when the last request that holds it ends.
                self._marts = Marts(folder)
            return self._marts


def _plain(value: Any) -> Any:
    """A number without the zeros that its column adds: int when it is whole."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else value.normalize()
