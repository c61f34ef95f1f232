"""The front end for tables: rows of cells, where an empty cell is seen and heads name the columns.

Belongs here: telling label cells from value cells, and the heads above them. Does not: text (`stream.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from gk_pipeline.catalog.forms import Row
from gk_pipeline.documents.model import Cell, Table
from gk_pipeline.extraction.anchors import (
    MINIMUM_HEADS,
    Anchor,
    Slot,
    unlabelled_rows,
    unlabelled_sets,
)
from gk_pipeline.extraction.cells import CellValue, unit_in, unit_of
from gk_pipeline.extraction.contents import content_of
from gk_pipeline.extraction.folding import Folded
from gk_pipeline.extraction.heads import Head, TableHeads
from gk_pipeline.extraction.labels import Label
from gk_pipeline.extraction.model import Status

# In this number of rows a second label must stand at the same place before a table counts as printed in two halves.
_MINIMUM_HALF = 3


class _Read(NamedTuple):
    """A cell and what it says (`contents.Content`)."""

    cell: Cell
    text: str
    number: str
    label: Label | None
    is_value: bool
    is_unit: bool
    is_row: bool
    value: CellValue


def grid_anchors(folded: Folded, index: int, table: Table, title: Label | None = None) -> Iterator[Anchor]:
    """Anchors of one table, row by row. A row whose label is not known gives an anchor without catalogue rows.

    Where a table prints the form in two halves side by side, the right half follows behind the left one.
    `title` is the group of columns that the text right above the table names, if any.
    """
    heads = TableHeads(title)
    printed = [[_read(folded, cell) for cell in cells] for _, cells in groupby(table.cells, key=attrgetter("row"))]
    edge = _edge(printed)
    right: list[Anchor] = []
    for read in printed:
        if _is_head(read):
            heads.add([Head(r.cell.column, r.cell.column_span, r.text, r.label) for r in read])
            rows = [r for r in read if _is_heading(r) and r.label and not r.label.columns]
            yield from (Anchor(_start(folded, r), _rows(r), [], (r.text,), r.number, index) for r in rows)
            continue
        heads.close()
        half = len(read) if edge is None else sum(r.cell.column < edge for r in read)
        for start, stop in pairwise([0, *_further_rows(read, half), len(read)]):
            anchors = _row(folded, read[start:stop], index, heads) if stop > start else ()
            if start < half:
                yield from anchors
            else:
                right += anchors
    yield from right


def _edge(printed: Sequence[Sequence[_Read]]) -> int | None:
    """The grid column where the right half of a table printed in two halves begins; None for any other table."""
    starts = Counter(read[start].cell.column for read in printed for start in _further_rows(read, len(read)))
    return next((column for column, count in starts.most_common(1) if count >= _MINIMUM_HALF), None)


def _further_rows(read: Sequence[_Read], half: int) -> list[int]:
    """Where further rows of the form begin in a printed row: at a known label behind the values of another label.

    `half` is the cell that the right half of the table begins with.
    """
    starts: list[int] = []
    if half >= len(read) and not any(r.is_row for r in read[2:]):
        return starts
    has_label = has_value = False
    for place, r in enumerate(read):
        if place == half:
            starts.append(place)
            has_label = has_value = False
        if r.is_value:
            has_value = has_value or (has_label and bool(r.text))
            continue
        if r.is_row and has_value:
            starts.append(place)
            has_value = False
        has_label = has_label or not r.is_unit
    return starts


def _read(folded: Folded, cell: Cell) -> _Read:
    return _Read(cell, *content_of(folded.text[cell.start : cell.end], traditional=folded.is_traditional))


def _is_head(read: Sequence[_Read]) -> bool:
    """A row without figures that names columns, or that is a head and no row."""
    if any(r.is_value and r.text for r in read):
        return False
    named = [r for r in read if r.label and (r.label.columns or r.label.mark == "group")]
    rows = [r for r in read if r.is_row]
    has_header = any(r.label and r.label.mark == "header" for r in read)
    if not rows or (named and has_header):
        return bool(named) or has_header
    return len(named) > sum(r.is_row for r in named) or len(named) > 1


def _row(folded: Folded, read: Sequence[_Read], index: int, heads: TableHeads) -> Iterator[Anchor]:
    """The anchors of one row: its last label takes the values to its right, labels before it are headings."""
    known = [k for k, r in enumerate(read) if r.is_row]
    last = known[-1] if known else _last_text(read)
    right = read[last + 1 :]
    units = [unit_of(r.text) for r in right if r.is_unit]
    unit = units[0] if units else unit_in(read[last].text) if last >= 0 else None
    if units or heads.codes:
        right = [r for r in right if not r.is_unit and r.cell.column not in heads.codes]
    slots = [_slot(r, unit or heads.units.get(r.cell.column)) for r in right]
    if not slots and sum(not _is_heading(read[k]) for k in known) > 1:
        return  # labels that stand in a row are heads, not rows whose cells are empty
    for k in known:
        if k != last and _is_heading(read[k]):
            yield Anchor(_start(folded, read[k]), _rows(read[k]), [], (read[k].text,), read[k].number, index)
    anchor = None if known else _unlabelled(folded, read, slots, index, heads)
    if anchor and last < 0:
        if any(s.status is not Status.BLANK for s in slots) or (anchor.rows and len(slots) >= MINIMUM_HEADS):
            yield anchor
    elif anchor and anchor.rows and len(slots) == len(next(iter(anchor.heads.values())).columns):
        yield anchor  # its label says no more than `数量`
    elif known or any(s.status is not Status.BLANK for s in slots):
        rows = _rows(read[last])
        labels = tuple([r.text for r in read[: last + 1] if not r.is_value])
        yield Anchor(
            _start(folded, read[last]), rows, slots, labels, read[last].number, index, heads.of(rows), heads.texts
        )


def _last_text(read: Sequence[_Read]) -> int:
    """The last text before the first value of a row without a known label; -1 when there is none."""
    last = -1
    for k, r in enumerate(read):
        if r.is_value:
            break
        if not r.is_unit:
            last = k
    return last


def _start(folded: Folded, r: _Read) -> int:
    return folded.position(r.cell.start)


def _is_heading(r: _Read) -> bool:
    """Whether a label may stand without values of its own: left of another label, or among heads."""
    return any(row.is_heading or row.when_absent == "omit" for row in _rows(r))


def _rows(r: _Read) -> list[Row]:
    return r.label.rows if r.label else []


def _slot(r: _Read, unit: str | None) -> Slot:
    value, cell = r.value, r.cell
    if value.status is Status.BLANK:
        return Slot(Status.BLANK, column=cell.column, width=cell.column_span)
    start, end = cell.start + value.start, cell.start + value.end
    return Slot(value.status, value.value, value.unit or unit, start, end, cell.column, cell.column_span)


def _unlabelled(folded: Folded, read: Sequence[_Read], slots: list[Slot], index: int, heads: TableHeads) -> Anchor:
    """A row that its heads alone, or the group that it has for a label, tell what it is."""
    group = next((r.label for r in read if r.label and r.label.mark == "group"), None)
    start = _start(folded, read[0])
    for column_set in unlabelled_sets():
        named = heads.of_group(column_set, group) if group else heads.named(column_set)
        if named and len(named.columns) >= MINIMUM_HEADS:
            rows = unlabelled_rows(column_set)
            return Anchor(start, rows, slots, (), "", index, {column_set: named}, heads.texts)
    return Anchor(start, (), slots, (), "", index, {}, heads.texts)
