"""The files of the inbox by the names that tables call them: a file of its own, or one in a ZIP archive.

Belongs here: what a name stands for, and its bytes. Does not: walking folders (`scan`), reading what the bytes say.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from gk_pipeline.documents import bundle
from gk_pipeline.documents.limits import MAXIMUM_UNPACKED_BYTES
from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.source import Source
from gk_pipeline.lake import store
from gk_pipeline.location import Location
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.read_file import Reading, read_bytes, read_path, unreadable

MEMBER = "!/"
"""Between the name of an archive and the name of a file in it."""

_ARCHIVE = b"PK"
_AT_ONCE = 1024 * 1024


def digests(file: Location, name: str) -> dict[str, str]:
    """SHA-256 in hex of a file, by its name, or of each file in it if it is an archive that can be opened.

    Raises OSError when the file can't be read, StorageError when object storage can't be used.
    """
    with store.opened(file) as stream:
        data: bytes = stream.read(_AT_ONCE)
        if data.startswith(_ARCHIVE):
            data += stream.read(MAXIMUM_UNPACKED_BYTES + 1)
            if found := _members(data):
                return {f"{name}{MEMBER}{member}": hashlib.sha256(packed).hexdigest() for member, packed in found}
        digest = hashlib.sha256(data)
        while data := stream.read(_AT_ONCE):
            digest.update(data)
    return {name: digest.hexdigest()}


def read_file(file: Path) -> list[tuple[str, Reading]]:
    """Reads a file of the disk, or each file in it if it is an archive, with their names."""
    if file.exists() and not file.is_file():  # a pipe would be waited for, a device read without end
        return [(str(file), unreadable(None, "this is no regular file", "name a file, or make a copy of it"))]
    try:
        with file.open("rb") as stream:
            data = stream.read(len(_ARCHIVE))
            found = _members(data + stream.read(MAXIMUM_UNPACKED_BYTES)) if data == _ARCHIVE else []
    except OSError:
        found = []
    if not found:
        return [(str(file), read_path(file))]
    return [(f"{file}{MEMBER}{name}", read_bytes(data, name=name)) for name, data in found]


def read_inbox(paths: Paths, name: str) -> Reading:
    """Reads what a name of the inbox stands for. Never raises for what is there, or is not.

    Raises StorageError when object storage can't be used: that says nothing of the file.
    """
    file, member = _parts(paths, name)
    if member is None:
        return read_path(file, name=name.rsplit("/", 1)[-1])
    try:
        return read_bytes(bundle.read_member(_archive_bytes(file), member), name=member)
    except UnreadableDocument as error:
        return unreadable(None, error.reason, error.remedy)
    except OSError as error:
        return unreadable(None, f"the archive can't be opened: {error.strerror or error}", "check that it is there")


def inbox_bytes(paths: Paths, name: str) -> bytes:
    """The bytes that a name stands for.

    Raises OSError or UnreadableDocument when they can't be had, StorageError when object storage can't be used.
    """
    file, member = _parts(paths, name)
    return store.read(file) if member is None else bundle.read_member(_archive_bytes(file), member)


def _members(data: bytes) -> list[tuple[str, bytes]]:
    """Names and bytes of the files in a ZIP archive; none for any other file, or an archive that can't be opened."""
    try:
        in_limits = len(data) <= MAXIMUM_UNPACKED_BYTES
        return bundle.read_bundle(data) if in_limits and bundle.accepts(Source(data)) else []
    except UnreadableDocument:
        return []


def _archive_bytes(file: Location) -> bytes:
    size = store.size_of(file)
    if size > MAXIMUM_UNPACKED_BYTES:
        raise UnreadableDocument(f"the ZIP archive has {size / 1e6:.0f} MB", "unpack it into the inbox")
    return store.read(file)


def _parts(paths: Paths, name: str) -> tuple[Location, str | None]:
    """The file of a name and, for a file in an archive, its name there. A folder may be called like an archive."""
    file = paths.inbox_file(name)
    end = name.find(MEMBER)
    while end >= 0 and not store.is_file(file):
        archive = paths.inbox_file(name[:end])
        if store.is_file(archive):
            return archive, name[end + len(MEMBER) :]
        end = name.find(MEMBER, end + 1)
    return file, None
