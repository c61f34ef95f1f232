"""The lake in object storage: the same rows as on a disk, and the ledger is made anew from it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from gk_pipeline.contracts.registry import LAKE
from gk_pipeline.lake import extracted
from gk_pipeline.lake.catalogue import write_reference
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import InboxFile
from gk_pipeline.lake.parquet import DamagedFile
from gk_pipeline.lake.quarantine import replace_rejected
from gk_pipeline.lake.tables import drop_year, ensure_tables, read_table, row_count, write_year, years_of
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.places import deadline_rows
from gk_pipeline.warehouse.extensions import extension_directory, sign_in
from tests.object_storage import ObjectStorage
from tests.unit.lake.rows import facts
from tests.unit.lake.test_extracted import batch, fact_ids, sha
from tests.unit.lake.test_quarantine import kept, rejected

BUCKET = "lake-tests"


@pytest.fixture(scope="module")
def server(object_storage: ObjectStorage) -> ObjectStorage:
    object_storage.make_bucket(BUCKET)
    return object_storage


@pytest.fixture
def paths(server: ObjectStorage, tmp_path: Path) -> Paths:
    return server.paths(tmp_path / "home", GK_LAKE=f"s3://{BUCKET}/{tmp_path.name}/lake")


def values(paths: Paths, years: list[int | None] | None = None) -> list[int]:
    return sorted(int(value) for value in read_table(paths, "facts", years)["value"])


def test_years_are_written_read_and_dropped(paths: Paths) -> None:
    assert write_year(paths, "facts", 2017, facts(2017, 1, 2))
    assert not write_year(paths, "facts", 2017, facts(2017, 2, 1))
    write_year(paths, "facts", 2018, facts(2018, 3))
    assert values(paths) == [1, 2, 3]
    assert values(paths, [2018]) == [3]
    assert (years_of(paths, "facts"), row_count(paths, "facts", 2017)) == ([2017, 2018], 2)
    drop_year(paths, "facts", 2017)
    assert (years_of(paths, "facts"), row_count(paths, "facts", 2017)) == ([2018], 0)
    assert not (paths.home / "lake").exists()


def test_a_stranger_beside_the_part_is_taken_away(paths: Paths, server: ObjectStorage) -> None:
    write_year(paths, "facts", 2017, facts(2017, 1))
    prefix = f"{paths.table('facts')}/year=2017/".removeprefix(f"s3://{BUCKET}/")
    server.put(BUCKET, f"{prefix}part-1.parquet", server.get(BUCKET, f"{prefix}part-0.parquet"))
    write_year(paths, "facts", 2017, facts(2017, 2))
    assert server.keys(BUCKET, prefix) == [f"{prefix}part-0.parquet"]


def test_every_table_has_a_typed_file_that_duckdb_reads(paths: Paths) -> None:
    ensure_tables(paths)
    write_year(paths, "facts", 2017, facts(2017, 1))
    with duckdb.connect(config={"extension_directory": str(extension_directory(paths))}) as connection:
        sign_in(connection, paths.settings.storage)
        for table in LAKE:
            found = connection.sql(f"from read_parquet('{paths.table(table.name)}/*/*.parquet')")
            assert found.shape[0] == (1 if table.name == "facts" else 0)


def test_quarantine_keeps_the_rows_of_other_tables(paths: Paths) -> None:
    assert replace_rejected(paths, "facts", 2017, rejected("facts", "a"))
    assert not replace_rejected(paths, "claims", 2017, rejected("claims"))
    assert kept(paths) == [("facts", "a", 2017)]
    assert replace_rejected(paths, "facts", 2017, rejected("facts"))
    assert kept(paths) == []


def test_documents_are_read_once_and_small_parts_merged(
    paths: Paths, server: ObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracted, "MAX_SMALL_PARTS", 2)
    prefix = f"{paths.extracted_partition('1', 'facts', 2017)}/".removeprefix(f"s3://{BUCKET}/")
    extracted.append(paths, batch(1, 2))
    extracted.append(paths, batch(2, 3))
    assert len(server.keys(BUCKET, prefix)) == 2
    assert fact_ids(paths, 1, 2, 3) == ["1:0", "1:1", "2:0", "2:1", "3:0", "3:1"]
    extracted.append(paths, batch(4))
    assert len(server.keys(BUCKET, prefix)) == 1
    assert fact_ids(paths, 1, 2, 3, 4) == ["1:0", "1:1", "2:0", "2:1", "3:0", "3:1", "4:0", "4:1"]


def test_a_new_ledger_knows_what_was_parsed(paths: Paths) -> None:
    extracted.append(paths, batch(1))
    extracted.append(paths, batch(2, year=None))
    files = [InboxFile(str(number), 1, 1, sha(number)) for number in (1, 2, 3)]
    with Ledger(paths) as ledger:
        ledger.record_scan(files, datetime.now(UTC))
        assert [pending.path for pending in ledger.pending("1")] == ["3"]


def test_a_table_of_the_catalogue_is_made_whole_again(paths: Paths, server: ObjectStorage) -> None:
    assert write_reference(paths, "deadlines", deadline_rows())
    assert not write_reference(paths, "deadlines", deadline_rows())
    key = str(paths.reference("deadlines")).removeprefix(f"s3://{BUCKET}/")
    whole = server.get(BUCKET, key)
    server.put(BUCKET, key, whole[:-1])
    assert write_reference(paths, "deadlines", deadline_rows())
    assert server.get(BUCKET, key) == whole


def test_a_damaged_part_is_named(paths: Paths, server: ObjectStorage) -> None:
    write_year(paths, "facts", 2017, facts(2017, 1))
    part = paths.part("facts", 2017)
    key = str(part).removeprefix(f"s3://{BUCKET}/")
    for content in (b"", b"no Parquet", server.get(BUCKET, key)[:-9], server.get(BUCKET, key)[:100]):
        server.put(BUCKET, key, content)
        for ask in (lambda: read_table(paths, "facts", [2017]), lambda: row_count(paths, "facts", 2017)):
            with pytest.raises(DamagedFile) as raised:
                ask()
            assert raised.value.file == part


def test_a_version_is_removed_whole(paths: Paths) -> None:
    for version in ("1", "2"):
        extracted.append(paths, batch(1, version=version))
    assert extracted.versions(paths) == {"1", "2"}
    extracted.remove_version(paths, "1")
    assert extracted.versions(paths) == {"2"}
    assert fact_ids(paths, 1, version="2") == ["1:0", "1:1"]
