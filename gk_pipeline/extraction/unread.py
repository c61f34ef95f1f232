"""What a text prints in place of a value: a word, a figure that can't be read as it stands.

Belongs here: rows of text without values that are not empty for that. Does not: figures with letters in them
(`slots.py`), figures of other rows (`order.py`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from gk_pipeline.catalog.forms import NATIONAL_FORMS
from gk_pipeline.extraction.align import Alignment
from gk_pipeline.extraction.anchors import Anchor, Slot
from gk_pipeline.extraction.folding import Folded
from gk_pipeline.extraction.model import Status

# A word that has a cell for itself: without a digit, below its label, it must be short.
_WORD = re.compile(r"[\s\x1f]*([^\s\x1f。、:]+)[^\S\n]*(?:[\n\x1f]|$)")
_LONGEST = 10
_LONGEST_BELOW = 4
# A line with nothing but a figure, or one that other characters spoil.
_FIGURE = re.compile(r"^[^\S\n]*\S{0,3}[+-]?\d[\d.,]*\S{0,3}[^\S\n]*$", re.MULTILINE)
# So many characters below the last label its value may stand.
_REACH = 20


def unread_slots(folded: Folded, anchor: Anchor, behind: Anchor | None) -> list[Slot]:
    """The slot of what stands behind a label in place of a value, and before the next row; none where nothing does.

    A figure below that other lines part from the label, as the head of a page does, may be its own: ambiguous.
    """
    start = folded.offset(anchor.behind) if anchor.behind < len(folded.norm) else len(folded.folded)
    stop = folded.offset(behind.start) if behind else start + _REACH
    word = _WORD.match(folded.folded, start, stop)
    line = _FIGURE.search(folded.folded, word.end(1) if word else start, stop)
    if line and line.end() < stop:
        return [Slot(Status.AMBIGUOUS)]
    if not word:
        return []
    is_plain = folded.on_one_line(anchor.behind - 1, anchor.behind) or any(map(str.isdigit, word[1]))
    if len(word[1]) > (_LONGEST if is_plain else _LONGEST_BELOW):
        return []
    return [Slot(Status.UNREADABLE, start=word.start(1), end=word.end(1))]


def with_unread(folded: Folded, alignment: Alignment) -> Alignment:
    """The alignment with the rows of a local form that print something else than a value.

    The rows of a local form come in any order, and a label without a value may be a mention; among its rows it is not.
    """
    if alignment.form.form in NATIONAL_FORMS or not alignment.matched:
        return alignment
    anchors = sorted([*alignment.rest, *(a for a, _ in alignment.matched)], key=lambda anchor: anchor.start)
    first, last = alignment.matched[0][0].start, alignment.matched[-1][0].start
    taken = {row.row_id for _, row in alignment.matched}
    added = []
    for anchor, behind in pairwise(anchors):
        row = next((r for r in anchor.rows if r.form == alignment.form.form and r.row_id not in taken), None)
        if row is None or anchor.slots or anchor.in_table or not first < anchor.start < last:
            continue
        slots = unread_slots(folded, anchor, behind)
        if slots:
            taken.add(row.row_id)
            added.append((replace(anchor, slots=slots), row))
    if not added:
        return alignment
    used = {anchor.start for anchor, _ in added}
    matched = sorted([*alignment.matched, *added], key=lambda pair: pair[0].start)
    rest = tuple([anchor for anchor in alignment.rest if anchor.start not in used])
    return replace(alignment, matched=tuple(matched), rest=rest)
