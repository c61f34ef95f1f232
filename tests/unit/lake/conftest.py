"""A home of its own for every test of the lake."""

from __future__ import annotations

from pathlib import Path

import pytest

from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(Settings.load({"GK_HOME": str(tmp_path / "home")}))
