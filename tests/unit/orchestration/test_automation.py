"""What starts by itself: which runs the sensor and the schedules ask for, and that they are off at first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pytest

from gk_pipeline.orchestration import sensors
from gk_pipeline.orchestration.partitions import REPORT_YEARS
from gk_pipeline.orchestration.schedules import refresh_monthly, refresh_season
from gk_pipeline.orchestration.sensors import ARRIVALS_TAG, arrivals
from gk_pipeline.pipeline.arrivals import Decision, Memory, Step
from tests.unit.orchestration.home import load_definitions

FIRST, LAST = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
Tick = Callable[..., dg.SensorResult]


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def tick(instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch) -> Tick:
    """A tick of the sensor at which this is decided."""
    monkeypatch.setattr(sensors, "package_version_on_disk", lambda: sensors._LOADED)

    def result(decision: Decision, cursor: str | None = None) -> dg.SensorResult:
        monkeypatch.setattr(sensors, "decide", lambda *_: decision)
        resources = load_definitions()[1].resources
        context = dg.build_sensor_context(instance, cursor=cursor, resources=resources)
        with context:
            evaluated = arrivals(context)
        assert isinstance(evaluated, dg.SensorResult)
        return evaluated

    return result


def decision(step: Step, *years: int | None, key: str = "1 2026-01-31 x") -> Decision:
    return Decision(step, "So it is.", Memory("x", "2026-01-31", 1), years, key)


def started(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, **options: Any) -> dg.DagsterRun:
    """A run of `take_in` that has come as far as this."""
    run = dg.DagsterRun("take_in", status=status, **options)
    instance.add_run(run)
    return run


def said(result: dg.SensorResult) -> str | None:
    assert isinstance(result.skip_reason, dg.SkipReason)
    return result.skip_reason.skip_message


def spans(result: dg.SensorResult) -> list[tuple[str | None, str | None]]:
    return [(request.tags.get(FIRST), request.tags.get(LAST)) for request in result.run_requests or ()]


def test_files_are_taken_in_by_one_run(tick: Tick) -> None:
    result = tick(decision(Step.TAKE_IN))
    assert [(request.job_name, request.run_key) for request in result.run_requests or ()] == [
        ("take_in", "1 2026-01-31 x")
    ]
    assert result.cursor == Memory("x", "2026-01-31", 1).dump()


def test_years_are_refreshed_by_a_run_for_each_range_without_a_gap(tick: Tick) -> None:
    result = tick(decision(Step.REFRESH, 2012, 2016, 2017, 2018, 2020, None))
    assert spans(result) == [("2012", "2012"), ("2016", "2018"), ("2020", "2020")]
    requests = result.run_requests or ()
    assert {request.job_name for request in requests} == {"refresh_years"}
    assert len({request.run_key for request in requests}) == 3


def test_files_of_no_partition_need_no_years(tick: Tick) -> None:
    result = tick(decision(Step.REFRESH, 1999, None))
    assert [request.job_name for request in result.run_requests or ()] == ["refresh_marts"]
    assert spans(result) == [(None, None)]


def test_a_tick_that_asks_for_nothing_says_why(tick: Tick) -> None:
    result = tick(decision(Step.NOTHING, key=""))
    assert not result.run_requests
    assert said(result) == "So it is."
    assert result.cursor == Memory("x", "2026-01-31", 1).dump()


def test_a_step_that_did_not_help_is_named_with_its_run(tick: Tick, instance: dg.DagsterInstance) -> None:
    run = started(instance, dg.DagsterRunStatus.FAILURE, tags={ARRIVALS_TAG: "1 2026-01-31 x"})
    result = tick(decision(Step.NOTHING))
    assert said(result) == f"So it is. Run {run.run_id[:8]} of take_in: failure."


@pytest.mark.parametrize("status", ["NOT_STARTED", "STARTING", "STARTED", "CANCELING"])
def test_it_waits_while_a_run_is_under_way(tick: Tick, instance: dg.DagsterInstance, status: str) -> None:
    run = started(instance, dg.DagsterRunStatus(status))
    result = tick(decision(Step.TAKE_IN))
    assert not result.run_requests
    assert said(result) == f"Waits for run {run.run_id[:8]} of take_in ({status.lower()})."


def test_a_process_of_a_version_that_was_replaced_asks_for_nothing(tick: Tick, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tick(decision(Step.REFRESH, 2017))
    assert asked.run_requests
    monkeypatch.setattr(sensors, "package_version_on_disk", lambda: "9.9+0123456789")
    result = tick(decision(Step.REFRESH, 2018), asked.cursor)
    assert (result.run_requests, result.cursor) == ([], asked.cursor)
    assert "reload the code location" in str(said(result))


def test_what_starts_by_itself_is_off_and_described() -> None:
    _, defs = load_definitions()
    sensor = defs.resolve_sensor_def("arrivals")
    assert sensor.default_status is dg.DefaultSensorStatus.STOPPED
    assert sensor.description
    for name in ("refresh_season", "refresh_monthly"):
        schedule = defs.resolve_schedule_def(name)
        assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED
        assert schedule.execution_timezone == "Asia/Shanghai"
        assert schedule.description


@pytest.mark.parametrize(
    ("tick_at", "year"),
    [("2026-01-01T04:00+08:00", "2025"), ("2026-04-30T04:00+08:00", "2025"), ("2025-12-31T20:00+00:00", "2025")],
)
def test_in_season_the_year_before_is_refreshed(tick_at: str, year: str) -> None:
    context = dg.build_schedule_context(scheduled_execution_time=datetime.fromisoformat(tick_at))
    request = refresh_season(context)
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == year


def test_the_season_is_january_to_april() -> None:
    runs = refresh_season.cron_schedule
    assert runs == "0 4 * 1-4 *"


def test_each_month_all_years_of_that_day_are_refreshed() -> None:
    (request,) = refresh_monthly.evaluate_tick(dg.build_schedule_context()).run_requests or ()
    assert request.tags[FIRST] == "2008"
    assert request.tags[LAST] == str(datetime.now(UTC).year)
    assert request.tags[LAST] == REPORT_YEARS.get_last_partition_key()
