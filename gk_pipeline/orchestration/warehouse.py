"""From the lake to the marts: all dbt models in one step.

Belongs here: how dbt nodes become assets, running dbt. Does not: models (`dbt_project/`), what has to be made anew
(`warehouse/refresh.py` of the package), publishing (`publishing.py`).

Marts are whole tables, so models have no partitions: a run over many report years builds them once.
"""

from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject, dbt_assets
from dagster_dbt.core.dbt_event_iterator import DbtEventIterator

from gk_pipeline.lake.leftovers import remove_spill
from gk_pipeline.lake.lock import alone
from gk_pipeline.orchestration.columns import with_columns
from gk_pipeline.orchestration.lake import OTHER_YEARS
from gk_pipeline.orchestration.manifest import load_manifest
from gk_pipeline.orchestration.resources import Dbt, Home, dbt_session
from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.connection import open_warehouse
from gk_pipeline.warehouse.ducklake import one_writer
from gk_pipeline.warehouse.refresh import pending
from gk_pipeline.warehouse.sql import quoted_name

# The database of the warehouse has one writer at a time.
WAREHOUSE_POOL = "warehouse"

# Unit tests hold models against rows made up for them, whatever the lake has: they are for who changes a model.
_BUILD = ("build", "--exclude-resource-type", "unit_test")
_TABLES = """
    select table_schema, table_name from information_schema.tables
    where table_catalog = current_database() and table_type = 'BASE TABLE'
"""


class Translator(DagsterDbtTranslator):
    """dbt nodes as assets: sources by the key that their contract gave them, models in a group a layer."""

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = self.get_resource_props(manifest, unique_id)
        if node["resource_type"] != "model":
            return spec
        spec = spec.replace_attributes(group_name=node["fqn"][1], kinds={*spec.kinds, node["config"]["materialized"]})
        if not any(dep.asset_key.path[0] == "lake" for dep in spec.deps):
            return spec
        # What lies in the lake's tables comes from this asset too.
        return spec.merge_attributes(deps=[OTHER_YEARS])


def dbt_models(manifest: Path) -> dg.AssetsDefinition:
    """All models as assets, all tests of dbt as their checks."""

    @dbt_assets(
        manifest=load_manifest(manifest),
        name="dbt_build",
        dagster_dbt_translator=Translator(),
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=WAREHOUSE_POOL,
    )
    def dbt_build(context: dg.AssetExecutionContext, home: Home, dbt: Dbt) -> Iterator[Any]:
        paths, tell = home.paths, context.log.info
        # Without landings beside it, so that no table is read before a year came in and the next one after it.
        with alone(paths, "warehouse", tell), one_writer(paths), alone(paths, "lake", tell):
            remove_spill(paths)
            refresh = pending(paths)
            if not refresh.is_needed:
                context.log.info("Nothing has changed since the last build: dbt is not run.")
                yield from _unchanged(context, paths)
                return
            context.log.info(f"Report years to make anew: {refresh.environment['GK_REFRESH_YEARS'] or 'none'}.")
            with dbt_session(paths, manifest.parent, refresh.environment):
                build = dbt.cli((*_BUILD, *refresh.options), context=context, target_path=paths.dbt_target)
                # As dbt itself has it: DuckLake on PostgreSQL can crash the process with more.
                build.postprocessing_threadpool_num_threads = 1
                events, failure = _until_the_end(build.stream())
                counted = DbtEventIterator(iter(events), build).fetch_row_counts()
                yield from with_columns(counted, build, manifest.parent)
                if failure:
                    raise failure

    return dbt_build


def _unchanged(
    context: dg.AssetExecutionContext, paths: Paths
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """What stands in the warehouse, as materializations, so that what hangs on it goes on, and the tests it passed.

    A blocking test has passed, or the marts would have to be made anew; how others ended is as it was.
    """
    with open_warehouse(paths) as warehouse:
        tables = set(warehouse.execute(_TABLES).fetchall())
        parents = {spec.key: [dep.asset_key for dep in spec.deps] for spec in context.assets_def.specs}
        # Dagster wants those first that others are made of.
        for key in (key for key in TopologicalSorter(parents).static_order() if key in context.selected_asset_keys):
            metadata: dict[str, Any] = {"rebuilt": False}
            if tuple(key.path) in tables:
                metadata["dagster/row_count"] = len(warehouse.table(".".join(map(quoted_name, key.path))))
            yield dg.MaterializeResult(asset_key=key, metadata=metadata)
    for spec in context.assets_def.check_specs:
        if spec.blocking and spec.key in context.selected_asset_check_keys:
            yield dg.AssetCheckResult(
                asset_key=spec.asset_key,
                check_name=spec.name,
                passed=True,
                description="Passed when the marts were made; nothing has changed since.",
            )


def _until_the_end(events: Iterator[Any]) -> tuple[list[Any], Exception | None]:
    """The events of dbt, and what it raised, when it has ended. Before that the warehouse can't be read for metadata;
    Dagster, left to wait for it, does so in a loop that takes a processor away from dbt."""
    ended: list[Any] = []
    try:
        ended.extend(events)
    except Exception as error:
        return ended, error
    return ended, None
