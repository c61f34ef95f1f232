"""The reader of Word files of the old kind (DOC) and of rich text (RTF).

Belongs here: telling the two, and handing them to LibreOffice (`conversion`). Does not: reading what it makes of them,
which is DOCX. The rendition thus depends on the version of LibreOffice as well.
"""

from __future__ import annotations

from gk_pipeline.documents import docx, ole
from gk_pipeline.documents.conversion import to_docx
from gk_pipeline.documents.model import Document
from gk_pipeline.documents.source import Source

_RICH_TEXT = b"{\\rtf"


def accepts(source: Source) -> bool:
    """Whether the file is a DOC or RTF document."""
    return source.data.startswith(_RICH_TEXT) or ole.kind(source.data) == "doc"


def read(source: Source) -> Document:
    """The document as LibreOffice reads it; its format is `doc` or `rtf`."""
    kind = "rtf" if source.data.startswith(_RICH_TEXT) else "doc"
    return docx.read_as(source, to_docx(source.data, kind), kind)
