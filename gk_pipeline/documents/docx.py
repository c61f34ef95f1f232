"""The reader of Word files of the new kind (DOCX).

Belongs here: blocks of the document in reading order, and the grids of its tables. Does not: text of paragraphs
(`docx_text`), the archive (`ooxml`). Names of elements are matched in any namespace, as the strict and the transitional
kind of the format differ in nothing else that matters here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gk_pipeline.documents import ooxml
from gk_pipeline.documents.archive import Archive
from gk_pipeline.documents.docx_numbering import Numbering
from gk_pipeline.documents.docx_text import (
    children,
    count_pictures,
    is_on,
    paragraph_text,
    text_boxes,
)
from gk_pipeline.documents.docx_visibility import shaded_styles
from gk_pipeline.documents.limits import MAXIMUM_COLUMN_SPAN
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.ooxml import attribute, name_of
from gk_pipeline.documents.rendition import GridCell, Rendition
from gk_pipeline.documents.source import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_LEFT_OUT = frozenset({"del", "moveFrom", "sdtPr", "tcPr", "trPr", "tblPr", "tblGrid", "pPr", "sectPr"})


def accepts(source: Source) -> bool:
    """Whether the file is a DOCX document."""
    return ooxml.kind(source.data) == "docx"


def read(source: Source) -> Document:
    """The text of a Word document with its tables, tracked changes accepted. Metadata: `images`."""
    return read_as(source, source.data, "docx")


def read_as(source: Source, data: bytes, format_name: str) -> Document:
    """The document of a source that had to be converted to the DOCX bytes `data` first."""
    archive = Archive(data)
    main = ooxml.main_part(archive) or ""
    body = ooxml.parse(archive, main).find("{*}body")
    rendition = Rendition()
    if body is not None:
        parts = ooxml.relations(archive, main)
        numbering, styles = (_part(archive, parts.get(name)) for name in ("numbering", "styles"))
        _Story(rendition, Numbering(numbering, styles), shaded_styles(styles)).add_blocks(body)
    images = 0 if body is None else count_pictures(body)
    if not rendition.text.strip():
        reason = f"the document has no text, only {images} pictures" if images else "the document has no text"
        raise UnreadableDocument(reason, "recognise the text of the pictures and save it as text")
    metadata = {"images": str(images)}
    if rendition.oversize_tables:
        metadata["oversize_tables"] = str(rendition.oversize_tables)
    return Document(
        document_id=source.document_id,
        format=format_name,
        text=rendition.text,
        tables=tuple(rendition.tables),
        metadata=metadata,
    )


def _part(archive: Archive, name: str | None) -> _Element | None:
    return ooxml.parse(archive, name) if name and name in archive else None


@dataclass(slots=True)
class _TableCell:
    """A cell as written: its grid columns, whether it continues the cell above, its element."""

    column: int
    columns: int
    continues_above: bool
    element: _Element


class _Story:
    """Adds the blocks of a document, a cell or a text box to the rendition."""

    def __init__(self, rendition: Rendition, numbering: Numbering, shaded: frozenset[str]) -> None:
        self._rendition = rendition
        self._numbering = numbering
        self._shaded = shaded

    def add_blocks(self, container: _Element) -> None:
        """Paragraphs and tables below an element, whatever wraps them."""
        for child in children(container):
            name = name_of(child)
            if name == "p":
                self._rendition.add_paragraph(self._paragraph(child))
                for box in text_boxes(child):
                    self.add_blocks(box)
            elif name == "tbl":
                self._add_table(child)
            elif name not in _LEFT_OUT:
                self.add_blocks(child)

    def _add_table(self, table: _Element) -> None:
        """A data table; or, when it holds other tables, layout: rows that hold one give way to what is in them."""
        rows = [_cells(row) for row in _wrapped(table, "tr") if not _is_deleted(row)]
        if not any(_holds_table(cell.element) for row in rows for cell in row):
            self._rendition.add_table(self._grid(rows))
            return
        for row in rows:
            if any(_holds_table(cell.element) for cell in row):
                for cell in row:
                    self.add_blocks(cell.element)
            elif any(texts := [self._cell_text(cell) for cell in row if not cell.continues_above]):
                self._rendition.add_row(texts)

    def _grid(self, rows: Sequence[Sequence[_TableCell]]) -> list[GridCell]:
        """Cells in reading order, a cell that continues the one above as a part of it."""
        cells: list[GridCell] = []
        above: dict[int, int] = {}
        for row, printed in enumerate(rows):
            open_cells: dict[int, int] = {}
            for cell in printed:
                number = above.get(cell.column) if cell.continues_above else None
                if number is not None and cells[number].column_span == cell.columns:
                    cells[number] = cells[number]._replace(row_span=cells[number].row_span + 1)
                else:
                    number = len(cells)
                    cells.append(GridCell(row, cell.column, 1, cell.columns, self._cell_text(cell)))
                open_cells[cell.column] = number
            above = open_cells
        return cells

    def _cell_text(self, cell: _TableCell) -> str:
        return "\n".join(self._paragraphs(cell.element))

    def _paragraphs(self, container: _Element) -> Iterator[str]:
        for child in children(container):
            name = name_of(child)
            if name == "p":
                yield self._paragraph(child)
                for box in text_boxes(child):
                    yield from self._paragraphs(box)
            elif name not in _LEFT_OUT:
                yield from self._paragraphs(child)

    def _paragraph(self, paragraph: _Element) -> str:
        """The text of a paragraph with the number that Word puts before it; an empty one prints no number."""
        text = paragraph_text(paragraph, self._shaded)
        return self._numbering.before(paragraph) + text if text.strip() else text


def _wrapped(element: _Element, name: str) -> Iterator[_Element]:
    """The children of a name, also those inside content controls and marks of insertion."""
    for child in children(element):
        if name_of(child) == name:
            yield child
        elif name_of(child) not in _LEFT_OUT:
            yield from _wrapped(child, name)


def _is_deleted(row: _Element) -> bool:
    properties = row.find("{*}trPr")
    return properties is not None and (properties.find("{*}del") is not None or is_on(properties, "hidden"))


def _cells(row: _Element) -> list[_TableCell]:
    properties = row.find("{*}trPr")
    column = _number(None if properties is None else properties.find("{*}gridBefore"), 0)
    cells: list[_TableCell] = []
    for element in _wrapped(row, "tc"):
        properties = element.find("{*}tcPr")
        span = 1 if properties is None else max(_number(properties.find("{*}gridSpan"), 1), 1)
        if properties is not None and properties.find("{*}cellDel") is not None:
            continue
        if cells and _merge(properties, "hMerge") == "continue":
            cells[-1].columns += span
        else:
            cells.append(_TableCell(column, span, _merge(properties, "vMerge") == "continue", element))
        column += span
    return cells


def _number(element: _Element | None, default: int) -> int:
    value = attribute(element, "val") or ""
    return min(int(value), MAXIMUM_COLUMN_SPAN) if value.isascii() and value.isdigit() and len(value) < 9 else default


def _merge(properties: _Element | None, name: str) -> str | None:
    """`restart` or `continue` for a cell that is merged with others, None for one that is not."""
    element = None if properties is None else properties.find(f"{{*}}{name}")
    return None if element is None else attribute(element, "val") or "continue"


def _holds_table(cell: _Element) -> bool:
    return cell.find(".//{*}tbl") is not None
