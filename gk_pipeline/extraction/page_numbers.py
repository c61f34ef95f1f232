"""Numbers of pages that stand among the cells of a text, in place of an empty one.

Belongs here: rows that may hold such a number. Does not: numbers of pages that say that they are (`furniture.py`),
numbers alone on a line where rows stand on one line each (`lines.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gk_pipeline.extraction.align import Matched
from gk_pipeline.extraction.anchors import Anchor, Slot
from gk_pipeline.extraction.lines import lone_numbers

_MINIMUM_PAGES = 2
_FORM_FEED = re.compile(r"[ \t\r]*\n?\f")
# So many pages may follow the last whose number is seen.
_PAGES_BEHIND = 2


def with_page_numbers(text: str, rows: Sequence[Matched]) -> Iterator[Anchor]:
    """Rows that may hold the number of a page in place of an empty cell.

    Only rows with fewer figures than cells show that cells can be empty without a trace. Where then lines with nothing
    but a number count up outside of the rows, they are numbers of pages, and further ones may stand in the rows. A row
    of cells on lines of their own that does not add up to its total is not believed either.
    """
    if "\f" in text:
        yield from (anchor for anchor, _ in rows if any(_ends_page(text, slot) for slot in anchor.slots))
    whole = [(a, row) for a, row in rows if row.cells and (a.slots or row.when_absent != "omit")]
    if all(len(anchor.slots) == len(anchor.cells(row)) for anchor, row in whole):
        return
    claimed = {slot.start for anchor, row in rows if row.cells for slot in anchor.slots[: len(anchor.cells(row))]}
    pages = [value for start, value in lone_numbers(text) if start not in claimed]
    if len(pages) < _MINIMUM_PAGES or any(after <= before for before, after in pairwise(pages)):
        pages = []
    for anchor, row in rows:
        alone = [slot.value for slot in anchor.slots if _is_alone(text, slot)]
        has_total = row.column_set == "applicant" and len(anchor.slots) == len(row.cells)
        if not alone or (has_total and _adds_up(anchor)):
            continue
        if has_total or any(isinstance(v, int) and 0 < v <= pages[-1] + _PAGES_BEHIND for v in alone if pages):
            yield anchor


def _ends_page(text: str, slot: Slot) -> bool:
    """Whether a figure is the last thing on a page, and the number of that page."""
    if slot.end is None or not _FORM_FEED.match(text, slot.end):
        return False
    return _is_alone(text, slot) and slot.value == text.count("\f", 0, slot.end) + 1


def _is_alone(text: str, slot: Slot) -> bool:
    """Whether a figure has a line for itself."""
    if slot.start is None or slot.end is None:
        return False
    behind = text.find("\n", slot.end)
    before = text[text.rfind("\n", 0, slot.start) + 1 : slot.start]
    return not before.strip() and not text[slot.end : behind if behind >= 0 else None].strip()


def _adds_up(anchor: Anchor) -> bool:
    """Whether the figures of a row with a total add up to it."""
    known = [slot.value for slot in anchor.slots if slot.value is not None]
    return len(known) == len(anchor.slots) and sum(known[:-1]) == known[-1]
