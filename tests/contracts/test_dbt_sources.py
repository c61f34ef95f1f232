"""The sources of dbt are the contracts: same tables, columns and types, and DuckDB reads the files so."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
import yaml

from gk_pipeline.contracts.arrow import arrow_schema
from gk_pipeline.contracts.dbt_sources import render_dbt_sources
from gk_pipeline.contracts.model import Table
from gk_pipeline.contracts.registry import LAKE, REFERENCE
from tests.conftest import ROOT

SOURCES = {source["name"]: source for source in yaml.safe_load(render_dbt_sources())["sources"]}


def test_the_file_is_what_the_contracts_render() -> None:
    file = ROOT / "dbt_project" / "models" / "sources.yml"
    assert file.read_text(encoding="utf-8") == render_dbt_sources(), (
        "run: python -m gk_pipeline.contracts.dbt_sources > dbt_project/models/sources.yml"
    )


@pytest.mark.parametrize(("source", "tables"), [("lake", LAKE), ("catalog", REFERENCE)])
def test_every_table_is_a_source_with_all_columns_described(source: str, tables: tuple[Table, ...]) -> None:
    rendered = {table["name"]: table for table in SOURCES[source]["tables"]}
    assert list(rendered) == [table.name for table in tables]
    for table in tables:
        assert [column["name"] for column in rendered[table.name]["columns"]] == list(table.column_names)
        assert all(column["description"] for column in rendered[table.name]["columns"])
        assert rendered[table.name]["description"]
        assert rendered[table.name]["config"]["meta"]["dagster"]["asset_key"] == [source, table.name]


@pytest.mark.parametrize(("source", "table"), [("lake", t) for t in LAKE] + [("catalog", t) for t in REFERENCE])
def test_duckdb_reads_the_declared_types_from_where_the_source_says(source: str, table: Table, tmp_path: Path) -> None:
    rendered = next(entry for entry in SOURCES[source]["tables"] if entry["name"] == table.name)
    below = f"{table.name}/year=2017/part-0.parquet" if source == "lake" else f"catalog/{table.name}.parquet"
    (tmp_path / below).parent.mkdir(parents=True)
    pq.write_table(arrow_schema(table).empty_table(), tmp_path / below)
    location = rendered["config"]["meta"]["external_location"].replace("{{ env_var('GK_LAKE') }}", str(tmp_path))
    found = duckdb.sql(f"DESCRIBE SELECT * FROM {location}").fetchall()
    declared = [(column["name"], column["data_type"].upper()) for column in rendered["columns"]]
    assert [(name, kind) for name, kind, *_ in found] == declared
