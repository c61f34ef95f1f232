"""Marts as Parquet files, written again only where they were made anew.

Belongs here: one file a mart, put together from one piece a report year. Does not: versions of them (`publish.py`).

dbt notes which run made which year of a mart (`state.mart_years`, `macros/refresh.sql`). A piece is kept under the name
of that run, so that a year which was not made anew is not read from the warehouse again. The rows of a piece are
sorted by all columns: equal marts give equal files, whichever way they came about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from gk_pipeline.lake.parquet_join import join
from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.sql import quoted_name
from gk_pipeline.warehouse.versions import PublishedColumn, PublishedTable, sha256

_DIGEST_DIGITS = 16
_DESCRIBED = """
    select tables.table_name, tables.comment, list(
        {'name': columns.column_name, 'type': columns.data_type, 'description': columns.comment}
        order by columns.column_index
    )
    from duckdb_tables() as tables
    inner join duckdb_columns() as columns using (database_name, schema_name, table_name)
    where tables.database_name = current_database() and tables.schema_name = 'marts'
    group by tables.table_name, tables.comment
    order by tables.table_name
"""
_PIECES = """
    select mart, is_by_year, report_year, made_by
    from state.mart_years
    order by mart, report_year nulls last
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a mart: the rows where `condition` holds. `name` tells which run made them, None when none is noted."""

    condition: str
    name: str | None


_EVERYTHING, _NOTHING = Piece("true", None), Piece("false", None)


@dataclass(frozen=True, slots=True)
class Mart:
    """A mart of the warehouse, and the pieces that it consists of, in order."""

    name: str
    description: str | None
    columns: tuple[PublishedColumn, ...]
    pieces: tuple[Piece, ...]

    @property
    def is_known(self) -> bool:
        """Whether it is known who made each of its pieces, as far as they have rows."""
        return all(piece.name or piece == _NOTHING for piece in self.pieces)


def marts_of(connection: duckdb.DuckDBPyConnection) -> list[Mart]:
    """The marts of the warehouse, by name."""
    pieces = _pieces(connection)
    rows = connection.execute(_DESCRIBED).fetchall()
    return [
        Mart(
            name,
            comment,
            tuple(PublishedColumn(**column) for column in columns),
            pieces.get(name) or (_EVERYTHING if len(connection.table(f"marts.{quoted_name(name)}")) else _NOTHING,),
        )
        for name, comment, columns in rows
    ]


def export(connection: duckdb.DuckDBPyConnection, paths: Paths, mart: Mart, folder: Path) -> PublishedTable:
    """Writes a mart into `folder`. Pieces that were written before, and are whole, are taken as they are."""
    kept = paths.warehouse / "pieces" / mart.name
    kept.mkdir(parents=True, exist_ok=True)
    parts = [_part(connection, mart, piece, kept) for piece in mart.pieces]
    file = folder / f"{mart.name}.parquet"
    join(parts, file)
    _keep_only(kept, [part for part, piece in zip(parts, mart.pieces, strict=True) if piece.name])
    # Taken from the file, which is what readers get.
    rows = connection.read_parquet(str(file)).aggregate("count(*)").fetchall()[0][0]
    return PublishedTable(mart.name, file.name, rows, file.stat().st_size, sha256(file), mart.description, mart.columns)


def _pieces(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[Piece, ...]]:
    try:
        rows = connection.execute(_PIECES).fetchall()
    except duckdb.CatalogException:
        return {}
    found: dict[str, tuple[Piece, ...]] = {}
    for mart, is_by_year, year, made_by in rows:
        found.setdefault(mart, ())
        condition = "true" if not is_by_year else f"report_year is not distinct from {'null' if year is None else year}"
        label = "all" if not is_by_year else "unknown" if year is None else str(year)
        found[mart] += (Piece(condition, f"{label}.{made_by}"),)
    return found


def _part(connection: duckdb.DuckDBPyConnection, mart: Mart, piece: Piece, kept: Path) -> Path:
    """The file of a piece. Its name ends with a digest of its content, so that one which is damaged is not taken."""
    for file in kept.glob(f"{piece.name}.*.parquet") if piece.name else ():
        if file.name == f"{piece.name}.{sha256(file)[:_DIGEST_DIGITS]}.parquet":
            return file
    fresh = kept / ".fresh.parquet"
    rows = connection.table(f"marts.{quoted_name(mart.name)}").filter(piece.condition)
    rows.order("all").write_parquet(str(fresh), compression="zstd")
    file = kept / f"{piece.name or 'unknown run'}.{sha256(fresh)[:_DIGEST_DIGITS]}.parquet"
    return fresh.replace(file)


def _keep_only(folder: Path, parts: Iterable[Path]) -> None:
    wanted = set(parts)
    for file in folder.iterdir():
        if file not in wanted:
            file.unlink()


def forget_marts(paths: Paths, marts: Sequence[Mart]) -> None:
    """Removes the pieces of marts that are no more."""
    for folder in (paths.warehouse / "pieces").iterdir():
        if folder.name not in {mart.name for mart in marts}:
            _keep_only(folder, ())
            folder.rmdir()
