"""What can be started: jobs, whoever starts them.

Belongs here: jobs. Does not: what they do, which the assets say; when they start by themselves (`schedules.py`,
`sensors.py`).
"""

from __future__ import annotations

import dagster as dg

from gk_pipeline.contracts.registry import LAKE
from gk_pipeline.orchestration.checks import lake_checks
from gk_pipeline.orchestration.documents import EXTRACTED_DOCUMENTS, RAW_FILES
from gk_pipeline.orchestration.lake import table_key
from gk_pipeline.orchestration.partitions import ALL_YEARS, range_tags
from gk_pipeline.orchestration.publishing import published_check

take_in = dg.define_asset_job(
    "take_in",
    selection=dg.AssetSelection.assets(RAW_FILES, EXTRACTED_DOCUMENTS),
    description="Looks through the inbox and reads what is new. Then it is known which report years are touched.",
)

refresh_years = dg.define_asset_job(
    "refresh_years",
    selection=dg.AssetSelection.all(),
    description="From the inbox to published marts for the report years that are chosen: one run, one build of the "
    "marts, for a single year as well as for a range. New files are always read, whatever year they report, and the "
    "year after one that changed is judged again.",
)

refresh_all = dg.define_asset_job(
    "refresh_all",
    selection=dg.AssetSelection.all(),
    # The range shows what was known when the code was loaded; the run takes every year of its own day.
    run_tags={**range_tags(), ALL_YEARS: "true"},
    description="From the inbox to published marts for all report years. Started without a choice of years, as by "
    "`dagster job execute -j refresh_all`, it takes all of them; in the UI choose all.",
)

look_over = dg.define_asset_job(
    "look_over",
    selection=dg.AssetSelection.checks(lake_checks, published_check),
    description="Only looks: the checks of the lake and of what is published, without a refresh.",
)

refresh_marts = dg.define_asset_job(
    "refresh_marts",
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets(*(table_key(table.name) for table in LAKE))
    | dg.AssetSelection.checks(lake_checks),
    description="Everything but report years, so none need be chosen: new files are read, those that tell no report "
    "year are landed, the marts are built and published.",
)
