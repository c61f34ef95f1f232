"""Everything that Dagster is shown: `defs` is what `workspace.yaml` names.

Belongs here: putting the parts together. Does not: any of the parts.
"""

from __future__ import annotations

import dagster as dg

from gk_pipeline.orchestration.catalog import catalog
from gk_pipeline.orchestration.checks import lake_checks
from gk_pipeline.orchestration.documents import extracted_documents, raw_files
from gk_pipeline.orchestration.jobs import refresh_all, refresh_monthly, refresh_years
from gk_pipeline.orchestration.lake import lake, other_years
from gk_pipeline.orchestration.manifest import MARTS, ensure_manifest
from gk_pipeline.orchestration.resources import Home, dbt_resource
from gk_pipeline.orchestration.warehouse import dbt_models, published_marts
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
        assets=[raw_files, extracted_documents, lake, other_years, catalog, models, published_marts(marts)],
        asset_checks=[lake_checks],
        jobs=[refresh_years, refresh_all],
        schedules=[refresh_monthly],
        resources={"home": Home.of(paths), "dbt": dbt_resource()},
        # A step takes less time than starting a process for it.
        executor=dg.in_process_executor,
    )


defs = build_defs()
