"""The front end for text: labels and values in reading order, with whatever separators survived.

Belongs here: telling a label of a table from its mention in prose, and cutting what follows into slots. Does not:
tables (`grid.py`), runs of digits that hold several values (`digits.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gk_pipeline.catalog.forms import load
from gk_pipeline.extraction.anchors import (
    MINIMUM_HEADS,
    NUMBERING,
    NUMBERING_LENGTH,
    Anchor,
    Heads,
    Slot,
    numbering_before,
    order_heads,
    simple_sets,
    unlabelled_rows,
    unlabelled_sets,
    year_before,
)
from gk_pipeline.extraction.cells import (
    ends_in_value,
    is_unit,
    match_note,
    match_placeholder,
    match_value,
    to_number,
    unit_of,
)
from gk_pipeline.extraction.folding import CELL, Folded
from gk_pipeline.extraction.labels import Hit, Label
from gk_pipeline.extraction.model import Status

# A label may follow directly on these: the end of a value, of a remark, of a mark.
_LEFT = frozenset("0123456789)/-—─%" + CELL)
_RIGHT = frozenset("0123456789+/-—─" + CELL)
# Behind a value inside one piece of text: a remark, another value, a mark. Anything else is text.
_AFTER_VALUE = frozenset("(0123456789+/-—─" + CELL)
# These make a figure a numbering or a date.
_NUMBERS = frozenset("、.,)年月日")


@dataclass(slots=True)
class _Place:
    """A hit that stands where a label of a table stands: `start` with its numbering, `end` behind its remark.

    `values` is behind the cell boundaries that follow.
    """

    hit: Hit
    start: int
    end: int
    values: int
    number: str


def stream_anchors(folded: Folded, hits: Sequence[Hit], limit: Sequence[int] = ()) -> Iterator[Anchor]:
    """Anchors of the text outside tables. `limit` are places in the folded text that no row runs across."""
    places = list(_places(folded, hits))
    limits = sorted(limit)
    run: list[_Place] = []
    heads: dict[str, Heads] = {}
    for k, place in enumerate(places):
        run = [*run, place] if run and run[-1].values == place.start else [place]
        stop = places[k + 1].start if k + 1 < len(places) else len(folded.norm)
        stop = next((edge for edge in limits if place.values <= edge < stop), stop)
        label = place.hit.label
        slots, behind = slots_from(folded, place.end, stop) if label.rows or label.columns else ([], 0)
        if label.columns:
            heads.update(_simple_heads(run))
        headed = _headed(run) if slots and len(run) >= MINIMUM_HEADS else {}
        if headed:
            yield Anchor(place.start, unlabelled_rows(next(iter(headed))), slots, (), heads=headed, behind=behind)
        elif label.rows and (slots or not label.columns or len(run) == 1):  # 其他 and 总计 among heads are heads
            yield Anchor(place.start, label.rows, slots, (label.text,), place.number, heads=dict(heads), behind=behind)


def _places(folded: Folded, hits: Sequence[Hit]) -> Iterator[_Place]:
    norm = folded.norm
    placed: list[_Place] = []
    for hit in hits:
        if not placed or hit.start >= placed[-1].values:  # a hit inside a remark belongs to the remark
            placed.append(_place(folded, hit))
    behind = 0
    for k, place in enumerate(placed):
        start, values = place.start, place.values
        following = placed[k + 1].start if k + 1 < len(placed) else len(norm)
        left = start == behind or folded.separated(start) or norm[start - 1] in _LEFT or ends_in_value(norm, start)
        right = values >= following or folded.separated(values) or norm[values] in _RIGHT
        if left and (right or match_value(norm, values, following) or match_placeholder(norm, values, following)):
            yield place
        behind = values


def _place(folded: Folded, hit: Hit) -> _Place:
    norm = folded.norm
    before = norm[max(0, hit.start - NUMBERING_LENGTH) : hit.start]
    year = year_before(before) if hit.label.columns and hit.label.text.startswith("年") else ""
    number = year or numbering_before(before)
    start = hit.start - len(number)
    if number[:1].isdigit() and not year:
        if number[1:2].isdigit() and folded.separated(start + 1):
            number = number[1:]
        elif number[1:2].isdigit() or (start and norm[start - 1].isdigit() and not folded.separated(start)):
            # `00000002.` is seven zeros and `2.`: the form's own numbering tells where the value ends.
            printed = [row.number for row in hit.label.rows if row.number and number.endswith(row.number)]
            number = printed[0] if printed else number[-2:]
        start = hit.start - len(number)
    note = match_note(norm, hit.end)
    is_remark = note and not note.group()[1:-1].isdigit() and not NUMBERING.fullmatch(note.group())
    end = note.end() if note and is_remark else hit.end
    return _Place(hit, start, end, _behind_cells(norm, end), number)


def _behind_cells(norm: str, position: int) -> int:
    while norm.startswith(CELL, position):
        position += 1
    return position


def _headed(run: Sequence[_Place]) -> dict[str, Heads]:
    """The heads of a row without label, when the run that ends here is long enough to be them."""
    labels: list[Label] = [place.hit.label for place in run]
    for column_set in unlabelled_sets():
        heads = tuple(column for column in order_heads(labels, column_set) if column)
        if len(heads) >= MINIMUM_HEADS and any(c.column_set == column_set for c in labels[-1].columns):
            return {column_set: Heads(heads)}
    return {}


def _simple_heads(run: Sequence[_Place]) -> dict[str, Heads]:
    """The heads of sets that stand on one line. Heads on two levels are read in another order than they stand."""
    labels = [place.hit.label for place in run]
    found: dict[str, Heads] = {}
    for column_set in {column.column_set for column in labels[-1].columns} & simple_sets():
        columns = tuple(column for column in order_heads(labels, column_set) if column)
        if len(columns) == len(load().columns[column_set]):
            found[column_set] = Heads(columns, coded=any(label.mark == "code" for label in labels))
    return found


def slots_from(folded: Folded, position: int, stop: int) -> tuple[list[Slot], int]:
    """The values from `position` on, up to the first text that is neither value, unit nor remark; and where that is.

    Two cell boundaries with nothing between them on one line are an empty cell.
    """
    norm = folded.norm
    slots: list[Slot] = []
    while position < stop:
        if norm[position] == CELL:
            if (
                norm.startswith(CELL, position + 1)
                and position + 1 < stop
                and folded.on_one_line(position, position + 1)
            ):
                slots.append(Slot(Status.BLANK, in_cell=True))
            position += 1
            continue
        end = min(stop, folded.piece_end(position))
        value = match_value(norm, position, end)
        if value:
            rest = norm[value.end() : end]
            text_follows = bool(rest) and rest[0] not in _AFTER_VALUE
            if text_follows and (folded.separated(position) or rest[0] in _NUMBERS):
                break  # `4、其他…`, `2015年…`: the beginning of other text, not a value
            slots.append(_slot(folded, value, position))
            position = value.end()
            if text_follows:
                break
            continue
        mark = match_placeholder(norm, position, end)
        note = match_note(norm, position)
        if mark and mark.end() == end:
            start = mark.start("mark")
            slots.append(Slot(Status.PLACEHOLDER, start=folded.offset(start), end=folded.end_offset(end)))
            position = end
        elif note or is_unit(norm[position:end]):
            position = note.end() if note else end
        else:
            break
    return slots, position


def _slot(folded: Folded, value: re.Match[str], position: int) -> Slot:
    norm = folded.norm
    first, last = value.span("number")
    numeral = value.group("number")
    return Slot(
        Status.REPORTED,
        to_number(numeral),
        unit_of(value.group("before") or value.group("after")),
        folded.offset(first),
        folded.end_offset(last),
        separated=folded.separated(position),
        in_cell=CELL in (norm[position - 1 : position], norm[value.end() : value.end() + 1]),
        has_leading_zero=_has_leading_zero(numeral),
    )


def _has_leading_zero(numeral: str) -> bool:
    digits = numeral.lstrip("+-")
    return digits[0] == "0" and digits[1:2].isdigit()
