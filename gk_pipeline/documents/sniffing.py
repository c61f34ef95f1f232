"""What kind of file the first bytes or characters speak of.

Belongs here: signatures of formats, with the remedy for those no reader takes. Does not: reading any of them. A format
that gets a reader moves its signature there and leaves the table below.
"""

from __future__ import annotations

import re
from itertools import islice

from gk_pipeline.documents.model import UnreadableDocument

_SAVE_AS_TEXT = "open the file and save the report as HTML or as text"
_EXTRACT = "unpack the file and put the reports inside it into the inbox"
_PICTURE = "install the extra `ocr` (pip install 'gk-pipeline[ocr]'), or recognise the text (OCR) and save it as text"
_SAVE_AS_PNG = "save the picture as PNG, or recognise the text (OCR) and save it as text"

# Signature at the start of the file, what it is, what a person can do.
UNSUPPORTED: tuple[tuple[bytes, str, str], ...] = (
    (
        b"PK\x03\x04",
        "an office file other than DOCX and XLSX (PPTX, OFD, ODT), or an archive in another",
        _SAVE_AS_TEXT,
    ),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office file of the old kind other than DOC and XLS (PPT)", _SAVE_AS_TEXT),
    (b"MIME-Version:", "a web archive (MHT)", _SAVE_AS_TEXT),
    (b"From: <Saved by", "a web archive (MHT)", _SAVE_AS_TEXT),
    (b"\x1f\x8b", "a gzip archive", _EXTRACT),
    (b"Rar!\x1a\x07", "a RAR archive", _EXTRACT),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _EXTRACT),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", _PICTURE),
    (b"\xff\xd8\xff", "a JPEG picture", _PICTURE),
    (b"GIF8", "a GIF picture", _SAVE_AS_PNG),
    (b"II*\x00", "a TIFF picture", _PICTURE),
    (b"MM\x00*", "a TIFF picture", _PICTURE),
)

_HTML_START = re.compile(
    r"(?:\s|\ufeff|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|(?:"
    r"a|article|aside|b|base|big|blockquote|body|br|caption|center|col|colgroup|dd|div|dl|dt|em|fieldset|figure|font|footer"
    r"|form|frameset|h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|noscript|o:p|object|ol|p|pre"
    r"|script|section|select|small|span|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|title|tr|u|ul)(?=[\s/>]))",
    re.IGNORECASE | re.DOTALL,
)
_HTML_END_TAG = re.compile(r"</(?:p|div|td|tr|th|table|html|body)\s*>", re.IGNORECASE)
_HTML_END_TAGS = 3
_HTML_NAMES = (".html", ".htm", ".shtml", ".xhtml")
_XML_START = re.compile(r"\s*<\?xml\s")


def refuse_unsupported(data: bytes) -> None:
    """Raises UnreadableDocument when the signature is one of a format that is known and has no reader."""
    for signature, what, remedy in UNSUPPORTED:
        if data.startswith(signature):
            raise UnreadableDocument(f"{what}, which can't be read yet", remedy)


def is_html(text: str, name: str | None = None) -> bool:
    """Whether `text` is HTML, a whole page or a piece of one: its start says so, or its tags do.

    `name` only tips the balance for a piece whose first characters are plain text.
    """
    if _HTML_START.match(text):
        return True
    wanted = 1 if name and name.lower().endswith(_HTML_NAMES) else _HTML_END_TAGS
    return sum(1 for _ in islice(_HTML_END_TAG.finditer(text), wanted)) == wanted


def is_other_xml(text: str) -> bool:
    """Whether `text` declares itself as XML; asked after `is_html`, so XHTML is none."""
    return bool(_XML_START.match(text))
