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

# Heads of the forms that head a column of no figures.
_REMARKS = ("备注", "说明")

Key = tuple[str, str | None]
Placed = tuple[Key, Slot]


def assign(anchor: Anchor, row: Row) -> Sequence[Placed]:
    """Which slot is which cell. Slots that cannot be told apart make every cell of the row ambiguous."""
    cells, slots = anchor.cells(row), anchor.values(row)
    heads = anchor.heads.get(row.column_set) if anchor.heads else None
    if not slots or all(slot.status is Status.BLANK for slot in slots):
        return [(cell, Slot(Status.BLANK)) for cell in cells]
    if anchor.is_headed_otherwise(row) or (heads and (not heads.columns or _are_torn(anchor, row, heads))):
        return [(cell, _whole(anchor.slots, row.cells)) for cell in row.cells]
    if _fit(slots, cells) and (heads or len(cells) == 1 or row.form in NATIONAL_FORMS):
        # Only a national form prints its columns in a known order; a local one needs its heads.
        return list(zip(cells, slots, strict=True))
    if len(slots) == 1 and not heads and row.form not in NATIONAL_FORMS and slots[0].separated:
        return [(cells[0], slots[0])]
    return _by_place(anchor, slots, heads, cells) or [(cell, _whole(slots, cells)) for cell in cells]


def _are_torn(anchor: Anchor, row: Row, heads: Heads) -> bool:
    """Whether heads that are not all of the form's have lost one and moved up: the row has a cell for every column of
    the form, and none of them a head of the agency's own; or whether they stand above the label. In text some are lost
    where there are not as many as figures."""
    if row.form not in NATIONAL_FORMS or len(heads.columns) == len(row.cells):
        return False
    if not anchor.in_table:
        return len(anchor.slots) != len(heads.columns)
    columns = [slot.column for slot in anchor.slots if slot.column is not None]
    if heads.places and columns and min(heads.places) < columns[0]:
        return True
    return len(columns) >= len(row.cells) and not any(_is_own_head(anchor.head_texts.get(each, "")) for each in columns)


def _is_own_head(head: str) -> bool:
    """Whether a head is that of a column of the agency's own, and not a title over several."""
    label = label_of(head)
    return bool(head) and (label is None or head in _REMARKS)


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
