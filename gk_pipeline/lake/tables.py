"""The tables of the lake by report year: write, read, list and drop a year.

Belongs here: `lake/<table>/year=YYYY/part-0.parquet`. Does not: judging rows (`contracts/`), making them from values
(`columns.py`).

A partition is one file, so that one rename is the whole change: a reader sees the old rows or the new ones, whatever
happens. The partition of the unknown year is always there, if need be with no rows, so that readers which name the
files by a pattern find a typed file in every table. Two writers of the same year do no harm; the last one wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from gk_pipeline.contracts.arrow import arrow_schema
from gk_pipeline.contracts.frames import polars_schema
from gk_pipeline.contracts.model import ContractError, Table
from gk_pipeline.contracts.registry import LAKE, contract
from gk_pipeline.lake.atomic import remove_left_behind, replace_if_changed
from gk_pipeline.lake.columns import frame_to_table
from gk_pipeline.lake.parquet import parquet_bytes
from gk_pipeline.paths import NULL_PARTITION, Paths


def write_year(paths: Paths, table_name: str, year: int | None, data: pa.Table) -> bool:
    """Makes `data` the rows of one report year of a table, in the order of the contract. None is the unknown year.

    Tells whether the file changed: the same rows, in whatever order they come, leave it untouched. Raises
    ContractError, and leaves the old rows, when the schema is not the contract's or a row is of another year.
    """
    table = _lake_table(table_name)
    part = paths.part(table_name, year)
    changed = replace_if_changed(part, parquet_bytes(_sorted(table, _of_year(table, year, data))))
    # Only strangers put other files here; the next writing takes them away, even if this one is cut off before.
    for other in part.parent.glob("*.parquet"):
        if other != part:
            other.unlink(missing_ok=True)
    remove_left_behind(part.parent)
    return changed


def read_table(paths: Paths, table_name: str, years: Iterable[int | None] | None = None) -> pl.DataFrame:
    """The rows of the given report years (default: all), with the types of the contract also when there are none.

    Raises ContractError when a file was written under another contract.
    """
    table = _lake_table(table_name)
    wanted = _partitions(paths, table_name) if years is None else list(years)
    parts = [part for part in (paths.part(table_name, year) for year in wanted) if part.is_file()]
    return read_parts(table, parts)


def read_parts(table: Table, parts: Iterable[Path]) -> pl.DataFrame:
    """The rows of files of one contract, in the order given. Raises ContractError for a file of another contract."""
    schema = polars_schema(table)
    frames = [pl.DataFrame(schema=schema)]
    for part in parts:
        frame = pl.read_parquet(part, hive_partitioning=False, glob=False)
        if frame.schema != schema:
            raise ContractError(
                f"{part} was written under another contract of {table.name}. "
                f"Remove the folder {part.parent.parent} and run again: it is made anew from the inbox."
            )
        frames.append(frame)
    return pl.concat(frames)


def years_of(paths: Paths, table_name: str) -> list[int | None]:
    """The report years that have rows, in order; None, the unknown year, comes last."""
    _lake_table(table_name)
    years = _partitions(paths, table_name)
    return [year for year in years if pq.read_metadata(paths.part(table_name, year)).num_rows]


def drop_year(paths: Paths, table_name: str, year: int | None) -> None:
    """Removes the rows of one report year. The unknown year stays as a partition without rows."""
    if year is None:
        write_year(paths, table_name, None, _no_rows(_lake_table(table_name)))
        return
    _lake_table(table_name)
    folder = paths.partition(table_name, year)
    for part in folder.glob("*.parquet"):
        part.unlink(missing_ok=True)
    with suppress(OSError):  # not there, or another process is writing in it
        folder.rmdir()


def ensure_tables(paths: Paths) -> None:
    """Gives every table of the lake its typed partition of the unknown year, if it has none yet."""
    for table in LAKE:
        if not paths.part(table.name, None).is_file():
            write_year(paths, table.name, None, _no_rows(table))


def _lake_table(name: str) -> Table:
    table = contract(name)
    if table not in LAKE:
        raise ContractError(f"{name} is no table by report year; those are {', '.join(t.name for t in LAKE)}")
    return table


def _partitions(paths: Paths, table_name: str) -> list[int | None]:
    folders = (part.parent.name.removeprefix("year=") for part in paths.table(table_name).glob("year=*/part-0.parquet"))
    years = [None if year == NULL_PARTITION else int(year) for year in folders]
    return sorted(years, key=lambda year: (year is None, year or 0))


def _of_year(table: Table, year: int | None, data: pa.Table) -> pa.Table:
    if not data.schema.equals(arrow_schema(table)):
        raise ContractError(f"{table.name}: the schema is not that of the contract; make the table with frame_to_table")
    others = [found for found in data["report_year"].unique().to_pylist() if found != year]
    if others:
        raise ContractError(f"{table.name}: rows of report year {others[0]} can't be written as year {year}")
    return data


def _sorted(table: Table, data: pa.Table) -> pa.Table:
    rows = pl.DataFrame(data).sort(table.sort_order, maintain_order=True)
    return frame_to_table(table.name, rows).combine_chunks()


def _no_rows(table: Table) -> pa.Table:
    return arrow_schema(table).empty_table()
