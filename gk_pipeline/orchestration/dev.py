"""Starts the Dagster UI and daemon for a home.

Belongs here: the instance of the home and the process that serves it. Does not: definitions.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from gk_pipeline.lake.atomic import explained
from gk_pipeline.paths import Paths

_TEMPLATE = Path(__file__).with_name("dagster.yaml")
_MODULE = "gk_pipeline.orchestration.definitions"


def serve(paths: Paths, *, host: str, port: int) -> int:
    """Runs `dagster dev` on `host`:`port` until it ends or is told to, and gives its exit code.

    What is asked of this process by SIGINT, SIGTERM or SIGHUP is asked of Dagster, which then stops all it has started.
    """
    end_lost_runs(ensure_instance(paths).parent)
    command = [sys.executable, "-m", "dagster", "dev", "-m", _MODULE, "-h", host, "-p", str(port)]
    # A session of its own: otherwise Ctrl-C in a terminal would reach every process of Dagster, and each twice.
    # A shell that starts this in the background has SIGINT ignored, and Dagster could not be stopped: handlers that
    # are set here are back to their default in the new process, an ignored signal would stay ignored.
    running: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        for process in running:
            process.send_signal(signal.SIGTERM if number == signal.SIGHUP else number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        running.append(subprocess.Popen(command, env=environment(paths), start_new_session=True))  # noqa: S603
        return running[0].wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def ensure_instance(paths: Paths) -> Path:
    """The configuration of the home's Dagster instance; made from the template unless there is one.

    Raises WriteError when the home can't be written.
    """
    config = paths.dagster_home / "dagster.yaml"
    with explained(config):
        if not config.exists():
            paths.dagster_home.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_TEMPLATE, config)
    return config


def end_lost_runs(dagster_home: Path) -> None:
    """Ends the runs of a server before this one whose processes are gone; says so."""
    import dagster as dg  # noqa: PLC0415

    from gk_pipeline.orchestration.orphans import end_orphans  # noqa: PLC0415

    with dg.DagsterInstance.from_config(str(dagster_home)) as instance:
        for run_id in end_orphans(instance):
            print(f"Run {run_id} was lost with the server before; it is marked as failed.", file=sys.stderr)


def environment(paths: Paths) -> dict[str, str]:
    """The environment in which any Dagster command works on this home."""
    return {
        # A look at an inbox of millions of files takes more than the minute that a sensor is given otherwise.
        "DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS": "900",
        **os.environ,
        "GK_HOME": str(paths.home),
        "GK_INBOX": str(paths.inbox),
        "DAGSTER_HOME": str(paths.dagster_home),
    }
