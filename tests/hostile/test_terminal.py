"""What commands print of hostile files, and what they do with what is no file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gk_pipeline.console.terminal import escape, visible
from tests.conftest import ROOT


def extract(*files: Path) -> str:
    command = [sys.executable, "-m", "gk_pipeline.cli", "extract", *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def test_a_terminal_is_commanded_by_no_name_and_no_layout(tmp_path: Path) -> None:
    hostile = tmp_path / "\x1b[2J\x9b[31m[bold]\u202eтекст.txt"
    hostile.write_text("通知", encoding="utf-8")
    printed = extract(hostile)
    assert "␛[2J\ufffd[31m[bold]\ufffdтекст.txt" in printed.replace("\n", "")
    assert not any(sign in printed for sign in "\x1b\x9b\u202e")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\x07\x1b]0;x", "a␇␛]0;x"), ("\x7f\x00", "␡␀"), ("一\t2\n", "一\t2\n"), ("\u2066x\u200f", "\ufffdx\ufffd")],
)
def test_every_character_keeps_its_place(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert len(shown) == len(text)


def test_marks_of_layout_are_text() -> None:
    assert escape("[red]\x1b") == "\\[red]␛"


def test_a_pipe_a_device_and_a_folder_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    printed = extract(tmp_path / "pipe", Path("/dev/zero"), tmp_path, tmp_path / "nothing")
    assert printed.count("this is no regular file") == 3
    assert printed.count("unreadable") == 4
