"""Looks through the inbox: which files are there, and what are their bytes.

Belongs here: listing the inbox and hashing what is new. Does not: reading what is in a file.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gk_pipeline.lake import objects
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import InboxFile, ScanCounts
from gk_pipeline.lake.lock import alone
from gk_pipeline.location import Location, ObjectPath, is_plain_key
from gk_pipeline.paths import Paths, stored_name
from gk_pipeline.pipeline.inbox import MEMBER, digests

# Bytes of a file. Documents of more than some megabytes are refused, but a disk image would also take an hour to hash.
_MAXIMUM_HASHED = 2_000_000_000

_COPY_IT = "put a copy of the file itself into the inbox"
_MAY_READ = "check that this user may read it"
_COPY_IT_TO = "copy the object to a key that has no empty part, . or .. in it"


class InboxError(Exception):
    """The inbox is not there; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What lies in the inbox under one name: size in bytes and time of its last change, in nanoseconds since 1970.

    What is no file that can be read has neither; `reason` and `remedy` say why. An archive is one file here.
    """

    name: str
    size: int | None
    mtime_ns: int | None
    reason: str | None = None
    remedy: str | None = None


def listing(paths: Paths) -> Iterator[Listed]:
    """Everything in the inbox but hidden files (names that begin with a dot) and what lies in hidden folders.

    Opens no file and follows no link, so that 100,000 files take a second. Raises InboxError when there is no inbox,
    which in object storage is a prefix with nothing at all below it, and StorageError when that can't be used.
    """
    if isinstance(paths.inbox, ObjectPath):
        return iter(_objects(paths.inbox))
    if not paths.inbox.is_dir():
        raise InboxError(
            f"there is no inbox at {paths.inbox}: make the folder and put report files into it, or name one"
        )
    return _walk(paths.inbox)


def scan(paths: Paths, ledger: Ledger) -> ScanCounts:
    """Brings the ledger's inventory up to date. Only files whose size or time changed are hashed again.

    Every file that is listed counts; of a ZIP archive, the files in it. Raises InboxError when there is no inbox, or
    nothing at all in it where there were files.
    """
    with alone(paths, "inbox"):
        known = ledger.inventory()
        if known:
            _require_something(paths.inbox)
        packed = by_archive(known)
        files = [file for listed in listing(paths) for file in _files(paths, listed, known, packed)]
        return ledger.record_scan(files, datetime.now(UTC))


def _require_something(inbox: Location) -> None:
    """A disk that is not mounted looks like this, and must not empty the marts. Of a bucket the listing knows."""
    if isinstance(inbox, Path) and inbox.is_dir() and not any(inbox.iterdir()):
        raise InboxError(
            f"the inbox {inbox} is empty, and there were files: mount its disk, or put a file .keep there if it is "
            "meant to be empty"
        )


def _walk(inbox: Path) -> Iterator[Listed]:
    """The files below a folder. A folder that can't be entered is listed itself."""
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(inbox / folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except FileNotFoundError:  # it went away since its parent was looked through
            if folder:
                continue
            raise
        for entry in entries:
            if entry.name.startswith("."):
                continue
            name = folder + entry.name
            if entry.is_dir(follow_symlinks=False) and os.access(entry.path, os.R_OK | os.X_OK):
                folders.append(f"{name}/")
            else:
                yield _listed(stored_name(name), entry)


def _objects(inbox: ObjectPath) -> list[Listed]:
    try:
        found = objects.listed(inbox)
    except FileNotFoundError:
        raise InboxError(f"there is no inbox at {inbox}: put report files there, or name another") from None
    return [
        Listed(stored_name(each.name), each.size, each.mtime_ns)
        if is_plain_key(each.name)
        else Listed(stored_name(each.name), None, None, "its key can't be read as a path", _COPY_IT_TO)
        for each in sorted(found)
        if not any(part.startswith(".") and part not in (".", "..") for part in each.name.split("/"))
    ]


def _listed(name: str, entry: os.DirEntry[str]) -> Listed:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        return Listed(name, None, None, _unopened(error), _MAY_READ)
    if stat.S_ISREG(status.st_mode):
        return Listed(name, status.st_size, status.st_mtime_ns)
    is_folder = stat.S_ISDIR(status.st_mode)
    return Listed(name, None, None, "the folder can't be entered" if is_folder else "this is no regular file", _COPY_IT)


def by_archive(known: dict[str, InboxFile]) -> dict[str, list[InboxFile]]:
    """The known files of what may be an archive, by its name: a folder may end with the same sign."""
    packed: dict[str, list[InboxFile]] = {}
    for name, file in known.items():
        parts = name.split(MEMBER)
        for end in range(1, len(parts)):
            packed.setdefault(MEMBER.join(parts[:end]), []).append(file)
    return packed


def _files(
    paths: Paths, listed: Listed, known: dict[str, InboxFile], packed: dict[str, list[InboxFile]]
) -> list[InboxFile]:
    """The file, or the files in it if it is an archive: each has the size and time of the archive."""
    name, size, mtime_ns = listed.name, listed.size, listed.mtime_ns
    if size is None or mtime_ns is None:
        return [InboxFile(name, None, None, None, reason=listed.reason, remedy=listed.remedy)]
    if size > _MAXIMUM_HASHED:
        reason = f"the file has {size / 1e9:.0f} GB, and its bytes were not looked at"
        return [InboxFile(name, None, None, None, reason=reason, remedy="take it away: no report is so large")]
    before = [known[name]] if name in known else packed.get(name, [])
    if before and all(file.is_unchanged(size, mtime_ns) for file in before):
        return before
    hashed_ns = time.time_ns()
    try:
        hashed = digests(paths.inbox_file(name), name)
    except OSError as error:
        return [InboxFile(name, None, None, None, reason=_unopened(error), remedy=_MAY_READ)]
    return [InboxFile(each, size, mtime_ns, digest, hashed_ns) for each, digest in hashed.items()]


def _unopened(error: OSError) -> str:
    return f"the file can't be opened: {error.strerror or error}"
