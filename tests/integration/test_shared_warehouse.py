"""The warehouse that machines share, against a real PostgreSQL: the same marts, one writer at a time, calm readers."""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings, SharedWarehouse
from gk_pipeline.warehouse.build import build
from gk_pipeline.warehouse.connection import open_warehouse
from gk_pipeline.warehouse.ducklake import attach, one_writer
from gk_pipeline.warehouse.errors import NoWarehouseError, WarehouseError
from gk_pipeline.warehouse.extensions import extension_directory
from gk_pipeline.warehouse.publish import publish
from gk_pipeline.warehouse.rollback import use_version
from gk_pipeline.warehouse.snapshots import remove_unused, share
from gk_pipeline.warehouse.versions import Manifest, current_folder
from tests.conftest import ROOT, without_data_tests
from tests.integration.postgres import PASSWORD, Server, postgres_server
from tests.integration.warehouse_lake import Tables, document_id, small_lake, write_lake
from tests.object_storage import ObjectStorage
from tests.parsed import STATE, carry, parse_once

READER, READER_PASSWORD = "reader", "may-only-look"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres_server() as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", PASSWORD)
        running.execute("create database warehouse", "create database of_a_bucket", "create database empty")
        running.execute(
            f"create role {READER} login password '{READER_PASSWORD}'",
            f"alter default privileges in schema public grant select on tables to {READER}",
            database="warehouse",
        )
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("several machines")


@pytest.fixture(scope="module")
def machine(server: Server, folder: Path) -> Paths:
    """The machine that builds the small lake first."""
    write_lake(folder / "lake", small_lake())
    return _machine(folder, "first", server)


def _environment(folder: Path, name: str, server: Server | None) -> dict[str, str]:
    """A machine with a home of its own; with a server its warehouse is the shared one."""
    here = {"GK_HOME": str(folder / name), "GK_LAKE": str(folder / "lake")}
    if server is None:
        return here
    return here | {"GK_WAREHOUSE_CATALOG": server.catalog("warehouse"), "GK_WAREHOUSE_DATA": str(folder / "data")}


def _machine(folder: Path, name: str, server: Server | None) -> Paths:
    return Paths(Settings.load(_environment(folder, name, server)))


def _warehouse(paths: Paths) -> SharedWarehouse:
    assert paths.settings.shared_warehouse is not None
    return paths.settings.shared_warehouse


@dataclass(frozen=True)
class Versions:
    """The version of the first lake, and of the changed one as a machine alone makes it from nothing. `written` is what
    two writers say that worked on the shared warehouse at once, `read` what a reader of it saw meanwhile."""

    before: Path
    after: Path
    written: list[dict[str, Any]]
    read: dict[str, Any]


@pytest.fixture(scope="module")
def versions(machine: Paths, server: Server, folder: Path) -> Versions:
    before = _publish(machine)
    with _reading(machine, server) as read:
        _put(folder, changed_lake())
        alone = _machine(folder, "alone", None)
        parse_once(alone)
        carry(machine.dbt_target / STATE, _machine(folder, "second", server))
        writers = [_started(_WRITER, _environment(folder, name, server)) for name in ("first", "second")]
        with without_data_tests():
            after = _publish(alone)
        written = [_said(writer) for writer in writers]
    return Versions(before, after, written, read)


def _publish(paths: Paths) -> Path:
    build(paths)
    return publish(paths).folder


def changed_lake() -> Tables:
    """The small lake and one more file, a copy of one that is there."""
    tables = small_lake()
    original = next(row for row in tables["documents"] if row["document_id"] == document_id("county 2018"))
    copy = {**original, "file_path": "again/2018.html", "outcome": "duplicate", "duplicate_of": "taoyuan/2018.html"}
    tables["documents"].append(copy)
    return tables


def _put(folder: Path, tables: Tables) -> None:
    """Replaces the files of the lake that change, and leaves the others as they are."""
    write_lake(folder / "new", tables)
    for file in (folder / "new").rglob("*.parquet"):
        there = folder / "lake" / file.relative_to(folder / "new")
        if not there.is_file() or not filecmp.cmp(file, there, shallow=False):
            shutil.copyfile(file, there)


_WRITER = """
import json
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.build import build
from gk_pipeline.warehouse.ducklake import one_writer
from gk_pipeline.warehouse.publish import publish

paths = Paths(Settings.load())
with one_writer(paths):
    models = build(paths).models
    version = publish(paths).manifest.version
print(json.dumps({"models": len(models), "version": version}))
"""


def _started(program: str, environment: dict[str, str], *arguments: Path | str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )


def _said(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The last line that a program prints; DuckDB may print its progress before that."""
    output, _ = process.communicate(timeout=900)
    said: dict[str, Any] = json.loads(output.splitlines()[-1])
    return said


# A reader as others write them: nothing of this package, the rights to look and no more. It takes a last look when it
# is told to stop.
_READER = """
import json, sys, time
from pathlib import Path
import duckdb

extensions, catalog, stop = sys.argv[1:]
seen, errors = {}, []
connection = duckdb.connect(config={"extension_directory": extensions, "autoinstall_known_extensions": False})
connection.execute(f"attach 'ducklake:{catalog}' as warehouse (read_only)")
views = [name for (name,) in connection.execute(
    "select view_name from duckdb_views() where database_name = 'warehouse' and schema_name = 'published'"
    " and view_name <> 'current_version' order by all").fetchall()]
polls, is_last = 0, False
while not is_last:
    is_last = Path(stop).exists()
    try:
        connection.begin()
        (version,), = connection.execute("select version from warehouse.published.current_version").fetchall()
        count = "select count(*), sum(hash(mart))::varchar from warehouse.published.{} as mart"
        marts = {name: connection.execute(count.format(name)).fetchone() for name in views}
        connection.commit()
    except Exception as error:
        errors.append(str(error))
        connection.rollback()
    else:
        found = seen.setdefault(version, [])
        if marts not in found:
            found.append(marts)
    polls += 1
    time.sleep(0 if is_last else 5)
print(json.dumps({"seen": seen, "errors": errors, "polls": polls}))
"""


@contextmanager
def _reading(paths: Paths, server: Server) -> Iterator[dict[str, Any]]:
    """A reader in a process of its own for as long as the block lasts; then what it saw."""
    stop, read = paths.home / "stop", dict[str, Any]()
    catalog = server.catalog("warehouse", READER)
    reader = _started(_READER, {"PGPASSWORD": READER_PASSWORD}, extension_directory(paths), catalog, stop)
    try:
        yield read
    finally:
        stop.touch()
        read.update(_said(reader))


def _fingerprints(version: Path) -> dict[str, list[Any]]:
    """Rows and content of every mart of a published version, as the reader takes them."""
    with duckdb.connect() as connection:
        return {
            file.stem: list(connection.execute(f"select count(*), sum(hash(t))::varchar from '{file}' t").fetchall()[0])
            for file in version.glob("*.parquet")
        }


def _shown(paths: Paths) -> str:
    with open_warehouse(paths) as connection:
        return str(connection.execute("select version from published.current_version").fetchall()[0][0])


def test_the_marts_are_the_same_wherever_they_are_built(versions: Versions) -> None:
    assert [each["version"] for each in versions.written] == [versions.after.name] * 2
    assert versions.after.name != versions.before.name


def test_of_two_writers_one_waits_and_finds_nothing_left_to_do(versions: Versions) -> None:
    idle, busy = sorted(each["models"] for each in versions.written)
    assert idle == 0 < busy


def test_readers_see_one_version_or_the_other(versions: Versions) -> None:
    assert versions.read["errors"] == []
    assert versions.read["seen"] == {
        version.name: [_fingerprints(version)] for version in (versions.before, versions.after)
    }


def test_readers_are_told_what_a_mart_is(machine: Paths, versions: Versions) -> None:
    manifest = Manifest.read(versions.after)
    with open_warehouse(machine) as connection:
        rows = connection.execute(
            "select view_name, comment from duckdb_views() where database_name = current_database()"
            " and schema_name = 'published' and view_name <> 'current_version'"
        ).fetchall()
    assert dict(rows) == {table.name: table.description for table in manifest.tables}


def test_readers_can_only_read(server: Server, machine: Paths, versions: Versions) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", READER_PASSWORD)
        reader = replace(_warehouse(machine), catalog=server.catalog("warehouse", READER))
        with (
            closing(attach(machine, reader, read_only=False)) as connection,
            pytest.raises(duckdb.Error, match="permission denied"),
        ):
            connection.execute("delete from marts.dim_report")


def test_marts_of_a_failed_build_are_not_shown(machine: Paths, versions: Versions) -> None:
    with closing(attach(machine, _warehouse(machine), read_only=False)) as connection:
        connection.execute("insert into state.standing_failures values ('run', 'unfinished')")
        try:
            with pytest.raises(WarehouseError, match="run: unfinished"):
                publish(machine)
        finally:
            connection.execute("delete from state.standing_failures")
    assert _shown(machine) == versions.after.name


def test_an_earlier_version_can_be_shown_again(machine: Paths, versions: Versions) -> None:
    use_version(machine, versions.before.name)
    assert _shown(machine) == versions.before.name == current_folder(machine).name
    with open_warehouse(machine) as connection:
        connection.begin()
        copies = "select count(*) from published.mart_documents where outcome = 'duplicate'"
        assert connection.execute(copies).fetchall() == [(1,)]
        use_version(machine, versions.after.name)
        assert connection.execute(copies).fetchall() == [(1,)], "a transaction sees one version"
    with open_warehouse(machine) as connection:
        assert connection.execute(copies).fetchall() == [(2,)]


def test_what_no_version_needs_is_removed(machine: Paths, versions: Versions) -> None:
    def files() -> set[Path]:
        return set(Path(str(_warehouse(machine).data)).rglob("*.parquet"))

    with closing(attach(machine, _warehouse(machine), read_only=False)) as connection:
        remove_unused(connection, keep=1)
        kept_for_now = files()
        remove_unused(connection, keep=1, grace=timedelta())
        assert files() < kept_for_now
        found = {
            name: list(
                connection.execute(f"select count(*), sum(hash(t))::varchar from published.{name} t").fetchall()[0]
            )
            for name in _fingerprints(versions.after)
        }
    assert found == _fingerprints(versions.after)
    with pytest.raises(WarehouseError, match=f"does not hold version {versions.before.name}"):
        use_version(machine, versions.before.name)
    assert current_folder(machine).name == versions.after.name


_HOLDER = """
import time
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.ducklake import one_writer

with one_writer(Paths(Settings.load())):
    print("held", flush=True)
    time.sleep(600)
"""


def test_the_lock_of_a_machine_that_died_is_free(machine: Paths, server: Server, folder: Path) -> None:
    holder = _started(_HOLDER, _environment(folder, "second", server))
    told: list[str] = []

    def watch(text: str) -> None:
        told.append(text)
        holder.kill()

    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with one_writer(machine, watch), one_writer(machine, watch):
            assert told == ["waiting for another run, which writes to the shared warehouse"]
    finally:
        holder.kill()
        holder.communicate()


def test_who_lost_the_lock_shows_nothing(machine: Paths, server: Server, versions: Versions) -> None:
    with one_writer(machine):
        server.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'")
        with pytest.raises(WarehouseError, match="The lock of the shared warehouse is lost"):
            share(machine, "another")
    assert _shown(machine) == versions.after.name


@pytest.mark.parametrize(
    ("database", "user", "port", "password", "message"),
    [
        ("warehouse", "gk", None, "wrong", "password authentication failed"),
        ("warehouse", "gk", None, "", "no password supplied"),
        ("warehouse", "gk", 1, PASSWORD, "Connection refused"),
        ("nowhere", "gk", None, PASSWORD, 'database "nowhere" does not exist'),
    ],
)
def test_what_is_wrong_with_the_catalogue_is_told_at_once(
    server: Server, machine: Paths, database: str, user: str, port: int | None, password: str, message: str
) -> None:
    warehouse = replace(_warehouse(machine), catalog=server.catalog(database, user, port))
    paths = Paths(replace(machine.settings, shared_warehouse=warehouse))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", password)
        started = time.monotonic()
        for use in (build, publish, open_warehouse):
            with pytest.raises(WarehouseError, match=f"(?s){message}.*Check GK_WAREHOUSE_CATALOG"):
                use(paths)
        assert time.monotonic() - started < 30


def test_a_catalogue_of_other_files_is_refused(machine: Paths, versions: Versions, folder: Path) -> None:
    warehouse = replace(_warehouse(machine), data=folder / "elsewhere")
    with pytest.raises(WarehouseError, match="set GK_WAREHOUSE_DATA to that place"):
        attach(machine, warehouse, read_only=False)


def test_an_empty_catalogue_has_no_warehouse(server: Server, machine: Paths) -> None:
    warehouse = replace(_warehouse(machine), catalog=server.catalog("empty"))
    with pytest.raises(NoWarehouseError):
        open_warehouse(Paths(replace(machine.settings, shared_warehouse=warehouse)))


def test_the_files_can_lie_in_a_bucket(server: Server, object_storage: ObjectStorage, tmp_path: Path) -> None:
    object_storage.make_bucket("gk-warehouse")
    places = {"GK_WAREHOUSE_CATALOG": server.catalog("of_a_bucket"), "GK_WAREHOUSE_DATA": "s3://gk-warehouse/data"}
    paths = object_storage.paths(tmp_path, **places)
    for year in (2017, 2018):
        with closing(attach(paths, _warehouse(paths), read_only=False)) as lake:
            lake.execute("create schema if not exists marts")
            lake.execute(f"create or replace table marts.dim_year as select {year} as report_year")
        assert share(paths, f"of {year}", keep=1)
    with closing(attach(paths, _warehouse(paths), read_only=False)) as lake:
        assert len(object_storage.keys("gk-warehouse", "data/marts/")) == 2
        remove_unused(lake, keep=1, grace=timedelta())
    assert len(object_storage.keys("gk-warehouse", "data/marts/")) == 1
    with open_warehouse(paths) as lake:
        assert lake.execute("from published.dim_year").fetchall() == [(2018,)]


def test_the_password_is_written_nowhere(machine: Paths, versions: Versions, folder: Path) -> None:
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    assert any(file.name == "partial_parse.msgpack" for file in files)
    assert [file for file in files if PASSWORD.encode() in file.read_bytes()] == []
