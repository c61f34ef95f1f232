"""Bytes to a Document: the one door to the readers.

Belongs here: the registry of formats and the version of what they give. Does not: any format. A new reader is a module
with `accepts` and `read` and a line in `READERS`, before those that would also take its files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gk_pipeline.documents import html, text
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.source import Source

READER_VERSION = "1"
"""Raised whenever any reader gives another rendition for the same bytes; offsets are only good within one version."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: `accepts` tells from the bytes whether a file is one, `read` reads it."""

    format: str
    accepts: Callable[[Source], bool]
    read: Callable[[Source], Document]


READERS: tuple[Reader, ...] = (
    Reader("html", html.accepts, html.read),
    Reader("text", text.accepts, text.read),
)


def read(data: bytes, *, name: str | None = None) -> Document:
    """Reads the bytes of one file. `name` is a hint for telling formats apart; the bytes decide.

    Raises UnreadableDocument, with the reason and what a person can do, for an empty file, a file over the limit,
    binary data, and formats that have no reader.
    """
    if not data:
        raise UnreadableDocument("the file is empty", "fetch the file again")
    source = Source(data, name)
    reader = next(reader for reader in READERS if reader.accepts(source))
    return reader.read(source)
