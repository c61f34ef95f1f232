"""Homes of integration tests: one with the sample reports, shared by all workers, and one for each file to fill."""

from __future__ import annotations

import fcntl
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.run import Summary, run
from gk_pipeline.samples import samples_folder
from gk_pipeline.settings import Settings
from tests.parsed import parse_once


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Paths, Summary]:
    """The paths and the summary of a first run. Tests may run it again, but leave its files as they are."""
    folder = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        folder = folder.parent  # what the workers have in common
    home: Path = folder / "sample_run"
    paths = Paths(Settings(home=home, inbox=samples_folder() / "inbox", workers=2, keep_versions=5))
    kept = folder / "sample_run.pickle"
    with (folder / "sample_run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            parse_once(paths)
            kept.write_bytes(pickle.dumps(run(paths)))
    summary: Summary = pickle.loads(kept.read_bytes())
    return paths, summary


@pytest.fixture(scope="session")
def sample_marts(sample_run: tuple[Paths, Summary]) -> Paths:
    """The home whose marts hold the sample reports."""
    return sample_run[0]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with nothing but the parsed project, which ends with the file. Its name has a space and a sign."""
    home = tmp_path_factory.mktemp("a home é")
    parse_once(Paths(Settings.load({"GK_HOME": str(home)})))
    yield home
    shutil.rmtree(home)
