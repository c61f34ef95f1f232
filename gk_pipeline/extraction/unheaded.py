"""Rows whose columns no head names for sure: their figures are believed where the row adds up to its total.

Belongs here: telling such rows, and what becomes of their figures. Does not: heads (`heads.py`), heads of text that
stand in another order than the form's (`order.py`).

The order of the form's columns is all that tells such figures apart, and some agencies print the total first. A row
that adds up shows that its total stands where the form has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gk_pipeline.catalog.forms import Column, Row
from gk_pipeline.extraction.align import Alignment, Matched
from gk_pipeline.extraction.anchors import Anchor, Slot
from gk_pipeline.extraction.folding import Folded
from gk_pipeline.extraction.labels import find_labels
from gk_pipeline.extraction.model import Status

# The set of columns that has a total, as its last.
SUMMED = "applicant"
# No further above a row of text stand its heads, in characters of the folded text.
_LONGEST_HEADS = 120
# A group that the end of a line tears is known by its beginning, of so many characters.
_BEGINNING = 3
# Rows with figures must be so many times as many as those that fail before any of them is believed.
_TIMES_AS_MANY = 4
_WITHOUT_FIGURE = (Status.BLANK, Status.PLACEHOLDER)


def doubt_unheaded(folded: Folded, alignment: Alignment) -> Alignment:
    """The alignment with the figures of rows without heads ambiguous that do not add up; of all where many do not."""
    rows = [(anchor, _in_form_order(anchor, row)) for anchor, row in _unheaded(folded, alignment.matched)]
    failing = [anchor for anchor, slots in rows if not may_add_up(slots)]
    if not failing:
        return alignment
    telling = [anchor for anchor, slots in rows if any(slot.value for slot in slots)]
    if len(failing) * _TIMES_AS_MANY > len(telling):
        failing = telling  # the total may stand elsewhere, and equal the one figure that stands last
    doubted = {id(anchor): doubted_slots(anchor) for anchor in failing}
    matched = tuple((replace(a, slots=doubted[id(a)]) if id(a) in doubted else a, row) for a, row in alignment.matched)
    return replace(alignment, matched=matched)


def may_be_unheaded(alignment: Alignment) -> bool:
    """Whether a row of a table has no sure heads, so that it takes its figures to tell what columns they are of."""
    return any(anchor.in_table and _is_unsure(anchor, row) for anchor, row in alignment.matched)


def _unheaded(folded: Folded, matched: Sequence[Matched]) -> Iterator[Matched]:
    """The rows without heads. Those of a text have the heads that stand above the first of them."""
    in_text = next((a for a, row in matched if not a.in_table and _lacks_heads(a, row)), None)
    lines = heads_above(folded, in_text) if in_text else []
    parts = [column.position for line in lines for column in line if not column.is_total]
    # Heads of several lines can be in disorder, as text, without the columns being so.
    has_heads = in_text is not None and 1 in parts and parts == sorted(parts) and _total_is_last(folded, in_text)
    for anchor, row in matched:
        if _is_unsure(anchor, row) and (anchor.in_table or not has_heads):
            yield anchor, row


def _is_unsure(anchor: Anchor, row: Row) -> bool:
    """Whether a row has no heads, or all of them in another order than the form: a shifted head may be why."""
    if _lacks_heads(anchor, row):
        return True
    heads = anchor.heads.get(SUMMED) if row.column_set == SUMMED and anchor.slots else None
    places = [column.position for column in heads.columns] if heads else []
    return len(places) == len(row.cells) == len(anchor.values(row)) and places != sorted(places)


def _in_form_order(anchor: Anchor, row: Row) -> list[Slot]:
    """The values of a row, the total last."""
    slots, heads = anchor.values(row), anchor.heads.get(SUMMED)
    if not heads or len(heads.columns) != len(slots):
        return slots
    placed = sorted(zip([column.position for column in heads.columns], range(len(slots)), strict=True))
    return [slots[place] for _, place in placed]


def _lacks_heads(anchor: Anchor, row: Row) -> bool:
    return row.column_set == SUMMED and bool(anchor.slots) and not anchor.heads.get(SUMMED)


def heads_above(folded: Folded, anchor: Anchor) -> list[list[Column]]:
    """The columns of applicants whose heads stand right above a row of text, line by line.

    Of a head that seems to stand twice the first is a part of another, torn by the end of a line: 法人或其他组织.
    """
    start = max(0, anchor.start - _LONGEST_HEADS)
    hits = find_labels(folded.norm[start : anchor.start])
    columns = [(start + hit.start, c) for hit in hits for c in hit.label.columns if c.column_set == SUMMED]
    lines: list[list[Column]] = []
    above = start
    for k, (place, column) in enumerate(columns):
        if column in [later for _, later in columns[k + 1 :]]:
            continue
        if not lines or not folded.on_one_line(above, place):
            lines.append([])
        lines[-1].append(column)
        above = place
    return lines


def _total_is_last(folded: Folded, anchor: Anchor) -> bool:
    """Whether the total is the last of the heads above a row of text, or stands on the level of a group, as the form
    has it: 自然人, 法人或其他组织, 总计, and below them the columns of the group."""
    columns = [column for line in heads_above(folded, anchor) for column in line]
    if not any(column.is_total for column in columns[:-1]):
        return True
    above = folded.norm[max(0, anchor.start - _LONGEST_HEADS) : anchor.start]
    return any(column.group[:_BEGINNING] in above for column in columns if column.group)


def may_add_up(slots: Sequence[Slot]) -> bool:
    """Whether figures can be parts and, last, their total. Cells without a figure are none of the parts."""
    *parts, total = slots
    known = sum(slot.value for slot in parts if slot.value is not None)
    if total.value is None:
        return known == 0
    is_whole = all(slot.value is not None or slot.status in _WITHOUT_FIGURE for slot in parts)
    return known == total.value if is_whole else known <= total.value


def doubted_slots(anchor: Anchor) -> list[Slot]:
    """The slots of a row without their values; one without a place where the row seemed empty."""
    if not anchor.slots:
        return [Slot(Status.AMBIGUOUS)]
    ambiguous = (Status.REPORTED, Status.BLANK)
    return [replace(s, status=Status.AMBIGUOUS, value=None) if s.status in ambiguous else s for s in anchor.slots]
