"""Everything that Dagster is shown: `defs` is what `workspace.yaml` names.

Belongs here: putting the parts together. Does not: any of the parts.
"""

from __future__ import annotations

import dagster as dg

from gk_pipeline.orchestration.catalog import catalog
from gk_pipeline.orchestration.checks import lake_checks
from gk_pipeline.orchestration.documents import extracted_documents, raw_files
from gk_pipeline.orchestration.jobs import look_over, refresh_all, refresh_marts, refresh_years, take_in
from gk_pipeline.orchestration.lake import lake, other_years
from gk_pipeline.orchestration.manifest import MARTS, ensure_manifest
from gk_pipeline.orchestration.publishing import published_check, published_marts
from gk_pipeline.orchestration.release import release_notes
from gk_pipeline.orchestration.resources import Home, dbt_resource
from gk_pipeline.orchestration.schedules import look_over_daily, refresh_monthly, refresh_season
from gk_pipeline.orchestration.sensors import arrivals
from gk_pipeline.orchestration.warehouse import dbt_models
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings


def build_defs(paths: Paths | None = None) -> dg.Definitions:
    """The definitions for one home, by default that of the environment.

    Reads the manifest of the dbt project, which is made first when the project has changed; nothing else is touched.
    Raises SettingsError when a variable of the environment can't be used.
    """
    paths = paths or Paths(Settings.load())
    models = dbt_models(ensure_manifest(paths))
    marts = [spec.key for spec in models.specs if spec.group_name == MARTS]
    return dg.Definitions(
        assets=[
            *(raw_files, extracted_documents, lake, other_years, release_notes, catalog),
            *(models, published_marts(marts)),
        ],
        asset_checks=[lake_checks, published_check],
        jobs=[take_in, refresh_years, refresh_all, refresh_marts, look_over],
        schedules=[refresh_season, refresh_monthly, look_over_daily],
        sensors=[arrivals],
        resources={"home": Home.of(paths), "dbt": dbt_resource()},
        # A step takes less time than starting a process for it.
        executor=dg.in_process_executor,
    )


defs = build_defs()
