"""What Dagster is shown: which assets, how they hang together, that loading them is quiet."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import chain
from pathlib import Path

import dagster as dg
import pytest

from gk_pipeline.contracts.registry import LAKE, REFERENCE
from gk_pipeline.orchestration.manifest import ensure_manifest, load_manifest
from gk_pipeline.orchestration.partitions import REPORT_YEARS
from gk_pipeline.warehouse.dbt_run import DBT_PROJECT
from tests.unit.orchestration.home import MODULE, downstream, graph, load_definitions

RAW_FILES = dg.AssetKey("raw_files")
PUBLISHED = dg.AssetKey("published_marts")
LAYERS = ("staging", "intermediate", "marts")


def models(layer: str) -> set[dg.AssetKey]:
    return {dg.AssetKey([layer, file.stem]) for file in (DBT_PROJECT / "models" / layer).glob("*.sql")}


def test_every_table_and_model_is_an_asset() -> None:
    assert graph().get_all_asset_keys() == {
        RAW_FILES,
        dg.AssetKey("extracted_documents"),
        dg.AssetKey(["lake", "other_years"]),
        dg.AssetKey("release_notes"),
        *(dg.AssetKey(["lake", table.name]) for table in LAKE),
        *(dg.AssetKey(["catalog", table.name]) for table in REFERENCE),
        *chain.from_iterable(models(layer) for layer in LAYERS),
        PUBLISHED,
    }
    assert {"dim_report", "fct_indicator", "fct_finding", "lineage_fact_source"} <= {
        k.path[-1] for k in models("marts")
    }


def test_every_asset_comes_from_raw_files_or_the_catalogue_alone() -> None:
    catalog = {dg.AssetKey(["catalog", table.name]) for table in REFERENCE}
    from_files = downstream([RAW_FILES])
    for key in graph().get_all_asset_keys() - from_files:
        assert graph().get_ancestor_asset_keys(key) <= catalog | models("staging") | models("intermediate"), key
    assert {key for key in models("marts") if key.path[-1].startswith(("fct_", "lineage_"))} <= from_files
    assert PUBLISHED in from_files


def test_published_marts_are_the_marts() -> None:
    assert graph().get(PUBLISHED).parent_keys == models("marts")


def test_marts_wait_for_files_of_no_partition() -> None:
    assert models("marts") & downstream([dg.AssetKey(["lake", "other_years"])]) == models("marts") & downstream(
        [RAW_FILES]
    )


def test_the_lake_alone_has_partitions() -> None:
    partitioned = {key for key in graph().get_all_asset_keys() if graph().get(key).partitions_def is not None}
    assert partitioned == {dg.AssetKey(["lake", table.name]) for table in LAKE}
    assert {graph().get(key).partitions_def for key in partitioned} == {REPORT_YEARS}


def test_a_range_of_years_is_one_run() -> None:
    single = dg.BackfillPolicy.single_run()
    assert {graph().get(key).backfill_policy for key in graph().get_all_asset_keys()} == {single}


def test_what_uses_the_warehouse_waits_for_its_pool() -> None:
    pools = {key: graph().get(key).pools for key in graph().get_all_asset_keys()}
    assert {key for key, names in pools.items() if "warehouse" in names} == {
        PUBLISHED,
        *chain.from_iterable(models(layer) for layer in LAYERS),
    }


def test_every_asset_is_described_and_grouped() -> None:
    nodes = [graph().get(key) for key in graph().get_all_asset_keys()]
    assert [node.key for node in nodes if not node.description or not node.kinds] == []
    assert {node.group_name for node in nodes} == {"inbox", "documents", "lake", "catalog", *LAYERS, "published"}


@pytest.mark.parametrize("name", ["facts", "documents"])
def test_columns_of_the_lake_are_those_of_the_contract(name: str) -> None:
    table = next(table for table in LAKE if table.name == name)
    schema = graph().get(dg.AssetKey(["lake", name])).metadata["dagster/column_schema"]
    assert [column.name for column in schema.columns] == list(table.column_names)
    assert [column.constraints.nullable for column in schema.columns] == [c.nullable for c in table.columns]
    assert all(column.description for column in schema.columns)


def test_every_test_of_dbt_is_a_check() -> None:
    paths, _ = load_definitions()
    nodes = load_manifest(ensure_manifest(paths))["nodes"].values()
    tests = {node["name"] for node in nodes if node["resource_type"] == "test"}
    assert "assert_files_are_conserved" in tests
    assert tests <= {key.name for key in graph().asset_check_keys}


def test_the_lake_is_checked() -> None:
    names = {(key.asset_key.path[-1], key.name) for key in graph().asset_check_keys if key.asset_key.path[0] == "lake"}
    contracts = {(table.name, "contract") for table in LAKE if table.name != "quarantine"}
    assert names == contracts | {
        ("quarantine", "quarantine_rate"),
        ("documents", "conservation"),
        ("documents", "up_to_date"),
        ("findings", "identities"),
        ("findings", "identities_by_form"),
        ("reports", "volume"),
        ("other_years", "conservation"),
        ("other_years", "identities"),
    }


def test_arrivals_and_readers_are_checked() -> None:
    names = {key.name for key in graph().asset_check_keys if key.asset_key == RAW_FILES}
    assert names == {"still_there", "freshness"}
    assert {key.name for key in graph().asset_check_keys if key.asset_key == PUBLISHED} == {"last_published"}


def test_what_would_mislead_blocks() -> None:
    ours = {
        key for key in graph().asset_check_keys if key.asset_key.path[0] in ("lake", "raw_files", "published_marts")
    }
    blocking = {(key.asset_key.path[-1], key.name) for key in ours if graph().get(key).blocking}
    assert blocking == {
        ("raw_files", "still_there"),
        ("quarantine", "quarantine_rate"),
        ("findings", "identities_by_form"),
    }


def selected(job: str) -> tuple[set[dg.AssetKey], set[dg.AssetCheckKey]]:
    layer = load_definitions()[1].resolve_job_def(job).asset_layer
    return set(layer.selected_asset_keys), set(layer.asset_graph.asset_check_keys)


def test_jobs_are_for_all_but_what_they_leave_out() -> None:
    everything = graph().get_all_asset_keys()
    years = {dg.AssetKey(["lake", table.name]) for table in LAKE}
    assert selected("refresh_years")[0] == selected("refresh_all")[0] == everything
    assert selected("refresh_marts")[0] == everything - years
    assert selected("take_in")[0] == {RAW_FILES, dg.AssetKey("extracted_documents")}
    assert selected("look_over")[0] == set()


def test_marts_wait_for_the_checks_of_the_lake_also_when_no_year_is_landed() -> None:
    job = load_definitions()[1].resolve_job_def("refresh_marts")
    (build,) = (found for node, found in job.dependencies.items() if node.name == "dbt_build")
    before = {node.node for dependency in build.values() for node in dependency.get_node_dependencies()}
    assert "lake_checks" in before


def test_loading_is_quiet_from_any_folder_and_without_a_path(tmp_path: Path) -> None:
    paths, _ = load_definitions()
    result = subprocess.run(
        [sys.executable, "-W", "always", "-c", f"import {MODULE}"],
        cwd=tmp_path,
        env={"GK_HOME": str(paths.home), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    ours = ("gk_pipeline", "BetaWarning", "PreviewWarning", "SupersessionWarning")
    assert [line for line in result.stderr.splitlines() if any(word in line for word in ours)] == []
    assert list(tmp_path.iterdir()) == []
