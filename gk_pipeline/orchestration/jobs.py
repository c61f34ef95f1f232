"""What can be started: jobs, and when they start by themselves.

Belongs here: jobs and schedules. Does not: what they do, which the assets say.
"""

from __future__ import annotations

import dagster as dg

from gk_pipeline.orchestration.partitions import range_tags

refresh_years = dg.define_asset_job(
    "refresh_years",
    selection=dg.AssetSelection.all(),
    description="From the inbox to published marts for the report years that are chosen: one run, one build of the "
    "marts, for a single year as well as for a range. New files are always read, whatever year they report.",
)

refresh_all = dg.define_asset_job(
    "refresh_all",
    selection=dg.AssetSelection.all(),
    run_tags=range_tags(),
    description="From the inbox to published marts for all report years. Started without a choice of years, as by "
    "`dagster job execute -j refresh_all`, it takes all of them; in the UI choose all.",
)


@dg.schedule(
    name="refresh_monthly",
    job=refresh_all,
    cron_schedule="0 3 1 * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="All report years on the first of each month. Off until it is switched on.",
)
def refresh_monthly() -> dg.RunRequest:
    """Asks for the years of the day of the tick, not of the day when the code was loaded."""
    return dg.RunRequest(tags=range_tags())
