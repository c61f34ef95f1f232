"""The front end for text: labels and values in reading order, with whatever separators survived.

Belongs here: telling a label of a table from its mention in prose, and what belongs to it. Does not: cutting the text
behind it into slots (`slots.py`), tables (`grid.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
    usual_group,
    year_before,
)
from gk_pipeline.extraction.cells import (
    ends_in_value,
    is_unit,
    match_note,
    match_odd,
    match_placeholder,
    match_value,
    unit_in,
)
from gk_pipeline.extraction.folding import CELL, Folded
from gk_pipeline.extraction.labels import Hit, Label
from gk_pipeline.extraction.model import Status
from gk_pipeline.extraction.slots import remark, slots_from

# A label may follow directly on these: the end of a value, of a remark, of a mark.
_LETTERS = frozenset("OoQDlI?○〇◯零")  # read in place of digits
_LEFT = _LETTERS | frozenset("0123456789)/-—─%" + CELL)
_RIGHT = frozenset("0123456789+/-—─" + CELL)
# What may stand in the cells between two labels besides figures: marks in place of a value, and those of notes.
_MARKS = re.compile(rf"(?:[0-9.,+%{CELL}/\\*★☆×·_—–─-]|不填|无|不适用|不涉及|[①-⒛]|\[\d+\]|\([^()]{{1,30}}\))+")
_MARK_ENDS = frozenset("\\*★☆×·_–填无用及])") | frozenset(map(chr, range(ord("①"), ord("⒛") + 1)))
_LONGEST_MARKS = 80
_LONGEST_REMARK = 40
# Not a comma behind the numeral of a numbering: what stands before it is a part of the same label.
_LISTED = re.compile(r"[^一二三四五六七八九十\W\d_]、")
_VALUES = (match_value, match_placeholder, match_odd)
# What is quoted where no value could be read ends with its line or sentence: prose may follow.
_SENTENCE = re.compile("[。；;]*[^\n。；;]*")
# Of a list behind a label and its colon no more than this is quoted, in characters.
_LONGEST_LIST = 60
# A word in place of a figure, and the figures of the cells behind it.
_WORD_THEN_FIGURES = re.compile(rf"[^\s{CELL}]{{1,4}}(?:[^\S\n]+[+-]?\d[\d.,]*)+(?=[^\S\n]*$)", re.MULTILINE)


@dataclass(slots=True)
class _Place:
    """A hit that stands where a label of a table stands: `start` with its numbering, `end` behind remark and colon.

    `values` is behind the cell boundaries that follow; `unit` is the one that its remark names.
    """

    hit: Hit
    start: int
    end: int
    values: int
    number: str
    unit: str | None


def stream_anchors(folded: Folded, hits: Sequence[Hit], limit: Sequence[int] = ()) -> Iterator[Anchor]:
    """Anchors of the text outside tables. `limit` are places in the folded text that no row runs across."""
    places = list(_places(folded, hits))
    limits = sorted(limit)
    run: list[_Place] = []
    empty: list[_Place] = []  # those since the last with values
    heads: dict[str, Heads] = {}
    for k, place in enumerate(places):
        run = [*run, place] if run and run[-1].values == place.start else [place]
        stop = places[k + 1].start if k + 1 < len(places) else len(folded.norm)
        if limits:
            stop = next((edge for edge in limits if place.values <= edge < stop), stop)
        label = place.hit.label
        slots, behind = slots_from(folded, place.end, stop) if label.rows or label.columns else ([], 0)
        if not slots and label.rows:
            slots = _unread(folded, behind, stop)
        if not slots and len(run) >= MINIMUM_HEADS and place.values < stop and folded.norm[place.values].isdecimal():
            slots = _unread_below(folded, place.values, stop) if _headed(run) else []
        if label.columns:
            heads.update(_simple_heads(run))
        _give_units(slots, place, heads)
        empty.append(place)
        headed = _headed(run) if slots and len(run) >= MINIMUM_HEADS else {}
        if slots and not headed and len(empty) >= MINIMUM_HEADS and label.columns:
            headed = dict.fromkeys(_headed(empty), Heads(()))  # among them stand heads that are misprinted
        if slots:
            empty = []
        if headed:
            yield Anchor(place.start, unlabelled_rows(next(iter(headed))), slots, (), heads=headed, behind=behind)
        elif label.rows and (slots or not label.columns or len(run) == 1):  # 其他 and 总计 among heads are heads
            yield Anchor(place.start, label.rows, slots, (label.text,), place.number, heads=dict(heads), behind=behind)


def _give_units(slots: Sequence[Slot], place: _Place, heads: Mapping[str, Heads]) -> None:
    """The unit of the label, or those of the heads, for values that print none of their own."""
    if not slots or not (place.unit or heads):
        return
    sets = {row.column_set for row in place.hit.label.rows}
    units = next((h.units for name, h in heads.items() if name in sets and len(h.units) == len(slots)), ())
    for k, slot in enumerate(slots):
        slot.unit = slot.unit or place.unit or (units[k] if units else None)


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
        left = start == behind or norm[start - 1] in _LEFT or folded.separated(start) or ends_in_value(norm, start)
        if left and norm[start - 1] == "、":
            left = not _LISTED.match(norm, start - 2)
        elif not left and norm[start - 1] in _MARK_ENDS:
            mark = match_placeholder(norm, behind, start)
            left = mark is not None and mark.end() == start
            left = left or (start - behind <= _LONGEST_MARKS and _MARKS.fullmatch(norm, behind, start) is not None)
        elif not left:
            left = is_unit(norm[behind:start])  # of a cell that is empty
        right = values >= following or norm[values] in _RIGHT or folded.separated(values)
        right = right or (norm[values] in _LETTERS and norm[values + 1 : values + 2].isdecimal())
        right = right or is_unit(norm[values:following])
        right = right or (match_note(norm, values) is not None and not remark(folded, values))
        if left and (right or any(match(norm, values, following) for match in _VALUES)):
            yield place
        behind = values


def _place(folded: Folded, hit: Hit) -> _Place:
    norm = folded.norm
    number = _numbering(folded, hit)
    end, unit = hit.end, None
    if norm.startswith(("(", ":"), end):
        note = remark(folded, end)
        if note and not note.group()[1:-1].isdigit() and not NUMBERING.fullmatch(note.group()):
            end = note.end()
        end += norm.startswith(":", end)
        unit = unit_in(norm[hit.end : end])
    return _Place(hit, hit.start - len(number), end, _behind_cells(norm, end), number, unit)


def _numbering(folded: Folded, hit: Hit) -> str:
    """The numbering in front of a label, or the year in front of a head."""
    norm = folded.norm
    before = norm[max(0, hit.start - NUMBERING_LENGTH) : hit.start]
    year = year_before(before) if hit.label.columns and hit.label.text.startswith("年") else ""
    number = year or numbering_before(before)
    if year or not number[:1].isdecimal():
        return number
    start = hit.start - len(number)
    bracket = norm.find(")", start, hit.start)
    if bracket > 0 and norm.rfind("(", max(0, start - _LONGEST_REMARK), start) > norm.rfind(")", 0, start):
        return norm[bracket + 1 : hit.start]  # what is in front of it ends a remark: `(注1)`
    if number[1:2].isdigit() and folded.separated(start + 1):
        number, start = number[1:], start + 1
    point = start + len(number) - 1
    if number[-1] in "、.," and folded.separated(point) and _is_end_of_value(folded, start, point, hit):
        return number[-1]
    if number[1:2].isdigit() or (start and norm[start - 1].isdigit() and not folded.separated(start)):
        # `00000002.` is seven zeros and `2.`: the form's own numbering tells where the value ends.
        printed = [row.number for row in hit.label.rows if row.number and number.endswith(row.number)]
        return printed[0] if printed else number[-2:]
    return number


def _is_end_of_value(folded: Folded, start: int, point: int, hit: Hit) -> bool:
    """Whether digits that stand apart from the point behind them are no numbering: those of a longer number, or of the
    line above, but for the form's own numbering."""
    norm = folded.norm
    is_longer = point - start > 1 or (start > 0 and norm[start - 1].isdigit() and not folded.separated(start))
    is_above = not folded.on_one_line(point - 1, point)
    is_own = norm[point - 1 : point + 1] in [row.number for row in hit.label.rows]
    if is_own and is_longer and is_above:
        while norm[start - 1].isdigit() and not folded.separated(start):
            start -= 1
        return folded.separated(start)  # no numbering is glued to it
    return not is_own and (is_longer or is_above)


def _behind_cells(norm: str, position: int) -> int:
    while norm.startswith(CELL, position):
        position += 1
    return position


def _headed(run: Sequence[_Place]) -> dict[str, Heads]:
    """The heads of a row without label, when the run that ends here is long enough to be them."""
    labels: list[Label] = [place.hit.label for place in run]
    for column_set in unlabelled_sets():
        heads = [column for column in order_heads(labels, column_set) if column]
        if len(heads) >= MINIMUM_HEADS and any(c.column_set == column_set for c in labels[-1].columns):
            # Heads on two levels are read in another order than they stand.
            in_order = tuple(sorted(heads, key=lambda column: column.position))
            return {column_set: Heads(in_order if _groups_in_order(labels, column_set) else ())}
    return {}


def _groups_in_order(labels: Sequence[Label], column_set: str) -> bool:
    """Whether the groups of a set are printed in the order of the form."""
    groups = [column.group for column in load().columns[column_set] if column.group]
    printed = [usual_group(label.text) for label in labels if label.mark == "group"]
    places = [next((k for k, group in enumerate(groups) if name in group.split("/")), 0) for name in printed]
    return places == sorted(places)


def _simple_heads(run: Sequence[_Place]) -> dict[str, Heads]:
    """The heads of sets that stand on one line. Heads on two levels are read in another order than they stand."""
    labels = [place.hit.label for place in run]
    found: dict[str, Heads] = {}
    for column_set in {column.column_set for column in labels[-1].columns} & simple_sets():
        if len(labels) < len(load().columns[column_set]):
            continue
        named = [(c, place) for c, place in zip(order_heads(labels, column_set), run, strict=True) if c]
        if len(named) == len(load().columns[column_set]):
            marks = [label.mark for label in labels]
            # Codes left of the labels stand behind the row before in reading order.
            coded = "code" in marks[1:] or (marks[0] == "code" and "header" not in marks)
            units = tuple(place.unit for _, place in named)
            found[column_set] = Heads(tuple(column for column, _ in named), coded=coded, units=units)
    return found


def _unread(folded: Folded, position: int, stop: int) -> list[Slot]:
    """What stands on the line behind a label where it is no value: `约35元`, `缺 7`, or a list behind a colon."""
    if position >= len(folded.norm) or not folded.on_one_line(position - 1, position):
        return []
    end = min(folded.piece(position).end, stop)
    if folded.norm[position - 1] == ":":
        end = min(position + _LONGEST_LIST, len(folded.norm))
    elif not _holds_figure(folded.norm, position, end):
        words = _WORD_THEN_FIGURES.match(folded.folded, folded.offset(position))
        if not words or words.end() > folded.end_offset(stop):
            return []
        end = folded.position(words.end())
    start = folded.offset(position)
    sentence = _SENTENCE.match(folded.text, start, folded.end_offset(end))
    printed = sentence.group().rstrip() if sentence else ""
    return [Slot(Status.UNREADABLE, start=start, end=start + len(printed))] if printed else []


def _unread_below(folded: Folded, position: int, stop: int) -> list[Slot]:
    """What stands behind heads and begins with a figure where it is no row of values: `20* 37 0`."""
    start = folded.offset(position)
    printed = folded.text[start : folded.end_offset(stop)].partition("\n")[0].rstrip()
    return [Slot(Status.UNREADABLE, start=start, end=start + len(printed))]


def _holds_figure(norm: str, start: int, end: int) -> bool:
    """Whether a piece of text has a digit, and not in the numbering of what follows."""
    numbering = NUMBERING.match(norm, start, end)
    return any(map(str.isdigit, norm[start:end])) and not (numbering and numbering.group())
