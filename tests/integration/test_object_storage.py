"""Inbox, lake and published marts in object storage: a run reads there what it reads from a disk.

That the marts are those of a disk too is shown by `test_dagster_elsewhere`, with more than this in other places.
"""

from __future__ import annotations

import hashlib
import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from gk_pipeline.contracts.registry import EXTRACTED
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake import extracted, store
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.objects import StorageError
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.extract import extract_pending
from gk_pipeline.pipeline.inbox import read_inbox
from gk_pipeline.pipeline.run import Summary, run
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.pipeline.trace import trace
from gk_pipeline.samples import samples_folder
from gk_pipeline.warehouse.extensions import extension_directory, sign_in
from gk_pipeline.warehouse.versions import current_manifest
from tests.conftest import without_data_tests
from tests.object_storage import ObjectStorage
from tests.parsed import parse_once

BUCKET = "gk-run"
PACKED = "2023/包 1.zip"
REMOVED = "2020/huoshan_county_2020.html"


class Case(NamedTuple):
    server: ObjectStorage
    paths: Paths
    summary: Summary
    files: dict[str, bytes]


def some_samples() -> dict[str, bytes]:
    """A dozen samples, two of them in an archive."""
    root = samples_folder() / "inbox"
    names = sorted(file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names[1:3]:
            archive.writestr(name.rpartition("/")[2], (root / name).read_bytes())
    chosen = {REMOVED, *names[3::2]}
    return {name: (root / name).read_bytes() for name in sorted(chosen)} | {PACKED: packed.getvalue()}


@pytest.fixture(scope="module")
def case(object_storage: ObjectStorage, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A run with everything in a bucket but the home folder."""
    object_storage.make_bucket(BUCKET)
    files = some_samples()
    for name, content in files.items():
        object_storage.put(BUCKET, f"inbox/{name}", content)
    object_storage.put(BUCKET, "inbox/.hidden/report.txt", b"not for us")
    places = {f"GK_{name.upper()}": f"s3://{BUCKET}/{name}" for name in ("inbox", "lake", "published")}
    paths = object_storage.paths(tmp_path_factory.mktemp("bucket") / "home", GK_WORKERS="1", **places)
    parse_once(paths)
    return Case(object_storage, paths, run(paths), files)


@pytest.fixture(scope="module")
def on_disk(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """A home with the same inbox on the disk, and nothing read yet."""
    home = tmp_path_factory.mktemp("disk") / "home"
    for name, content in case.files.items():
        file = home / "inbox" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return case.server.paths(home, GK_WORKERS="1")


def test_nothing_but_the_ledger_and_the_warehouse_is_at_home(case: Case) -> None:
    assert case.summary.extracted.documents == len(case.files) + 1
    assert not (case.paths.home / "lake").exists()
    assert not (case.paths.home / "inbox").exists()
    lake = {key.split("/")[1] for key in case.server.keys(BUCKET, "lake/")}
    assert {"facts", "documents", "catalog", "extracted"} <= lake


def test_the_secret_is_in_no_file(case: Case) -> None:
    files = [file for file in case.paths.home.rglob("*") if file.is_file()]
    assert case.paths.warehouse_file in files
    secret = case.server.secret.encode()
    assert [file for file in files if secret in file.read_bytes()] == []


def test_files_are_read_as_from_a_disk(case: Case, on_disk: Paths) -> None:
    with Ledger(on_disk) as ledger, Ledger(case.paths) as other:
        scan(on_disk, ledger)
        extract_pending(on_disk, ledger, 1)
        inventory = ledger.inventory()
        assert {name: (file.size, file.sha256) for name, file in inventory.items()} == {
            name: (file.size, file.sha256) for name, file in other.inventory().items()
        }
        assert len(inventory) == len(case.files) + 1
        records = ledger.documents(parser_version())
    assert len({record.report_year for record in records}) > 4
    for table in EXTRACTED:
        for year in {record.report_year for record in records}:
            ids = [str(record.document_id) for record in records if record.report_year == year]
            rows = [
                extracted.read(paths, table.name, year, ids, parser_version())
                .drop("extracted_at", strict=False)
                .sort(pl.all().exclude(pl.List))
                for paths in (on_disk, case.paths)
            ]
            assert_frame_equal(*rows)
            assert table.name != "outcomes" or rows[0].height > 0


def test_a_new_home_takes_over_the_lake(case: Case, tmp_path: Path) -> None:
    places = {f"GK_{name.upper()}": f"s3://{BUCKET}/{name}" for name in ("inbox", "lake")}
    other = case.server.paths(tmp_path / "other", **places)
    with Ledger(other) as ledger:
        scan(other, ledger)
        assert len(ledger.inventory()) == len(case.files) + 1
        assert ledger.pending(parser_version()) == []


def test_a_reader_elsewhere_follows_the_pointer(case: Case, tmp_path: Path) -> None:
    manifest = current_manifest(case.paths)
    reader = case.server.paths(tmp_path)
    with duckdb.connect(config={"extension_directory": str(extension_directory(reader))}) as connection:
        sign_in(connection, reader.settings.storage)
        connection.execute(
            f"set variable marts = (select 's3://{BUCKET}/published/' || folder "
            f"from read_json('s3://{BUCKET}/published/current.json'))"
        )
        for table in manifest.tables:
            query = f"select count(*) from read_parquet(getvariable('marts') || '/{table.file}')"
            assert connection.execute(query).fetchall() == [(table.rows,)]
        (database,) = connection.execute("select getvariable('marts') || '/marts.duckdb'").fetchall()[0]
        connection.execute(f"attach '{database}' as marts (read_only)")
        (rows,) = connection.execute("select count(*) from marts.fct_indicator").fetchall()[0]
    assert rows == next(table.rows for table in manifest.tables if table.name == "fct_indicator")
    assert rows > 500


def test_a_value_is_traced_to_its_bytes_in_the_bucket(case: Case) -> None:
    wanted = "select fact_id, raw_text, file_path from lineage_fact_source where raw_text <> '' order by fact_id"
    with duckdb.connect(str(case.paths.published / "current" / "marts.duckdb"), read_only=True) as marts:
        rows = marts.execute(wanted).fetchall()
    packed = [row for row in rows if "!/" in row[2]]
    assert packed
    for fact_id, raw_text, _ in (rows[0], packed[0]):
        traced = trace(case.paths, fact_id)
        assert traced.problem is None
        assert traced.marked is not None
        assert traced.line is not None
        assert traced.line[slice(*traced.marked)] == raw_text


def test_an_object_that_changes_or_goes_after_the_scan(case: Case, tmp_path: Path) -> None:
    for name, content in (("gone.txt", b"1"), ("changed.txt", b"2")):
        case.server.put(BUCKET, f"other/{name}", content)
    places = {"GK_INBOX": f"s3://{BUCKET}/other", "GK_LAKE": f"s3://{BUCKET}/other-lake"}
    paths = case.server.paths(tmp_path, GK_WORKERS="1", **places)
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        case.server.delete(BUCKET, "other/gone.txt")
        case.server.put(BUCKET, "other/changed.txt", b"3")
        assert "can't be opened: No such file" in str(read_inbox(paths, "gone.txt").extraction.reason)
        assert read_inbox(paths, "changed.txt").document_id == hashlib.sha256(b"3").hexdigest()
        scan(paths, ledger)
        found = {name: file.sha256 for name, file in ledger.inventory().items()}
    assert found == {"changed.txt": hashlib.sha256(b"3").hexdigest()}


@pytest.fixture
def untouched(case: Case) -> Iterator[None]:
    """Fails a test that takes long, or leaves anything otherwise than it was."""

    def state() -> tuple[object, ...]:
        with Ledger(case.paths) as ledger:
            inventory = ledger.inventory()
        assert case.paths.mirror is not None
        return inventory, store.files(case.paths.lake), store.files(case.paths.mirror), current_manifest(case.paths)

    before, start = state(), time.monotonic()
    yield
    assert time.monotonic() - start < 20
    assert state() == before


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, "refuses access to"),
        ({"AWS_ACCESS_KEY_ID": ""}, "no credentials"),
        ({"GK_S3_ENDPOINT": "http://127.0.0.1:1"}, "Could not connect to server"),
        ({"GK_INBOX": "s3://gk-none/inbox"}, "There is no bucket gk-none"),
        ({"GK_LAKE": "s3://gk-none/lake"}, "There is no bucket gk-none"),
    ],
)
def test_a_run_without_its_storage_ends_at_once(
    case: Case, given: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {f"GK_{name.upper()}": f"s3://{BUCKET}/{name}" for name in ("inbox", "lake", "published")}
    for name, value in (case.server.environment | given).items():
        monkeypatch.setenv(name, value)
    paths = case.server.paths(case.paths.home, GK_WORKERS="1", **(places | given))
    with pytest.raises(StorageError, match=message):
        run(paths)


def test_an_object_that_is_removed_takes_its_rows_with_it(case: Case) -> None:
    removed = hashlib.sha256(case.files[REMOVED]).hexdigest()
    count = f"select count(*) from fct_indicator where document_id = '{removed}'"
    database = case.paths.published / "current" / "marts.duckdb"
    with duckdb.connect(str(database), read_only=True) as marts:
        assert marts.execute(count).fetchall()[0][0] > 50
    case.server.delete(BUCKET, f"inbox/{REMOVED}")
    with without_data_tests():
        summary = run(case.paths)
    assert summary.scanned.vanished == 1
    assert summary.extracted.documents == 0
    with duckdb.connect(str(database), read_only=True) as marts:
        assert marts.execute(count).fetchall() == [(0,)]
        assert marts.execute("select count(*) from mart_documents").fetchall() == [(len(case.files),)]
