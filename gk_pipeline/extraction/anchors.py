"""What both front ends make of a document: anchors, each a printed label with the value slots that stand behind it.

`stream.py` reads text (labels and values in reading order, separators where they survived), `grid.py` tables (rows
of cells, where an empty cell is seen). Belongs here: what they share. Does not: which row of which form an anchor
is (`align.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from gk_pipeline.catalog.forms import Column, Row, load
from gk_pipeline.extraction.folding import fold_label
from gk_pipeline.extraction.labels import Label, label_of
from gk_pipeline.extraction.model import Number, Status

# Numbering as printed before a label; own numbering of agencies is common, so any is accepted.
NUMBERING = re.compile(
    r"(?:其中[:,]?)?"
    r"(?:[一二三四五六七八九十]{1,3}[、.,]|\(?[一二三四五六七八九十]{1,3}\)[、.]?|\(?\d{1,2}\)|\d{1,2}[、.,](?!\d)|[①-⒛])?"
    r"(?:其中[:,]?)?"
)
_NUMBERING_BEFORE = re.compile(f"(?:{NUMBERING.pattern})$")
_YEAR_BEFORE = re.compile(r"^(?:20)?\d\d(?=年)")
_YEAR_AT_END = re.compile(r"(?<!\d)(?:20)?\d\d$")
_NUMBERING_ENDS = frozenset("、.,):中①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽")
# Heads of an unlabelled row must stand together in this number before figures count as its values.
MINIMUM_HEADS = 4
# The longest numbering, with 其中: around it.
NUMBERING_LENGTH = 12


class HiddenFigure(int):
    """Stands for the figure of a cell while a plan is made, which must hold whatever the cells print."""

    def __eq__(self, other: object) -> bool:
        raise FigureNeededError

    __hash__ = int.__hash__


class FigureNeededError(Exception):
    """What a table says can't be told from its skeleton alone."""


@dataclass(slots=True)
class Slot:
    """One place for a value. Offsets refer to the document's text; a blank slot has none.

    `column` is its place on the grid (None in text), `width` the grid columns it covers. `separated` is false when
    the value is glued to what stands before it, `in_cell` is true when a boundary of cells stands beside it;
    `has_leading_zero` is true for `00` and `0121`, which in text are
    several values.
    """

    status: Status
    value: Number | None = None
    unit: str | None = None
    start: int | None = None
    end: int | None = None
    column: int | None = None
    width: int = 1
    separated: bool = True
    in_cell: bool = False
    has_leading_zero: bool = False

    def at(self, start: int, end: int, value: Number | None) -> Slot:
        """The slot of a table at another place, with that value."""
        return Slot(self.status, value, self.unit, start, end, self.column, self.width)


@dataclass(frozen=True, slots=True)
class Heads:
    """Columns of one set in printed order, and their places on the grid (none in text).

    `coded` is true in text where a column of codes stands before them; `units` are those that heads in text name.
    """

    columns: tuple[Column, ...]
    places: tuple[int, ...] = ()
    coded: bool = False
    units: tuple[str | None, ...] = ()

    def cells(self, row: Row) -> Sequence[tuple[str, str | None]]:
        """The cells that a row has in these columns; `Row.cells` are those of all columns of its set."""
        return [row.cells[column.position - 1] for column in self.columns]


@dataclass(slots=True)
class Anchor:
    """A printed label and the slots behind it. `start` is its place in the folded text.

    `rows` are the catalogue rows it can be (several where forms repeat a label, none for an unknown label); `labels`
    the printed labels of the row from left to right; `heads` the columns that the heads above name, by column set;
    `head_texts` what is printed above each grid column; `in_table` tells a row of a table from one of text. `behind` is
    the place in the folded text behind its last value (text only). `printed` is the label as printed where it was
    matched with tolerance.
    """

    start: int
    rows: Sequence[Row]
    slots: list[Slot]
    labels: tuple[str, ...]
    number: str = ""
    in_table: bool = False
    heads: dict[str, Heads] = field(default_factory=dict)
    head_texts: Mapping[int, str] = field(default_factory=dict)
    behind: int = 0
    printed: str | None = None

    def at(self, start: int, slots: list[Slot]) -> Anchor:
        """The anchor of a table at another place, with those slots."""
        return Anchor(start, self.rows, slots, self.labels, self.number, True, self.heads, self.head_texts)

    def cells(self, row: Row) -> Sequence[tuple[str, str | None]]:
        """The cells of the row as the heads print them, or all of them in the form's order when no head was seen."""
        heads = self.heads.get(row.column_set) if self.heads else None
        return heads.cells(row) if heads else row.cells

    def is_headed_otherwise(self, row: Row) -> bool:
        """Whether its heads are those that another form prints for the same row, and none are those of this form."""
        if not self.heads or row.column_set in self.heads:
            return False
        return any(other.column_set in self.heads for other in self.rows if other.row_id == row.row_id)

    def values(self, row: Row) -> list[Slot]:
        """The slots that can be cells of the row: without a code, and without the empty cells its label spans."""
        slots = self.slots
        heads = self.heads.get(row.column_set) if self.heads else None
        if heads and heads.coded:
            slots = slots[1:]
        spare = len(slots) - (len(heads.columns) if heads else len(row.cells))
        return slots if spare <= 0 else _without_padding(slots, spare, heads.places if heads else ())


def _without_padding(slots: list[Slot], spare: int, places: Sequence[int]) -> list[Slot]:
    """The slots without empty ones at the ends, as many as are to spare; as they are where it can't be told which.

    Heads with places tell: no value stands outside of them.
    """
    if places:
        return [s for s in slots if s.status is not Status.BLANK or _overlaps(s, min(places), max(places))]
    printed = [k for k, slot in enumerate(slots) if slot.status is not Status.BLANK]
    before, behind = (printed[0], len(slots) - printed[-1] - 1) if printed else (spare, 0)
    if before >= spare and not behind and not any(slot.status is Status.UNREADABLE for slot in slots):
        return slots[spare:]
    if behind >= spare and not before:
        return slots[:-spare]
    return slots[before : len(slots) - behind] if before + behind == spare else slots


def _overlaps(slot: Slot, first: int, last: int) -> bool:
    return slot.column is None or (slot.column <= last and slot.column + slot.width > first)


@lru_cache(maxsize=4096)  # the same figures stand before the same numbering
def numbering_before(text: str) -> str:
    """The numbering that ends a piece of folded text, possibly empty."""
    if text[-1:] not in _NUMBERING_ENDS:
        return ""
    match = _NUMBERING_BEFORE.search(text)
    return match.group() if match else ""


def year_before(text: str) -> str:
    """The year that ends a piece of text, as it stands before a head such as `年度`."""
    match = _YEAR_AT_END.search(text)
    return match.group() if match else ""


def without_year(text: str) -> str:
    """A head without the year it names: `2014年度`, `18年发生数`."""
    return _YEAR_BEFORE.sub("", text)


def order_heads(labels: Sequence[Label], column_set: str, *, grouped: bool = False) -> list[Column | None]:
    """The column of a set that each head names (None for other heads). A repeated head takes the next column.

    Where fewer heads stand than the set has columns, or each group stands before its own heads (`grouped`), the last
    group head before them narrows the choice: 结果维持 under 复议后起诉 is not the one under 行政复议.
    """
    return list(_ordered(tuple([label.text for label in labels]), column_set, grouped))


@lru_cache(maxsize=1024)  # nearly all tables print the heads of the form
def _ordered(texts: tuple[str, ...], column_set: str, grouped: bool) -> tuple[Column | None, ...]:
    labels = [label for text in texts if (label := label_of(text))]
    candidates = [[c for c in label.columns if c.column_set == column_set] for label in labels]
    partial = sum(map(bool, candidates)) < len(load().columns[column_set])
    if partial:
        candidates = [[c for c in options if not _is_unnamed(c, texts)] for options in candidates]
    group: str | None = None
    named: list[Column | None] = []
    last = 0
    for label, options in zip(labels, candidates, strict=True):
        if label.mark == "group":
            group = usual_group(label.text)
        inside = [c for c in options if group and c.group and c.group.endswith(group)] if partial or grouped else []
        left = [c for c in inside or options if c not in named]
        choice = next((c for c in left if c.position > last), left[0]) if left else None
        named.append(choice)
        last = choice.position if choice else last
    return tuple(named)


def _is_unnamed(column: Column, heads: Sequence[str]) -> bool:
    """Whether heads name the group that a column's own group is a part of, but no such part: 行政诉讼 alone."""
    above, _, part = (column.group or "").partition("/")
    parts = [each.group for each in load().columns[column.column_set] if (each.group or "").startswith(f"{above}/")]
    named = {usual_group(head) for head in heads}
    return bool(part) and above in named and not any(str(each).endswith(head) for each in parts for head in named)


def usual_group(text: str) -> str:
    """The first wording of a group for any of its wordings; other texts as they are."""
    return _usual_groups().get(text, text)


@cache
def _usual_groups() -> dict[str, str]:
    groups = [mark.labels for mark in load().marks if mark.kind == "group"]
    return {fold_label(wording): fold_label(labels[0]) for labels in groups for wording in labels}


@cache
def unlabelled_rows(column_set: str) -> tuple[Row, ...]:
    """The rows that print no label of their own: the heads above their values alone tell what they are."""
    return tuple(
        row for form in load().forms.values() for row in form.rows if not row.labels and row.column_set == column_set
    )


@cache
def unlabelled_sets() -> tuple[str, ...]:
    return tuple(dict.fromkeys(r.column_set for f in load().forms.values() for r in f.rows if not r.labels))


@cache
def simple_sets() -> frozenset[str]:
    """The column sets whose heads stand on one level, so that reading order is printed order."""
    return frozenset(name for name, columns in load().columns.items() if not any(c.group for c in columns))
