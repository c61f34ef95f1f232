"""Runs whose process is gone end when the server starts; others are left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.events import EngineEventData

from gk_pipeline.orchestration.orphans import end_orphans


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test(temp_dir=str(tmp_path)) as instance:
        yield instance


@pytest.fixture
def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def started(instance: dg.DagsterInstance, process: int | None, status: str = "STARTED") -> str:
    run = dg.DagsterRun("refresh_years", status=dg.DagsterRunStatus(status))
    instance.add_run(run)
    if process is not None:
        instance.report_engine_event("Started process for run.", run, EngineEventData.in_process(process))
    return run.run_id


def status(instance: dg.DagsterInstance, run_id: str) -> str:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status.value


@pytest.mark.parametrize("before", ["STARTING", "STARTED", "CANCELING"])
def test_a_run_whose_process_is_gone_is_ended(instance: dg.DagsterInstance, dead_process: int, before: str) -> None:
    run_id = started(instance, dead_process, before)
    assert end_orphans(instance) == [run_id]
    assert status(instance, run_id) == "FAILURE"
    assert end_orphans(instance) == []


def test_its_place_in_a_pool_is_free_again(instance: dg.DagsterInstance, dead_process: int) -> None:
    run_id = started(instance, dead_process)
    storage = instance.event_log_storage
    storage.set_concurrency_slots("warehouse", 1)
    assert storage.claim_concurrency_slot("warehouse", run_id, "dbt_build").is_claimed
    end_orphans(instance)
    assert storage.get_concurrency_info("warehouse").active_slot_count == 0


def test_a_run_that_goes_on_is_left_alone(instance: dg.DagsterInstance) -> None:
    run_id = started(instance, os.getpid())
    assert end_orphans(instance) == []
    assert status(instance, run_id) == "STARTED"


def test_the_process_told_last_counts(instance: dg.DagsterInstance, dead_process: int) -> None:
    run_id = started(instance, dead_process)
    run = instance.get_run_by_id(run_id)
    assert run is not None
    instance.report_engine_event("Started process for run.", run, EngineEventData.in_process(os.getpid()))
    assert end_orphans(instance) == []


@pytest.mark.skipif(not Path("/proc/1/cmdline").exists(), reason="this system has no /proc")
def test_a_number_that_another_program_has_now_is_no_run(instance: dg.DagsterInstance) -> None:
    with subprocess.Popen(["/bin/sleep", "60"]) as other:
        run_id = started(instance, other.pid)
        assert end_orphans(instance) == [run_id]
        other.kill()


@pytest.mark.parametrize("before", ["STARTING", "NOT_STARTED", "SUCCESS", "FAILURE"])
def test_runs_without_a_process_are_left_alone(instance: dg.DagsterInstance, before: str) -> None:
    run_id = started(instance, None, before)
    assert end_orphans(instance) == []
    assert status(instance, run_id) == before
