"""Tables by report year: round trip, determinism, and what readers see when a writer dies."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from gk_pipeline.contracts.frames import polars_schema
from gk_pipeline.contracts.model import ContractError
from gk_pipeline.contracts.registry import LAKE, contract
from gk_pipeline.lake.tables import drop_year, ensure_tables, read_table, write_year, years_of
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
from tests.contracts.examples import GOOD
from tests.unit.lake.rows import facts, validated

some_facts = some.lists(
    some.fixed_dictionaries(
        {
            "fact_id": some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
            "value": some.none() | some.integers(-(10**20) + 1, 10**20 - 1).map(lambda n: Decimal(n).scaleb(-6)),
            "raw_text": some.none() | some.text(some.characters(exclude_categories=["Cs"]), max_size=8),
            "page": some.none() | some.integers(-(2**31), 2**31 - 1),
            "approximate": some.booleans(),
        }
    ),
    unique_by=lambda row: row["fact_id"],
    max_size=12,
)


def values(paths: Paths, *years: int | None) -> list[int]:
    return [int(value) for value in read_table(paths, "facts", years or None)["value"]]


@settings(max_examples=50, deadline=None)
@given(some_facts, some.sampled_from([None, 2007, 2017, 2100]), some.randoms())
def test_rows_come_back_as_they_went_in_whatever_their_order(
    rows: list[dict[str, Any]], year: int | None, random: Any
) -> None:
    with TemporaryDirectory() as folder:
        paths = Paths(Settings.load({"GK_HOME": folder}))
        rows = [{**row, "report_year": year} for row in rows]
        assert write_year(paths, "facts", year, validated("facts", *rows))
        expected = [{**GOOD["facts"], **row} for row in sorted(rows, key=lambda row: row["fact_id"].encode())]
        assert read_table(paths, "facts", [year]).rows(named=True) == expected
        random.shuffle(rows)
        assert not write_year(paths, "facts", year, validated("facts", *rows))


def test_the_same_rows_are_the_same_bytes_in_any_process_and_place(paths: Paths, tmp_path: Path) -> None:
    other = Paths(Settings.load({"GK_HOME": str(tmp_path / "other")}))
    write_year(paths, "facts", 2017, facts(2017, 3, 1, 2))
    write_year(other, "facts", 2017, pa.concat_tables([facts(2017, 2), facts(2017, 3, 1)]))
    assert paths.part("facts", 2017).read_bytes() == other.part("facts", 2017).read_bytes()


def test_rows_without_a_key_have_an_order_too(paths: Paths) -> None:
    rows = [{"row_key": key, "row_json": json} for key in "ab" for json in "xy"]
    write_year(paths, "quarantine", 2017, validated("quarantine", *rows))
    assert not write_year(paths, "quarantine", 2017, validated("quarantine", *reversed(rows)))


def test_unchanged_rows_leave_the_file_untouched(paths: Paths) -> None:
    assert write_year(paths, "facts", 2017, facts(2017, 1, 2))
    os.utime(paths.part("facts", 2017), (1, 1))
    assert not write_year(paths, "facts", 2017, facts(2017, 2, 1))
    assert paths.part("facts", 2017).stat().st_mtime == 1
    assert write_year(paths, "facts", 2017, facts(2017, 1))
    assert paths.part("facts", 2017).stat().st_mtime > 1


def test_a_year_is_one_compressed_file(paths: Paths) -> None:
    write_year(paths, "facts", 2017, facts(2017, 1))
    part = paths.lake / "facts" / "year=2017" / "part-0.parquet"
    assert list(part.parent.iterdir()) == [part]
    metadata = pq.ParquetFile(part).metadata
    assert {metadata.row_group(0).column(n).compression for n in range(metadata.num_columns)} == {"ZSTD"}


def test_years_are_kept_apart(paths: Paths) -> None:
    for year in (2019, None, 2017):
        write_year(paths, "facts", year, facts(year, year or 1))
    assert years_of(paths, "facts") == [2017, 2019, None]
    assert values(paths) == [2017, 2019, 1]
    assert values(paths, 2019, None) == [2019, 1]
    assert values(paths, 2018) == []
    drop_year(paths, "facts", 2017)
    drop_year(paths, "facts", None)
    drop_year(paths, "facts", 2016)
    assert values(paths) == [2019]
    assert years_of(paths, "facts") == [2019]
    assert not paths.partition("facts", 2017).exists()
    assert paths.part("facts", None).is_file()


def test_a_year_without_rows_is_written_and_not_listed(paths: Paths) -> None:
    write_year(paths, "facts", 2017, facts(2017))
    assert paths.part("facts", 2017).is_file()
    assert years_of(paths, "facts") == []


def test_a_table_that_is_not_there_is_empty_and_typed(paths: Paths) -> None:
    for table in LAKE:
        assert read_table(paths, table.name).schema == polars_schema(table)
        assert years_of(paths, table.name) == []
    assert not paths.lake.exists()


@pytest.mark.parametrize(
    ("table", "year", "data", "message"),
    [
        ("facts", 2018, facts(2017, 1), "rows of report year 2017 can't be written as year 2018"),
        ("facts", None, facts(2017, 1), "rows of report year 2017"),
        ("facts", 2017, facts(None, 1), "rows of report year None"),
        ("facts", 2017, facts(2017, 1).drop_columns(["value"]), "schema"),
        ("reports", 2017, facts(2017, 1), "schema"),
        ("indicators", 2017, validated("indicators", {}), "no table by report year"),
        ("outcomes", 2017, validated("outcomes", {}), "no table by report year"),
    ],
)
def test_what_does_not_belong_there_is_refused(
    paths: Paths, table: str, year: int | None, data: pa.Table, message: str
) -> None:
    with pytest.raises(ContractError, match=message):
        write_year(paths, table, year, data)
    assert not paths.part(table, year).exists()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_crash_before_the_rename_leaves_the_old_rows(
    paths: Paths, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_year(paths, "facts", 2017, facts(2017, 1))

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, step, crash)
    with pytest.raises(KeyboardInterrupt):
        write_year(paths, "facts", 2017, facts(2017, 2, 3))
    assert values(paths) == globbed(paths) == [1]


def test_a_crash_after_the_rename_leaves_the_new_rows(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    write_year(paths, "facts", 2017, facts(2017, 1))
    real = os.replace

    def crash(*names: Any) -> None:
        real(*names)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        write_year(paths, "facts", 2017, facts(2017, 2, 3))
    assert values(paths) == globbed(paths) == [2, 3]


def test_files_of_strangers_go_even_when_rows_are_unchanged(paths: Paths) -> None:
    write_year(paths, "facts", 2017, facts(2017, 1))
    pq.write_table(facts(2017, 9), paths.partition("facts", 2017) / "part-1.parquet")
    assert not write_year(paths, "facts", 2017, facts(2017, 1))
    assert globbed(paths) == [1]


def test_every_table_can_be_read_by_pattern_from_the_first_day(paths: Paths) -> None:
    ensure_tables(paths)
    for table in LAKE:
        found = duckdb.sql(f"FROM read_parquet('{paths.table(table.name)}/*/*.parquet', hive_partitioning = false)")
        assert found.columns == list(table.column_names)
        assert found.fetchall() == []
        recursive = duckdb.sql(f"FROM read_parquet('{paths.table(table.name)}/**/*.parquet')")
        assert [*recursive.columns] == [*table.column_names, "year"]


def test_making_sure_of_tables_keeps_their_rows(paths: Paths) -> None:
    write_year(paths, "facts", None, facts(None, 5))
    ensure_tables(paths)
    write_year(paths, "facts", 2017, facts(2017, 6))
    ensure_tables(paths)
    assert values(paths) == [6, 5]
    assert sorted(globbed(paths)) == [5, 6]


def test_the_year_of_the_folder_is_the_report_year_for_those_who_partition(paths: Paths) -> None:
    for year in (2017, None):
        write_year(paths, "facts", year, facts(year, year or 1))
    pattern = f"{paths.table('facts')}/*/*.parquet"
    rows = duckdb.sql(f"SELECT report_year, year FROM read_parquet('{pattern}', hive_partitioning = true)").fetchall()
    assert sorted(rows, key=str) == [(2017, 2017), (None, None)]


def test_a_file_of_another_contract_is_named_with_the_remedy(paths: Paths) -> None:
    part = paths.part("facts", 2017)
    part.parent.mkdir(parents=True)
    pq.write_table(facts(2017, 1).drop_columns(["unit"]), part)
    with pytest.raises(ContractError, match=r"part-0.parquet was written under another contract of facts. Remove the"):
        read_table(paths, "facts")


def globbed(paths: Paths) -> list[int]:
    """What a reader that names files by a pattern gets."""
    pattern = f"{paths.table('facts')}/*/*.parquet"
    return [int(row[0]) for row in duckdb.sql(f"SELECT value FROM read_parquet('{pattern}') ORDER BY ALL").fetchall()]


def test_types_survive(paths: Paths) -> None:
    for table in LAKE:
        write_year(paths, table.name, GOOD[table.name]["report_year"], validated(table.name, {}))
        assert read_table(paths, table.name).equals(pl.DataFrame([GOOD[table.name]], schema=polars_schema(table)))
    assert contract("facts") in LAKE
