"""Turns aligned rows into facts: one for every cell of the form, printed or not.

Belongs here: facts and unmapped cells, and the status of cells without a value. Does not: which row an anchor is
(`align.py`), which slot is which cell (`assign.py`), rows that lost their separators (`runs.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from gk_pipeline.catalog.forms import NATIONAL_FORMS, Row, load
from gk_pipeline.extraction.align import Alignment
from gk_pipeline.extraction.anchors import Anchor, Slot
from gk_pipeline.extraction.assign import Key, assign, slots_beside
from gk_pipeline.extraction.model import Fact, Status, UnmappedCell

_NOT_PRINTED = Slot(Status.ROW_ABSENT)


class FormCell(NamedTuple):
    """A cell of the form that a document prints: what becomes a fact.

    `suffix` makes the fact's id out of the document's. `slot` is None where the report does not print the cell.
    """

    suffix: str
    indicator_id: str
    column_id: str | None
    unit: str | None
    status: Status
    slot: Slot | None = None
    method: str = "grid"
    label: str | None = None


class _CatalogCell(NamedTuple):
    """A cell of a form; `suffix` makes its fact's id out of the document's."""

    key: Key
    suffix: str
    unit: str | None
    table_id: str
    is_variant: bool


@dataclass(slots=True)
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
    prefix = fact_id(document_id, "", None)
    return [_fact(prefix, cell, text) for cell in form_cells(alignment)]


def form_cells(alignment: Alignment) -> Iterator[FormCell]:
    """All cells of the form in its own order, each with the slot that is printed for it."""
    printed: dict[Key, _Found] = {}
    for anchor, row in alignment.matched:
        method = "grid" if anchor.in_table else "stream"
        if row.when_absent == "omit" and all(slot.status is Status.BLANK for slot in anchor.slots):
            continue  # the heading of a group, not the variant that prints the group as one row
        for key, slot in assign(anchor, row):
            if key not in printed:
                printed[key] = _Found(slot, method, anchor.printed)
    for anchor, row in alignment.rivals:
        for key, slot in assign(anchor, row):
            found = printed.get(key)
            if found and (found.slot.status, found.slot.value) != (slot.status, slot.value):
                shown = slot if found.slot.start is None else found.slot
                printed[key] = replace(found, slot=Slot(Status.AMBIGUOUS, start=shown.start, end=shown.end))
    for key in [key for row in contested_rows(alignment) for key in row.cells if key in printed]:
        slot = printed[key].slot
        printed[key] = replace(printed[key], slot=Slot(Status.AMBIGUOUS, start=slot.start, end=slot.end))
    tables = {row.table_id for _, row in alignment.matched if not row.is_heading}
    for key, suffix, unit, table_id, is_variant in _cells_of(alignment.form.form):
        found = printed.get(key)
        if found:
            slot = found.slot
            yield FormCell(suffix, *key, slot.unit or unit, slot.status, slot, found.method, found.label)
        elif not is_variant:
            missing = Status.ROW_ABSENT if table_id in tables else Status.TABLE_ABSENT
            yield FormCell(suffix, *key, unit, missing)


def contested_rows(alignment: Alignment) -> list[Row]:
    """The rows that print a group as one row where some rows of the group are printed too, but not all: the figures may
    be those of the part whose label is missing."""
    if alignment.form.form not in NATIONAL_FORMS:
        return []
    found = {row.row_id for anchor, row in alignment.matched if anchor.slots}
    contested: list[Row] = []
    for row in alignment.form.rows:
        if row.when_absent == "omit" and row.row_id in found:
            parts = [part.row_id for part in alignment.form.rows if part.row_id.startswith(f"{row.row_id}.")]
            if 0 < len(found.intersection(parts)) < len(parts):
                contested.append(row)
    return contested


@cache
def _cells_of(form: str) -> tuple[_CatalogCell, ...]:
    """The cells of a form in its own order. A variant is not missed where it is not printed."""
    catalog = load()
    return tuple(
        _CatalogCell(
            key,
            fact_id("", *key).removeprefix(":"),
            catalog.indicator(form, key[0]).unit_zh,
            row.table_id,
            row.when_absent == "omit",
        )
        for row in catalog.forms[form].rows
        for key in row.cells
    )


def unmapped_cells(text: str, alignment: Alignment | None, anchors: Sequence[Anchor]) -> list[UnmappedCell]:
    """Printed values that are no cell of the form, with the labels of their row and the head of their column."""
    return [
        UnmappedCell(labels, text[slot.start : slot.end], slot.start, slot.end, slot.value, slot.status)
        for labels, slot in unmapped_slots(alignment, anchors)
        if slot.start is not None and slot.end is not None
    ]


def unmapped_slots(alignment: Alignment | None, anchors: Sequence[Anchor]) -> Iterator[tuple[tuple[str, ...], Slot]]:
    """The slots that are no cells of the form, with their labels: in tables all, in text those between its rows."""
    rest = alignment.rest if alignment else [anchor for anchor in anchors if anchor.in_table]
    matched = alignment.matched if alignment else ()
    first, last = (matched[0][0].start, matched[-1][0].start) if matched else (0, 0)
    unmapped = [(a, a.slots) for a in rest if a.in_table or not a.rows or first < a.start < last]
    unmapped += [(a, a.slots) for a in alignment.others] if alignment else []
    unmapped += [(a, slots_beside(a, row)) for a, row in matched if len(a.slots) > len(a.cells(row))]
    return (
        ((*anchor.labels, *_head(anchor, slot)), slot)
        for anchor, slots in unmapped
        for slot in slots
        if slot.start is not None
    )


def _head(anchor: Anchor, slot: Slot) -> tuple[str, ...]:
    head = anchor.head_texts.get(slot.column) if slot.column is not None else None
    return (head,) if head else ()


def _fact(prefix: str, cell: FormCell, text: str) -> Fact:
    slot = cell.slot or _NOT_PRINTED
    start, end = slot.start, slot.end
    return Fact(
        prefix + cell.suffix,
        cell.indicator_id,
        cell.column_id,
        slot.value,
        cell.unit,
        cell.status,
        method=cell.method,
        raw_text=None if start is None else text[start:end],
        start=start,
        end=end,
        printed_label=cell.label,
    )
