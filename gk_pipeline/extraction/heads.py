"""The heads of a table: which column of a form stands above which place of the grid.

Belongs here: heads and their places, and what holds when their spans do not add up. Does not: the order of heads on
several levels without places (`head_levels.py`), the rows below them (`grid.py`), heads in text (`stream.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gk_pipeline.catalog.forms import Row, load
from gk_pipeline.extraction.anchors import Heads, order_heads
from gk_pipeline.extraction.cells import unit_in
from gk_pipeline.extraction.head_levels import Head, by_level, has_unknown, is_in, is_of, over_empty
from gk_pipeline.extraction.labels import Label


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
        row = list(over_empty(cells))
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
        found = [(c, place) for c, place in zip(columns, places, strict=True) if c and is_in(c, group.text)]
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
        levels = by_level(self._block, column_set)
        if levels and not by_place and len(levels.columns) < whole and has_unknown(self._block, column_set):
            return Heads(())  # without places, a head of its own leaves open which value stands under which
        if levels and (not by_place or len(levels.columns) == whole > len(by_place.columns)):
            return levels
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
                above = [g for g in groups if any(is_of(column, g) for column in columns)]
                outside = [column for column in columns if not any(is_of(column, g) for g in groups)]
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
        named = list(zip(labels, order_heads(labels, column_set, grouped=True), places, strict=True))
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
