"""The heads of a table: which column of a form stands above which place of the grid.

Belongs here: heads on one level or on several, and what holds when their spans do not add up. Does not: the rows
below them (`grid.py`), heads in text (`stream.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from gk_pipeline.catalog.forms import Column, Row, load
from gk_pipeline.extraction.anchors import Heads, order_heads, usual_group
from gk_pipeline.extraction.cells import unit_in
from gk_pipeline.extraction.labels import Label


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of a row of heads: the grid columns it spans, what it prints, and the label it is, if any."""

    column: int
    width: int
    text: str
    label: Label | None

    @property
    def span(self) -> range:
        return range(self.column, self.column + self.width)

    @property
    def is_group(self) -> bool:
        return self.label is not None and self.label.mark == "group"

    def names(self, column_set: str) -> list[Column]:
        """The columns of a set that this head can name."""
        return [c for c in self.label.columns if c.column_set == column_set] if self.label and not self.is_group else []


@dataclass(slots=True)
class TableHeads:
    """The heads seen so far in a table. `title` is the group that is printed above the table rather than in it.

    `texts` is what the lowest head above each grid column prints, empty for an empty head, `units` the unit it names;
    `codes` are the columns of row codes. A head holds until another one of its level takes its place.
    """

    title: Label | None = None
    texts: dict[int, str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    codes: set[int] = field(default_factory=set)
    _columns: dict[int, Label] = field(default_factory=dict)
    _groups: dict[int, Label] = field(default_factory=dict)
    _block: list[Sequence[Head]] = field(default_factory=list)
    _before: set[int] = field(default_factory=set)
    _is_open: bool = False
    _sets: set[str] = field(default_factory=set)
    _known: dict[str, Heads | None] = field(default_factory=dict)

    def add(self, cells: Sequence[Head]) -> None:
        """Takes in a row of heads; those that follow each other directly belong together."""
        self._known.clear()
        row = list(_over_empty(cells))
        if not self._is_open:
            self._block, self._is_open, self._before = [], True, set(self._columns)
        self._block.append(row)
        texts = {**self.texts, **{place: head.text for head in cells if head.text for place in head.span}}
        for head in cells:
            texts.setdefault(head.column, head.text)
            self._note_unit(head)
        self.texts = texts
        for head in row:
            if head.label is None:
                continue
            self._sets.update([column.column_set for column in head.label.columns])
            if head.is_group:
                self._groups.update(dict.fromkeys(head.span, head.label))
            elif head.label.columns:
                self._forget(head.label)
                self._columns[head.column] = head.label
                self._before.discard(head.column)
            elif head.label.mark == "code":
                self.codes.add(head.column)

    def _note_unit(self, head: Head) -> None:
        unit = unit_in(head.text)
        for place in head.span if head.text else ():
            if unit:
                self.units[place] = unit
            else:
                self.units.pop(place, None)

    def _forget(self, label: Label) -> None:
        """A head that is printed again stands where it stands now."""
        for place in [place for place in self._before if self._columns.get(place) is label]:
            del self._columns[place]

    def close(self) -> None:
        """A row of values follows: further heads open a block of their own."""
        self._is_open = False

    def named(self, column_set: str) -> Heads | None:
        """The columns of a set that the heads name, from left to right; None when they name none of it."""
        if column_set not in self._known:
            self._known[column_set] = self._named(column_set) if column_set in self._sets else None
        return self._known[column_set]

    def of_group(self, column_set: str, group: Label) -> Heads | None:
        """The columns of a set for a row whose label is their group: 行政复议 to the left, 结果维持 above."""
        places = self._places(column_set)
        columns = order_heads([group, *(self._columns[place] for place in places)], column_set)[1:]
        found = [(c, place) for c, place in zip(columns, places, strict=True) if c and _is_in(c, group.text)]
        return Heads(tuple(c for c, _ in found), tuple(place for _, place in found)) if found else None

    def of(self, rows: Sequence[Row]) -> dict[str, Heads]:
        """The heads by column set, for every set that one of the rows has."""
        found: dict[str, Heads] = {}
        for row in rows:
            heads = self.named(row.column_set) if row.cells and row.column_set not in found else None
            if heads:
                found[row.column_set] = heads
        return found

    def _named(self, column_set: str) -> Heads | None:
        whole = len(load().columns[column_set])
        labels = [label for label in self._columns.values() if any(c.column_set == column_set for c in label.columns)]
        if len(labels) < whole and all(label.rows for label in labels):
            return Heads(())  # 其他 and 总计 are rows as well: the table may be turned, and no cell of it is sure
        by_place = self._by_place(column_set) if self._is_sound(column_set) else None
        if by_place and len(by_place.columns) == whole:
            return by_place
        by_level = self._by_level(column_set)
        if by_level and (not by_place or len(by_level.columns) == whole > len(by_place.columns)):
            return by_level
        return by_place

    def _is_sound(self, column_set: str) -> bool:
        """Whether the places of the heads can be believed: no two on one place, and each below its group.

        Where spans are lost or wrong, heads of the second level slide out from under their group.
        """
        taken: dict[int, Label] = {}
        groups = [head for row in self._block for head in row if head.is_group]
        for row in self._block:
            for head in row:
                columns = head.names(column_set)
                if not columns or head.label is None:
                    continue
                if taken.setdefault(head.column, head.label) is not head.label:
                    return False
                above = [g for g in groups if any(_is_of(column, g) for column in columns)]
                outside = [column for column in columns if not any(_is_of(column, g) for g in groups)]
                if above and not outside and not any(head.column in g.span for g in above):
                    return False
        return True

    def _by_place(self, column_set: str) -> Heads | None:
        labels: list[Label] = [self.title] if self.title else []
        places: list[int | None] = [None] if self.title else []
        group: Label | None = None
        for place in self._places(column_set):
            above = self._groups.get(place)
            if above and above is not group:
                group = above
                labels.append(above)
                places.append(None)
            labels.append(self._columns[place])
            places.append(place)
        named = list(zip(labels, order_heads(labels, column_set), places, strict=True))
        found = [(column, place) for _, column, place in named if column and place is not None]
        words = {label.text for label, column, _ in named if column}
        rivals = {
            label.text
            for label, column, place in named
            if not column and place is not None and any(c.column_set == column_set for c in label.columns)
        }
        # Two heads with different words for one column: which of them is it?
        places_known = tuple(place for _, place in found) if rivals <= words else ()
        return Heads(tuple(column for column, _ in found), places_known) if found else None

    def _places(self, column_set: str) -> list[int]:
        """The grid columns with heads: those of the last block where it names the whole set, else all so far."""
        latest = sorted(set(self._columns) - self._before)
        heads = [self._columns[place] for place in latest]
        whole = sum(any(c.column_set == column_set for c in head.columns) for head in heads)
        return latest if whole >= len(load().columns[column_set]) else sorted(self._columns)

    def _by_level(self, column_set: str) -> Heads | None:
        """The columns in the order of their levels alone: those of a group stand where the group does. No places."""
        order: list[Head | Column] = []
        for row in self._block:
            for head in row:
                if head.is_group:
                    order.append(head)
                    continue
                left = [column for column in head.names(column_set) if column not in order]
                if not left:
                    continue
                place, column = next(
                    (
                        (_behind(order, place), column)
                        for place, group in enumerate(order)
                        for column in left
                        if isinstance(group, Head) and _is_of(column, group)
                    ),
                    (len(order), left[0]),
                )
                order.insert(place, column)
        columns = tuple(each for each in order if isinstance(each, Column))
        return Heads(columns) if columns else None


def _over_empty(cells: Sequence[Head]) -> Iterator[Head]:
    """The heads, a group spread over the empty cells that follow it: its span was printed as cells of their own."""
    group: Head | None = None
    for head in cells:
        if group and not head.text and head.column == group.column + group.width:
            group = replace(group, width=group.width + head.width)
            continue
        if group:
            yield group
        group = head if head.is_group else None
        if not group:
            yield head
    if group:
        yield group


def _is_of(column: Column, group: Head) -> bool:
    """Whether a column belongs to a group by the words of the form."""
    return _is_in(column, group.label.text if group.label else "")


def _is_in(column: Column, group: str) -> bool:
    return bool(column.group and column.group.endswith(usual_group(group)))


def _behind(order: Sequence[Head | Column], group: int) -> int:
    """The place behind the columns that already stand in a group."""
    head, place = order[group], group + 1
    while place < len(order):
        column = order[place]
        if not (isinstance(column, Column) and isinstance(head, Head) and _is_of(column, head)):
            break
        place += 1
    return place
