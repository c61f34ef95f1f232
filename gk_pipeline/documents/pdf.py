"""The reader of PDF files.

Belongs here: from bytes to Document, and what is refused. Does not: pages (`pdf_page`, `pdf_blocks`), what crosses them
(`pdf_flow`), recognising pictures (`ocr`). PDFium gives glyphs and paths; it is loaded when the first PDF is read.
"""

from __future__ import annotations

from bisect import bisect_left
from threading import Lock
from typing import Any

from gk_pipeline.documents import ocr
from gk_pipeline.documents.limits import (
    MAXIMUM_GLYPHS,
    MAXIMUM_OCR_PAGES,
    MAXIMUM_OCR_POINTS,
    MAXIMUM_PAGES,
    MAXIMUM_PICTURE_DOTS,
)
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.page import PageContent
from gk_pipeline.documents.pdf_blocks import TableBlock, read_blocks
from gk_pipeline.documents.pdf_flow import PageBlocks, flow
from gk_pipeline.documents.pdf_lines import cell_text, paragraph_text
from gk_pipeline.documents.pdf_streams import look_through
from gk_pipeline.documents.rendition import GridCell, Rendition
from gk_pipeline.documents.source import Source

_SIGNATURE = b"%PDF-"
# The PDF standard's readers accept the signature anywhere in the first kilobyte.
_SIGNATURE_WITHIN = 1024
# PDFium is not made for threads.
_PDFIUM = Lock()
_SAVE_AGAIN = "open the file in a PDF viewer, print it to a new PDF, and put that into the inbox"
_RECOGNISE = (
    "install the extra `ocr` (pip install 'gk-pipeline[ocr]'), or let another program recognise the text (OCR)"
    " and save it as text or as a PDF with a text layer"
)
# A document with fewer characters to a page than this, and a picture on it, is a scan with a stamp or a page number.
_MINIMUM_CHARACTERS = 20
_MAXIMUM_UNMAPPED_SHARE = 0.2


def accepts(source: Source) -> bool:
    """Whether the file is a PDF."""
    return _SIGNATURE in source.data[:_SIGNATURE_WITHIN]


def read(source: Source) -> Document:
    """The text of a PDF with its tables and the places of both.

    A table that goes on over a page break is one table. Page numbers and repeated heads are left out of the text.
    Metadata: `pages`, `images`; `ocr` = `yes` when any text was read off pictures, here or by the program that made the
    file; `scanned_pages`, the number of those that are pictures and could not be read; `crowded_pages`, of those too
    full of drawings to look for tables in; `unseen_characters`, of those that are in the file and can't be seen on its
    pages, as white ones on white, which are left out. Raises UnreadableDocument for files that are encrypted, broken,
    too large, or scanned where the extra `ocr` is not installed.
    """
    has_layers = look_through(source.data)
    with _PDFIUM:
        pages = _pages(source.data, has_layers)
    _refuse_without_text(pages)
    rendition = render(pages)
    metadata = {"pages": str(len(pages)), "images": str(sum(page.images for page in pages))}
    if any(page.is_recognised for page in pages):
        metadata["ocr"] = "yes"
    if scanned := sum(_is_scanned(page) for page in pages):
        metadata["scanned_pages"] = str(scanned)
    if unseen := sum(page.unseen for page in pages):
        metadata["unseen_characters"] = str(unseen)
    if crowded := sum(page.is_crowded for page in pages):
        metadata["crowded_pages"] = str(crowded)
    if rendition.oversize_tables:
        metadata["oversize_tables"] = str(rendition.oversize_tables)
    return Document(
        document_id=source.document_id,
        format="pdf",
        text=rendition.text,
        tables=tuple(rendition.tables),
        replaced=sum(page.unmapped for page in pages),
        places=tuple(rendition.places),
        metadata=metadata,
    )


def _pages(data: bytes, has_layers: bool) -> list[PageContent]:
    import pypdfium2 as pdfium  # noqa: PLC0415

    from gk_pipeline.documents.pdf_page import open_page, read_page  # noqa: PLC0415

    try:
        with pdfium.PdfDocument(data) as document:
            if len(document) > MAXIMUM_PAGES:
                reason = f"the PDF has {len(document)} pages, the limit is {MAXIMUM_PAGES}"
                raise UnreadableDocument(reason, "cut the report out of the file")
            pages: list[PageContent] = []
            recognised = 0
            for index in range(len(document)):
                page = open_page(document, index)
                content = read_page(page, index + 1, has_layers)
                if _is_scanned(content) and recognised < MAXIMUM_OCR_PAGES and ocr.is_installed():
                    recognised += 1
                    content = _recognised(page, content)
                pages.append(content)
                page.close()
                if sum(len(page.glyphs) for page in pages) > MAXIMUM_GLYPHS:
                    reason = f"the PDF has more than {MAXIMUM_GLYPHS} characters"
                    raise UnreadableDocument(reason, "cut the report out of the file")
            return pages
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument("the PDF is locked with a password", "save a copy without the password") from None
        raise UnreadableDocument(f"the PDF is broken: {error}", "fetch the file again") from None


def _is_scanned(page: PageContent) -> bool:
    return page.images > 0 and len(page.glyphs) < _MINIMUM_CHARACTERS


def _recognised(page: Any, content: PageContent) -> PageContent:
    """A scanned page as far as it can be read; the page as it was when it, or its picture, is larger than any paper."""
    if max(content.width, content.height) > MAXIMUM_OCR_POINTS or content.dots > MAXIMUM_PICTURE_DOTS:
        return content
    picture = page.render(scale=ocr.RESOLUTION, grayscale=True).to_numpy()
    return ocr.recognise(picture.reshape(picture.shape[:2]), content.number)


def _refuse_without_text(pages: list[PageContent]) -> None:
    if not pages:
        raise UnreadableDocument("the PDF has no pages", "fetch the file again")
    characters = sum(len(page.glyphs) for page in pages)
    images = sum(page.images for page in pages)
    if characters < _MINIMUM_CHARACTERS * len(pages) and (images or not characters):
        reason = f"scanned: no text layer on {len(pages)} pages"
        raise UnreadableDocument(reason + (", and nothing recognised" if ocr.is_installed() else ""), _RECOGNISE)
    unmapped = sum(page.unmapped for page in pages)
    if unmapped > _MAXIMUM_UNMAPPED_SHARE * characters:
        reason = f"the PDF does not say which characters its glyphs are ({unmapped} of {characters})"
        raise UnreadableDocument(reason, _SAVE_AGAIN + "; or " + _RECOGNISE)


def render(pages: list[PageContent]) -> Rendition:
    """The rendition of pages, whatever they were read from."""
    rendition = Rendition()
    for block in flow([PageBlocks(page.number, page.height, read_blocks(page)) for page in pages]):
        if isinstance(block, TableBlock):
            rendition.add_table(_grid_cells(block))
        else:
            rendition.add_placed(*paragraph_text(block))
    return rendition


def _grid_cells(table: TableBlock) -> list[GridCell]:
    xs = table.xs
    return [
        GridCell(
            cell.row,
            (column := bisect_left(xs, cell.left)),
            cell.row_span,
            bisect_left(xs, cell.right) - column,
            *cell_text(cell.lines, cell.left, cell.right),
        )
        for cell in table.cells
    ]
