"""All ways to cut a run of digits that lost their separators into the values of a row.

A split must use every digit, no value begins with a superfluous zero, every separator that survived holds, and the
sums inside the row hold. Belongs here: the enumeration for one row, in bounded work. Does not: what a split is
(`digits.py`), choosing among splits by other rows or by prose (`splits.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from gk_pipeline.extraction.cells import to_number
from gk_pipeline.extraction.model import Number
from gk_pipeline.rules.digits import Bounds, Shape, Split

# A row of seven cells needs a few hundred steps; a row that needs more is not decidable by its own sums anyway.
_MAXIMUM_STEPS = 4_000
_MAXIMUM_SPLITS = 200

_DECIMAL = re.compile(r"(?:0|[1-9]\d*)\.\d+")
_WHOLE = re.compile(r"[1-9]\d*")
_LONGEST = 12  # no report counts to a trillion


class _TooMany(Exception):
    """The row has more splits than are worth listing."""


def splits(
    pieces: tuple[str, ...], shape: Shape, *, lost: bool = False, bounds: Bounds | None = None
) -> tuple[Split, ...]:
    """All ways to cut the pieces into the cells of a row. Pieces are never joined: what separates them is a separator.

    With `lost`, any cell may have left no trace; a sum with such a cell is not asked. Empty when no split holds, and
    where they are too many to list: either way the row can't be read. `bounds` are the least and the most that each
    cell can be, where that is known from elsewhere.
    """
    if bounds:
        return _searched(pieces, shape, bounds, lost=lost)
    return _known(pieces, shape, lost=lost)


@lru_cache(maxsize=2_000)  # most rows of most reports are all noughts, or one request and its total
def _known(pieces: tuple[str, ...], shape: Shape, *, lost: bool) -> tuple[Split, ...]:
    text = "".join(pieces)
    if not lost and len(text) == shape.cells and text.isdigit():  # one digit a cell
        values = tuple(map(int, text))
        return (Split(tuple(text), values),) if all(s.holds(values) for s in shape.sums) else ()
    return _searched(pieces, shape, None, lost=lost)


def _searched(pieces: tuple[str, ...], shape: Shape, bounds: Bounds | None, *, lost: bool) -> tuple[Split, ...]:
    if len(pieces) > shape.cells:
        return ()
    try:
        return tuple(_Search(pieces, shape, bounds, lost=lost).run())
    except _TooMany:
        return ()


@dataclass(frozen=True, slots=True)
class _Block:
    """Cells `first` to `last`; `has_total`: the last is the sum of the others. A cell without a sum is a block."""

    first: int
    last: int
    has_total: bool


@lru_cache(maxsize=256)
def _blocks(shape: Shape) -> tuple[_Block, ...]:
    """The row cut into its sums, where the total closes the block as all forms print it."""
    closed = {s.parts[0]: s.total for s in shape.sums if s.parts == tuple(range(s.parts[0], s.total))}
    found: list[_Block] = []
    cell = 0
    while cell < shape.cells:
        last = closed.get(cell, cell)
        found.append(_Block(cell, last, last > cell))
        cell = last + 1
    return tuple(found)


@cache
def _least_sum(digits: int, cells: int) -> int:
    """The least that so many digits can add up to in so many cells, where values of several digits begin with a 1."""
    if digits <= cells:
        return 0
    length, longer = divmod(digits, cells)
    short = int("1" + "0" * (length - 1)) if length > 1 else 0
    return longer * int("1" + "0" * length) + (cells - longer) * short


class _Search:
    """Block by block from left to right; inside a block the total first, which bounds every partial sum."""

    def __init__(self, pieces: tuple[str, ...], shape: Shape, bounds: Bounds | None, *, lost: bool) -> None:
        self._text = "".join(pieces)
        self._shape = shape
        self._bounds = bounds
        self._lost = lost
        self._blocks = _blocks(shape)
        self._rests: dict[tuple[int, int], list[tuple[str, ...]]] = {}
        self._steps = 0
        self._ends: list[int] = []  # for each place, where its piece ends
        for piece in pieces:
            self._ends += [len(self._ends) + len(piece)] * len(piece)
        # Every other cell takes a digit too, unless it left no trace.
        self._longest = _LONGEST if lost else min(_LONGEST, len(self._text) - shape.cells + 1)
        self._numerals = [tuple(self._numerals_at(place)) for place in range(len(self._text))]
        self._wholes = {
            (place, end) for place, found in enumerate(self._numerals) for end, numeral, _ in found if numeral.isdigit()
        }

    def run(self) -> Iterator[Split]:
        for numerals in self._rest(0, 0):
            split = Split(numerals, tuple([to_number(n) if n else 0 for n in numerals]))
            if not any(split.breaks(s) for s in self._shape.sums):
                yield split

    def _numerals_at(self, place: int) -> Iterator[tuple[int, str, Number]]:
        """(end, numeral, value) of the numerals that can stand at a place, shortest first."""
        text, stop = self._text, self._ends[place]
        first = place + (text[place] in "+-")
        if text.startswith("0", first):
            if first == place:
                yield first + 1, "0", 0
        elif whole := _WHOLE.match(text, first, min(stop, first + self._longest)):
            for end in range(first + 1, whole.end() + 1):
                if text[end : end + 1] != "." or end == stop:
                    yield end, text[place:end], int(text[place:end])
        if first == place and _DECIMAL.fullmatch(text, first, stop):
            yield stop, text[place:stop], to_number(text[place:stop])

    def _fits(self, numeral: str, cell: int, value: Number) -> bool:
        if self._bounds:
            least, most = self._bounds[cell]
            if not least <= value <= most:
                return False
        if numeral.isdigit():
            return True
        return (numeral[0] not in "+-" or cell in self._shape.signed) and (
            "." not in numeral or cell in self._shape.decimal
        )

    def _rest(self, number: int, place: int) -> list[tuple[str, ...]]:
        """The ways to fill block `number` and all behind it with the text from `place` on."""
        if number == len(self._blocks):
            return [()] if place == len(self._text) else []
        known = self._rests.get((number, place))
        if known is None:
            self._step()
            known = self._rests[number, place] = []
            block = self._blocks[number]
            for end, numerals in self._filled(block, place):
                for rest in self._rest(number + 1, end):
                    known.append((*numerals, *rest))
                    if len(known) > _MAXIMUM_SPLITS:
                        raise _TooMany
        return known

    def _filled(self, block: _Block, place: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """(end, numerals) of the ways to fill a block from `place` on."""
        behind = 0 if self._lost else self._shape.cells - 1 - block.last  # each of those cells takes a digit
        stop = len(self._text) - behind
        # Nothing is left over behind the last block.
        ends = range(stop if block.last == self._shape.cells - 1 else place, stop + 1)
        if not block.has_total:
            for end, numeral, value in self._numerals[place] if place < len(self._text) else ():
                if end in ends and self._fits(numeral, block.first, value):
                    yield end, (numeral,)
            if self._lost and place in ends:
                yield place, ("",)
            return
        yield from self._summed(block, place, ends)
        if self._lost:
            for end in ends:
                for numerals in self._free(place, end, block.first, block.last):
                    if "" in numerals:
                        yield end, numerals

    def _summed(self, block: _Block, place: int, ends: range) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The ways to fill a block with figures and their total, the total first."""
        cells = range(block.first, block.last)
        for start in range(place + 1, ends.stop - 1):
            for end, numeral, total in self._numerals[start]:
                if end in ends and self._fits(numeral, block.last, total):
                    for numerals in self._parts(place, start, cells, total, end - start):
                        yield end, (*numerals, numeral)

    def _parts(self, place: int, stop: int, cells: range, room: Number, longest: int) -> Iterator[tuple[str, ...]]:
        """The ways to cut `text[place:stop]` into cells whose sum is `room`; none is longer than `longest` digits."""
        self._step()
        left, count = stop - place, len(cells)
        if not count <= left <= count * longest or _least_sum(left, count) > room:
            return
        if count == 1:
            whole = self._text[place:stop]
            if (place, stop) in self._wholes and int(whole) == room and self._fits(whole, cells[0], room):
                yield (whole,)
            return
        for end, numeral, value in self._numerals[place]:
            if end > stop or value > room:
                break
            if numeral.isdigit() and self._fits(numeral, cells[0], value):
                for rest in self._parts(end, stop, cells[1:], room - value, longest):
                    yield numeral, *rest

    def _free(self, place: int, stop: int, cell: int, last: int) -> Iterator[tuple[str, ...]]:
        """The ways to cut `text[place:stop]` into the cells from `cell` to `last`, some of which left no trace."""
        self._step()
        if cell > last:
            if place == stop:
                yield ()
            return
        for end, numeral, value in self._numerals[place] if place < stop else ():
            if end <= stop and self._fits(numeral, cell, value):
                for rest in self._free(end, stop, cell + 1, last):
                    yield numeral, *rest
        for rest in self._free(place, stop, cell + 1, last):
            yield "", *rest

    def _step(self) -> None:
        self._steps += 1
        if self._steps > _MAXIMUM_STEPS:
            raise _TooMany
