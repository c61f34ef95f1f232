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
from gk_pipeline.pipeline.inbox import MEMBER, members


class InboxError(Exception):
    """The inbox is not there; the message says what to do."""


def scan(paths: Paths, ledger: Ledger) -> ScanCounts:
    """Brings the ledger's inventory up to date. Only files whose size or time changed are hashed again.

    Every file counts but hidden ones (names that begin with a dot); of a ZIP archive, the files in it. A link is never
    followed: it is kept as a file that can't be read. Raises InboxError when there is no inbox.
    """
    if not paths.inbox.is_dir():
        raise InboxError(
            f"there is no inbox at {paths.inbox}: make the folder and put report files into it, or name one"
        )
    known = ledger.inventory()
    packed = _by_archive(known)
    files = [file for entry in _walk(paths.inbox) for file in _files(paths, entry, known, packed)]
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


def _by_archive(known: dict[str, InboxFile]) -> dict[str, list[InboxFile]]:
    """The known files of what may be an archive, by its name: a folder may end with the same sign."""
    packed: dict[str, list[InboxFile]] = {}
    for name, file in known.items():
        parts = name.split(MEMBER)
        for end in range(1, len(parts)):
            packed.setdefault(MEMBER.join(parts[:end]), []).append(file)
    return packed


def _files(
    paths: Paths, entry: os.DirEntry[str], known: dict[str, InboxFile], packed: dict[str, list[InboxFile]]
) -> list[InboxFile]:
    """The file, or the files in it if it is an archive: each has the size and time of the archive."""
    path = Path(entry.path)
    name = paths.inbox_name(path)
    try:
        status = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(status.st_mode):
            reason = "the folder can't be entered" if entry.is_dir(follow_symlinks=False) else "this is no regular file"
            remedy = "put a copy of the file itself into the inbox"
            return [InboxFile(name, None, None, None, reason=reason, remedy=remedy)]
        before = [known[name]] if name in known else packed.get(name, [])
        if before and all(file.is_unchanged(status.st_size, status.st_mtime_ns) for file in before):
            return before
        hashed_ns = time.time_ns()
        digests = {f"{name}{MEMBER}{member}": hashlib.sha256(data).hexdigest() for member, data in members(path)}
        if not digests:
            with path.open("rb") as stream:
                digests[name] = hashlib.file_digest(stream, "sha256").hexdigest()
        return [
            InboxFile(each, status.st_size, status.st_mtime_ns, digest, hashed_ns) for each, digest in digests.items()
        ]
    except OSError as error:
        reason = f"the file can't be opened: {error.strerror or error}"
        return [InboxFile(name, None, None, None, reason=reason, remedy="check that this user may read it")]
