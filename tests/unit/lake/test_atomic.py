"""A file is the old one or the new one, whatever happens in between."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gk_pipeline.lake.atomic import WriteError, remove_left_behind, remove_left_below, replace_if_changed
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


def test_the_error_says_which_file_and_what_to_do(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WriteError) as raised:
        replace_if_changed(file, NEW)
    assert str(raised.value) == (
        f"{file} can't be written: No space left on device. "
        "Make room and run again: what was there before is untouched, and what is done is kept."
    )
    assert raised.value.errno == errno.ENOSPC


DIES_BEFORE_THE_RENAME = """
import os, pathlib, sys; from gk_pipeline.lake.atomic import replace_if_changed
os.replace = lambda *_: os._exit(9)
replace_if_changed(pathlib.Path(sys.argv[1]), b'new')
"""
WRITES_SLOWLY = """
import os, pathlib, sys; from gk_pipeline.lake.atomic import replace_if_changed
os.fsync = lambda _: (print("writing", flush=True), sys.stdin.readline())
replace_if_changed(pathlib.Path(sys.argv[1]), b'new')
"""


def temporaries(file: Path) -> list[Path]:
    return [entry for entry in file.parent.iterdir() if entry != file]


def test_what_a_killed_process_left_is_seen_by_no_reader_and_removed_at_once(file: Path) -> None:
    command = [sys.executable, "-c", DIES_BEFORE_THE_RENAME, str(file)]
    assert subprocess.run(command, check=False, cwd=ROOT).returncode == 9
    left = temporaries(file)
    assert len(left) == 1
    assert file.read_bytes() == OLD
    assert list(file.parent.glob("*.parquet")) == [file]
    os.utime(left[0], (2**33, 2**33))  # in the year 2242
    remove_left_behind(file.parent)
    assert temporaries(file) == []
    assert file.read_bytes() == OLD


def test_what_a_living_process_writes_stays_however_old_it_looks(file: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITES_SLOWLY, str(file)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdout.readline()
        os.utime(temporaries(file)[0], (1, 1))
        remove_left_below(file.parent.parent)
        assert len(temporaries(file)) == 1
        writer.communicate(b"\n\n\n")
    assert writer.returncode == 0
    assert file.read_bytes() == b"new"
    assert temporaries(file) == []


def test_folders_below_are_tidied_too(file: Path) -> None:
    (file.parent / ".part-0.parquet.1-2.tmp").write_bytes(b"half")
    remove_left_below(file.parent.parent)
    assert temporaries(file) == []


def test_a_writer_whose_new_file_is_tidied_away_takes_another(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between making the file and locking it, it looks like one that was left."""
    real_flock, locked = fcntl.flock, []

    def flock_after_tidying(handle: object, flags: int) -> None:
        if not locked:
            [temporary.unlink() for temporary in temporaries(file)]
        locked.append(flags)
        real_flock(handle, flags)  # type: ignore[arg-type]

    monkeypatch.setattr(fcntl, "flock", flock_after_tidying)
    assert replace_if_changed(file, NEW)
    assert len(locked) == 2
    assert file.read_bytes() == NEW
