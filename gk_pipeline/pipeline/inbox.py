"""The files of the inbox by the names that tables call them: a file of its own, or one in a ZIP archive.

Belongs here: what a name stands for, and its bytes. Does not: walking folders (`scan`), reading what the bytes say.
"""

from __future__ import annotations

from pathlib import Path

from gk_pipeline.documents import bundle
from gk_pipeline.documents.limits import MAXIMUM_UNPACKED_BYTES
from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.source import Source
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.read_file import Reading, read_bytes, read_path, unreadable

MEMBER = "!/"
"""Between the name of an archive and the name of a file in it."""

_ARCHIVE = b"PK"


def members(file: Path) -> list[tuple[str, bytes]]:
    """Names and bytes of the files in a ZIP archive; none for any other file, or an archive that can't be opened.

    Raises OSError when the file can't be read.
    """
    with file.open("rb") as stream:
        if stream.read(len(_ARCHIVE)) != _ARCHIVE or file.stat().st_size > MAXIMUM_UNPACKED_BYTES:
            return []
        data = _ARCHIVE + stream.read()
    try:
        return bundle.read_bundle(data) if bundle.accepts(Source(data)) else []
    except UnreadableDocument:
        return []


def read_file(file: Path) -> list[tuple[str, Reading]]:
    """Reads a file of the disk, or each file in it if it is an archive, with their names."""
    try:
        found = members(file)
    except OSError:
        found = []
    if not found:
        return [(str(file), read_path(file))]
    return [(f"{file}{MEMBER}{name}", read_bytes(data, name=name)) for name, data in found]


def read_inbox(paths: Paths, name: str) -> Reading:
    """Reads what a name of the inbox stands for. Never raises for what is there, or is not."""
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
    """The bytes that a name stands for. Raises OSError or UnreadableDocument when they can't be had."""
    file, member = _parts(paths, name)
    return file.read_bytes() if member is None else bundle.read_member(_archive_bytes(file), member)


def _archive_bytes(file: Path) -> bytes:
    size = file.stat().st_size
    if size > MAXIMUM_UNPACKED_BYTES:
        raise UnreadableDocument(f"the ZIP archive has {size / 1e6:.0f} MB", "unpack it into the inbox")
    return file.read_bytes()


def _parts(paths: Paths, name: str) -> tuple[Path, str | None]:
    """The file of a name and, for a file in an archive, its name there. A folder may be called like an archive."""
    file = paths.inbox_file(name)
    end = name.find(MEMBER)
    while end >= 0 and not file.exists():
        archive = paths.inbox_file(name[:end])
        if archive.is_file():
            return archive, name[end + len(MEMBER) :]
        end = name.find(MEMBER, end + 1)
    return file, None
