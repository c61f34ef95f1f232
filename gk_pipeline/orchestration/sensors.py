"""What starts when something arrives.

Belongs here: the sensor on the inbox. Does not: what is to be done (`pipeline/arrivals.py`), jobs (`jobs.py`).
"""

from collections.abc import Iterator
from datetime import datetime

import dagster as dg

from gk_pipeline.extraction.version import package_version, package_version_on_disk
from gk_pipeline.orchestration.checks import CHINA
from gk_pipeline.orchestration.jobs import refresh_marts, refresh_years, take_in
from gk_pipeline.orchestration.partitions import is_partition, range_tags
from gk_pipeline.orchestration.resources import Home
from gk_pipeline.pipeline.arrivals import Decision, Memory, Step, decide, ranges

_UNDER_WAY = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]

# What this process was loaded from. Runs are processes of their own, and of whatever lies there when they start.
_LOADED = package_version()

# Tells the runs of one decision from others.
ARRIVALS_TAG = "gk/arrivals"


@dg.sensor(
    name="arrivals",
    jobs=[take_in, refresh_years, refresh_marts],
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Watches the inbox. New, changed, moved and vanished files are taken in (`take_in`); then the report "
    "years that they touch are refreshed, and no others, and the marts alone where only corrections changed. It waits "
    "while a run is under way and while files are being written, and does not believe an inbox that is suddenly empty. "
    "A crawler should write files under names that begin with a dot and rename them when they are whole.\n\n"
    "Off until it is switched on, since whoever opens the UI to look at a home should not change it; a home on which "
    "nothing else works needs one click.",
)
def arrivals(context: dg.SensorEvaluationContext, home: Home) -> dg.SensorResult:
    """Asks for the next step, or says why there is none.

    By the measure of a version that is not installed any more, what new runs leave would never be as it should.
    """
    if package_version_on_disk() != _LOADED:
        reason = "Another version of the package was installed: reload the code location, or start `gk dev` again."
        return dg.SensorResult(skip_reason=reason, cursor=context.cursor)
    under_way = context.instance.get_runs(dg.RunsFilter(statuses=_UNDER_WAY), limit=1)
    if under_way:
        run = under_way[0]
        reason = f"Waits for run {run.run_id[:8]} of {run.job_name} ({run.status.value.lower()})."
        return dg.SensorResult(skip_reason=reason, cursor=context.cursor)
    decision = decide(home.paths, Memory.load(context.cursor), datetime.now(CHINA))
    requests = list(_requests(decision))
    if requests:
        context.log.info(decision.reason)
        return dg.SensorResult(run_requests=requests, cursor=decision.memory.dump())
    before = context.instance.get_runs(dg.RunsFilter(tags={ARRIVALS_TAG: decision.key})) if decision.key else []
    ended = "".join(f" Run {run.run_id[:8]} of {run.job_name}: {run.status.value.lower()}." for run in before)
    return dg.SensorResult(skip_reason=decision.reason + ended, cursor=decision.memory.dump())


def _requests(decision: Decision) -> Iterator[dg.RunRequest]:
    """A run for every range of years without a gap; files without such a year are landed by any of them."""
    tags = {ARRIVALS_TAG: decision.key}
    if decision.step is Step.TAKE_IN:
        yield dg.RunRequest(decision.key, job_name=take_in.name, tags=tags)
    if decision.step is not Step.REFRESH:
        return
    spans = ranges(year for year in decision.years if year is not None and is_partition(year))
    for first, last in spans:
        key = f"{decision.key} {first}-{last}"
        yield dg.RunRequest(key, job_name=refresh_years.name, tags={**range_tags(first, last), **tags})
    if not spans:
        yield dg.RunRequest(decision.key, job_name=refresh_marts.name, tags=tags)
