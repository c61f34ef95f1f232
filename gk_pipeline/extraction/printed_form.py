"""What a document prints of a form: the front ends, the alignment and its doubts, in their order.

Belongs here: the order of these steps, and which parts of the text they used up. Does not: any of the steps, who
reports, prose.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from gk_pipeline.catalog.forms import Form
from gk_pipeline.documents.model import Document
from gk_pipeline.extraction.align import Alignment, PrintedHeads, align, printed_heads, prints_two_forms
from gk_pipeline.extraction.anchors import Anchor
from gk_pipeline.extraction.copies import settle_copies
from gk_pipeline.extraction.facts import build_facts, unmapped_cells
from gk_pipeline.extraction.folding import Folded
from gk_pipeline.extraction.identity import Identity
from gk_pipeline.extraction.labels import Hit, find_labels
from gk_pipeline.extraction.lines import without_indices, without_strays
from gk_pipeline.extraction.model import Fact, Run, Status, UnmappedCell
from gk_pipeline.extraction.order import doubt_order
from gk_pipeline.extraction.plans import PrintedDocument, plan_document
from gk_pipeline.extraction.runs import digit_runs
from gk_pipeline.extraction.stream import stream_anchors
from gk_pipeline.extraction.tables import PrintedTable, read_table, table_anchors
from gk_pipeline.extraction.tolerance import match_misprinted
from gk_pipeline.extraction.torn_heads import with_torn_heads
from gk_pipeline.extraction.unheaded import doubt_unheaded
from gk_pipeline.extraction.unread import with_unread
from gk_pipeline.extraction.yearly import with_year_heads

Span = tuple[int, int]
_NO_SPAN = (sys.maxsize, sys.maxsize)

# Text between two rows of a table that still belongs to the table: its titles and heads.
_TABLE_GAP = 120
# How far above a table its title may stand, in characters of the folded text.
_TITLE_REACH = 40


@dataclass(slots=True)
class PrintedForm:
    """The form that a document prints (None for none) and all that was read of it. `spans` are not read as prose."""

    form: Form | None
    layout: str
    facts: list[Fact]
    unmapped: list[UnmappedCell]
    spans: list[Span]
    runs: list[Run] = field(default_factory=list)


def read_form(document: Document, folded: Folded, identity: Identity) -> PrintedForm:
    """Reads the rows of the form that a document prints, from its tables and its text."""
    hits = find_labels(folded.norm)
    heads = printed_heads(hits)
    tables, in_text = _fronts(document, folded, hits)
    is_plain = not in_text and all(above.position < below.position for above, below in pairwise(tables))
    plan = plan_document(tuple([table.plan for table in tables]), heads) if is_plain else None
    if plan is None:
        return _aligned(document, folded, identity, _anchors(folded, tables, in_text), heads)
    planned = PrintedDocument(plan, tables)
    return PrintedForm(
        plan.form,
        "table" if plan.form else "prose",
        planned.facts(document.document_id, document.text),
        planned.unmapped(document.text),
        _merged([(table.start, table.end) for table in document.tables]),
    )


def _aligned(
    document: Document, folded: Folded, identity: Identity, anchors: Sequence[Anchor], heads: PrintedHeads
) -> PrintedForm:
    alignment = align(anchors, heads)
    if alignment and prints_two_forms(heads):
        # The other form is that of a report for another year.
        alignment = align(anchors, heads, until=identity.year_on(alignment.form)[1])
    if alignment:
        year = identity.year_on(alignment.form)[1]
        alignment = with_year_heads(settle_copies(folded, alignment, year), year)
        alignment = with_unread(folded, match_misprinted(folded, alignment))
        alignment = doubt_unheaded(folded, doubt_order(folded, alignment))
    return PrintedForm(
        alignment.form if alignment else None,
        _layout(document, alignment),
        build_facts(document.document_id, document.text, alignment) if alignment else [],
        unmapped_cells(document.text, alignment, anchors),
        _table_spans(document, folded, alignment),
        digit_runs(document.text, alignment) if alignment else [],
    )


def _fronts(document: Document, folded: Folded, hits: Sequence[Hit]) -> tuple[Sequence[PrintedTable], Sequence[Anchor]]:
    """The tables that print any values, and the anchors of the text; hits inside tables are left to the tables."""
    spans = [(folded.position(t.start), folded.position(t.end)) for t in document.tables]
    outside = list(_outside(hits, spans))
    titles = [hit for hit in outside if hit.label.mark == "group"]
    tables: list[PrintedTable] = []
    behind = 0
    for table, (start, end) in zip(document.tables, spans, strict=True):
        groups = [hit.label for hit in titles if max(behind, start - _TITLE_REACH) <= hit.start < start]
        printed = read_table(folded, table, start, groups[-1] if groups else None)
        if printed.plan.anchors:
            tables.append(printed)
        behind = end
    in_text = list(stream_anchors(folded, outside, [start for start, _ in spans]))
    settled = list(without_strays(document.text, without_indices(in_text)))
    return tables, with_torn_heads(folded, outside, settled)


def _anchors(folded: Folded, tables: Sequence[PrintedTable], in_text: Sequence[Anchor]) -> list[Anchor]:
    """Anchors of text and tables in reading order, each table in one piece."""
    placed = [(anchor.start, anchor) for anchor in in_text]
    for table in tables:
        placed += [(table.position, anchor) for anchor in table_anchors(folded, table)]
    return [anchor for _, anchor in sorted(placed, key=itemgetter(0))]


def _outside(hits: Sequence[Hit], tables: Sequence[Span]) -> Iterator[Hit]:
    """The hits that stand in no table; both come in reading order."""
    spans = iter(sorted(tables))
    start, end = next(spans, _NO_SPAN)
    for hit in hits:
        while hit.start >= end:
            start, end = next(spans, _NO_SPAN)
        if hit.start < start:
            yield hit


def _table_spans(document: Document, folded: Folded, alignment: Alignment | None) -> list[Span]:
    """The text that was read as a table, so that no figure of it is read again as prose."""
    spans = [(table.start, table.end) for table in document.tables]
    if alignment:
        for anchor, _ in alignment.matched:
            # What could not be read as a value may be prose that stands right behind the table.
            ends = [s.end for s in anchor.slots if s.end is not None and s.status is not Status.UNREADABLE]
            start = folded.offset(anchor.start)
            spans.append((start, max(ends, default=start + 1)))
    return _merged(spans)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those with no more than the titles and heads of a table between them joined."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start - merged[-1][1] <= _TABLE_GAP:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _layout(document: Document, alignment: Alignment | None) -> str:
    """How the table came through: `table`, `lines` (a cell a line), `spaced`, `glued`, or `prose` without a table."""
    if alignment is None:
        return "prose"
    anchors = [anchor for anchor, row in alignment.matched if anchor.slots]
    if sum(anchor.in_table for anchor in anchors) * 2 >= len(anchors):
        return "table"
    slots = [slot for anchor in anchors for slot in anchor.slots if slot.start is not None]
    if sum(not slot.separated for slot in slots) * 2 > len(slots):
        return "glued"
    between = [document.text[a.end : b.start] for a, b in pairwise(slots)]
    return "lines" if sum("\n" in gap for gap in between) * 2 > len(between) else "spaced"
