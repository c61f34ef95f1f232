"""Decides which form a document prints, and which of its rows every anchor is.

Forms repeat labels (被依法纠错数 stands twice, 其他 three times), so a label alone does not tell the row; its place in
the form's own sequence does.

Belongs here: the choice of form and rows. Does not: reading values into cells (`facts.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from gk_pipeline.catalog.forms import NATIONAL_FORMS, Form, Row, load
from gk_pipeline.extraction.anchors import Anchor
from gk_pipeline.extraction.labels import Hit, Label

# A form is printed when this many of its rows stand in order with values; fewer may be a quotation.
_MINIMUM_ROWS = 5
# Labels in order without any value still are the form, with its cells lost.
_MINIMUM_LABELS = 12
# So many heads that no other form has tell a form.
_MINIMUM_OWN_HEADS = 2


Matched = tuple[Anchor, Row]

PrintedHeads = frozenset[tuple[str, str]]
"""The printed heads of columns: (column set, usual label of the column)."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The form, its matched rows as (anchor, row) in printed order, and the anchors that are none of its rows.

    `others` are the anchors of further copies of its tables, `rivals` those that may as well be the report's own, with
    their rows (`copies.py`).
    """

    form: Form
    matched: tuple[Matched, ...]
    rest: tuple[Anchor, ...]
    score: float
    others: tuple[Anchor, ...] = ()
    rivals: tuple[Matched, ...] = ()


def align(anchors: Sequence[Anchor], heads: PrintedHeads, *, until: int | None = None) -> Alignment | None:
    """The best alignment of the anchors to a form, None when no form is printed.

    With `until`, national forms that came later are not among those.
    """
    forms, by_table = load().forms, _by_table(anchors)
    used_then = [name for name in NATIONAL_FORMS if until is None or (forms[name].first_year or 0) <= until]
    matches = [_align(forms[name], heads, by_table) for name in used_then]
    matches.append(_match(anchors, forms["local"]))
    best = max((m for m in matches if _is_printed(m.rows)), key=lambda match: match.score, default=None)
    if best is None:
        return None
    used = {id(anchor) for anchor, _ in best.rows}
    rest = tuple([anchor for anchor in anchors if id(anchor) not in used])
    return Alignment(best.form, tuple(sorted(best.rows, key=lambda pair: pair[0].start)), rest, best.score)


@dataclass(slots=True)
class _Match:
    """How well a form explains the anchors, and which of them are which rows."""

    form: Form
    rows: list[Matched]
    score: float


def _is_printed(matched: Sequence[Matched]) -> bool:
    rows = [anchor for anchor, row in matched if not row.is_heading]
    return sum(bool(anchor.slots) for anchor in rows) >= _MINIMUM_ROWS or len(rows) >= _MINIMUM_LABELS


def printed_heads(hits: Iterable[Hit]) -> PrintedHeads:
    """The heads of columns among the labels of a document."""
    return _heads(frozenset([hit.label for hit in hits if hit.label.columns]))


@lru_cache(maxsize=256)  # reports on one form print the same heads
def _heads(labels: frozenset[Label]) -> PrintedHeads:
    return frozenset((column.column_set, column.labels[0]) for label in labels for column in label.columns)


def prints_two_forms(heads: PrintedHeads) -> bool:
    """Whether tables of two forms are printed, each with heads that only its form has: reports of two years."""
    own = [{label for column_set, label in heads if column_set == name} for name in ("documents2019", "documents2021")]
    return all(len(labels) >= _MINIMUM_OWN_HEADS for labels in own)


def _evidence(heads: PrintedHeads, form: str) -> float:
    """Evidence from printed heads: those that only this form's columns use, by the names of the column sets."""
    year = form[-4:]
    return 0.5 * len({label for column_set, label in heads if column_set.endswith(year)})


# The anchors that may be rows of a table, by form and table.
_ByTable = dict[tuple[str, str], list[Anchor]]


def _by_table(anchors: Sequence[Anchor]) -> _ByTable:
    tables: _ByTable = {}
    for anchor in anchors:
        for table in {(row.form, row.table_id) for row in anchor.rows}:
            tables.setdefault(table, []).append(anchor)
    return tables


def _align(form: Form, heads: PrintedHeads, by_table: _ByTable) -> _Match:
    """The form's tables, each aligned for itself: reports move sections about, but not rows inside a table."""
    score = _evidence(heads, form.form)
    matched: list[Matched] = []
    for table_id, rows in tables_of(form).items():
        weight, chain = align_table(by_table.get((form.form, table_id), ()), rows)
        score += weight
        matched += chain
    return _Match(form, matched, score)


def tables_of(form: Form) -> dict[str, list[Row]]:
    """The rows of each table of a form, in printed order."""
    return _tables(form.form)


@cache
def _tables(form: str) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {}
    for row in load().forms[form].rows:
        tables.setdefault(row.table_id, []).append(row)
    return tables


@cache
def _places(form: str, table_id: str) -> dict[str, int]:
    """The places of the rows of a table, counted from 1."""
    return {row.row_id: place for place, row in enumerate(_tables(form)[table_id], start=1)}


def align_table(anchors: Sequence[Anchor], rows: Sequence[Row]) -> tuple[float, list[Matched]]:
    """The heaviest sequence of anchors whose rows rise through the table, by dynamic programming over its rows."""
    if not anchors:
        return 0.0, []
    form, table_id = rows[0].form, rows[0].table_id
    places = _places(form, table_id)
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


def _chain(link: _Link | None) -> list[Matched]:
    chain: list[Matched] = []
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
    if anchor.is_headed_otherwise(row):
        return weight
    values = len(anchor.values(row)) if anchor.slots else 0
    if values == 1 and not anchor.in_table and not (anchor.slots[0].separated or anchor.slots[0].in_cell):
        return weight + 1.0  # glued to its label it may be several values
    if values == len(anchor.cells(row)) or (row.form not in NATIONAL_FORMS and values == 1):
        return weight + 2.0
    return weight + (1.0 if anchor.slots else 0.0)


def _match(anchors: Sequence[Anchor], form: Form) -> _Match:
    """Local forms print their rows in any order: the label alone decides, its first mention with values counts."""
    matched: list[Matched] = []
    taken: set[str] = set()
    for anchor in anchors:
        if not anchor.slots:
            continue
        row = next((r for r in anchor.rows if r.form == form.form and r.row_id not in taken), None)
        if row:
            taken.add(row.row_id)
            matched.append((anchor, row))
    return _Match(form, matched, sum(_weight(anchor, row) for anchor, row in matched))


__all__ = [
    "Alignment",
    "Matched",
    "PrintedHeads",
    "align",
    "align_table",
    "printed_heads",
    "prints_two_forms",
    "tables_of",
]
