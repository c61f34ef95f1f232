"""The raw file behind a document of the marts.

Belongs here: finding, among the files that held a document, one that still has its bytes. Does not: reading them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.inbox import inbox_bytes


class RawFile(NamedTuple):
    """A file of the inbox by its name, and its bytes."""

    name: str
    data: bytes


class SourceGone(Exception):
    """No file of the inbox has the bytes of the document any more."""


def raw_file(paths: Paths, document_id: str, names: Sequence[str]) -> RawFile:
    """The first of the files called `names` whose bytes are the document's. Raises SourceGone where none is."""
    for name in names:
        try:
            data = inbox_bytes(paths, name)
        except (OSError, UnreadableDocument):
            continue
        if hashlib.sha256(data).hexdigest() == document_id:
            return RawFile(name, data)
    raise SourceGone(f"no file with these bytes is in the inbox {paths.inbox} any more (it was {', '.join(names)})")
