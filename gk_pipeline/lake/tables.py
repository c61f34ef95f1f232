"""The tables of the lake by report year: write, read, list and drop a year.

Belongs here: `lake/<table>/year=YYYY/part-0.parquet`. Does not: judging rows (`contracts/`), making them from values
(`columns.py`), the writing of one file (`part.py`).

A partition is one file, so that one rename is the whole change: a reader sees the old rows or the new ones, whatever
happens. The partition of the unknown year is always there, if need be with no rows, so that readers which name the
files by a pattern find a typed file in every table. Whoever writes a year that is more than one table, or made of what
was there before, holds the lock of the lake.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

import polars as pl
import pyarrow as pa

from gk_pipeline.contracts.arrow import arrow_schema
from gk_pipeline.contracts.frames import adapted, polars_schema
from gk_pipeline.contracts.model import ContractError, Table
from gk_pipeline.contracts.registry import LAKE
from gk_pipeline.lake import parquet, store
from gk_pipeline.lake.lock import alone, require_lake
from gk_pipeline.lake.part import Part, lake_table, parquet_files
from gk_pipeline.location import Location
from gk_pipeline.paths import NULL_PARTITION, PART, Paths


def write_year(paths: Paths, table_name: str, year: int | None, data: pa.Table) -> bool:
    """Makes `data` the rows of one report year of a table, in the order of the contract. None is the unknown year.

    Tells whether the file changed: the same rows, in whatever order they come, leave it untouched. Raises
    ContractError, and leaves the old rows, when the schema is not the contract's or a row is of another year.
    """
    part = Part(table_name, year)
    part.add(data)
    return part.write(paths)


def read_table(
    paths: Paths,
    table_name: str,
    years: Iterable[int | None] | None = None,
    *,
    documents: Collection[str] | None = None,
    adapt: bool = False,
) -> pl.DataFrame:
    """The rows of the given report years (default: all), with the types of the contract also when there are none.

    With `documents` those of these documents only: the others need not fit into memory.

    Raises ContractError when a file was written under another contract, unless told to `adapt` its rows to this one,
    where what it did not have is null; DamagedFile when one can't be read.
    """
    table = lake_table(table_name)
    wanted = _partitions(paths, table_name) if years is None else list(years)
    among = pl.lit(True) if documents is None else pl.col("document_id").is_in(list(documents))
    return _read_parts(table, [paths.part(table_name, year) for year in wanted], among, adapt)


def _read_parts(table: Table, parts: Iterable[Location], wanted: pl.Expr, adapt: bool) -> pl.DataFrame:
    """The wanted rows of files of one contract, in the order given; a year without a file has none.

    Raises ContractError for a file of another contract unless told to `adapt` it, DamagedFile for one that can't be
    read.
    """
    schema = polars_schema(table)
    frames = [pl.DataFrame(schema=schema)]
    for part in parts:
        try:
            with parquet.damage_named(part):
                frame = parquet.scan_file(part).filter(wanted).collect()
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
    lake_table(table_name)
    return [year for year in _partitions(paths, table_name) if _has_rows(paths.part(table_name, year))]


def row_count(paths: Paths, table_name: str, year: int | None) -> int:
    """Rows of one report year of a table, without reading them."""
    lake_table(table_name)
    try:
        return parquet.row_count(paths.part(table_name, year))
    except FileNotFoundError:
        return 0


def drop_year(paths: Paths, table_name: str, year: int | None) -> None:
    """Removes the rows of one report year. The unknown year stays as a partition without rows."""
    if year is None:
        write_year(paths, table_name, None, _no_rows(lake_table(table_name)))
        return
    lake_table(table_name)
    folder = paths.partition(table_name, year)
    require_lake(paths)
    for name in parquet_files(folder):
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


def _no_rows(table: Table) -> pa.Table:
    return arrow_schema(table).empty_table()
