"""The reader of pictures of pages, where the extra `ocr` is installed.

Belongs here: which files are pictures, from their bytes to Document. Does not: recognising (`ocr`), lines and tables,
which are those of a PDF page.
"""

from __future__ import annotations

from gk_pipeline.documents import ocr
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.pdf import render
from gk_pipeline.documents.source import Source

_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_TYPE = "recognise the text of the picture and save it as HTML or as text"


def accepts(source: Source) -> bool:
    """Whether the file is a PNG, JPEG or TIFF picture, and can be read here."""
    return source.data.startswith(_SIGNATURES) and ocr.is_installed()


def read(source: Source) -> Document:
    """The text that a picture shows, with its tables. Metadata: `ocr` = `yes`, always."""
    picture = ocr.decode(source.data)
    if picture is None:
        raise UnreadableDocument("the picture is broken or too large", _TYPE)
    page = ocr.recognise(picture, 1)
    rendition = render([page])
    if not rendition.text.strip():
        raise UnreadableDocument("the picture shows no text", _TYPE)
    return Document(
        document_id=source.document_id,
        format="picture",
        text=rendition.text,
        tables=tuple(rendition.tables),
        replaced=page.unmapped,
        places=tuple(rendition.places),
        metadata={"ocr": "yes", "pages": "1", "images": "1"},
    )
