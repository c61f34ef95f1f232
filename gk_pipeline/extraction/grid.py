"""The front end for tables: rows of cells, where an empty cell is seen and heads name the columns.

Belongs here: telling label cells from value cells, and the heads above them. Does not: text (`stream.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from gk_pipeline.catalog.forms import Row
from gk_pipeline.documents.model import Cell, Table
from gk_pipeline.extraction.anchors import (
    MINIMUM_HEADS,
    NUMBERING,
    Anchor,
    Heads,
    Slot,
    order_heads,
    unlabelled_rows,
    unlabelled_sets,
    without_year,
)
from gk_pipeline.extraction.cells import is_unit, read_cell, unit_of
from gk_pipeline.extraction.folding import Folded
from gk_pipeline.extraction.labels import Label, label_of
from gk_pipeline.extraction.model import Status


@dataclass(slots=True)
class _Read:
    """A cell with its folded text, its place in the folded text, and the label it is (None for a value or text)."""

    cell: Cell
    start: int
    text: str
    number: str = ""
    label: Label | None = None
    is_value: bool = False


@dataclass(slots=True)
class _Heads:
    """The heads seen so far in a table, by grid column; `groups` are the heads that span several of them.

    `known` remembers what they name, since every row asks; `texts` is what they print. `title` is the group that is
    printed above the table rather than in it, `codes` are the columns of row codes.
    """

    columns: dict[int, Label] = field(default_factory=dict)
    groups: dict[int, Label] = field(default_factory=dict)
    known: dict[str, Heads | None] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    title: Label | None = None
    codes: set[int] = field(default_factory=set)

    def add(self, read: Sequence[_Read]) -> None:
        self.known.clear()
        self.texts = {**self.texts, **{r.cell.column: r.text for r in read if r.text}}
        for r in read:
            if r.label and r.label.mark == "group":
                span = range(r.cell.column, r.cell.column + r.cell.column_span)
                self.groups.update(dict.fromkeys(span, r.label))
            elif r.label and r.label.columns:
                self.columns[r.cell.column] = r.label
            elif r.label and r.label.mark == "code":
                self.codes.add(r.cell.column)

    def named(self, column_set: str) -> Heads | None:
        """The columns of a set that the heads name, from left to right; None when they name none of it."""
        if column_set not in self.known:
            self.known[column_set] = self._named(column_set)
        return self.known[column_set]

    def _named(self, column_set: str) -> Heads | None:
        labels: list[Label] = [self.title] if self.title else []
        places: list[int | None] = [None] if self.title else []
        group: Label | None = None
        for place in sorted(self.columns):
            above = self.groups.get(place)
            if above and above is not group:
                group = above
                labels.append(above)
                places.append(None)
            labels.append(self.columns[place])
            places.append(place)
        found = [
            (column, place)
            for column, place in zip(order_heads(labels, column_set), places, strict=True)
            if column and place is not None
        ]
        return Heads(tuple(c for c, _ in found), tuple(place for _, place in found)) if found else None

    def of(self, rows: Sequence[Row]) -> dict[str, Heads]:
        """The heads by column set, for every set that one of the rows has."""
        sets = dict.fromkeys(row.column_set for row in rows if row.cells)
        named = {column_set: self.named(column_set) for column_set in sets}
        return {column_set: heads for column_set, heads in named.items() if heads}


def grid_anchors(folded: Folded, index: int, table: Table, title: Label | None = None) -> Iterator[Anchor]:
    """Anchors of one table, row by row. A row whose label is not known gives an anchor without catalogue rows.

    `title` is the group of columns that the text right above the table names, if any.
    """
    heads = _Heads(title=title)
    for _, cells in groupby(table.cells, key=lambda cell: cell.row):
        read = [_read(folded, cell) for cell in cells]
        if _is_head(read):
            heads.add(read)
            rows = [r for r in read if r.label and r.label.rows and not r.label.columns]
            yield from (Anchor(r.start, _rows(r), [], (r.text,), r.number, index) for r in rows)
        else:
            yield from _row(folded, read, index, heads)


def _read(folded: Folded, cell: Cell) -> _Read:
    start = folded.position(cell.start)
    if cell.start == cell.end:
        return _Read(cell, start, "", is_value=True)
    text = folded.norm[start : folded.position(cell.end)]
    if text.isdigit():
        return _Read(cell, start, text, is_value=True)
    match = NUMBERING.match(text)
    number = match.group() if match else ""
    bare = text[len(number) :]
    label = label_of(bare) or label_of(_without_remark(bare)) or label_of(text) or label_of(without_year(text))
    if label:
        return _Read(cell, start, text, number, label)
    return _Read(cell, start, text, is_value=read_cell(text).status in (Status.REPORTED, Status.PLACEHOLDER))


def _without_remark(text: str) -> str:
    """The label before a closing remark or mark: `(区分处理的…)`, `★`."""
    text = text.rstrip("★☆*:")
    cut = text.find("(", 1)
    return text[:cut] if cut > 0 and text.endswith(")") else text


def _is_head(read: Sequence[_Read]) -> bool:
    """A row without figures that names columns."""
    named = [r for r in read if r.label and (r.label.columns or r.label.mark == "group")]
    figures = [r for r in read if r.is_value and r.text]
    rows = [r for r in named if r.label and r.label.rows]
    return not figures and (len(named) > len(rows) or len(named) > 1)


def _row(folded: Folded, read: Sequence[_Read], index: int, heads: _Heads) -> Iterator[Anchor]:
    """The anchors of one row: its last label takes the values to its right, labels before it are headings."""
    known = [k for k, r in enumerate(read) if r.label and r.label.rows]
    first_value = next((k for k, r in enumerate(read) if r.is_value and k > (known[-1] if known else -1)), len(read))
    texts = [k for k, r in enumerate(read) if not r.is_value and not is_unit(r.text) and k < first_value]
    last = known[-1] if known else max(texts, default=-1)
    right = read[last + 1 :]
    unit = next((unit_of(r.text) for r in right if is_unit(r.text)), None)
    slots = [_slot(folded, r, unit) for r in right if not is_unit(r.text) and r.cell.column not in heads.codes]
    for k in known:
        if k != last:
            yield Anchor(read[k].start, _rows(read[k]), [], (read[k].text,), read[k].number, index)
    if last < 0:
        anchor = _unlabelled(read, slots, index, heads)
        if any(s.status is not Status.BLANK for s in slots) or (anchor.rows and len(slots) >= MINIMUM_HEADS):
            yield anchor
    elif known or any(s.status is not Status.BLANK for s in slots):
        rows = _rows(read[last])
        labels = tuple(r.text for r in read[: last + 1] if not r.is_value)
        yield Anchor(read[last].start, rows, slots, labels, read[last].number, index, heads.of(rows), heads.texts)


def _rows(r: _Read) -> list[Row]:
    return r.label.rows if r.label else []


def _slot(folded: Folded, r: _Read, unit: str | None) -> Slot:
    reading = read_cell(r.text)
    if reading.status is Status.BLANK:
        return Slot(Status.BLANK, column=r.cell.column, width=r.cell.column_span)
    return Slot(
        reading.status,
        reading.value,
        reading.unit or unit,
        folded.offset(r.start + reading.start),
        folded.end_offset(r.start + reading.end),
        r.cell.column,
        r.cell.column_span,
    )


def _unlabelled(read: Sequence[_Read], slots: list[Slot], index: int, heads: _Heads) -> Anchor:
    for column_set in unlabelled_sets():
        named = heads.named(column_set)
        if named and len(named.columns) >= MINIMUM_HEADS:
            return Anchor(
                read[0].start, unlabelled_rows(column_set), slots, (), "", index, {column_set: named}, heads.texts
            )
    return Anchor(read[0].start, (), slots, (), "", index, {}, heads.texts)
