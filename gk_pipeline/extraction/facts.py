"""Turns aligned rows into facts: one for every cell of the form, printed or not.

Belongs here: which slot is which cell, and the status of cells without a value. Does not: which row an anchor is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gk_pipeline.catalog.forms import NATIONAL_FORMS, Row, load
from gk_pipeline.extraction.align import Alignment
from gk_pipeline.extraction.anchors import Anchor, Heads, Slot
from gk_pipeline.extraction.folding import fold
from gk_pipeline.extraction.model import Claim, Fact, Piece, Run, Status, UnmappedCell

Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands in a cell, how it was read, and the label of its row where that was matched with tolerance."""

    slot: Slot
    method: str
    label: str | None


def fact_id(document_id: str, indicator_id: str, column_id: str | None) -> str:
    """The stable id of a cell: the same file gives the same ids, whatever version parsed it."""
    return f"{document_id[:20]}:{indicator_id}" + (f":{column_id}" if column_id else "")


def build_facts(document_id: str, text: str, alignment: Alignment) -> list[Fact]:
    """All cells of the form in its own order. What the report does not print is there too, marked as absent."""
    printed: dict[Key, _Found] = {}
    for anchor, row in alignment.matched:
        method = "stream" if anchor.table is None else "grid"
        if row.when_absent == "omit" and all(slot.status is Status.BLANK for slot in anchor.slots):
            continue  # the heading of a group, not the variant that prints the group as one row
        for key, slot in _assign(anchor, row):
            printed.setdefault(key, _Found(slot, method, anchor.printed))
    tables = {row.table_id for _, row in alignment.matched if not row.is_heading}
    facts: list[Fact] = []
    for row in alignment.form.rows:
        missing = Status.ROW_ABSENT if row.table_id in tables else Status.TABLE_ABSENT
        for indicator_id, column_id in row.cells:
            found = printed.get((indicator_id, column_id))
            if found is None and row.when_absent == "omit":
                continue
            found = found or _Found(Slot(missing), "grid", None)
            facts.append(_fact(document_id, text, row.form, (indicator_id, column_id), found))
    return facts


def digit_runs(text: str, alignment: Alignment) -> list[Run]:
    """The rows of text that hold fewer pieces than cells, all of digits: candidates for splitting.

    Only a national form has the sums that prove a split, and only a layout that lost its separators is split: where
    most rows have as many pieces as cells, a row with fewer has lost cells instead.
    """
    several = [(a, r) for a, r in alignment.matched if a.table is None and a.slots and len(a.cells(r)) > 1]
    fitting = sum(_fits(anchor, row) for anchor, row in several)
    if alignment.form.form not in NATIONAL_FORMS or 3 * fitting > len(several):
        return []
    runs: list[Run] = []
    for anchor, row in alignment.matched:
        cells = tuple(anchor.cells(row))
        if anchor.table is not None or not anchor.slots or _fits(anchor, row):
            continue
        if len(anchor.slots) <= len(cells) and all(_is_digits(slot) for slot in anchor.slots):
            pieces = tuple(_piece(text, slot) for slot in anchor.slots)
            runs.append(Run(cells, pieces))
    return runs


def _is_digits(slot: Slot) -> bool:
    """Whether a slot may hold several values; a cell of its own can't."""
    return slot.status is Status.REPORTED and slot.start is not None and not slot.in_cell


def _piece(text: str, slot: Slot) -> Piece:
    assert slot.start is not None
    raw = text[slot.start : slot.end]
    return Piece(fold(raw), raw, slot.start)


def _fits(anchor: Anchor, row: Row) -> bool:
    """One slot a cell, and none that begins with a superfluous zero: such a slot is a run itself."""
    slots = anchor.values(row)
    return len(slots) == len(anchor.cells(row)) and not any(slot.has_leading_zero for slot in slots)


def narrative_facts(document_id: str, claims: Sequence[Claim]) -> list[Fact]:
    """The facts of a report without a table: its claims, one fact an indicator.

    Only claims that speak of the report's own figure of the year count. Claims that differ make the fact ambiguous.
    """
    by_key: dict[Key, list[Claim]] = {}
    for claim in claims:
        if claim.scope is None and claim.unit != "%":
            by_key.setdefault((claim.indicator_id, claim.column_id), []).append(claim)
    return [_narrative_fact(document_id, key, found) for key, found in by_key.items()]


def _narrative_fact(document_id: str, key: Key, claims: Sequence[Claim]) -> Fact:
    first = claims[0]
    fact = Fact(fact_id(document_id, *key), *key, first.value, first.unit, Status.REPORTED, method="prose")
    figures = {(claim.value, claim.unit, claim.approximate) for claim in claims}
    if len(figures) > 1:
        fact.status, fact.value, fact.candidates = Status.AMBIGUOUS, None, len(figures)
        return fact
    fact.approximate = first.approximate
    fact.raw_text, fact.start, fact.end = first.raw_text, first.start, first.end
    return fact


def unmapped_cells(text: str, alignment: Alignment | None, anchors: Sequence[Anchor]) -> list[UnmappedCell]:
    """Printed values that are no cell of the form, with the labels of their row and the head of their column.

    In tables all of them; in running text those between rows of the form.
    """
    rest = alignment.rest if alignment else [anchor for anchor in anchors if anchor.table is not None]
    first, last = (alignment.matched[0][0].start, alignment.matched[-1][0].start) if alignment else (0, 0)
    return [
        UnmappedCell(
            (*anchor.labels, *_head(anchor, slot)),
            text[slot.start : slot.end],
            slot.start,
            slot.end,
            slot.value,
            slot.status,
        )
        for anchor in rest
        if anchor.table is not None or not anchor.rows or first < anchor.start < last
        for slot in anchor.slots
        if slot.start is not None and slot.end is not None
    ]


def _head(anchor: Anchor, slot: Slot) -> tuple[str, ...]:
    head = anchor.head_texts.get(slot.column) if slot.column is not None else None
    return (head,) if head else ()


def _assign(anchor: Anchor, row: Row) -> Iterator[tuple[Key, Slot]]:
    """Which slot is which cell. Slots that cannot be told apart make every cell of the row ambiguous."""
    cells, slots = anchor.cells(row), anchor.values(row)
    heads = anchor.heads.get(row.column_set)
    if not slots or all(slot.status is Status.BLANK for slot in slots):
        yield from ((cell, Slot(Status.BLANK)) for cell in cells)
    elif _fits(anchor, row) and (heads or len(cells) == 1 or row.form in NATIONAL_FORMS):
        # Only a national form prints its columns in a known order; a local one needs its heads.
        yield from zip(cells, slots, strict=True)
    elif len(slots) == 1 and not heads and row.form not in NATIONAL_FORMS and slots[0].separated:
        yield cells[0], slots[0]
    else:
        yield from _by_place(slots, heads, cells) or ((cell, _whole(slots)) for cell in cells)


def _by_place(slots: Sequence[Slot], heads: Heads | None, cells: Sequence[Key]) -> list[tuple[Key, Slot]]:
    """Cells by the place of their heads on the grid, when each slot stands under exactly one head."""
    if not heads or not heads.places:
        return []
    under: dict[int, Slot] = {}
    for slot in slots:
        places = [p for p in heads.places if slot.column is not None and slot.column <= p < slot.column + slot.width]
        if len(places) != 1 or places[0] in under:
            return []
        under[places[0]] = slot
    absent = Slot(Status.ROW_ABSENT)
    return [(cell, under.get(place, absent)) for cell, place in zip(cells, heads.places, strict=True)]


def _whole(slots: Sequence[Slot]) -> Slot:
    """The slots as one: from the first printed character to the last, without a value."""
    printed = [slot for slot in slots if slot.start is not None]
    return Slot(Status.AMBIGUOUS, start=printed[0].start, end=printed[-1].end)


def _fact(document_id: str, text: str, form: str, key: Key, found: _Found) -> Fact:
    indicator_id, column_id = key
    slot = found.slot
    return Fact(
        fact_id=fact_id(document_id, indicator_id, column_id),
        indicator_id=indicator_id,
        column_id=column_id,
        value=slot.value,
        unit=slot.unit or load().indicator(form, indicator_id).unit_zh,
        status=slot.status,
        method=found.method,
        raw_text=None if slot.start is None else text[slot.start : slot.end],
        start=slot.start,
        end=slot.end,
        printed_label=found.label,
    )
