"""What the lines of a text tell: a number left alone on a line is none of its values, nor is the number of a row.

Belongs here: values that do not stand where the others do. Does not: what belongs to the page (`furniture.py`), cutting
text into labels and values (`stream.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gk_pipeline.extraction.anchors import Anchor, Slot
from gk_pipeline.extraction.cells import is_unit
from gk_pipeline.extraction.folding import fold_label
from gk_pipeline.extraction.model import Status

_ALONE = re.compile(r"^[ \t\u3000]*(\d{1,3})[ \t\u3000]*\r?$", re.MULTILINE)
# A text prints a row a line when this many rows do so, and this many times as many as do not.
_MINIMUM_ROWS = 5
_TIMES_AS_MANY = 4
# Running numbers are those of at least so many rows, with no more than so many between two known rows left out.
_MINIMUM_INDICES = 8
_WIDEST_STEP = 3
# Fewer values tell no sum.
_MINIMUM_SUM = 3
# A unit stands no further from its value, in characters.
_NEAR = 40


def without_indices(anchors: Sequence[Anchor]) -> list[Anchor]:
    """The anchors of a text without the running numbers of its rows, each of which stands behind the row before.

    No figures rise row by row, by one or by few where rows are of no form, but such numbers.
    """
    kept = list(anchors)
    first = 0
    for place in range(len(anchors)):
        if place and _follows(anchors[place - 1], anchors[place]):
            continue
        _drop_last(kept, first, place)
        first = place
    _drop_last(kept, first, len(anchors))
    return kept


def _follows(before: Anchor, anchor: Anchor) -> bool:
    if not before.slots or not anchor.slots:
        return False
    last, value = before.slots[-1].value, anchor.slots[-1].value
    return isinstance(last, int) and isinstance(value, int) and 0 < value - last <= _WIDEST_STEP


def _drop_last(anchors: list[Anchor], first: int, stop: int) -> None:
    """Takes the last slots of a sequence of anchors away that is long enough."""
    if stop - first >= _MINIMUM_INDICES:
        anchors[first:stop] = [replace(anchor, slots=anchor.slots[:-1]) for anchor in anchors[first:stop]]


def without_strays(text: str, anchors: Sequence[Anchor]) -> Iterator[Anchor]:
    """The anchors of a text, without the numbers that stand alone on a line where rows stand on one line each.

    A number behind a whole row on the next line becomes an anchor without a label. Unless such numbers count the pages,
    it may be the end of the value above, torn off by the line: then that is ambiguous. Where the row has no other
    value, the number may be its own or that of the page: it is ambiguous.
    """
    on_line = {id(a): _slots_on_line(text, a.slots) for a in anchors if a.slots}
    whole = sum(count == len(a.slots) for a in anchors if (count := on_line.get(id(a))) is not None)
    others = len(on_line) - whole
    if not others or whole < max(_MINIMUM_ROWS, _TIMES_AS_MANY * others):
        yield from anchors
        return
    counts_pages = _count_pages(text)
    for anchor in anchors:
        count = on_line.get(id(anchor), 0)
        widths = {len(anchor.cells(row)) or len(row.cells) for row in anchor.rows}
        if count in widths and count < len(anchor.slots):
            kept = list(anchor.slots[:count])
            if kept and not (counts_pages or _is_whole(kept)) and _touch(text, kept[-1], anchor.slots[count]):
                kept[-1] = _doubted(kept[-1])
            yield replace(anchor, slots=kept)
            yield Anchor(anchor.start + 1, (), anchor.slots[count:], (), behind=anchor.behind)
        elif 1 in widths and len(anchor.slots) == 1 and not count and not _has_unit(text, anchor.slots[0]):
            yield replace(anchor, slots=[_doubted(anchor.slots[0])])
        else:
            yield anchor


def _slots_on_line(text: str, slots: Sequence[Slot]) -> int:
    """How many of the slots stand on the line where the label of their row ends."""
    for count, slot in enumerate(slots):
        if slot.start is None:
            continue
        behind = slots[count - 1].end if count else None
        if behind is not None:
            if "\n" in text[behind : slot.start]:
                return count
            continue
        before = _line_before(text, slot)
        if not before or is_unit(before):
            return 0
    return len(slots)


def lone_numbers(text: str) -> list[tuple[int, int]]:
    """The numbers of up to three digits that have a line for themselves: (offset, value)."""
    return [(match.start(1), int(match[1])) for match in _ALONE.finditer(text)]


def _count_pages(text: str) -> bool:
    """Whether the numbers that have a line for themselves go up by one, as those of pages do."""
    numbers = [value for _, value in lone_numbers(text)]
    return len(numbers) > 1 and all(after == before + 1 for before, after in pairwise(numbers))


def _touch(text: str, slot: Slot, stray: Slot) -> bool:
    """Whether nothing but line ends stand between a value and the number below it."""
    if slot.end is None or stray.start is None:
        return False
    return not text[slot.end : stray.start].replace("\r\n", "\n").strip("\n")


def _is_whole(slots: Sequence[Slot]) -> bool:
    """Whether the last of the values can't go on below: a nought, or the sum of the others."""
    values = [slot.value for slot in slots if slot.value is not None]
    if not values or len(values) < len(slots):
        return False
    return values[-1] == 0 or (len(values) >= _MINIMUM_SUM and sum(values[:-1]) == values[-1])


def _line_before(text: str, slot: Slot) -> str:
    """What stands on the line right before a value, folded."""
    end = slot.start or 0
    start = max(end - _NEAR, text.rfind("\n", 0, end) + 1)
    return fold_label(text[start:end]).strip("|\x1f") if start < end else ""


def _has_unit(text: str, slot: Slot) -> bool:
    """Whether a value is printed with its unit on its line: no page number is."""
    end = slot.end or 0
    behind = fold_label(text[end : end + _NEAR].partition("\n")[0]).strip("|\x1f")
    return is_unit(behind) or is_unit(_line_before(text, slot))


def _doubted(slot: Slot) -> Slot:
    return replace(slot, status=Status.AMBIGUOUS, value=None) if slot.status is Status.REPORTED else slot
