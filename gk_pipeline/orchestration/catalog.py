"""The catalogue of forms as tables.

Belongs here: the assets `catalog/...`, which dbt joins with. They come from the package itself, not from files of the
inbox. Does not: what the catalogue says.
"""

from collections.abc import Iterator

import dagster as dg

from gk_pipeline.contracts.registry import REFERENCE
from gk_pipeline.lake.lock import alone
from gk_pipeline.lake.parquet import row_count
from gk_pipeline.orchestration.display import column_schema
from gk_pipeline.orchestration.resources import Home
from gk_pipeline.pipeline.reference import write_catalogue


@dg.multi_asset(
    name="catalog",
    specs=[
        dg.AssetSpec(
            ["catalog", table.name],
            description=f"{table.english}\n\n{table.chinese}",
            group_name="catalog",
            kinds={"python", "parquet"},
            metadata={"dagster/column_schema": column_schema(table), "key": ", ".join(table.key)},
        )
        for table in REFERENCE
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def catalog(context: dg.AssetExecutionContext, home: Home) -> Iterator[dg.MaterializeResult[None]]:
    """Writes the catalogue into the lake."""
    paths = home.paths
    with alone(paths, "lake", context.log.info):
        changed = write_catalogue(paths)
    for table in REFERENCE:
        yield dg.MaterializeResult(
            asset_key=["catalog", table.name],
            metadata={
                "dagster/row_count": row_count(paths.reference(table.name)),
                "changed": table.name in changed,
            },
        )
