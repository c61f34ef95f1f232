"""A home with two reports of one filer, as a first version of the parser landed it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.pipeline.test_land_previous import report
from tests.unit.pipeline.versions import Home


@pytest.fixture
def unread(tmp_path: Path) -> Home:
    """Two years of one filer in the inbox, and nothing read yet."""
    return _two_years(tmp_path)


@pytest.fixture(scope="session")
def _landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landed_once")
    assert _two_years(folder).run("1") == []
    return folder


@pytest.fixture
def landed(_landed: Path, tmp_path: Path) -> Home:
    """The same two years, read and landed by version 1."""
    shutil.copytree(_landed, tmp_path, dirs_exist_ok=True)
    return Home(tmp_path)


def _two_years(folder: Path) -> Home:
    home = Home(folder)
    (home.inbox / "a.txt").write_text(report(2023, (40, 12, 411), " "), encoding="utf-8")
    (home.inbox / "b.txt").write_text(report(2024, (62, 33, 440), " "), encoding="utf-8")
    return home
