"""ZIP archives that carry reports.

Belongs here: the files in such an archive. Does not: reading them, each is a document of its own; office files, which
are ZIP archives by their make alone (`ooxml`). An archive inside an archive is not opened.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import NoReturn

from gk_pipeline.documents import ooxml
from gk_pipeline.documents.archive import SIGNATURE, Archive
from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.source import Source

_EMPTY_ARCHIVE = b"PK\x05\x06"
_UNPACK = "unpack the file and put the reports inside it into the inbox, each by itself"
# What systems leave in archives beside the files that people put there.
_LITTER_FOLDERS = frozenset({"__MACOSX"})
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def accepts(source: Source) -> bool:
    """Whether the file is a ZIP archive, and no office file."""
    data = source.data
    return data.startswith((SIGNATURE, _EMPTY_ARCHIVE)) and ooxml.kind(data) is None


def read_bundle(data: bytes) -> list[tuple[str, bytes]]:
    """Names and bytes of the files in a ZIP archive, in their order there.

    Archives among them are given as they are. Raises UnreadableDocument for an archive that is broken, locked, over
    the limits, or has a name that leads out of it.
    """
    archive = Archive(data)
    return [(name, archive.read(member)) for name, member in _names(archive).items()]


def read_member(data: bytes, name: str) -> bytes:
    """The bytes of one file in a ZIP archive, by the name that `read_bundle` gives it.

    Raises UnreadableDocument as `read_bundle` does, and when there is no such file in it.
    """
    archive = Archive(data)
    member = _names(archive).get(name)
    if member is None:
        raise UnreadableDocument(f"the ZIP archive has no file {name!r} in it any more", "run again")
    return archive.read(member)


def refuse(source: Source) -> NoReturn:
    """Raises UnreadableDocument: an archive is no document, the files in it may be."""
    count = len(read_bundle(source.data))
    raise UnreadableDocument(f"a ZIP archive with {count} files in it, which is no document itself", _UNPACK)


def _names(archive: Archive) -> dict[str, str]:
    """The names of the files that people put into an archive, with `/` between folders, and what it calls them."""
    names: dict[str, str] = {}
    for name in archive.names:
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name:
            raise UnreadableDocument(f"the ZIP archive has an unsafe name in it: {name!r}", _UNPACK)
        if _LITTER_FOLDERS & {*path.parts} or path.name in _LITTER:
            continue
        if str(path) in names:
            raise UnreadableDocument(f"the ZIP archive has two files called {str(path)!r} in it", _UNPACK)
        names[str(path)] = name
    return names
