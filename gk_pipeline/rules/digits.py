"""Splits runs of digits that lost their separators into the values of a row.

`21317000001324019` is fifteen values. A split must use every digit, no value begins with a superfluous zero, every
separator that survived holds, and the sums inside the row hold. Belongs here: the enumeration for one row, in bounded
work. Does not: choosing among splits by other rows or by prose (`splits.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

# A row of seven cells needs a few hundred steps; a row that needs more is not decidable by its own sums anyway.
MAXIMUM_STEPS = 10_000
MAXIMUM_SPLITS = 200

_DECIMAL = re.compile(r"(?:0|[1-9]\d*)\.\d+")


@dataclass(frozen=True, slots=True)
class Sum:
    """Inside a row: the value at `total` is the sum of the values at `parts` (indices of cells)."""

    total: int
    parts: tuple[int, ...]


class TooManySplits(Exception):
    """The row has more splits than are worth listing."""


def splits(pieces: Sequence[str], cells: int, sums: Sequence[Sum]) -> list[tuple[str, ...]]:
    """All ways to cut the pieces into `cells` numerals. Pieces are never joined: what separates them is a separator.

    Raises TooManySplits when the bounds on work or number are exceeded; an empty list when no split holds.
    """
    digits = "".join(pieces)
    if len(digits) == cells and digits.isdigit():  # one digit a cell, as in most rows of most reports
        return [tuple(digits)] if all(_holds(s, digits) for s in sums) else []
    return _Search(tuple(pieces), cells, sums).run()


def _holds(s: Sum, digits: str) -> bool:
    return int(digits[s.total]) == sum(int(digits[part]) for part in s.parts)


@dataclass(slots=True)
class _State:
    """The pieces that are to be cut, into how many cells, and the numerals so far. `total` is what they must sum to."""

    pieces: tuple[str, ...]
    cells: int
    total: str | None
    numerals: list[str] = field(default_factory=list)
    values: list[int] = field(default_factory=list)


class _Search:
    """Depth-first over the cells from left to right. A sum is checked as soon as its last cell is known."""

    def __init__(self, pieces: tuple[str, ...], cells: int, sums: Sequence[Sum]) -> None:
        self._pieces = pieces
        self._cells = cells
        self._due: dict[int, list[Sum]] = {}
        for s in sums:
            self._due.setdefault(max(s.total, *s.parts), []).append(s)
        self._grand = next((s for s in sums if s.total == cells - 1 and len(s.parts) == cells - 1), None)
        self._steps = 0
        self._found: list[tuple[str, ...]] = []

    def run(self) -> list[tuple[str, ...]]:
        if len(self._pieces) > self._cells:
            return []
        if self._grand is None:
            self._extend(_State(self._pieces, self._cells, None), 0, 0)
            return self._found
        # The total stands last: to choose it first bounds every partial sum before it.
        *before, last = self._pieces
        for cut in range(len(last)):
            total = last[cut:]
            if total[0] in "+-" or (total[0] == "0" and total != "0" and not total.startswith("0.")):
                continue
            pieces = (*before, last[:cut]) if cut else tuple(before)
            if sum(map(len, pieces)) >= self._cells - 1:
                self._extend(_State(pieces, self._cells - 1, total), 0, 0)
        return self._found

    def _extend(self, state: _State, piece: int, position: int) -> None:
        if len(self._found) > MAXIMUM_SPLITS:
            raise TooManySplits
        numerals, values, pieces = state.numerals, state.values, state.pieces
        if piece == len(pieces):
            if len(numerals) == state.cells and (state.total is None or sum(values) == scaled(state.total)):
                self._found.append((*numerals, state.total) if state.total is not None else tuple(numerals))
            return
        if len(numerals) == state.cells:
            return
        behind = sum(map(len, pieces[piece + 1 :]))
        room = None if state.total is None else scaled(state.total) - sum(values)
        for numeral in _numerals(pieces[piece], position, state.cells - len(numerals) - 1 - behind):
            self._steps += 1
            if self._steps > MAXIMUM_STEPS:
                raise TooManySplits
            value = scaled(numeral)
            if room is not None and value > room:
                break  # longer numerals are larger still
            numerals.append(numeral)
            values.append(value)
            if self._holds(values):
                end = position + len(numeral)
                done = end == len(pieces[piece])
                self._extend(state, piece + done, 0 if done else end)
            numerals.pop()
            values.pop()

    def _holds(self, values: Sequence[int]) -> bool:
        due = self._due.get(len(values) - 1, ())
        return all(values[s.total] == sum(values[part] for part in s.parts) for s in due)


def _numerals(text: str, position: int, leave: int) -> Iterator[str]:
    """The numerals that can stand at `position`, shortest first, leaving at least `leave` digits of the text."""
    first = position + (text[position] in "+-")
    if text[first : first + 1] == "0":
        yield text[position : first + 1]
    else:
        end = first + 1
        while end <= len(text) - max(leave, 0) and text[first:end].isdigit():
            if text[end : end + 1] != ".":
                yield text[position:end]
            end += 1
    if _DECIMAL.fullmatch(text, first):
        yield text[position:]


@lru_cache(maxsize=4096)
def scaled(numeral: str) -> int:
    """The value in millionths, exact for the six decimals that reports print."""
    whole, _, decimals = numeral.partition(".")
    return int(whole + decimals[:6].ljust(6, "0"))
