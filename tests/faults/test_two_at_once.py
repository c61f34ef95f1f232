"""Runs that are started at once take turns where they have to, and end in what one run after the other ends in."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from tests.faults.trial import SAMPLES, Trial, differences, kill, undisturbed
from tests.ui import serve, wait_until

pytestmark = pytest.mark.skipif("GK_KILL_POINTS" not in os.environ, reason="takes minutes: set GK_KILL_POINTS")


def test_runs_over_overlapping_years_all_end_well(tmp_path: Path) -> None:
    trial = Trial(tmp_path / "trial")
    for sample in SAMPLES[:6]:
        trial.put(sample)
    runs = [trial.start(), trial.start("--years", "2017-2020")]
    # Files that come while both are at work belong to the run that is started then.
    time.sleep(5)
    for sample in SAMPLES[6:]:
        trial.put(sample)
    (trial.inbox / Path(SAMPLES[0]).name).unlink()
    runs.append(trial.start())
    assert [run.wait() for run in runs] == [0, 0, 0], trial.said()
    assert "Error" not in trial.said()
    assert differences(trial.marts(), undisturbed(trial, tmp_path / "undisturbed")) == []
    assert trial.left_behind() == []


def test_a_run_that_is_killed_beside_another_does_not_hold_it_up(tmp_path: Path) -> None:
    chance = random.Random(7)
    trial = Trial(tmp_path / "trial")
    for sample in SAMPLES:
        trial.put(sample)
    killed, other = trial.start(), trial.start("--years", "2014-2019")
    time.sleep(chance.uniform(3, 12))
    assert kill(killed)
    assert other.wait() == 0, trial.said()
    trial.run()
    assert differences(trial.marts(), undisturbed(trial, tmp_path / "undisturbed")) == []
    assert trial.left_behind() == []


def test_runs_of_the_ui_beside_runs_of_the_command_all_end_well(tmp_path: Path) -> None:
    trial = Trial(tmp_path / "trial")
    for sample in SAMPLES:
        trial.put(sample)
    with serve(GK_HOME=str(trial.home), GK_INBOX=str(trial.inbox)) as ui:
        launched = {ui.refresh(2016, 2019), ui.refresh(2018, 2021)}
        commands = [trial.start(), trial.start("--years", "2017-2020")]
        assert [command.wait() for command in commands] == [0, 0], trial.said()
        under_way = {"QUEUED", "NOT_STARTED", "STARTING", "STARTED"}
        wait_until(lambda: under_way.isdisjoint(run["status"] for run in ui.runs()), "the runs of the UI have ended")
        assert {run["runId"]: run["status"] for run in ui.runs()} == dict.fromkeys(launched, "SUCCESS")
    assert "Error" not in trial.said()
    assert differences(trial.marts(), undisturbed(trial, tmp_path / "undisturbed")) == []
    assert trial.left_behind() == []
