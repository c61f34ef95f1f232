"""`serve` sets up the home's instance, passes signals on, and gives the exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import pytest
import yaml
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.events import EngineEventData
from dagster._core.instance.config import dagster_instance_config
from dagster._core.scheduler.instigation import TickStatus

from gk_pipeline.lake.atomic import WriteError
from gk_pipeline.orchestration.dev import end_lost_runs, ensure_instance, environment
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings

# Stands in for the interpreter that would run Dagster: tells that it is there, then what it is told.
STAND_IN = """#!/bin/sh
trap 'echo INT; exit 3' INT
trap 'echo TERM; exit 4' TERM
echo "$@" "$GK_HOME" "$DAGSTER_HOME"
[ -n "$EXIT" ] && exit "$EXIT"
while :; do sleep 0.05; done
"""
PROGRAM = """
import sys
from gk_pipeline.orchestration import dev
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
sys.executable = sys.argv[1]
sys.exit(dev.serve(Paths(Settings.load()), host="127.0.0.1", port=3999))
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(Settings.load({"GK_HOME": str(tmp_path / "home")}))


def start(tmp_path: Path, **more: str) -> subprocess.Popen[str]:
    stand_in = tmp_path / "python"
    stand_in.write_text(STAND_IN)
    stand_in.chmod(0o755)
    # A shell ignores interrupts for what it starts in the background.
    background = ["/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"]
    return subprocess.Popen(
        [*background, sys.executable, "-c", PROGRAM, str(stand_in)],
        env={**os.environ, "GK_HOME": str(tmp_path / "home"), **more},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_dagster_is_started_for_the_home_and_its_exit_code_is_given(tmp_path: Path) -> None:
    process = start(tmp_path, EXIT="7")
    output, _ = process.communicate(timeout=60)
    home = tmp_path / "home"
    assert process.returncode == 7
    assert output.split() == [
        *("-m", "dagster", "dev", "-m", "gk_pipeline.orchestration.definitions", "-h", "127.0.0.1", "-p", "3999"),
        *(str(home), str(home / "dagster")),
    ]
    assert (home / "dagster" / "dagster.yaml").is_file()


@pytest.mark.parametrize(
    ("sent", "heard", "code"),
    [(signal.SIGINT, "INT", 3), (signal.SIGTERM, "TERM", 4), (signal.SIGHUP, "TERM", 4)],
)
def test_signals_reach_dagster_also_when_started_in_the_background(
    tmp_path: Path, sent: signal.Signals, heard: str, code: int
) -> None:
    process = start(tmp_path, EXIT="")
    assert process.stdout is not None
    assert process.stdout.readline().startswith("-m dagster dev")
    time.sleep(0.1)
    process.send_signal(sent)
    output, _ = process.communicate(timeout=60)
    assert (output.strip(), process.returncode) == (heard, code)


def test_the_template_is_an_instance_that_dagster_accepts(paths: Paths) -> None:
    config = ensure_instance(paths)
    dagster_instance_config(str(config.parent))
    settings = yaml.safe_load(config.read_text())
    assert settings["telemetry"]["enabled"] is False
    with dg.DagsterInstance.from_config(str(config.parent)) as instance:
        assert instance.get_concurrency_config().pool_config.default_pool_limit == 1
        assert instance.run_monitoring_enabled
        assert instance.run_monitoring_settings["free_slots_after_run_end_seconds"] == 60
        assert (instance.run_retries_enabled, instance.run_retries_max_retries) == (True, 2)
        assert not instance.run_retries_retry_on_asset_or_op_failure
        ticks = instance.get_tick_retention_settings(InstigatorType.SENSOR)
        assert ticks[TickStatus.SKIPPED] == 7


def test_runs_that_were_lost_with_the_server_before_are_ended(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(ensure_instance(paths).parent)
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    run = dg.DagsterRun("refresh_years", status=dg.DagsterRunStatus.STARTED)
    with dg.DagsterInstance.from_config(folder) as instance:
        instance.add_run(run)
        instance.report_engine_event("Started process for run.", run, EngineEventData.in_process(gone.pid))
    end_lost_runs(paths.dagster_home)
    assert f"Run {run.run_id} was lost" in capsys.readouterr().err
    with dg.DagsterInstance.from_config(folder) as instance:
        ended = instance.get_run_by_id(run.run_id)
    assert ended is not None
    assert ended.status is dg.DagsterRunStatus.FAILURE


def test_an_instance_that_was_changed_stays_so(paths: Paths) -> None:
    config = ensure_instance(paths)
    config.write_text("telemetry:\n  enabled: true\n")
    assert ensure_instance(paths).read_text() == "telemetry:\n  enabled: true\n"


def test_a_home_that_can_not_be_written_is_named(paths: Paths) -> None:
    paths.home.write_text("a file is in the way")
    with pytest.raises(WriteError, match=r"dagster\.yaml can't be written: .*Mend that and run again"):
        ensure_instance(paths)


def test_commands_get_the_folders_in_full(paths: Paths) -> None:
    given = environment(paths)
    assert given["GK_HOME"] == str(paths.home)
    assert given["GK_INBOX"] == str(paths.inbox)
    assert given["DAGSTER_HOME"] == str(paths.home / "dagster")


def test_a_sensor_has_time_unless_the_environment_says_otherwise(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS"
    monkeypatch.delenv(name, raising=False)
    assert environment(paths)[name] == "900"
    monkeypatch.setenv(name, "90")
    assert environment(paths)[name] == "90"
