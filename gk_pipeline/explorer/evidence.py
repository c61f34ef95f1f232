"""The text of a raw file, cut where the figures that were read from it begin and end.

Belongs here: from spans to pieces of text. Does not: what the spans are, how they look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text and the numbers of the spans that cover it; `begins` are those of which it is the first."""

    text: str
    covered: tuple[int, ...]
    begins: tuple[int, ...]


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    """`text` in pieces, whole and in order; a span is numbered by its place in `spans` and holds whole pieces.

    Spans may overlap and repeat; an empty one covers nothing. Raises ValueError for one that the text does not hold.
    """
    if any(not 0 <= start <= end <= len(text) for start, end in spans):
        raise ValueError("a span lies outside the text")
    borders = sorted({0, len(text), *(border for span in spans for border in span)})
    starting: dict[int, list[int]] = {}
    ending: dict[int, list[int]] = {}
    for number, (start, end) in enumerate(spans):
        if start < end:
            starting.setdefault(start, []).append(number)
            ending.setdefault(end, []).append(number)
    covered: set[int] = set()
    found: list[Piece] = []
    for start, end in pairwise(borders):
        covered.difference_update(ending.get(start, ()))
        begins = starting.get(start, ())
        covered.update(begins)
        found.append(Piece(text[start:end], tuple(sorted(covered)), tuple(begins)))
    return found
