"""Looks through the inbox: which files are there, and what are their bytes.

Belongs here: walking folders and hashing what is new. Does not: reading what is in a file.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import InboxFile, ScanCounts
from gk_pipeline.paths import Paths


class InboxError(Exception):
    """The inbox is not there; the message says what to do."""


def scan(paths: Paths, ledger: Ledger) -> ScanCounts:
    """Brings the ledger's inventory up to date. Only files whose size or time changed are hashed again.

    Every file counts but hidden ones (names that begin with a dot). A link is never followed: it is kept as a file
    that can't be read. Raises InboxError when there is no inbox.
    """
    if not paths.inbox.is_dir():
        raise InboxError(
            f"there is no inbox at {paths.inbox}: make the folder and put report files into it, or name one"
        )
    known = ledger.inventory()
    files = [_file(paths, entry, known) for entry in _walk(paths.inbox)]
    return ledger.record_scan(files, datetime.now(UTC))


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    """The files below a folder. A folder that can't be entered is handed on as an entry of its own."""
    folders = [os.fspath(folder)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False) and os.access(entry.path, os.R_OK | os.X_OK):
                    folders.append(entry.path)
                else:
                    yield entry


def _file(paths: Paths, entry: os.DirEntry[str], known: dict[str, InboxFile]) -> InboxFile:
    path = Path(entry.path)
    name = paths.inbox_name(path)
    try:
        status = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(status.st_mode):
            reason = "the folder can't be entered" if entry.is_dir(follow_symlinks=False) else "this is no regular file"
            return InboxFile(
                name, None, None, None, reason=reason, remedy="put a copy of the file itself into the inbox"
            )
        before = known.get(name)
        if before and before.is_unchanged(status.st_size, status.st_mtime_ns):
            return before
        hashed_ns = time.time_ns()
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return InboxFile(name, status.st_size, status.st_mtime_ns, digest, hashed_ns)
    except OSError as error:
        reason = f"the file can't be opened: {error.strerror or error}"
        return InboxFile(name, None, None, None, reason=reason, remedy="check that this user may read it")
