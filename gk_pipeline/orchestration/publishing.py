"""The marts that readers open, and whether they are those last published.

Belongs here: the asset `published_marts` and its check. Does not: what publishing does (`warehouse/publish.py` of the
package), building marts (`warehouse.py`).
"""

from collections.abc import Iterable

import dagster as dg

from gk_pipeline.lake.lock import alone
from gk_pipeline.orchestration.display import table
from gk_pipeline.orchestration.resources import Home
from gk_pipeline.orchestration.warehouse import WAREHOUSE_POOL
from gk_pipeline.warehouse.errors import WarehouseError
from gk_pipeline.warehouse.publish import publish
from gk_pipeline.warehouse.versions import current_manifest, last_published, list_versions

PUBLISHED_MARTS = dg.AssetKey("published_marts")
LAST_PUBLISHED = "last_published"


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
                "failed.\n\nTo roll back: `gk published list` shows the versions, `gk published use VERSION` makes one "
                "current at once, until marts are published again.",
                group_name="published",
                kinds={"duckdb", "parquet"},
            )
        ],
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=WAREHOUSE_POOL,
    )
    def published(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[None]:
        paths = home.paths
        with alone(paths, "warehouse", context.log.info):
            result = publish(paths)
        manifest = result.manifest
        return dg.MaterializeResult(
            metadata={
                "version": manifest.version,
                "is new": result.is_new,
                "database": dg.MetadataValue.path(str(result.database)),
                "rows": sum(mart.rows for mart in manifest.tables),
                "bytes": sum(mart.size_bytes for mart in manifest.tables),
                "marts": table(
                    ("mart", "rows", "bytes"), [(mart.name, mart.rows, mart.size_bytes) for mart in manifest.tables]
                ),
                "parser versions": ", ".join(manifest.parser_versions),
                "versions taken away": ", ".join(result.removed) or "none",
            }
        )

    return published


@dg.asset_check(
    name=LAST_PUBLISHED,
    asset=PUBLISHED_MARTS,
    description="Readers have the version that was published last, and not one that somebody went back to.",
)
def published_check(home: Home) -> dg.AssetCheckResult:
    """Looks which version is current."""
    paths = home.paths
    try:
        current, last = current_manifest(paths).version, last_published(paths)
    except WarehouseError as error:
        return dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN, description=str(error))
    versions = [(each.version, each.created, each.version == current) for each in list_versions(paths)]
    return dg.AssetCheckResult(
        passed=current == last,
        severity=dg.AssetCheckSeverity.WARN,
        description="Readers have what was published last."
        if current == last
        else f"Readers have {current}, but {last or 'no version'} was published last. The next refresh makes its own "
        "version current" + (f"; `gk published use {last}` does so now." if last else "."),
        metadata={"current": current, "versions": table(("version", "made", "current"), versions)},
    )
