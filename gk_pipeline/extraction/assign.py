"""Which slot of an aligned row is which cell of the form.

Belongs here: cells by their order, by the places of their heads, and slots that are no cells of the form. Does not:
which row an anchor is (`align.py`), what becomes of the cells (`facts.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gk_pipeline.catalog.forms import NATIONAL_FORMS, Row
from gk_pipeline.extraction.anchors import Anchor, Heads, Slot
from gk_pipeline.extraction.labels import label_of
from gk_pipeline.extraction.model import Status

Key = tuple[str, str | None]
Placed = tuple[Key, Slot]


def assign(anchor: Anchor, row: Row) -> Sequence[Placed]:
    """Which slot is which cell. Slots that cannot be told apart make every cell of the row ambiguous."""
    cells, slots = anchor.cells(row), anchor.values(row)
    heads = anchor.heads.get(row.column_set) if anchor.heads else None
    if not slots or all(slot.status is Status.BLANK for slot in slots):
        return [(cell, Slot(Status.BLANK)) for cell in cells]
    if _fit(slots, cells) and (heads or len(cells) == 1 or row.form in NATIONAL_FORMS):
        # Only a national form prints its columns in a known order; a local one needs its heads.
        return list(zip(cells, slots, strict=True))
    if len(slots) == 1 and not heads and row.form not in NATIONAL_FORMS and slots[0].separated:
        return [(cells[0], slots[0])]
    return _by_place(anchor, slots, heads, cells) or [(cell, _whole(slots, cells)) for cell in cells]


def _by_place(anchor: Anchor, slots: Sequence[Slot], heads: Heads | None, cells: Sequence[Key]) -> list[Placed]:
    """Cells by the place of their heads on the grid, when each slot stands under a head that tells what it is.

    A slot under a head of its own is of no column of the form (`备注`); one that stands beyond the heads, or under the
    head of the labels, shows that the row has shifted, and nothing is sure then.
    """
    if not heads or not heads.places:
        return []
    under: dict[int, Slot] = {}
    for slot in slots:
        if slot.column is None:
            return []
        span = range(slot.column, slot.column + slot.width)
        places = [place for place in heads.places if place in span]
        if len(places) == 1 and places[0] not in under:
            under[places[0]] = slot
        elif places or not _stands_apart(anchor, slot, under, heads):
            return []
    if len(under) < len(cells):
        return []  # a cell is missing, and those behind it may have moved up
    return [(cell, under[place]) for cell, place in zip(cells, heads.places, strict=True)]


def _stands_apart(anchor: Anchor, slot: Slot, under: Mapping[int, Slot], heads: Heads) -> bool:
    """Whether a slot under none of the form's heads is surely none of its cells."""
    assert slot.column is not None
    head = anchor.head_texts.get(slot.column)
    if head is None:
        return False
    label = label_of(head)
    if label and label.rows and not label.columns:
        return False
    if slot.column < min(heads.places) and (head == anchor.head_texts.get(0) or (label and label.mark == "header")):
        return False
    if slot.status is Status.BLANK:
        return True
    repeated = [place for place in heads.places if anchor.head_texts.get(place) == head]
    if repeated:  # the contents of a merged cell, printed once for each column
        return all(place in under and under[place].value == slot.value for place in repeated)
    return bool(head)


def _whole(slots: Sequence[Slot], cells: Sequence[Key]) -> Slot:
    """The slots as one: from the first printed character to the last, without a value.

    Of a row with one cell that is not to be read; of one with several it is not known which figure is which cell's.
    """
    # The value of a cell that goes over several rows may stand in the row above.
    starts = [slot.start for slot in slots if slot.start is not None]
    ends = [slot.end for slot in slots if slot.end is not None]
    if not starts:
        return slots[0]
    is_odd = len(cells) == 1 and any(slot.status is Status.UNREADABLE for slot in slots)
    return Slot(Status.UNREADABLE if is_odd else Status.AMBIGUOUS, start=min(starts), end=max(ends))


def fits(anchor: Anchor, row: Row) -> bool:
    """One slot a cell, and none that begins with a superfluous zero: such a slot is a run itself."""
    return _fit(anchor.values(row), anchor.cells(row))


def _fit(slots: Sequence[Slot], cells: Sequence[Key]) -> bool:
    if len(slots) != len(cells) or any(slot.has_leading_zero for slot in slots):
        return False
    # What can't be read may be several values where cells lost their separators.
    return len(cells) == 1 or not any(s.status is Status.UNREADABLE for s in slots) or all(s.separated for s in slots)


def slots_beside(anchor: Anchor, row: Row) -> list[Slot]:
    """The slots of a row of the form that are no cells of it: what stands in columns of the agency's own."""
    if not anchor.in_table or row.is_heading:
        return []
    taken = [
        (slot.start, slot.end) for _, slot in assign(anchor, row) if slot.start is not None and slot.end is not None
    ]
    return [
        slot
        for slot in anchor.slots
        if slot.start is not None and not any(start <= slot.start < end for start, end in taken)
    ]
