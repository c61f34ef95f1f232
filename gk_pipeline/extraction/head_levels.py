"""The cells of heads on several levels: groups and the columns in them, where no place tells which column is whose.

Belongs here: one head, the group that it belongs to by the words of the form, the order of levels. Does not: what
stands above which place of the grid (`heads.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gk_pipeline.catalog.forms import Column
from gk_pipeline.extraction.anchors import Heads, usual_group
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


# Rows of heads that follow each other directly.
Block = Sequence[Sequence[Head]]


def by_level(block: Block, column_set: str) -> Heads | None:
    """The columns in the order of their levels alone: those of a group stand where the group does. No places."""
    order: list[Head | Column] = []
    for row in block:
        for head in row:
            if head.is_group:
                order.append(head)
                continue
            named = head.names(column_set)
            left = [column for column in named if column not in order]
            if named and not left:
                return Heads(())  # a head too many
            if not left:
                continue
            place, column = next(
                (
                    (_behind(order, place), column)
                    for place, group in enumerate(order)
                    for column in left
                    if isinstance(group, Head) and is_of(column, group)
                ),
                (len(order), left[0]),
            )
            order.insert(place, column)
    columns = tuple(each for each in order if isinstance(each, Column))
    groups = [each for each in order if isinstance(each, Head)]
    outside = [c for c in columns if c.group and "/" in c.group and not any(is_of(c, group) for group in groups)]
    if outside and list(columns) != sorted(columns, key=lambda column: column.position):
        return Heads(())  # a group without its head may stand before one with it
    return Heads(columns) if columns else None


def has_unknown(block: Block, column_set: str) -> bool:
    """Whether a head that is not known stands beside heads of a set, behind the first of them."""
    for row in block:
        named = [place for place, head in enumerate(row) if head.names(column_set)]
        if any(head.text and not head.label for head in row[min(named, default=len(row)) :]):
            return True
    return False


def over_empty(cells: Sequence[Head]) -> Iterator[Head]:
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


def is_of(column: Column, group: Head) -> bool:
    """Whether a column belongs to a group by the words of the form."""
    return is_in(column, group.label.text if group.label else "")


def is_in(column: Column, group: str) -> bool:
    return bool(column.group and column.group.endswith(usual_group(group)))


def _behind(order: Sequence[Head | Column], group: int) -> int:
    """The place behind the columns that already stand in a group."""
    head, place = order[group], group + 1
    while place < len(order):
        column = order[place]
        if not (isinstance(column, Column) and isinstance(head, Head) and is_of(column, head)):
            break
        place += 1
    return place
