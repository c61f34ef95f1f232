"""The tables of the lake by report year: write, read, list and drop a year.

Belongs here: `lake/<table>/year=YYYY/part-0.parquet`. Does not: judging rows (`contracts/`), making them from values
(`columns.py`).

A partition is one file, so that one rename is the whole change: a reader sees the old rows or the new ones, whatever
happens. The partition of the unknown year is always there, if need be with no rows, so that readers which name the
files by a pattern find a typed file in every table. Whoever writes a year that is more than one table, or made of what
was there before, holds the lock of the lake.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import polars as pl
import pyarrow as pa

from gk_pipeline.contracts.arrow import arrow_schema
from gk_pipeline.contracts.frames import adapted, polars_schema
from gk_pipeline.contracts.model import ContractError, Table
from gk_pipeline.contracts.registry import LAKE, contract
from gk_pipeline.lake import parquet, store
from gk_pipeline.lake.columns import frame_to_table
from gk_pipeline.lake.lock import alone, require_lake
from gk_pipeline.location import Location
from gk_pipeline.paths import NULL_PARTITION, PART, Paths


def write_year(paths: Paths, table_name: str, year: int | None, data: pa.Table) -> bool:
    """Makes `data` the rows of one report year of a table, in the order of the contract. None is the unknown year.

    Tells whether the file changed: the same rows, in whatever order they come, leave it untouched. Raises
    ContractError, and leaves the old rows, when the schema is not the contract's or a row is of another year.
    """
    table = _lake_table(table_name)
    part = paths.part(table_name, year)
    rows = parquet.parquet_bytes(_sorted(table, _of_year(table, year, data)))
    require_lake(paths)
    changed = store.write(part, rows)
    # Only strangers put other files here; the next writing takes them away, even if this one is cut off before.
    for name in _parquet_files(part.parent):
        if name != part.name:
            store.remove(part.parent / name)
    store.tidy(part.parent)
    return changed


def read_table(
    paths: Paths, table_name: str, years: Iterable[int | None] | None = None, *, adapt: bool = False
) -> pl.DataFrame:
    """The rows of the given report years (default: all), with the types of the contract also when there are none.

    Raises ContractError when a file was written under another contract, unless told to `adapt` its rows to this one,
    where what it did not have is null; DamagedFile when one can't be read.
    """
    table = _lake_table(table_name)
    wanted = _partitions(paths, table_name) if years is None else list(years)
    return _read_parts(table, [paths.part(table_name, year) for year in wanted], adapt)


def _read_parts(table: Table, parts: Iterable[Location], adapt: bool) -> pl.DataFrame:
    """The rows of files of one contract, in the order given; a year without a file has none.

    Raises ContractError for a file of another contract unless told to `adapt` it, DamagedFile for one that can't be
    read.
    """
    schema = polars_schema(table)
    frames = [pl.DataFrame(schema=schema)]
    for part in parts:
        try:
            with parquet.damage_named(part):
                frame = parquet.scan_file(part).collect()
        except FileNotFoundError:
            continue
        if adapt:
            frame = adapted(table, frame)
        if frame.schema != schema:
            raise ContractError(
                f"{part} was written under another contract of {table.name}. "
                f"Remove the folder {part.parent.parent} and run again: it is made anew from the inbox."
            )
        frames.append(frame)
    return pl.concat(frames)


def years_of(paths: Paths, table_name: str) -> list[int | None]:
    """The report years that have rows, in order; None, the unknown year, comes last. A damaged file has rows."""
    _lake_table(table_name)
    return [year for year in _partitions(paths, table_name) if _has_rows(paths.part(table_name, year))]


def row_count(paths: Paths, table_name: str, year: int | None) -> int:
    """Rows of one report year of a table, without reading them."""
    _lake_table(table_name)
    try:
        return parquet.row_count(paths.part(table_name, year))
    except FileNotFoundError:
        return 0


def drop_year(paths: Paths, table_name: str, year: int | None) -> None:
    """Removes the rows of one report year. The unknown year stays as a partition without rows."""
    if year is None:
        write_year(paths, table_name, None, _no_rows(_lake_table(table_name)))
        return
    _lake_table(table_name)
    folder = paths.partition(table_name, year)
    require_lake(paths)
    for name in _parquet_files(folder):
        store.remove(folder / name)
    if isinstance(folder, Path):
        with suppress(OSError):  # not there, or another process is writing in it
            folder.rmdir()


def ensure_tables(paths: Paths) -> None:
    """Gives every table of the lake its typed partition of the unknown year, if it has none yet."""
    with alone(paths, "lake"):
        for table in LAKE:
            if not store.is_file(paths.part(table.name, None)):
                write_year(paths, table.name, None, _no_rows(table))


def _lake_table(name: str) -> Table:
    table = contract(name)
    if table not in LAKE:
        raise ContractError(f"{name} is no table by report year; those are {', '.join(t.name for t in LAKE)}")
    return table


def _partitions(paths: Paths, table_name: str) -> list[int | None]:
    parts = (each.name.split("/") for each in store.files(paths.table(table_name)))
    folders = [part[0].removeprefix("year=") for part in parts if part[0].startswith("year=") and part[1:] == [PART]]
    years = [None if year == NULL_PARTITION else int(year) for year in folders]
    return sorted(years, key=lambda year: (year is None, year or 0))


def _has_rows(part: Location) -> bool:
    try:
        return parquet.row_count(part) > 0
    except parquet.DamagedFile:
        return True


def _parquet_files(folder: Location) -> list[str]:
    """The names of the Parquet files in a folder, not below it."""
    return [each.name for each in store.files(folder) if each.name.endswith(".parquet") and "/" not in each.name]


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
