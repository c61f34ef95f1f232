"""Helpers of these tests: text and small tables as documents, and the table part of the extraction alone."""

from __future__ import annotations

import hashlib

from gk_pipeline.documents.model import Cell, Document, Table
from gk_pipeline.extraction.align import Alignment, align
from gk_pipeline.extraction.anchors import Anchor
from gk_pipeline.extraction.facts import build_facts
from gk_pipeline.extraction.folding import fold_document
from gk_pipeline.extraction.grid import grid_anchors
from gk_pipeline.extraction.labels import find_labels
from gk_pipeline.extraction.model import Fact
from gk_pipeline.extraction.stream import stream_anchors


def text_document(text: str) -> Document:
    return Document(hashlib.sha256(text.encode()).hexdigest(), "text", text, "utf-8")


def table_document(*rows: str) -> Document:
    """Rows of cells separated by `|`; a cell `text*3` spans three columns. No row spans."""
    text, cells, columns = "", [], 0
    for number, row in enumerate(rows):
        column = 0
        for k, content in enumerate(row.split("|")):
            printed, _, span = content.partition("*")
            text += "\t" if k else ""
            cells.append(Cell(number, column, 1, int(span or 1), len(text), len(text) + len(printed)))
            text += printed
            column += int(span or 1)
        columns = max(columns, column)
        text += "\n"
    table = Table(0, len(text), len(rows), columns, tuple(cells))
    return Document(hashlib.sha256(text.encode()).hexdigest(), "html", text, "utf-8", tables=(table,))


def anchors_of(document: Document) -> list[Anchor]:
    folded = fold_document(document.text, document.tables)
    if document.tables:
        return [a for index, table in enumerate(document.tables) for a in grid_anchors(folded, index, table)]
    return list(stream_anchors(folded, find_labels(folded.norm)))


def alignment_of(document: Document) -> Alignment | None:
    folded = fold_document(document.text, document.tables)
    return align(anchors_of(document), find_labels(folded.norm))


def facts_of(document: Document) -> dict[str, Fact]:
    """The facts by `indicator` or `indicator[column]`, none when no form is printed. Every span is checked."""
    alignment = alignment_of(document)
    facts = build_facts(document.document_id, document.text, alignment) if alignment else []
    for fact in facts:
        if fact.start is not None:
            assert document.text[fact.start : fact.end] == fact.raw_text
    return {f.indicator_id + (f"[{f.column_id}]" if f.column_id else ""): f for f in facts}
