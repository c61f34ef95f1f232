"""The text of the raw file of a report, which the offsets of the marts refer to.

Belongs here: finding the file and reading it again. Does not: what is marked in the text (`evidence`).
"""

from __future__ import annotations

from functools import lru_cache

from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.read import read
from gk_pipeline.explorer.page import Asked
from gk_pipeline.pipeline.source import RawFile, SourceGone, raw_file

_FILES = "select file_path from mart_documents where document_id = $id order by file_path"


def files_of(asked: Asked, document_id: str) -> list[str]:
    """The files of the inbox that hold the report."""
    return [row["file_path"] for row in asked.marts.rows(_FILES, id=document_id)]


def text_of(asked: Asked, document_id: str) -> tuple[str | None, str | None]:
    """The text, or the reason why it can't be had."""
    try:
        return _rendition(raw_file(asked.paths, document_id, files_of(asked, document_id))), None
    except SourceGone as gone:
        return None, str(gone)
    except UnreadableDocument as error:
        return None, error.reason


def other_rendition(asked: Asked) -> str:
    """What to say where the offsets of the marts are those of another text."""
    return asked.words(
        "This version of the parser renders the file differently from the one that read it: run `gk run` again."
    )


@lru_cache(maxsize=16)
def _rendition(file: RawFile) -> str:
    return read(file.data, name=file.name.rsplit("/", 1)[-1]).text
