"""What starts at a set time.

Belongs here: schedules. Does not: jobs (`jobs.py`), what starts when something arrives (`sensors.py`).

All are off until they are switched on, under Automation in the UI: a home that someone is trying out should not begin
to work at night. In China there is no summer time, so every hour comes once a day.
"""

from __future__ import annotations

import dagster as dg

from gk_pipeline.orchestration.checks import CHINA
from gk_pipeline.orchestration.jobs import look_over, refresh_all, refresh_years
from gk_pipeline.orchestration.partitions import ALL_YEARS, range_tags

look_over_daily = dg.ScheduleDefinition(
    name="look_over_daily",
    job=look_over,
    cron_schedule="0 8 * * *",
    execution_timezone=CHINA.key,
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="The checks of the lake and of what is published every day at 8:00: whether reports still arrive, and "
    "whether readers have the marts that were published last. Off until it is switched on.",
)


@dg.schedule(
    name="refresh_season",
    job=refresh_years,
    cron_schedule="0 4 * 1-4 *",
    execution_timezone=CHINA.key,
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="The reporting year, which is the year before, every day at 4:00 from January to April, when reports "
    "are published: by 31 January those of departments, by 31 March all. Off until it is switched on.",
)
def refresh_season(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Asks for the year before that of the tick, in China."""
    return dg.RunRequest(partition_key=str(context.scheduled_execution_time.astimezone(CHINA).year - 1))


@dg.schedule(
    name="refresh_monthly",
    job=refresh_all,
    cron_schedule="0 3 1 * *",
    execution_timezone=CHINA.key,
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="All report years at 3:00 on the first of each month. Off until it is switched on.",
)
def refresh_monthly() -> dg.RunRequest:
    """Asks for the years of the day of the tick, not of the day when the code was loaded."""
    return dg.RunRequest(tags={**range_tags(), ALL_YEARS: "true"})
