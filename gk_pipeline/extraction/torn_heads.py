"""A row without a label whose heads were torn by narrow columns and read across: 结果 结果 其他 / 维持 纠正 结果.

Belongs here: telling such heads, and the row below them. Does not: heads that can be read (`stream.py`), rows with
labels (`unheaded.py`).

Torn heads are believed where they are made of the very characters of the form's heads, one for one, and the row below
has a figure for each of its cells, and every total in it adds up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from gk_pipeline.catalog.forms import Column, load
from gk_pipeline.extraction.anchors import Anchor, Slot, unlabelled_rows, unlabelled_sets
from gk_pipeline.extraction.folding import Folded, fold_label
from gk_pipeline.extraction.labels import Hit
from gk_pipeline.extraction.slots import slots_from
from gk_pipeline.extraction.unheaded import may_add_up

_DIGIT = re.compile("[0-9]")
_NO_CHARACTER = re.compile(r"[^一-鿿]+")
# So much of the folded text may be lines drawn around the heads and empty cells among them.
_LONGEST_HEADS = 600


def with_torn_heads(folded: Folded, hits: Sequence[Hit], anchors: Sequence[Anchor]) -> list[Anchor]:
    """The anchors of a text with the rows below torn heads. `hits` are the labels of the text."""
    kept = list(anchors)
    for column_set in unlabelled_sets():
        rows = unlabelled_rows(column_set)
        read = [anchor for anchor in kept if anchor.rows == rows]
        heads = read[0].heads.get(column_set) if len(read) == 1 else None
        if heads and len(heads.columns) in (0, len(read[0].slots)):
            continue  # the heads are whole
        for found in _rows_below(folded, hits, column_set):
            kept = [a for a in kept if a.labels or not found.start <= a.start < found.behind]
            kept = sorted([*kept, found], key=lambda anchor: anchor.start)
    return kept


def _rows_below(folded: Folded, hits: Sequence[Hit], column_set: str) -> Iterator[Anchor]:
    first = (load().columns[column_set][0].group or "").partition("/")[0]
    for hit in hits:
        if hit.label.mark != "group" or hit.label.text != fold_label(first):
            continue
        digit = _DIGIT.search(folded.norm, hit.end, hit.end + _LONGEST_HEADS)
        if digit and Counter(_NO_CHARACTER.sub("", folded.norm[hit.start : digit.start()])) == _characters(column_set):
            slots, behind = slots_from(folded, digit.start(), len(folded.norm))
            if _groups_in_order(folded.norm[hit.start : digit.start()], column_set) and _is_row(
                slots, load().columns[column_set]
            ):
                yield Anchor(hit.start, unlabelled_rows(column_set), slots, (), behind=behind)


def _groups_in_order(heads: str, column_set: str) -> bool:
    """Whether the groups begin in the order of the form, by the characters that no other head has."""
    whole = _characters(column_set)
    groups = dict.fromkeys((column.group or "").rpartition("/")[2] for column in load().columns[column_set])
    own = [[char for char in fold_label(group) if whole[char] == 1] for group in groups]
    starts = [min(map(heads.find, chars)) for chars in own if chars]
    return starts == sorted(starts)


@cache
def _characters(column_set: str) -> Counter[str]:
    """The characters of all heads of a set: each group once, and the columns."""
    columns = load().columns[column_set]
    groups = dict.fromkeys(part for column in columns for part in (column.group or "").split("/"))
    return Counter("".join([fold_label(head) for head in (*groups, *(column.labels[0] for column in columns))]))


def _is_row(slots: Sequence[Slot], columns: Sequence[Column]) -> bool:
    """Whether there is a figure of its own for every column, and every total is the sum of those before it."""
    if len(slots) != len(columns) or not all(slot.separated and slot.value is not None for slot in slots):
        return False
    start = 0
    for place, column in enumerate(columns):
        if column.is_total:
            if not may_add_up(slots[start : place + 1]):
                return False
            start = place + 1
    return True
