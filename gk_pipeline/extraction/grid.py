"""The front end for tables: rows of cells, where an empty cell is seen and heads name the columns.

Belongs here: telling label cells from value cells, and the heads above them. Does not: text (`stream.py`), the figures
that the cells print (`tables.py`): the anchors of a table follow from its skeleton alone, and most tables are official
forms, so they are remembered by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from gk_pipeline.catalog.forms import Row
from gk_pipeline.extraction.anchors import (
    MINIMUM_HEADS,
    Anchor,
    HiddenFigure,
    Slot,
    unlabelled_rows,
    unlabelled_sets,
)
from gk_pipeline.extraction.cells import unit_in, unit_of
from gk_pipeline.extraction.contents import Skeleton
from gk_pipeline.extraction.head_levels import Head
from gk_pipeline.extraction.heads import TableHeads
from gk_pipeline.extraction.labels import Label
from gk_pipeline.extraction.model import Status

# In this number of rows a second label must stand at the same place before a table counts as printed in two halves.
_MINIMUM_HALF = 3
# How many tables are remembered: there are three forms, printed in some hundred ways.
_REMEMBERED = 1024


class TableSkeleton(NamedTuple):
    """A table without its figures. `rows`, `columns` and `widths` tell where each of its cells stands on the grid.

    `title` is the group of columns that the text right above the table names, if any; `merged` are the values that go
    over several rows: (number of the cell, rows).
    """

    title: Label | None
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    widths: tuple[int, ...]
    cells: tuple[Skeleton, ...]
    merged: tuple[tuple[int, int], ...] = ()


class TablePlan:
    """The anchors of a table in terms of its cells: instead of offsets they have numbers of cells, counted from 0.

    An anchor starts at the cell of its label; a slot that prints something starts at its cell and ends at the next, and
    its figure is hidden. Tables with the same skeleton share one plan.
    """

    __slots__ = ("anchors", "cells")

    def __init__(self, anchors: Sequence[Anchor], cells: int) -> None:
        self.anchors = anchors
        self.cells = cells


@lru_cache(maxsize=_REMEMBERED)
def plan_table(skeleton: TableSkeleton) -> TablePlan:
    """The plan of a table, row by row. A row whose label is not known gives an anchor without catalogue rows.

    Where a table prints the form in two halves side by side, the right half follows behind the left one.
    """
    return TablePlan(tuple(_anchors(skeleton)), len(skeleton.cells))


class _Read(NamedTuple):
    """A cell: its number in the table, its column and width on the grid, and what it says."""

    place: int
    row: int
    column: int
    width: int
    says: Skeleton


def _anchors(skeleton: TableSkeleton) -> Iterator[Anchor]:
    heads = TableHeads(skeleton.title)
    cells = map(_Read._make, zip(range(len(skeleton.cells)), *skeleton[1:5], strict=True))
    printed = [list(row) for _, row in groupby(cells, key=attrgetter("row"))]
    if skeleton.merged:
        _share(printed, dict(skeleton.merged))
    edge = _edge(printed)
    right: list[Anchor] = []
    for read in printed:
        if _is_head(read):
            heads.add([Head(r.column, r.width, r.says.text, r.says.label) for r in read])
            rows = [r for r in read if _is_heading(r) and r.says.label and not r.says.label.columns]
            yield from map(_heading, rows)
            continue
        heads.close()
        half = len(read) if edge is None else sum(r.column < edge for r in read)
        for start, stop in pairwise([0, *_further_rows(read, half), len(read)]):
            anchors = _row(read[start:stop], heads) if stop > start else ()
            if start < half:
                yield from anchors
            else:
                right += anchors
    yield from right


def _share(printed: Sequence[list[_Read]], merged: Mapping[int, int]) -> None:
    """Gives a value that goes over several rows with labels of their own to each of them: it may be any row's."""
    shared: list[tuple[list[_Read], _Read]] = []
    for k, read in enumerate(printed):
        for place, r in enumerate(read):
            behind = r.row + merged.get(r.place, 0)
            others = [row for row in printed[k + 1 :] if row[0].row < behind and any(c.says.is_row for c in row)]
            if others:
                status = Status.AMBIGUOUS if r.says.status is Status.REPORTED else r.says.status
                read[place] = r._replace(says=replace(r.says, status=status))
                shared += [(row, read[place]._replace(row=row[0].row)) for row in others]
    for row, value in shared:
        row.append(value)
        row.sort(key=attrgetter("column"))


def _edge(printed: Sequence[Sequence[_Read]]) -> int | None:
    """The grid column where the right half of a table printed in two halves begins; None for any other table."""
    starts = Counter(read[start].column for read in printed for start in _further_rows(read, len(read)))
    return next((column for column, count in starts.most_common(1) if count >= _MINIMUM_HALF), None)


def _further_rows(read: Sequence[_Read], half: int) -> list[int]:
    """Where further rows of the form begin in a printed row: at a known label behind the values of another label.

    `half` is the cell that the right half of the table begins with.
    """
    starts: list[int] = []
    if half >= len(read) and not any(r.says.is_row for r in read[2:]):
        return starts
    has_label = has_value = False
    for place, r in enumerate(read):
        if place == half:
            starts.append(place)
            has_label = has_value = False
        if r.says.is_value:
            has_value = has_value or (has_label and r.says.status is not Status.BLANK)
            continue
        if r.says.is_row and has_value:
            starts.append(place)
            has_value = False
        has_label = has_label or not r.says.is_unit
    return starts


def _is_head(read: Sequence[_Read]) -> bool:
    """A row without figures that names columns, or that is a head and no row."""
    if any(r.says.is_value and r.says.status is not Status.BLANK for r in read):
        return False
    labels = [r.says.label for r in read if r.says.label]
    named = [label for label in labels if label.columns or label.mark == "group"]
    has_header = any(label.mark == "header" for label in labels)
    if not any(label.rows for label in labels) or (named and has_header):
        return bool(named) or has_header
    return len(named) > sum(bool(label.rows) for label in named) or len(named) > 1


def _row(read: Sequence[_Read], heads: TableHeads) -> Iterator[Anchor]:
    """The anchors of one row: its last label takes the values to its right, labels before it are headings."""
    known = [k for k, r in enumerate(read) if r.says.is_row]
    last = known[-1] if known else _last_text(read)
    right = read[last + 1 :]
    units = [unit_of(r.says.text) for r in right if r.says.is_unit]
    unit = units[0] if units else unit_in(read[last].says.text) if last >= 0 else None
    if units or heads.codes:
        right = [r for r in right if not r.says.is_unit and r.column not in heads.codes]
    slots = [_slot(r, unit or heads.units.get(r.column)) for r in right]
    if not slots and sum(not _is_heading(read[k]) for k in known) > 1:
        return  # labels that stand in a row are heads, not rows whose cells are empty
    for k in known:
        if k != last and _is_heading(read[k]):
            yield _heading(read[k])
    anchor = None if known else _unlabelled(read, slots, heads)
    if anchor and last < 0:
        if any(s.status is not Status.BLANK for s in slots) or (anchor.rows and len(slots) >= MINIMUM_HEADS):
            yield anchor
    elif anchor and anchor.rows and len(slots) == len(next(iter(anchor.heads.values())).columns):
        yield anchor  # its label says no more than `数量`
    elif known or any(s.status is not Status.BLANK for s in slots):
        label = read[last]
        rows = _rows(label)
        labels = tuple([r.says.text for r in read[: last + 1] if not r.says.is_value])
        yield Anchor(label.place, rows, slots, labels, label.says.number, True, heads.of(rows), heads.texts)


def _last_text(read: Sequence[_Read]) -> int:
    """The last text before the first value of a row without a known label; -1 when there is none.

    An empty cell before it is what a label of the rows above should span.
    """
    last = -1
    for k, r in enumerate(read):
        if r.says.is_value and (last >= 0 or r.says.status is not Status.BLANK):
            break
        if r.says.is_value:
            continue
        if not r.says.is_unit:
            last = k
    return last


def _heading(r: _Read) -> Anchor:
    """The anchor of a label without values of its own."""
    rows = [row for row in _rows(r) if _stands_alone(row)]
    return Anchor(r.place, rows, [], (r.says.text,), r.says.number, in_table=True)


def _is_heading(r: _Read) -> bool:
    """Whether a label may stand without values of its own: left of another label, or among heads."""
    return any(map(_stands_alone, _rows(r)))


def _stands_alone(row: Row) -> bool:
    return row.is_heading or row.when_absent == "omit"


def _rows(r: _Read) -> list[Row]:
    return r.says.label.rows if r.says.label else []


def _slot(r: _Read, unit: str | None) -> Slot:
    status = r.says.status
    if status is Status.BLANK:
        return Slot(status, column=r.column, width=r.width)
    figure = HiddenFigure() if status is Status.REPORTED else None
    return Slot(status, figure, r.says.unit or unit, r.place, r.place + 1, r.column, r.width)


def _unlabelled(read: Sequence[_Read], slots: list[Slot], heads: TableHeads) -> Anchor:
    """A row that its heads alone, or the group that it has for a label, tell what it is."""
    groups = [r.says.label for r in read if r.says.label and r.says.label.mark == "group"]
    group = groups[-1] if groups else None  # 行政诉讼, then the part of it that the row is
    start = read[0].place
    for column_set in unlabelled_sets():
        named = heads.of_group(column_set, group) if group else heads.named(column_set)
        if named and len(named.columns) >= MINIMUM_HEADS:
            rows = unlabelled_rows(column_set)
            return Anchor(start, rows, slots, (), in_table=True, heads={column_set: named}, head_texts=heads.texts)
    return Anchor(start, (), slots, (), in_table=True, head_texts=heads.texts)
