"""Finds the rows whose labels are misprinted, varied or torn: in the gaps between rows that were matched.

Belongs here: unknown labels with values behind them, and their likeness to the rows that are missing there. Does not:
exact labels (`labels.py`), the choice of the form (`align.py`).

Tolerance works only where the form says what is missing: between two matched rows, and only for a row with the right
number of values. What it matched is recorded in `Anchor.printed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from gk_pipeline.catalog.forms import NATIONAL_FORMS, Row
from gk_pipeline.extraction.align import Alignment
from gk_pipeline.extraction.anchors import NUMBERING, Anchor, Slot
from gk_pipeline.extraction.cells import match_note, without_unit
from gk_pipeline.extraction.folding import CELL, Folded, fold_label
from gk_pipeline.extraction.labels import find_labels, label_of
from gk_pipeline.extraction.slots import slots_from

# Of the characters of a label this share may be wrong, missing or added; measured on misprints of real reports.
_MAXIMUM_DISTANCE = 0.34
# And the second best row must be this much farther away.
_MINIMUM_LEAD = 0.15
_LONGEST_LABEL = 60
_TELLING_SLOTS = 2
_REACH_BEHIND = 300
_LABEL_ENDS = re.compile(r"[一-鿿)]$")
_VALUE_BEGINS = re.compile(f"[0-9+/—─{CELL}-]")


def match_misprinted(folded: Folded, alignment: Alignment) -> Alignment:
    """The alignment with the rows added whose labels are close to one that is missing at that place.

    Rows of running text that are close to none are added to the rest: what is printed is kept.
    """
    rest = list(alignment.rest)
    read = {slot.start for anchor in (*rest, *alignment.others) for slot in anchor.slots}
    known = {anchor.start for anchor in rest if anchor.rows}
    added: list[tuple[Anchor, Row]] = []
    is_ordered = alignment.form.form in NATIONAL_FORMS
    for (before, first), (behind, last) in pairwise(alignment.matched):
        in_text = [
            anchor
            for anchor in _unknown_in_text(folded, before, behind)
            if anchor.slots[0].start not in read and anchor.start - len(anchor.number) not in known
        ]
        rest += in_text
        missing = _missing(alignment, first, last)
        if missing:
            unknown = [a for a in rest if not a.rows and before.start < a.start < behind.start]
            found = [*_pairs(unknown, missing)] if first.table_id == last.table_id else []
            added += found or (_in_gap(folded, before, behind, missing, read) if is_ordered else ())
    end, last = alignment.matched[-1]
    missing = [row for row in alignment.form.rows[last.position :] if row.labels and row.table_id == last.table_id]
    if missing and is_ordered:
        added += _in_gap(folded, end, _reach(folded, end), missing, read)
    rest += _rows_behind(folded, alignment)
    matched = tuple(sorted([*alignment.matched, *added], key=lambda pair: pair[0].start))
    paired = {anchor.slots[0].start for anchor, _ in added}
    kept = [a for a in rest if not a.slots or a.slots[0].start is None or a.slots[0].start not in paired]
    return replace(alignment, matched=matched, rest=tuple(kept))


def _in_gap(
    folded: Folded, before: Anchor, behind: Anchor, missing: Sequence[Row], read: Set[int | None]
) -> list[tuple[Anchor, Row]]:
    """The missing rows that stand between two anchors of running text below heads, or glued to what follows."""
    unknown = [a for a in _unknown_in_text(folded, before, behind, missing) if a.slots[0].start not in read]
    return list(_pairs(unknown, missing))


def _reach(folded: Folded, last: Anchor) -> Anchor:
    """A place as far behind the last row as further ones may stand."""
    return Anchor(min(last.behind + _REACH_BEHIND, len(folded.norm)), (), [], ())


def _missing(alignment: Alignment, first: Row, last: Row) -> list[Row]:
    """The rows that the form prints between two matched rows, in their tables, and the report does not seem to."""
    rows = alignment.form.rows[first.position : last.position - 1]
    tables = (first.table_id, last.table_id)
    return [row for row in rows if row.labels and not row.is_heading and row.table_id in tables]


def _unknown_in_text(folded: Folded, before: Anchor, behind: Anchor, missing: Sequence[Row] = ()) -> Iterator[Anchor]:
    """Labels that are not known, with values behind them, between two anchors of running text.

    With rows that are `missing`, the heads of their columns are left out in front of a label, and another label may
    follow directly on a value.
    """
    if before.in_table or behind.in_table or not before.behind:
        return
    norm = folded.norm
    position, stop = before.behind, behind.start
    while position < stop:
        numbering = NUMBERING.match(norm, position, stop)
        label_start = numbering.end() if numbering else position
        value = _VALUE_BEGINS.search(norm, label_start, stop)
        if not value:
            return
        if missing:
            numbering, label_start = _behind_heads(norm, position, value.start(), missing)
        label_end = norm.rfind("(", label_start + 1, value.start())
        note = match_note(norm, label_end) if label_end > 0 else None
        if note and note.end() > value.start():  # a digit inside a remark
            value = _VALUE_BEGINS.search(norm, note.end(), stop)
            if not value:
                return
        else:
            label_end = value.start()
        slots, end = slots_from(folded, value.start(), stop)
        is_glued = norm[end : end + 1] not in ("", CELL) and end < stop and not folded.separated(end)
        if slots and is_glued and not (missing and _label_follows(norm, end)):
            slots = []  # a digit inside a label
        label = without_unit(norm[label_start:label_end].strip(CELL))
        if not _LABEL_ENDS.search(label):
            slots = []  # `条 O 6`: a figure with other characters in it, and the one behind it
        if slots and _is_word_behind_label(folded, label_start, value.start()):
            slots = []  # `申请总数条 同上 0`
        if slots and 1 < len(label) <= _LONGEST_LABEL:
            number = numbering.group() if numbering else ""
            yield Anchor(label_start, (), slots, (label,), number, head_texts=_heads(before, slots), behind=end)
        position = max(end, value.end())


def _label_follows(norm: str, position: int) -> bool:
    """Whether a known label begins at a place, perhaps with its numbering."""
    numbering = NUMBERING.match(norm, position)
    start = numbering.end() if numbering else position
    return any(hit.start == 0 for hit in find_labels(norm[start : start + _LONGEST_LABEL]))


def _behind_heads(norm: str, start: int, stop: int, rows: Sequence[Row]) -> tuple[re.Match[str] | None, int]:
    """The numbering, and the place behind it, of the label that one of these rows may have between two places: behind
    the last head of a column or of a group, unless the label is known."""
    behind = start
    sets = {row.column_set for row in rows}
    for hit in find_labels(norm[start:stop]):
        label = hit.label
        if start + hit.end == stop and any(row in rows for row in label.rows):
            behind = start + hit.start
            break
        is_heading = bool(label.rows) and all(row.is_heading for row in label.rows)
        if label.mark or is_heading or any(column.column_set in sets for column in label.columns):
            behind = start + hit.end
    if "(" not in norm[behind:stop]:  # the rest of the remark of a head
        behind = max(behind, norm.rfind(")", behind, stop) + 1)
    numbering = NUMBERING.match(norm, behind, stop)
    return numbering, numbering.end() if numbering else behind


def _is_word_behind_label(folded: Folded, start: int, stop: int) -> bool:
    """Whether a known label ends before a blank inside a stretch of text: what follows stands in place of a value."""
    return any(
        folded.separated(place) and label_of(without_unit(folded.norm[start:place])) for place in range(start + 2, stop)
    )


def _rows_behind(folded: Folded, alignment: Alignment) -> Iterator[Anchor]:
    """Unknown rows that go on where the last known row of running text ends, as long as they have as many values.

    One value a row is too little to tell such a row from a sentence.
    """
    last = alignment.matched[-1][0]
    if len(last.slots) < _TELLING_SLOTS or last.in_table:
        return
    for anchor in _unknown_in_text(folded, last, _reach(folded, last)):
        if len(anchor.slots) != len(last.slots):
            return
        yield anchor


def _heads(before: Anchor, slots: Sequence[Slot]) -> dict[int, str]:
    """What heads the slots of an unknown row, when the row before it has as many columns; they are numbered for it."""
    for heads in before.heads.values():
        if len(heads.columns) == len(slots) > 1:
            for place, slot in enumerate(slots):
                slot.column = place
            return {place: column.labels[0] for place, column in enumerate(heads.columns)}
    return {}


def _pairs(unknown: Sequence[Anchor], missing: Sequence[Row]) -> Iterator[tuple[Anchor, Row]]:
    """Unknown labels and missing rows that belong together, in the order of the form."""
    position = 0
    for anchor in unknown:
        if not anchor.labels or not anchor.slots:
            continue
        distances = sorted((_distance(anchor.labels[-1], row), row.position, row) for row in missing)
        best = distances[0]
        lead = distances[1][0] - best[0] if len(distances) > 1 else 1.0
        row = best[2]
        if best[0] > _MAXIMUM_DISTANCE or lead < _MINIMUM_LEAD or row.position <= position:
            continue
        position = row.position
        yield replace(anchor, rows=(row,), printed=anchor.labels[-1]), row


def _distance(text: str, row: Row) -> float:
    """How far a text without unit is from the nearest wording of a row: edits as a share of the wording's length."""
    numbering = NUMBERING.match(text)
    bare = text[numbering.end() :] if numbering else text
    return min(Levenshtein.distance(bare, wording) / len(wording) for wording in _wordings(row.labels))


@cache
def _wordings(labels: tuple[str, ...]) -> frozenset[str]:
    """The wordings of a row, folded, with and without their units."""
    return frozenset(wording for label in map(fold_label, labels) for wording in (label, without_unit(label)))
