"""Publishing a warehouse that is made by hand: no dbt is run here."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse import connection, rollback
from gk_pipeline.warehouse import publish as publish_module
from gk_pipeline.warehouse.errors import WarehouseError
from gk_pipeline.warehouse.publish import publish
from gk_pipeline.warehouse.rollback import use_version
from gk_pipeline.warehouse.versions import (
    DATABASE,
    MANIFEST,
    Manifest,
    current_folder,
    current_manifest,
    damage,
    list_versions,
    staging,
)

WAREHOUSE = """
    create schema marts;
    create schema state;
    create table state.standing_failures (node varchar, problem varchar);
    create table marts.mart_documents (file_path varchar, parser_version varchar);
    insert into marts.mart_documents values ('a.html', '1.1'), ('b.html', '1.0'), ('c.html', '1.1');
    create table marts.fct (id varchar, value decimal(20, 6), paths varchar[], year smallint);
    insert into marts.fct values ('x', 0, ['a', 'b'], 2017), ('y', null, [], null);
    comment on table marts.fct is 'What it''s for';
    comment on column marts.fct.value is 'Number printed';
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path / "a home"), "GK_KEEP_VERSIONS": "2"}))
    paths.warehouse.mkdir(parents=True)
    change(paths, WAREHOUSE)
    return paths


def change(paths: Paths, sql: str) -> None:
    with duckdb.connect(str(paths.warehouse_file)) as connection:
        connection.execute(sql)


def query(database: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def add(paths: Paths, key: str) -> str:
    """Adds a row and publishes; gives the version."""
    change(paths, f"insert into marts.fct values ('{key}', 1, [], 2018)")
    return publish(paths).manifest.version


def test_a_version_holds_every_mart_with_its_types_and_descriptions(paths: Paths) -> None:
    result = publish(paths)

    assert result.is_new
    assert sorted(file.name for file in result.folder.iterdir()) == [
        "MANIFEST.json",
        "fct.parquet",
        "mart_documents.parquet",
        "marts.duckdb",
    ]
    rows = [("x", 0, ["a", "b"], 2017), ("y", None, [], None)]
    assert query(result.database, "from fct order by id") == rows
    assert query(result.database, f"from read_parquet('{result.folder}/fct.parquet') order by id") == rows
    assert query(result.database, "select column_type from (describe fct)") == [
        ("VARCHAR",),
        ("DECIMAL(20,6)",),
        ("VARCHAR[]",),
        ("SMALLINT",),
    ]
    assert query(result.database, "select comment from duckdb_tables() where table_name = 'fct'") == [
        ("What it's for",)
    ]
    assert query(result.database, "select comment from duckdb_columns() where column_name = 'value'") == [
        ("Number printed",)
    ]


def test_the_manifest_lists_tables_rows_and_versions(paths: Paths) -> None:
    published = publish(paths).manifest
    manifest = current_manifest(paths)

    assert manifest == published
    assert manifest.parser_versions == ("1.0", "1.1")
    assert [(table.name, table.rows, table.file) for table in manifest.tables] == [
        ("fct", 2, "fct.parquet"),
        ("mart_documents", 3, "mart_documents.parquet"),
    ]
    assert [(column.name, column.type) for column in manifest.tables[0].columns][1] == ("value", "DECIMAL(20,6)")


def test_the_same_rows_in_another_order_are_the_same_version(paths: Paths) -> None:
    first = publish(paths)
    change(paths, "create or replace table marts.mart_documents as from marts.mart_documents order by file_path desc")
    second = publish(paths)

    assert not second.is_new
    assert second.manifest == first.manifest
    assert len(list_versions(paths)) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "update marts.fct set value = 0 where id = 'y'",
        "insert into marts.fct values ('x', 0, ['a', 'b'], 2017)",
        "alter table marts.fct rename column value to number",
        "comment on column marts.fct.value is 'Another word'",
        "create table marts.another as select 1 as one",
    ],
)
def test_any_other_content_is_another_version(paths: Paths, sql: str) -> None:
    first = publish(paths).manifest.version
    change(paths, sql)
    second = publish(paths)

    assert second.is_new
    assert second.manifest.version != first
    assert current_folder(paths).name == second.manifest.version


def test_content_that_comes_back_is_the_old_version_again(paths: Paths) -> None:
    first = publish(paths).manifest
    add(paths, "z")
    change(paths, "delete from marts.fct where id = 'z'")
    third = publish(paths)

    assert (third.is_new, third.manifest) == (False, first)
    assert current_folder(paths).name == first.version


def test_the_newest_versions_are_kept_and_the_current_one_always(paths: Paths) -> None:
    first = publish(paths).manifest.version
    second = add(paths, "1")
    third = add(paths, "2")
    assert {manifest.version for manifest in list_versions(paths)} == {second, third}
    assert not (paths.published / "versions" / first).exists()

    change(paths, "delete from marts.fct where id = '2'")
    again = publish(paths, keep=1)
    assert (again.manifest.version, again.removed) == (second, (third,))
    assert [manifest.version for manifest in list_versions(paths)] == [second]


def test_a_reader_keeps_its_version_while_others_are_published_and_it_is_removed(paths: Paths) -> None:
    database = publish(paths).database
    with duckdb.connect(str(database), read_only=True) as reader:
        assert reader.execute("select count(*) from fct").fetchone() == (2,)
        change(paths, "insert into marts.fct select 'n' || range, 1, [], 2017 from range(100000)")
        result = publish(paths, keep=1)
        assert len(result.removed) == 1
        assert reader.execute("select id, value from fct order by id").fetchall() == [("x", 0), ("y", None)]
    assert query(result.folder / "marts.duckdb", "select count(*) from fct") == [(100002,)]


def test_the_published_folder_opens_from_anywhere_after_a_move(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(paths)
    moved = tmp_path / "elsewhere" / "marts of today"
    moved.parent.mkdir()
    shutil.move(paths.published, moved)
    shutil.rmtree(paths.home)
    for file in moved.rglob("*"):
        file.chmod(0o555)
    monkeypatch.chdir("/")

    assert query(moved / "current" / "marts.duckdb", "select count(*), count(value) from fct") == [(2, 1)]
    assert (moved / "current" / "fct.parquet").is_file()


@pytest.mark.parametrize("damage", ["fct.parquet", "marts.duckdb", "MANIFEST.json"])
def test_a_damaged_version_is_written_again(paths: Paths, damage: str) -> None:
    first = publish(paths)
    (first.folder / damage).write_bytes(b"")
    second = publish(paths)

    assert (second.is_new, second.manifest.version) == (True, first.manifest.version)
    assert query(second.database, "select count(*) from fct") == [(2,)]
    assert current_manifest(paths).tables == first.manifest.tables


def test_marts_of_a_failed_build_are_not_published(paths: Paths) -> None:
    before = publish(paths).manifest
    change(paths, "insert into marts.fct values ('bad', 1, [], 2017)")
    change(paths, "insert into state.standing_failures values ('test.unique_fct_id', 'fail')")

    with pytest.raises(WarehouseError, match=r"unique_fct_id: fail\n.*Build again") as raised:
        publish(paths)
    assert "untouched" in raised.value.remedy
    assert current_manifest(paths) == before
    assert [file.name for file in (paths.published / "versions").iterdir()] == [before.version]


def test_a_warehouse_without_a_build_on_record_is_not_published(paths: Paths) -> None:
    change(paths, "drop schema state cascade")
    with pytest.raises(WarehouseError, match="no build is on record"):
        publish(paths)


def test_without_marts_there_is_nothing_to_publish(paths: Paths) -> None:
    change(paths, "drop schema marts cascade")
    with pytest.raises(WarehouseError, match="no marts"):
        publish(paths)
    paths.warehouse_file.unlink()
    with pytest.raises(WarehouseError, match="no warehouse"):
        publish(paths)


def test_publishing_waits_for_a_process_that_still_writes(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    program = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); input()"
    command = [sys.executable, "-c", program, str(paths.warehouse_file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"
        with (
            monkeypatch.context() as impatient,
            pytest.raises(WarehouseError, match="Another run is using the warehouse"),
        ):
            impatient.setattr(connection, "PATIENCE_SECONDS", 0)
            publish(paths)
        caplog.clear()
        with ThreadPoolExecutor(1) as threads:
            published = threads.submit(publish, paths)
            while not caplog.messages and not published.done():
                time.sleep(0.01)
            writer.communicate("close\n")
            assert published.result().is_new
    assert caplog.messages == [f"waiting for process {writer.pid}, which has the warehouse open"]


def test_before_the_first_publish_readers_are_told_so(paths: Paths) -> None:
    with pytest.raises(WarehouseError, match=r"Nothing is published.*\n.*gk run"):
        current_folder(paths)


def test_an_older_version_can_be_used_again(paths: Paths) -> None:
    first = publish(paths).manifest.version
    second = add(paths, "1")
    assert use_version(paths, first[:8]).version == first
    assert current_manifest(paths).version == first
    assert [each.version for each in list_versions(paths)] == [second, first]
    # The next publication moves readers on.
    assert publish(paths).manifest.version == second == current_manifest(paths).version


@pytest.mark.parametrize("wanted", ["", "no-such"])
def test_a_version_that_is_not_there_changes_nothing(paths: Paths, wanted: str) -> None:
    version = publish(paths).manifest.version
    with pytest.raises(WarehouseError, match="No version begins with") as caught:
        use_version(paths, wanted)
    assert version in str(caught.value.remedy)
    assert current_manifest(paths).version == version


# --- Marts of which it is known which run made them -------------------------------------------------------------

MADE = """
    create table state.mart_years (mart varchar, is_by_year boolean, report_year smallint, made_by varchar);
    create table marts.rows (id varchar, report_year smallint);
    insert into marts.rows values ('b', 2018), ('c', 2017), ('a', 2018), ('u', null);
    create table marts.none (report_year smallint);
    insert into state.mart_years values
        ('rows', true, 2017, 'one'), ('rows', true, 2018, 'one'), ('rows', true, null, 'one'),
        ('fct', false, null, 'one'), ('mart_documents', false, null, 'one');
"""
# A change that no run owns up to: whoever still finds the old rows has not read the new ones.
UNSEEN = "update marts.rows set id = id || '!'; delete from marts.fct"


@pytest.fixture
def made(paths: Paths) -> Paths:
    change(paths, MADE)
    return paths


def test_a_mart_by_year_is_one_file_in_the_order_of_years(made: Paths) -> None:
    folder = publish(made).folder
    rows = [("c", 2017), ("a", 2018), ("b", 2018), ("u", None)]
    assert query(folder / "marts.duckdb", "from rows") == rows
    assert query(folder / "marts.duckdb", f"from read_parquet('{folder}/rows.parquet')") == rows
    assert query(folder / "marts.duckdb", "from none") == []


def test_what_no_run_made_anew_is_not_read_again(made: Paths) -> None:
    first = publish(made)
    change(made, UNSEEN)
    again = publish(made)
    assert (again.is_new, again.manifest) == (False, first.manifest)

    change(made, "update state.mart_years set made_by = 'two' where report_year = 2018")
    second = publish(made)
    assert second.is_new
    assert query(second.database, "from rows") == [("c", 2017), ("a!", 2018), ("b!", 2018), ("u", None)]
    assert query(second.database, "select count(*) from fct") == [(2,)]

    change(made, "delete from state.mart_years where report_year is null and mart = 'rows'")
    assert query(publish(made).database, "from rows") == [("c", 2017), ("a!", 2018), ("b!", 2018)]
    # Only what is published now is kept.
    kept = sorted(file.name.split(".")[0] + "." + file.name.split(".")[1] for file in pieces(made, "rows"))
    assert kept == ["2017.one", "2018.two"]


@pytest.mark.parametrize("content", [b"", b"PAR1", None])
def test_a_piece_that_is_damaged_is_made_again(made: Paths, content: bytes | None) -> None:
    version = publish(made).manifest.version
    (piece,) = [file for file in pieces(made, "rows") if file.name.startswith("2018.")]
    piece.write_bytes(piece.read_bytes()[:-1] + b"?" if content is None else content)
    change(made, "comment on table marts.rows is 'Something else to publish'")
    result = publish(made)
    assert result.manifest.version != version
    assert query(result.database, "select count(*) from rows where report_year = 2018") == [(2,)]


def test_a_version_that_is_gone_is_made_again_though_nothing_changed(made: Paths) -> None:
    first = publish(made)
    shutil.rmtree(first.folder)
    again = publish(made)
    assert (again.is_new, again.manifest.version) == (True, first.manifest.version)


def test_pieces_of_a_mart_that_is_no_more_are_removed(made: Paths) -> None:
    publish(made)
    change(made, "drop table marts.rows")
    publish(made)
    assert not (made.warehouse / "pieces" / "rows").exists()


def pieces(paths: Paths, mart: str) -> list[Path]:
    return list((paths.warehouse / "pieces" / mart).iterdir())


def test_a_turned_bit_of_the_database_is_damage(paths: Paths) -> None:
    first = publish(paths)
    database = first.folder / DATABASE
    content = bytearray(database.read_bytes())
    content[-1] ^= 1
    database.write_bytes(content)
    assert damage(first.folder) == [DATABASE]
    # The marts are the same; made anew for want of a record, they are written again.
    (paths.warehouse / "published.json").unlink(missing_ok=True)
    second = publish(paths)
    assert (second.manifest.version, damage(second.folder)) == (first.manifest.version, [])


def test_a_version_of_old_tells_the_size_of_its_database_and_is_written_again(paths: Paths) -> None:
    first = publish(paths)
    replace(first.manifest, database_sha256=None).write(first.folder)
    assert damage(first.folder) == []
    with (first.folder / DATABASE).open("ab") as database:
        database.write(b"more")
    assert damage(first.folder) == [DATABASE]
    assert publish(paths).manifest.database_sha256 is not None


def test_a_manifest_that_is_damaged_is_told_and_no_version(paths: Paths) -> None:
    folder = publish(paths).folder
    (folder / MANIFEST).write_text("{")
    assert damage(folder) == [MANIFEST]
    assert list_versions(paths) == []
    with pytest.raises(WarehouseError, match=r"MANIFEST.json is damaged"):
        current_manifest(paths)
    assert publish(paths).manifest == current_manifest(paths)


def test_a_manifest_of_a_later_package_can_be_read(paths: Paths) -> None:
    manifest = publish(paths).manifest
    content = {**json.loads((current_folder(paths) / MANIFEST).read_bytes()), "something new": 1}
    assert Manifest.parse(json.dumps(content).encode()) == manifest


def test_homes_with_one_published_folder_take_turns(paths: Paths, tmp_path: Path) -> None:
    other = Paths(Settings.load({"GK_HOME": str(tmp_path / "other"), "GK_PUBLISHED": str(paths.published)}))
    order: list[str] = []

    def publish_there() -> None:
        with staging(other):
            order.append("other")

    thread = threading.Thread(target=publish_there)
    with staging(paths) as folder:
        (folder / "fct.parquet").touch()
        thread.start()
        thread.join(0.5)
        assert (folder / "fct.parquet").is_file()
        order.append("first")
    thread.join(20)
    assert order == ["first", "other"]


def test_publishing_and_rolling_back_take_their_locks_in_one_order(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else each could hold what the other one waits for."""
    version, taken = publish(paths).manifest.version, list[str]()

    @contextmanager
    def noted(name: str, lock: AbstractContextManager[Any]) -> Iterator[Any]:
        taken.append(name)
        with lock as held:
            yield held

    for module in (publish_module, rollback):
        for name in ("one_writer", "staging"):
            lock = getattr(module, name)
            monkeypatch.setattr(module, name, lambda paths, name=name, lock=lock: noted(name, lock(paths)))
    publish(paths)
    assert taken == ["one_writer", "staging"]
    use_version(paths, version)
    assert taken == ["one_writer", "staging"] * 2
