"""Publishing the marts: a new version of them that readers open while the next one is made.

Belongs here: writing one Parquet file a mart, `marts.duckdb` and the manifest of a version. Does not: building marts
(`build.py`), the folders of versions (`versions.py`), reading them (`lineage.py`).

A version is named after its content, so that publishing the same marts again changes nothing. `marts.duckdb` holds the
tables themselves: views on the Parquet files would need absolute paths, and break when the folder is moved.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.connection import open_warehouse
from gk_pipeline.warehouse.errors import WarehouseError
from gk_pipeline.warehouse.versions import (
    DATABASE,
    Manifest,
    PublishedColumn,
    PublishedTable,
    flush_to_disk,
    make_current,
    remove_old,
    remove_version,
    staging,
    versions_folder,
)

_VERSION_DIGITS = 16


@dataclass(frozen=True, slots=True)
class PublishResult:
    """The version that is current now. `is_new` tells whether its content was published for the first time.

    `database` is the file for BI tools, by the name that stays the same from version to version.
    """

    manifest: Manifest
    is_new: bool
    removed: tuple[str, ...]
    folder: Path
    database: Path


def publish(paths: Paths, keep: int | None = None) -> PublishResult:
    """Publishes the marts of the warehouse and makes them current; keeps the `keep` newest versions.

    `keep` defaults to the settings. Raises WarehouseError when there are no marts, or while a model or test of the
    last build stands as failed: then what was published before stays as it is.
    """
    with staging(paths) as folder:
        tables = _export(paths, folder)
        version = _digest(tables)
        target = versions_folder(paths) / version
        is_new = not _is_whole(target, tables)
        if is_new:
            database_bytes = _write_database(folder, tables)
            _manifest(version, tables, database_bytes, folder).write(folder)
            flush_to_disk(folder)
            if target.exists():
                remove_version(target)
            folder.rename(target)
        make_current(paths, version)
        removed = remove_old(paths, paths.settings.keep_versions if keep is None else keep)
    return PublishResult(Manifest.read(target), is_new, removed, target, paths.published / "current" / DATABASE)


def _export(paths: Paths, folder: Path) -> tuple[PublishedTable, ...]:
    """Writes every mart as a Parquet file. Rows are sorted by all columns, so that equal marts give equal files."""
    with open_warehouse(paths) as connection:
        _refuse_failures(connection)
        described = _described_tables(connection)
        if not described:
            raise WarehouseError(f"There are no marts in {paths.warehouse_file}.", "Build them first: `gk run`.")
        return tuple(_export_table(connection, folder, *table) for table in described)


def _refuse_failures(connection: duckdb.DuckDBPyConnection) -> None:
    """dbt notes in the warehouse what failed and has not passed since (`macros/standing_failures.sql`)."""
    try:
        failures = connection.execute("select node, problem from state.standing_failures order by all").fetchall()
    except duckdb.CatalogException:
        failures = [("run", "no build is on record")]
    if failures:
        listed = "\n".join(f"{node}: {problem}" for node, problem in failures)
        raise WarehouseError(
            f"The marts are not published, because not every model and test passed:\n{listed}",
            "What was published before is untouched. Build again: `gk run` tells which rows broke which test.",
        )


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


def _described_tables(
    connection: duckdb.DuckDBPyConnection,
) -> list[tuple[str, str | None, tuple[PublishedColumn, ...]]]:
    rows = connection.execute(_DESCRIBED).fetchall()
    return [(name, comment, tuple(PublishedColumn(**column) for column in columns)) for name, comment, columns in rows]


def _export_table(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    name: str,
    description: str | None,
    columns: tuple[PublishedColumn, ...],
) -> PublishedTable:
    file = folder / f"{name}.parquet"
    mart = connection.table(f"marts.{_name(name)}")
    mart.order("all").write_parquet(str(file), compression="zstd")
    return PublishedTable(name, file.name, len(mart), file.stat().st_size, _sha256(file), description, columns)


def _digest(tables: Iterable[PublishedTable]) -> str:
    content = json.dumps([asdict(table) for table in tables], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:_VERSION_DIGITS]


def _is_whole(folder: Path, tables: Iterable[PublishedTable]) -> bool:
    """Whether a version of this content stands there with all its files as they were written."""
    try:
        manifest = Manifest.read(folder)
        return (folder / DATABASE).stat().st_size == manifest.database_bytes and all(
            _sha256(folder / table.file) == table.sha256 for table in tables
        )
    except (OSError, ValueError, TypeError, KeyError):
        return False


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write_database(folder: Path, tables: Iterable[PublishedTable]) -> int:
    """Writes `marts.duckdb` from the Parquet files, with descriptions as comments; gives its size in bytes."""
    file = folder / DATABASE
    with duckdb.connect(str(file)) as connection:
        for table in tables:
            name = _name(table.name)
            connection.read_parquet(str(folder / table.file)).create(name)
            connection.execute(f"comment on table {name} is {_text(table.description)}")
            for column in table.columns:
                connection.execute(f"comment on column {name}.{_name(column.name)} is {_text(column.description)}")
    return file.stat().st_size


def _manifest(version: str, tables: tuple[PublishedTable, ...], database_bytes: int, folder: Path) -> Manifest:
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        parsers = connection.execute("select distinct parser_version from mart_documents order by all").fetchall()
    return Manifest(
        version=version,
        created=datetime.now(UTC).isoformat(timespec="microseconds"),
        parser_versions=tuple(parser for (parser,) in parsers),
        duckdb_version=duckdb.__version__,
        database_bytes=database_bytes,
        tables=tables,
    )


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str | None) -> str:
    return "null" if value is None else "'" + value.replace("'", "''") + "'"
