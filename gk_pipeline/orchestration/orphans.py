"""Runs that a machine or server took with it when it died.

Belongs here: finding and ending them when the server starts. Does not: runs whose process dies while the server
lives, which Dagster notices itself.

Dagster would show such a run as started for ever, its pool slots would stay taken, and every later run would wait.
"""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg

_UNDER_WAY = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
_MESSAGE = "The process of this run is gone: it ended with the server or machine that had started it."


def end_orphans(instance: dg.DagsterInstance) -> list[str]:
    """Marks runs as failed whose process is gone, and frees their pool slots. Gives their ids.

    A run that has not told its process yet is left to the limit for starting (`run_monitoring` in dagster.yaml).
    """
    ended = []
    for run in instance.get_runs(dg.RunsFilter(statuses=_UNDER_WAY)):
        process = _process(instance, run.run_id)
        if process is not None and not _is_running(process):
            instance.report_run_failed(run, _MESSAGE)
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
            ended.append(run.run_id)
    return ended


def _process(instance: dg.DagsterInstance, run_id: str) -> int | None:
    """The process that the run told last."""
    found = None
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.ENGINE_EVENT):
        metadata = entry.dagster_event.engine_event_data.metadata if entry.dagster_event else {}
        if "pid" in metadata:
            found = int(str(metadata["pid"].value))
    return found


def _is_running(process: int) -> bool:
    """Whether there is a Python process with this number; another program may have got it since."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    command = Path(f"/proc/{process}/cmdline")
    try:
        return b"python" in command.read_bytes()
    except OSError:  # there is no /proc on this system
        return True
