"""Helpers of these tests: text and small tables as documents, and the table part of the extraction alone."""

from __future__ import annotations

import hashlib

from gk_pipeline.documents.model import Cell, Document, Table
from gk_pipeline.extraction.align import Alignment, align, printed_heads
from gk_pipeline.extraction.anchors import Anchor
from gk_pipeline.extraction.facts import build_facts
from gk_pipeline.extraction.folding import fold_document
from gk_pipeline.extraction.labels import Label, find_labels
from gk_pipeline.extraction.model import Fact
from gk_pipeline.extraction.plans import PrintedDocument, plan_document
from gk_pipeline.extraction.stream import stream_anchors
from gk_pipeline.extraction.tables import PrintedTable, read_table, table_anchors


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


def tables_of(document: Document, title: Label | None = None) -> list[PrintedTable]:
    folded = fold_document(document.text, document.tables)
    return [read_table(folded, table, folded.position(table.start), title) for table in document.tables]


def anchors_of(document: Document, title: Label | None = None) -> list[Anchor]:
    folded = fold_document(document.text, document.tables)
    if document.tables:
        return [anchor for table in tables_of(document, title) for anchor in table_anchors(folded, table)]
    return list(stream_anchors(folded, find_labels(folded.norm)))


def alignment_of(document: Document) -> Alignment | None:
    folded = fold_document(document.text, document.tables)
    return align(anchors_of(document), printed_heads(find_labels(folded.norm)))


def facts_of(document: Document) -> dict[str, Fact]:
    """The facts by `indicator` or `indicator[column]`, none when no form is printed. Every span is checked."""
    alignment = alignment_of(document)
    facts = build_facts(document.document_id, document.text, alignment) if alignment else []
    if document.tables:
        assert planned_facts(document) in (None, facts)
    for fact in facts:
        if fact.start is not None:
            assert document.text[fact.start : fact.end] == fact.raw_text
    return {f.indicator_id + (f"[{f.column_id}]" if f.column_id else ""): f for f in facts}


def planned_facts(document: Document) -> list[Fact] | None:
    """The facts of a document with tables by its plan; None where it has none."""
    tables = tables_of(document)
    heads = printed_heads(find_labels(fold_document(document.text, document.tables).norm))
    plan = plan_document(tuple(table.plan for table in tables), heads)
    return PrintedDocument(plan, tables).facts(document.document_id, document.text) if plan else None
