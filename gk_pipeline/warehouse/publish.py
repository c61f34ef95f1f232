"""Publishing the marts: a new version of them that readers open while the next one is made.

Belongs here: writing one Parquet file a mart, `marts.duckdb` and the manifest of a version. Does not: building marts
(`build.py`), the folders of versions (`versions.py`), reading them (`lineage.py`).

A version is named after its content, so that publishing the same marts again changes nothing. `marts.duckdb` holds the
tables themselves: views on the Parquet files would need absolute paths, and break when the folder is moved.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from gk_pipeline.lake.atomic import replace_if_changed
from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.connection import open_warehouse
from gk_pipeline.warehouse.ducklake import one_writer
from gk_pipeline.warehouse.errors import WarehouseError, remedy_for
from gk_pipeline.warehouse.export import Mart, export, forget_marts, marts_of
from gk_pipeline.warehouse.mirror import mirror
from gk_pipeline.warehouse.snapshots import share
from gk_pipeline.warehouse.sql import quoted, quoted_name
from gk_pipeline.warehouse.versions import (
    DATABASE,
    UNREADABLE,
    Manifest,
    PublishedTable,
    damage,
    flush_to_disk,
    make_current,
    remember_published,
    remove_old,
    remove_version,
    sha256,
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
    last build stands as failed, or when the disk is full: then what was published before stays as it is.
    """
    with one_writer(paths), _explained(paths), staging(paths) as folder:
        version, is_new = _make(paths, folder)
        share(paths, version, keep)
        make_current(paths, version)
        remember_published(paths, version)
        mirror(paths, keep)
        removed = remove_old(paths, paths.settings.keep_versions if keep is None else keep)
    target = versions_folder(paths) / version
    return PublishResult(Manifest.read(target), is_new, removed, target, paths.published / "current" / DATABASE)


@contextmanager
def _explained(paths: Paths) -> Iterator[None]:
    """Raises what the disk and DuckDB say as WarehouseError, with what to do."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        message = f"The marts can't be published: {error}"
        raise WarehouseError(message, remedy_for(str(error), paths)) from error


def _make(paths: Paths, folder: Path) -> tuple[str, bool]:
    """Makes the version of the marts as they are, in `folder` first; gives its name and whether it is a new one."""
    with open_warehouse(paths) as connection:
        _refuse_failures(connection)
        marts = marts_of(connection)
        if not marts:
            raise WarehouseError(f"There are no marts in {paths.warehouse_file}.", "Build them first: `gk run`.")
        origin = _origin(marts)
        if version := _made_before(paths, origin):
            return version, False
        tables = tuple(export(connection, paths, mart, folder) for mart in marts)
    forget_marts(paths, marts)
    version = _digest(tables)
    target = versions_folder(paths) / version
    is_new = not _is_whole(target, tables)
    if is_new:
        _write_database(folder, tables)
        _manifest(version, tables, folder).write(folder)
        flush_to_disk(folder)
        if target.exists():
            remove_version(target)
        folder.rename(target)
    if origin is not None:
        replace_if_changed(_origin_file(paths), json.dumps({"origin": origin, "version": version}).encode())
    return version, is_new


def _origin(marts: Iterable[Mart]) -> str | None:
    """A digest of which runs made the marts, and of how they are described; None when that is not known of all."""
    marts = list(marts)
    if not all(mart.is_known for mart in marts):
        return None
    return hashlib.sha256(json.dumps([asdict(mart) for mart in marts], sort_keys=True).encode()).hexdigest()


def _made_before(paths: Paths, origin: str | None) -> str | None:
    """The version that was made last, if it was made of the same marts and its files are there."""
    try:
        last = json.loads(_origin_file(paths).read_bytes())
        folder = versions_folder(paths) / last["version"]
        sizes = {each.file: each.size_bytes for each in Manifest.read(folder).tables}
        sizes[DATABASE] = Manifest.read(folder).database_bytes
        there = all((folder / name).stat().st_size == size for name, size in sizes.items())
        return str(last["version"]) if origin is not None and last["origin"] == origin and there else None
    except UNREADABLE:
        return None


def _origin_file(paths: Paths) -> Path:
    return paths.warehouse / "published.json"


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


def _digest(tables: Iterable[PublishedTable]) -> str:
    content = json.dumps([asdict(table) for table in tables], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:_VERSION_DIGITS]


def _is_whole(folder: Path, tables: Iterable[PublishedTable]) -> bool:
    """Whether a version of this content stands there with all its files as they were written, as far as that is known:
    one that was written without a digest of its database is written again."""
    try:
        manifest = Manifest.read(folder)
    except UNREADABLE:
        return False
    return manifest.tables == tuple(tables) and manifest.database_sha256 is not None and not damage(folder)


def _write_database(folder: Path, tables: Iterable[PublishedTable]) -> None:
    """Writes `marts.duckdb` from the Parquet files, with descriptions as comments."""
    file = folder / DATABASE
    with duckdb.connect(str(file)) as connection:
        # As one: else a disk that fills up can lose a table without a word, and the next statement misses it.
        connection.begin()
        for table in tables:
            name = quoted_name(table.name)
            connection.read_parquet(str(folder / table.file)).create(name)
            connection.execute(f"comment on table {name} is {_comment(table.description)}")
            for column in table.columns:
                connection.execute(
                    f"comment on column {name}.{quoted_name(column.name)} is {_comment(column.description)}"
                )
        connection.commit()


def _manifest(version: str, tables: tuple[PublishedTable, ...], folder: Path) -> Manifest:
    database = folder / DATABASE
    with duckdb.connect(str(database), read_only=True) as connection:
        parsers = connection.execute("select distinct parser_version from mart_documents order by all").fetchall()
    return Manifest(
        version=version,
        created=datetime.now(UTC).isoformat(timespec="microseconds"),
        parser_versions=tuple(parser for (parser,) in parsers),
        duckdb_version=duckdb.__version__,
        database_bytes=database.stat().st_size,
        tables=tables,
        database_sha256=sha256(database),
    )


def _comment(text: str | None) -> str:
    return "null" if text is None else quoted(text)
