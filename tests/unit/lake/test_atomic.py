"""A file is the old one or the new one, whatever happens in between."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from gk_pipeline.lake.atomic import remove_left_behind, replace_if_changed
from tests.conftest import ROOT

OLD, NEW = b"old", b"new content\xff"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "folder" / "part-0.parquet"
    replace_if_changed(file, OLD)
    return file


def fail(*_: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_new_content_replaces_the_old_and_nothing_else_remains(file: Path) -> None:
    assert replace_if_changed(file, NEW)
    assert file.read_bytes() == NEW
    assert list(file.parent.iterdir()) == [file]


def test_the_same_content_is_not_written_again(file: Path) -> None:
    os.utime(file, (1, 1))
    assert not replace_if_changed(file, OLD)
    assert file.stat().st_mtime == 1


def test_content_of_the_same_length_is_told_apart(file: Path) -> None:
    assert replace_if_changed(file, b"odd")
    assert file.read_bytes() == b"odd"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_an_error_at_any_step_leaves_the_old_file_alone(file: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="No space left"):
        replace_if_changed(file, NEW)
    assert file.read_bytes() == OLD
    assert list(file.parent.iterdir()) == [file]


def test_bytes_are_on_disk_before_the_name_is_theirs(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    real_fsync, real_replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("fsync"), real_fsync(handle)))
    monkeypatch.setattr(os, "replace", lambda *names: (steps.append("replace"), real_replace(*names)))
    replace_if_changed(file, NEW)
    assert steps == ["fsync", "replace", "fsync"]  # the bytes, the name, the folder that holds the name


def test_what_a_killed_process_left_is_seen_by_no_reader_and_removed_after_a_day(file: Path) -> None:
    dies_before_the_rename = (
        "import os, pathlib, sys; from gk_pipeline.lake.atomic import replace_if_changed\n"
        "os.replace = lambda *_: os._exit(9)\n"
        "replace_if_changed(pathlib.Path(sys.argv[1]), b'new')"
    )
    assert (
        subprocess.run([sys.executable, "-c", dies_before_the_rename, str(file)], check=False, cwd=ROOT).returncode == 9
    )
    left = [entry for entry in file.parent.iterdir() if entry != file]
    assert len(left) == 1
    assert file.read_bytes() == OLD
    assert list(file.parent.glob("*.parquet")) == [file]
    remove_left_behind(file.parent)
    assert left[0].exists()  # a process that lives may be writing it
    yesterday = time.time() - 25 * 60 * 60
    os.utime(left[0], (yesterday, yesterday))
    remove_left_behind(file.parent)
    assert list(file.parent.iterdir()) == [file]
