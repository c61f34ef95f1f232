"""The settings of a run, read once from the environment.

Belongs here: every `GK_...` variable that the pipeline itself reads, its default and what is wrong with a bad value.
Does not: where files lie below the home folder (`paths.py`), options of single commands (`cli.py`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_INBOX_NOTE = "inbox.path"


class SettingsError(ValueError):
    """A variable of the environment can't be used; the message says which one and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`home` and `inbox` are absolute. `workers` counts parsing processes, `keep_versions` published versions."""

    home: Path
    inbox: Path
    workers: int
    keep_versions: int

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of `environment` (default: that of the process). An empty variable counts as not set.

        Raises SettingsError when a variable can't be used.
        """
        given = os.environ if environment is None else environment
        home = _folder(given, "GK_HOME", Path("data"))
        return cls(
            home=home,
            inbox=_folder(given, "GK_INBOX", _usual_inbox(home)),
            workers=_count(given, "GK_WORKERS", os.cpu_count() or 1),
            keep_versions=_count(given, "GK_KEEP_VERSIONS", 5),
        )


def remember_inbox(home: Path, inbox: Path) -> None:
    """Keeps the inbox of a run, so that `gk trace` finds the raw files of marts made from another folder."""
    note = home / _INBOX_NOTE
    if inbox == home / "inbox":
        note.unlink(missing_ok=True)
    elif not note.is_file() or note.read_text(encoding="utf-8") != str(inbox):
        home.mkdir(parents=True, exist_ok=True)
        note.write_text(str(inbox), encoding="utf-8")


def _usual_inbox(home: Path) -> Path:
    """`inbox` below the home folder; where that is not there, the inbox of the last run."""
    note, usual = home / _INBOX_NOTE, home / "inbox"
    if usual.is_dir() or not note.is_file():
        return usual
    remembered = Path(note.read_text(encoding="utf-8"))
    return remembered if remembered.is_dir() else usual


def _folder(given: Mapping[str, str], name: str, default: Path) -> Path:
    text = given.get(name, "")
    try:
        folder = (Path(text).expanduser() if text else default).absolute()
    except RuntimeError as error:
        raise SettingsError(f"{name} is {text!r}: {error} Write the folder in full.") from error
    if folder.exists() and not folder.is_dir():
        raise SettingsError(f"{name} is {str(folder)!r}, which is a file. Set {name} to a folder.")
    return folder


def _count(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, "")
    if not text:
        return default
    try:
        count = int(text)
    except ValueError:
        count = 0
    if count < 1:
        raise SettingsError(f"{name} is {text!r}. Set it to a whole number from 1 on, or unset it to use {default}.")
    return count
