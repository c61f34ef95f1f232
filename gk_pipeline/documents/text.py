"""The reader of plain text.

Belongs here: text as it came, which is its own rendition. Does not: any format that has markup.
"""

from __future__ import annotations

from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.sniffing import is_other_xml
from gk_pipeline.documents.source import Source


def accepts(source: Source) -> bool:
    """Whatever no other reader takes is text, but for XML, whose tags would pass for words."""
    if is_other_xml(source.decoded.text):
        raise UnreadableDocument("an XML file that is no HTML", "open the file and save the report as HTML or as text")
    return True


def read(source: Source) -> Document:
    """The decoded text exactly as it stands, without the byte order mark."""
    decoded = source.decoded
    return Document(
        document_id=source.document_id,
        format="text",
        text=decoded.text,
        encoding=decoded.encoding,
        replaced=decoded.replaced,
        metadata=source.metadata,
    )
