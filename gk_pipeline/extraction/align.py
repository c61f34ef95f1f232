"""Decides which form a document prints, and which of its rows every anchor is.

Forms repeat labels (被依法纠错数 stands twice, 其他 three times), so a label alone does not tell the row; its place in
the form's own sequence does.

Belongs here: the choice of form and rows. Does not: reading values into cells (`facts.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gk_pipeline.catalog.forms import NATIONAL_FORMS, Form, Row, load
from gk_pipeline.extraction.anchors import Anchor
from gk_pipeline.extraction.labels import Hit

# A form is printed when this many of its rows stand in order with values; fewer may be a quotation.
_MINIMUM_ROWS = 5
# Labels in order without any value still are the form, with its cells lost.
_MINIMUM_LABELS = 12


@dataclass(frozen=True, slots=True)
class Alignment:
    """The form, its matched rows as (anchor, row) in printed order, and the anchors that are none of its rows."""

    form: Form
    matched: tuple[tuple[Anchor, Row], ...]
    rest: tuple[Anchor, ...]
    score: float


def align(anchors: Sequence[Anchor], hits: Sequence[Hit]) -> Alignment | None:
    """The best alignment of the anchors to a form, None when no form is printed."""
    forms = load().forms
    alignments = [_align(anchors, forms[name], _heads(hits, name)) for name in NATIONAL_FORMS]
    alignments.append(_match(anchors, forms["local"]))
    best = max(alignments, key=lambda alignment: alignment.score)
    return best if _is_printed(best) else None


def _is_printed(alignment: Alignment) -> bool:
    rows = [(anchor, row) for anchor, row in alignment.matched if not row.is_heading]
    return sum(bool(anchor.slots) for anchor, _ in rows) >= _MINIMUM_ROWS or len(rows) >= _MINIMUM_LABELS


def _heads(hits: Sequence[Hit], form: str) -> float:
    """Evidence from printed heads: those that only this form's columns use, by the names of the column sets."""
    year = form[-4:]
    heads = {column.labels[0] for hit in hits for column in hit.label.columns if column.column_set.endswith(year)}
    return 0.5 * len(heads)


def _align(anchors: Sequence[Anchor], form: Form, evidence: float) -> Alignment:
    """The form's tables, each aligned for itself: reports move sections about, but not rows inside a table."""
    tables: dict[str, list[Row]] = {}
    for row in form.rows:
        tables.setdefault(row.table_id, []).append(row)
    score = evidence
    matched: list[tuple[Anchor, Row]] = []
    for rows in tables.values():
        weight, chain = _align_table(anchors, rows)
        score += weight
        matched += chain
    matched.sort(key=lambda pair: pair[0].start)
    used = {id(anchor) for anchor, _ in matched}
    return Alignment(form, tuple(matched), tuple(a for a in anchors if id(a) not in used), score)


def _align_table(anchors: Sequence[Anchor], rows: Sequence[Row]) -> tuple[float, list[tuple[Anchor, Row]]]:
    """The heaviest sequence of anchors whose rows rise through the table, by dynamic programming over its rows."""
    places = {row.row_id: place for place, row in enumerate(rows, start=1)}
    form, table_id = rows[0].form, rows[0].table_id
    size = len(rows) + 1
    best = [0.0] * size  # best[p]: the weight of the best sequence that ends at row p or before
    tail: list[_Link | None] = [None] * size
    for anchor in anchors:
        weighed: list[tuple[int, float, _Link]] = []
        for row in anchor.rows:
            if row.form == form and row.table_id == table_id:
                place = places[row.row_id]
                last = place - 1 if row.labels else place
                weighed.append((place, best[last] + _weight(anchor, row), _Link(anchor, row, tail[last])))
        for first, weight, link in weighed:
            for place in range(first, size):
                if weight <= best[place]:
                    break
                best[place], tail[place] = weight, link
    return best[-1], _chain(tail[-1])


@dataclass(slots=True)
class _Link:
    anchor: Anchor
    row: Row
    previous: _Link | None


def _chain(link: _Link | None) -> list[tuple[Anchor, Row]]:
    chain: list[tuple[Anchor, Row]] = []
    while link:
        chain.append((link.anchor, link.row))
        link = link.previous
    return chain[::-1]


def _weight(anchor: Anchor, row: Row) -> float:
    """How well an anchor is this row: the right number of values, a long label, the form's own numbering."""
    label = sum(map(len, anchor.labels[-1:]))
    weight = min(label, 12) / 24
    if row.number and anchor.number.endswith(row.number):
        weight += 0.2
    if row.is_heading:
        return weight
    values = len(anchor.values(row)) if anchor.slots else 0
    if values == len(anchor.cells(row)) or (row.form not in NATIONAL_FORMS and values == 1):
        return weight + 2.0
    return weight + (1.0 if anchor.slots else 0.0)


def _match(anchors: Sequence[Anchor], form: Form) -> Alignment:
    """Local forms print their rows in any order: the label alone decides, its first mention with values counts."""
    matched: list[tuple[Anchor, Row]] = []
    rest: list[Anchor] = []
    taken: set[str] = set()
    for anchor in anchors:
        row = next((r for r in anchor.rows if r.form == form.form and r.row_id not in taken), None)
        if row and anchor.slots:
            taken.add(row.row_id)
            matched.append((anchor, row))
        else:
            rest.append(anchor)
    return Alignment(form, tuple(matched), tuple(rest), sum(_weight(anchor, row) for anchor, row in matched))


__all__ = ["Alignment", "align"]
