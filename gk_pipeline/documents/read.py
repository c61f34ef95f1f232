"""Bytes to a Document: the one door to the readers.

Belongs here: the registry of formats. Does not: any format. A new reader is a module
with `accepts` and `read` and a line in `READERS`, before those that would also take its files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gk_pipeline.documents import bundle, doc, docx, html, markdown, pdf, picture, text, xls, xlsx
from gk_pipeline.documents.limits import MAXIMUM_BYTES
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.source import Source


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: `accepts` tells from the bytes whether a file is one, `read` reads it."""

    format: str
    accepts: Callable[[Source], bool]
    read: Callable[[Source], Document]


READERS: tuple[Reader, ...] = (
    Reader("pdf", pdf.accepts, pdf.read),
    Reader("picture", picture.accepts, picture.read),
    Reader("docx", docx.accepts, docx.read),
    Reader("xlsx", xlsx.accepts, xlsx.read),
    Reader("doc", doc.accepts, doc.read),
    Reader("xls", xls.accepts, xls.read),
    Reader("zip", bundle.accepts, bundle.refuse),
    Reader("html", html.accepts, html.read),
    Reader("markdown", markdown.accepts, markdown.read),
    Reader("text", text.accepts, text.read),
)


def read(data: bytes, *, name: str | None = None) -> Document:
    """Reads the bytes of one file. `name` is a hint for telling formats apart; the bytes decide.

    Raises UnreadableDocument, with the reason and what a person can do, for an empty file, a file over the limit,
    binary data, and formats that have no reader. A ZIP archive is refused too: what is in it is read file by file.
    """
    source = Source(data, name)
    size = len(data)
    if size == 0:
        raise UnreadableDocument("the file is empty", "fetch the file again")
    if size > MAXIMUM_BYTES:
        reason = f"the file has {size / 1e6:.1f} MB, the limit is {MAXIMUM_BYTES / 1e6:.0f} MB"
        raise UnreadableDocument(reason, "cut the report out of the file")
    reader = next(reader for reader in READERS if reader.accepts(source))
    return reader.read(source)
