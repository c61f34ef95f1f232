"""What readers of the shared warehouse see: the schema `published`, views on the marts as one build left them.

Belongs here: moving the views to another snapshot of the DuckLake, and removing what no view needs any more. Does
not: building marts (`build.py`), the files that are published besides (`publish.py`).

dbt commits model by model, so whoever reads `marts` sees a mixture while a build runs. The views name a snapshot,
and all of them are moved by one commit: a reader sees the old marts or the new, and several queries in one transaction
see the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import duckdb

from gk_pipeline.paths import Paths
from gk_pipeline.settings import SharedWarehouse
from gk_pipeline.warehouse.ducklake import attach, confirm_lock, end, one_writer
from gk_pipeline.warehouse.errors import WarehouseError, remedy_for
from gk_pipeline.warehouse.sql import quoted, quoted_name

# A query that began before its version was taken away may still read the files of it.
_GRACE = timedelta(days=1)

_PREPARE = """
    create schema if not exists published;
    create table if not exists published.versions (
        version varchar,
        snapshot_id bigint,
        published_at timestamptz,
        marts struct(name varchar, description varchar)[]
    );
"""

_HELD = "select version, snapshot_id from published.versions order by snapshot_id desc"

_ADD = """
    insert into published.versions
    select ?, ?, now(), list({'name': table_name, 'description': comment} order by table_name)
    from duckdb_tables() where database_name = current_database() and schema_name = 'marts'
"""

_SNAPSHOT = "select id from ducklake_current_snapshot('lake')"

_VIEWS = "select view_name from duckdb_views() where database_name = current_database() and schema_name = 'published'"


def share(paths: Paths, version: str, keep: int | None = None) -> bool:
    """Shows the marts as they are now to the readers of the shared warehouse, under the name of this version.

    Keeps the `keep` newest versions (default: the settings) and removes the files of older ones a day later. Tells
    whether anything was changed; without a shared warehouse, or when the version is shown already, nothing is. Raises
    WarehouseError when that can't be done: then readers see what they saw.
    """
    shared = paths.settings.shared_warehouse
    if shared is None:
        return False
    with _writing(paths, shared) as lake:
        is_new = _current(lake) != version
        if is_new:
            lake.begin()
            lake.execute("delete from published.versions where version = ?", [version])
            lake.execute(_ADD, [version, _snapshot(lake)])
            _show(lake, version)
            confirm_lock(paths, shared)
            lake.commit()
        remove_unused(lake, paths.settings.keep_versions if keep is None else keep)
    return is_new


def show_version(paths: Paths, version: str) -> None:
    """Shows an earlier version to the readers of the shared warehouse, until marts are published again.

    Without a shared warehouse nothing is done. Raises WarehouseError when it does not hold the version any more.
    """
    shared = paths.settings.shared_warehouse
    if shared is None:
        return
    with _writing(paths, shared) as lake:
        held = [held for held, _ in lake.execute(_HELD).fetchall()]
        if version not in held:
            there = ", ".join(held) or "none"
            raise WarehouseError(f"The shared warehouse does not hold version {version}.", f"It holds: {there}.")
        lake.begin()
        _show(lake, version)
        confirm_lock(paths, shared)
        lake.commit()


def remove_unused(lake: duckdb.DuckDBPyConnection, keep: int, grace: timedelta = _GRACE) -> None:
    """Forgets all but the `keep` newest versions, never the one that is shown, and every snapshot that is none of
    them; removes files that nothing has needed for the time of `grace`."""
    current = _current(lake)
    rows = lake.execute(_HELD).fetchall()
    others = [version for version, _ in rows if version != current]
    gone = others[max(keep - 1, 0) :]
    if gone:
        lake.execute("delete from published.versions where version in (select unnest(?))", [gone])
    needed = {snapshot for version, snapshot in rows if version not in gone} | {_snapshot(lake)}
    snapshots = lake.execute("select snapshot_id from ducklake_snapshots('lake')").fetchall()
    unneeded = [snapshot for (snapshot,) in snapshots if snapshot not in needed]
    if unneeded:
        lake.execute(f"call ducklake_expire_snapshots('lake', versions => {unneeded})")
    before = datetime.now(UTC) - grace
    lake.execute(f"call ducklake_cleanup_old_files('lake', older_than => timestamptz {quoted(before.isoformat())})")


@contextmanager
def _writing(paths: Paths, shared: SharedWarehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    with one_writer(paths), closing(attach(paths, shared, read_only=False)) as lake:
        try:
            lake.execute(_PREPARE)
            yield lake
        except duckdb.Error as error:
            message = f"What the readers of the shared warehouse see can't be changed: {error}"
            raise WarehouseError(message, remedy_for(str(error), paths)) from error
        finally:
            end(lake)


def _show(lake: duckdb.DuckDBPyConnection, version: str) -> None:
    """Moves all views to a version; to be called within a transaction."""
    row = lake.execute("select snapshot_id, marts from published.versions where version = ?", [version]).fetchall()
    snapshot, marts = row[0]
    shown = {mart["name"]: mart["description"] for mart in marts}
    for (view,) in lake.execute(_VIEWS).fetchall():
        if view not in shown:
            lake.execute(f"drop view published.{quoted_name(view)}")
    for name, description in shown.items():
        view = quoted_name(name)
        lake.execute(f"create or replace view published.{view} as from marts.{view} at (version => {snapshot})")
        if description is not None:
            lake.execute(f"comment on view published.{view} is {quoted(description)}")
    lake.execute(
        "create view published.current_version as"
        f" select {quoted(version)} as version, {snapshot}::bigint as snapshot_id"
    )


def _current(lake: duckdb.DuckDBPyConnection) -> str | None:
    try:
        return str(lake.execute("select version from published.current_version").fetchall()[0][0])
    except duckdb.CatalogException:
        return None


def _snapshot(lake: duckdb.DuckDBPyConnection) -> int:
    return int(lake.execute(_SNAPSHOT).fetchall()[0][0])
