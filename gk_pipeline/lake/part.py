"""The one file of a table and report year, written in pieces: what is in it need not fit into memory at once.

Belongs here: sorting, checking and collecting the pieces, putting the file in its place. Does not: reading years
(`tables.py`), Parquet itself (`parquet.py`).
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from gk_pipeline.contracts.arrow import arrow_schema
from gk_pipeline.contracts.model import ContractError, Table
from gk_pipeline.contracts.registry import LAKE, contract
from gk_pipeline.lake import parquet, store
from gk_pipeline.lake.columns import frame_to_table
from gk_pipeline.lake.lock import require_lake
from gk_pipeline.location import Location
from gk_pipeline.paths import Paths


class Part:
    """The rows that one report year of a table is to have. None is the unknown year."""

    def __init__(self, table_name: str, year: int | None) -> None:
        self._table, self._year = lake_table(table_name), year
        self._file = parquet.ParquetBytes(arrow_schema(self._table))
        self._last: tuple[object, ...] | None = None
        self.rows = 0

    def add(self, data: pa.Table) -> None:
        """Adds rows, in the order of the contract. Raises ContractError when the schema is not the contract's, a row is
        of another year, or they do not all belong behind those that were added before."""
        rows = pl.DataFrame(self._of_year(data)).sort(self._table.sort_order, maintain_order=True)
        if rows.height:
            keys = rows.select(self._table.sort_order)
            if self._last is not None and keys.row(0) <= self._last:
                raise ContractError(f"{self._table.name}: {keys.row(0)} does not belong behind {self._last}")
            self._last = keys.row(-1)
        self._file.add(frame_to_table(self._table.name, rows).combine_chunks())
        self.rows += rows.height

    def write(self, paths: Paths) -> bool:
        """Makes these the rows of the year. Tells whether the file changed: the same rows leave it untouched."""
        part = paths.part(self._table.name, self._year)
        content = self._file.close()
        require_lake(paths)
        changed = store.write(part, content)
        # Only strangers put other files here; the next writing takes them away, even if this one is cut off before.
        for name in parquet_files(part.parent):
            if name != part.name:
                store.remove(part.parent / name)
        store.tidy(part.parent)
        return changed

    def _of_year(self, data: pa.Table) -> pa.Table:
        name = self._table.name
        if not data.schema.equals(arrow_schema(self._table)):
            raise ContractError(f"{name}: the schema is not that of the contract; make the table with frame_to_table")
        others = [found for found in data["report_year"].unique().to_pylist() if found != self._year]
        if others:
            raise ContractError(f"{name}: rows of report year {others[0]} can't be written as year {self._year}")
        return data


def lake_table(name: str) -> Table:
    """The contract of a table by report year. Raises ContractError for a name that has none."""
    table = contract(name)
    if table not in LAKE:
        raise ContractError(f"{name} is no table by report year; those are {', '.join(t.name for t in LAKE)}")
    return table


def parquet_files(folder: Location) -> list[str]:
    """The names of the Parquet files in a folder, not below it."""
    return [each.name for each in store.files(folder) if each.name.endswith(".parquet") and "/" not in each.name]
