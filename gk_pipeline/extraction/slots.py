"""Cuts text behind a label into slots: values, marks and empty cells, up to the first text that is none of them.

Belongs here: where a slot begins and ends, and what it prints. Does not: labels and what belongs to them (`stream.py`),
the grammar of a value (`cells.py`), runs of digits that hold several values (`digits.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gk_pipeline.extraction.anchors import Slot
from gk_pipeline.extraction.cells import (
    figures_alone,
    is_unit,
    match_note,
    match_odd,
    match_placeholder,
    match_value,
    to_number,
    unit_in,
    unit_of,
)
from gk_pipeline.extraction.folding import CELL, Folded, Piece
from gk_pipeline.extraction.model import Status

# Behind a value inside one piece of text: a remark, another value, a mark. Anything else is text.
_AFTER_VALUE = frozenset("(0123456789+/-—─" + CELL)
# These make a figure a numbering or a date.
_NUMBERS = frozenset("、.,)年月日")
_DIGITS = re.compile("[0-9]+")
# The words of a figure behind its digits, a point that blanks part from them, what stands for a lost character.
_GOES_ON = re.compile(r"[万亿千百余多]|\.(?=\d|$)|[\ufffd□■▯?*][0-9.\ufffd□■▯?*]*")
_FIGURE_OR_BOUNDARY = re.compile(f"[0-9]+|{CELL}")


def slots_from(folded: Folded, position: int, stop: int) -> tuple[list[Slot], int]:
    """The values from `position` on, up to the first text that is neither value, unit nor remark; and where that is.

    Two cell boundaries with nothing between them on one line are an empty cell. A unit that stands by itself is that of
    all values that print none.
    """
    norm = folded.norm
    figures = _figures(folded, position, stop) if position < stop else None
    if figures is not None:
        return figures, stop
    slots: list[Slot] = []
    unit: str | None = None
    while position < stop:
        if norm[position] == CELL:
            slots += _empty_cell(folded, position, stop)
            position += 1
            continue
        piece = folded.piece(position)
        end = min(stop, piece.end)
        value = match_value(norm, position, end)
        odd = None if value and value.end() == end else _odd(norm, position, end, piece)
        if odd:
            slots.append(odd)
            position = end
            continue
        if value:
            rest = norm[value.end() : end]
            text_follows = bool(rest) and rest[0] not in _AFTER_VALUE
            if text_follows and (piece.is_separated or rest[0] in _NUMBERS):
                break  # `4、其他…`, `2015年…`: the beginning of other text, not a value
            slots.append(_slot(norm, value, piece))
            position = value.end()
            if text_follows:
                _take_in(slots, folded, position, end)
                break
            continue
        mark = match_placeholder(norm, position, end)
        note = remark(folded, position)
        if mark and mark.end() == end:
            start = mark.start("mark")
            slots.append(Slot(Status.PLACEHOLDER, start=start + piece.shift, end=end + piece.shift))
            position = end
        elif note or is_unit(norm[position:end]):
            printed = unit_in(note.group()) if note else unit_of(norm[position:end])
            if note and slots and printed:
                slots[-1].unit = printed  # `35(元)`
            unit = unit or printed
            position = note.end() if note else end
        else:
            _take_in(slots, folded, position, end)
            break
    for slot in slots if unit else ():
        slot.unit = slot.unit or unit
    return slots, position


def _empty_cell(folded: Folded, position: int, stop: int) -> list[Slot]:
    """The empty cell between the boundary at a place and the next, where nothing stands between them on one line."""
    is_next = folded.norm.startswith(CELL, position + 1) and position + 1 < stop
    return [Slot(Status.BLANK, in_cell=True)] if is_next and folded.on_one_line(position, position + 1) else []


def _take_in(slots: Sequence[Slot], folded: Folded, position: int, end: int) -> None:
    """Makes a value unreadable whose figure goes on, on its line: `1.2 万条`, `1 . 2`, `1□59`."""
    last = slots[-1] if slots else None
    goes_on = _GOES_ON.match(folded.norm, position, end)
    if last and last.status is Status.REPORTED and goes_on and folded.on_one_line(position - 1, position):
        last.status, last.value, last.end = Status.UNREADABLE, None, folded.end_offset(goes_on.end())


def _odd(norm: str, position: int, end: int, piece: Piece) -> Slot | None:
    """The slot of a figure with letters in it that is all that stands up to `end`."""
    odd = match_odd(norm, position, end)
    if not odd or odd.end() != end:
        return None
    start, behind = odd.span("figure")
    places = (start + piece.shift, behind + piece.shift)
    return Slot(Status.UNREADABLE, None, None, *places, separated=piece.is_separated)


def remark(folded: Folded, position: int) -> re.Match[str] | None:
    """A remark in parentheses, unless figures stand apart in it: those of a row that tears the remark in two."""
    note = match_note(folded.norm, position)
    if note and any(folded.separated(digit.start()) for digit in _DIGITS.finditer(folded.norm, *note.span())):
        return None
    return note


def _figures(folded: Folded, position: int, stop: int) -> list[Slot] | None:
    """The slots of a stretch that holds nothing but figures, perhaps behind their unit, as most do; None for others."""
    offset = folded.offset(position)
    printed = folded.folded[offset : folded.end_offset(stop)]
    stretch = figures_alone().fullmatch(printed)
    if not stretch:
        return None
    unit = unit_of(stretch["unit"])
    slots: list[Slot] = []
    found = [*_FIGURE_OR_BOUNDARY.finditer(printed)]
    behind_cell, is_apart = not unit and folded.norm.startswith(CELL, position - 1), folded.separated(position)
    for number, token in enumerate(found, 1):
        start, end = token.span()
        figure = token[0]
        before_cell = found[number][0] == CELL if number < len(found) else folded.norm.startswith(CELL, stop)
        if figure != CELL:
            slots.append(
                Slot(
                    *(Status.REPORTED, int(figure), unit, offset + start, offset + end),
                    separated=is_apart or start > 0,
                    in_cell=behind_cell or before_cell,
                    has_leading_zero=len(figure) > 1 and figure[0] == "0",
                )
            )
        elif (
            before_cell
            and number < len(found)
            and "\n" not in folded.text[offset + end : offset + found[number].start()]
        ):
            slots.append(Slot(Status.BLANK, unit=unit, in_cell=True))
        behind_cell = figure == CELL
    return slots


def _slot(norm: str, value: re.Match[str], piece: Piece) -> Slot:
    first, last = value.span("number")
    before, numeral, after = value.group("before", "number", "after")
    return Slot(
        Status.REPORTED,
        to_number(numeral),
        unit_of(after or before),
        first + piece.shift,
        last + piece.shift,
        separated=piece.is_separated,
        in_cell=CELL in (norm[value.start() - 1 : value.start()], norm[value.end() : value.end() + 1]),
        has_leading_zero=_has_leading_zero(numeral),
    )


def _has_leading_zero(numeral: str) -> bool:
    digits = numeral.lstrip("+-")
    return digits[0] == "0" and digits[1:2].isdigit()
