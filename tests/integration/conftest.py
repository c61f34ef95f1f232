"""One run of the whole pipeline on the sample reports, shared by all integration tests of a worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.run import Summary, run
from gk_pipeline.samples import samples_folder
from gk_pipeline.settings import Settings


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Paths, Summary]:
    """The paths and the summary of a first run."""
    home: Path = tmp_path_factory.mktemp("home")
    paths = Paths(Settings(home=home, inbox=samples_folder() / "inbox", workers=2, keep_versions=5))
    return paths, run(paths)


@pytest.fixture(scope="session")
def sample_marts(sample_run: tuple[Paths, Summary]) -> Paths:
    """The home whose marts hold the sample reports."""
    return sample_run[0]
