"""Settings come from the environment, and a bad one says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gk_pipeline.settings import Settings, SettingsError


def test_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.load({})
    assert settings == Settings(tmp_path / "data", tmp_path / "data" / "inbox", os.cpu_count() or 1, 5)


def test_empty_variables_count_as_not_set() -> None:
    empty = dict.fromkeys(("GK_HOME", "GK_INBOX", "GK_WORKERS", "GK_KEEP_VERSIONS"), "")
    assert Settings.load(empty) == Settings.load({})


def test_the_environment_of_the_process_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in (("HOME", tmp_path), ("INBOX", tmp_path / "in"), ("WORKERS", 3), ("KEEP_VERSIONS", 9)):
        monkeypatch.setenv(f"GK_{name}", str(value))
    assert Settings.load() == Settings(tmp_path, tmp_path / "in", 3, 9)


def test_folders_become_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    assert Settings.load({"GK_HOME": "here"}).inbox == tmp_path / "here" / "inbox"
    assert Settings.load({"GK_HOME": "~/there"}).home == tmp_path / "user" / "there"


@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5"])
@pytest.mark.parametrize("name", ["GK_WORKERS", "GK_KEEP_VERSIONS"])
def test_a_count_that_is_none_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"{name} is '{value}'. Set it to a whole number from 1 on, or unset it"):
        Settings.load({name: value})


@pytest.mark.parametrize("name", ["GK_HOME", "GK_INBOX"])
def test_a_file_is_no_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=f"which is a file. Set {name} to a folder"):
        Settings.load({name: str(tmp_path / "file")})
