"""ZIP archives that carry reports.

Belongs here: the files in such an archive, and reading the one that is a document. Does not: office files, which are
ZIP archives by their make alone (`ooxml`). An archive inside an archive is not opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from gk_pipeline.documents import ooxml
from gk_pipeline.documents.archive import SIGNATURE, Archive
from gk_pipeline.documents.model import Document, UnreadableDocument
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
    members: list[tuple[str, bytes]] = []
    for name in archive.names:
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name:
            raise UnreadableDocument(f"the ZIP archive has an unsafe name in it: {name!r}", _UNPACK)
        if not _LITTER_FOLDERS & {*path.parts} and path.name not in _LITTER:
            members.append((str(path), archive.read(name)))
    return members


def read(source: Source, read_member: Callable[[bytes, str], Document]) -> Document:
    """The one document in an archive, with the name of its file as metadata `member`.

    Raises UnreadableDocument when there is none, or several: which of them is meant is not for a program to guess.
    """
    readable: list[tuple[str, Document]] = []
    members = read_bundle(source.data)
    reasons: list[str] = []
    for name, data in members:
        try:
            readable.append((name, read_member(data, PurePosixPath(name).name)))
        except UnreadableDocument as error:
            reasons.append(f"{name}: {error.reason}")
    if len(readable) == 1:
        name, document = readable[0]
        return replace(document, document_id=source.document_id, metadata={**document.metadata, "member": name})
    if readable:
        reason = f"a ZIP archive with {len(readable)} documents among its {len(members)} files"
    else:
        reason = f"a ZIP archive with no document among its {len(members)} files"
        reason += f" ({'; '.join(reasons[:3])})" if reasons else ""
    raise UnreadableDocument(reason, _UNPACK)
