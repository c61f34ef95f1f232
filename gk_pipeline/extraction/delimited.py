"""Tables in a text whose cells are separated by commas or semicolons.

Belongs here: telling such lines from prose, and the boundaries of their cells. Does not: what the cells say
(`slots.py`).
"""

from __future__ import annotations

import re
from functools import cache

from gk_pipeline.extraction.anchors import NUMBERING
from gk_pipeline.extraction.folding import fold_label
from gk_pipeline.extraction.labels import label_of

# A text is delimited where so many of its lines are rows that end in figures.
_MINIMUM_ROWS = 8
_SEPARATORS = (",", "，", ";", "；")
_BOUNDARY = "\t"
# So many lines above the first row may be its heads, and a head has so many characters at most.
_HEAD_LINES = 4
_LONGEST_HEAD = 30
# A row without a label has the figures of so many heads.
_MINIMUM_HEADS = 4
_FIGURE = re.compile(r'[ "]*[+-]?\d[\d.,]*[ "]*')
_VALUE = re.compile(r'[ "]*(?:[+-]?\d[\d.,]*|[/\\*—–―_-]*|暂?无|不填|不适用|不涉及|N/A|[★☆])[ "]*')


def with_boundaries(text: str) -> str:
    """The text with tabs for the separators in its delimited rows and their heads, as long as it was."""
    for separator in _SEPARATORS:
        if text.count(separator) < _MINIMUM_ROWS:
            continue
        lines = text.split("\n")
        if sum(_ends_in_value(line, separator) for line in lines) < _MINIMUM_ROWS:
            continue
        bounded = [_bounded(line, separator) if separator in line else line for line in lines]
        rows = [place for place, line in enumerate(bounded) if _is_row(line)]
        if len(rows) < _MINIMUM_ROWS:
            continue
        first, last = max(rows[0] - _HEAD_LINES, 0), rows[-1]
        kept = {*rows, *(place for place in range(first, last) if _are_heads(bounded[place]))}
        return "\n".join(bounded[place] if place in kept else line for place, line in enumerate(lines))
    return text


def _ends_in_value(line: str, separator: str) -> bool:
    """Whether a value stands behind the last separator of a line; most lines of prose are told apart by that."""
    _, found, last = line.rpartition(separator)
    return bool(found) and _VALUE.fullmatch(last.rstrip("\r")) is not None


def _bounded(line: str, separator: str) -> str:
    """A line with boundaries for its separators, but for those in quotes or parentheses."""
    return _pieces(separator).sub(lambda piece: _BOUNDARY if piece[0] == separator else piece[0], line)


@cache
def _pieces(separator: str) -> re.Pattern[str]:
    return re.compile(rf'"[^"\n]*"|[（(][^（）()\n]*[）)]|{separator}')


def _is_row(line: str) -> bool:
    """Whether a line is a label with values behind it, one of them a figure or the label one of a form, or nothing but
    many values."""
    label, *cells = line.rstrip(" \r").split(_BOUNDARY)
    values = [cell for cell in cells if _VALUE.fullmatch(cell)]
    if label[-1:].isdigit():
        return bool(_VALUE.fullmatch(label)) and len(values) == len(cells) >= _MINIMUM_HEADS
    if not values or values[-1] is not cells[-1]:
        return False
    if not any(map(_FIGURE.fullmatch, values)):
        return _is_of_form(label)
    return 2 * len(values) >= len(cells)


def _is_of_form(label: str) -> bool:
    """Whether a label is that of a row of a form: a line of prose may end in separators, too."""
    folded = fold_label(label)
    numbering = NUMBERING.match(folded)
    known = label_of(folded[numbering.end() :] if numbering else folded)
    return known is not None and bool(known.rows)


def _are_heads(line: str) -> bool:
    heads = line.split(_BOUNDARY)
    if len(heads) < 2 or "。" in line or max(map(len, heads)) > _LONGEST_HEAD:
        return False
    return not any(head[-1:].isdigit() for head in heads)
