"""From the lake to published marts: all dbt models in one step, and publishing.

Belongs here: how dbt nodes become assets, the two steps that use the warehouse. Does not: models (`dbt_project/`),
what publishing does (`warehouse/publish.py` of the package).

Marts are whole tables, so models have no partitions: a run over many report years builds them once.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject, dbt_assets
from dagster_dbt.core.dbt_event_iterator import DbtEventIterator

from gk_pipeline.orchestration.display import table
from gk_pipeline.orchestration.lake import OTHER_YEARS
from gk_pipeline.orchestration.manifest import load_manifest
from gk_pipeline.orchestration.resources import Dbt, Home, dbt_session
from gk_pipeline.warehouse.publish import publish

# The database of the warehouse has one writer at a time.
WAREHOUSE_POOL = "warehouse"
PUBLISHED_MARTS = dg.AssetKey("published_marts")

# Unit tests hold models against rows made up for them, whatever the lake has: they are for who changes a model.
_BUILD = ("build", "--exclude-resource-type", "unit_test")


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
        paths = home.paths
        with dbt_session(paths, manifest.parent):
            build = dbt.cli(_BUILD, context=context, target_path=paths.dbt_target)
            events, failure = _until_the_end(build.stream())
            described = DbtEventIterator(iter(events), build).fetch_row_counts()
            yield from described.fetch_column_metadata(with_column_lineage=True)
            if failure:
                raise failure

    return dbt_build


def _until_the_end(events: Iterator[Any]) -> tuple[list[Any], Exception | None]:
    """The events of dbt, and what it raised, when it has ended. Before that the warehouse can't be read for metadata;
    Dagster, left to wait for it, does so in a loop that takes a processor away from dbt."""
    ended: list[Any] = []
    try:
        ended.extend(events)
    except Exception as error:
        return ended, error
    return ended, None


def published_marts(marts: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """The last asset of all: what BI tools open. `marts` are the models that are published."""

    @dg.multi_asset(
        name=PUBLISHED_MARTS.to_python_identifier(),
        specs=[
            dg.AssetSpec(
                PUBLISHED_MARTS,
                deps=list(marts),
                description="The marts as BI tools open them: one Parquet file a mart, and marts.duckdb with the same "
                "tables. Who reads the version before is not disturbed. Refused while a model or test stands as "
                "failed.",
                group_name="published",
                kinds={"duckdb", "parquet"},
            )
        ],
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=WAREHOUSE_POOL,
    )
    def published(home: Home) -> dg.MaterializeResult[None]:
        result = publish(home.paths)
        manifest = result.manifest
        return dg.MaterializeResult(
            metadata={
                "version": manifest.version,
                "is new": result.is_new,
                "database": dg.MetadataValue.path(result.database),
                "marts": table(
                    ("mart", "rows", "bytes"), [(mart.name, mart.rows, mart.size_bytes) for mart in manifest.tables]
                ),
                "parser versions": ", ".join(manifest.parser_versions),
                "versions taken away": ", ".join(result.removed) or "none",
            }
        )

    return published
