"""The reader of HTML.

Belongs here: from source to Document. Does not: the grammar of HTML (`html_grammar`), the meaning of tags
(`html_marks`), lines and tables (`html_layout`).

No tree is built. A rendition needs to know where lines, cells and tables end, and for that one pass over the tags is
enough: it takes linear time on any nesting, keeps the text in the order of the source, and a stray <td> separates
values where a tree builder would drop the tag and glue them.
"""

from __future__ import annotations

from typing import NamedTuple

from gk_pipeline.documents.html_layout import Page
from gk_pipeline.documents.html_marks import IMAGE, mark
from gk_pipeline.documents.model import Document, Table
from gk_pipeline.documents.sniffing import is_html
from gk_pipeline.documents.source import Source


class Rendition(NamedTuple):
    """What the source of a page gives: its text, its data tables, its title, and what could only be counted."""

    text: str
    tables: tuple[Table, ...]
    title: str | None
    images: int
    oversize_tables: int


def accepts(source: Source) -> bool:
    """Whether the file is HTML, a page or a piece of one."""
    return is_html(source.decoded.text, source.name)


def read(source: Source) -> Document:
    """The text of a page with its tables. Metadata: `images`, and `oversize_tables` when there are any."""
    decoded = source.decoded
    rendition = render(decoded.text)
    metadata = source.metadata | {"images": str(rendition.images)}
    if rendition.oversize_tables:
        metadata["oversize_tables"] = str(rendition.oversize_tables)
    return Document(
        document_id=source.document_id,
        format="html",
        text=rendition.text,
        encoding=decoded.encoding,
        title=rendition.title,
        tables=rendition.tables,
        replaced=decoded.replaced,
        metadata=metadata,
    )


def render(source: str) -> Rendition:
    """The rendition of HTML source. Never fails, whatever the source."""
    marked, title = mark(source)
    page = Page(marked)
    return Rendition(page.text, tuple(page.tables), title, marked.count(IMAGE), page.oversize_tables)
