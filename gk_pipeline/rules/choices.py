"""Which choices of several rows go together: those that satisfy all equations over the rows.

Belongs here: the search, exact and in bounded work. Does not: rows that do not add up (`weighing.py`), what a choice is
read from (`digits.py`), which equations a form has (`equalities.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import add

from gk_pipeline.extraction.model import Number
from gk_pipeline.rules.arithmetic import INFINITY
from gk_pipeline.rules.digits import Bounds, Split

_MAXIMUM_STEPS = 4_000

Choices = Sequence[Sequence[Split]]
# The cells of one row in an equation, each with its sign.
Cells = tuple[tuple[int, int], ...]
Vector = tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Equation:
    """The signed cells of some rows, and something from `least` to `most`, add up to zero.

    The two are the same where all else is known; a count that is not known may be anything from nothing on.
    Equations of one `group` are over the same column: one wrong figure breaks all that hold it.
    """

    terms: tuple[tuple[int, Cells], ...]
    least: Number
    most: Number

    @property
    def is_exact(self) -> bool:
        """Whether all but the rows is known."""
        return self.least == self.most

    @property
    def group(self) -> int:
        """The first cell of its first row; rows of one table have their cells in the same order."""
        ((_, cells), *_) = self.terms
        return cells[0][0]


def share(split: Split, cells: Cells) -> Number:
    """What a choice of one row adds to an equation."""
    if len(cells) == 1:
        ((cell, sign),) = cells
        return split.values[cell] if sign > 0 else -split.values[cell]
    return sum(sign * split.values[cell] for cell, sign in cells)


def shares_of(choices: Sequence[Split], cells: Cells) -> list[Number]:
    """What each choice of one row adds to an equation."""
    if len(cells) == 1:  # as nearly all are
        ((cell, sign),) = cells
        return [split.values[cell] if sign > 0 else -split.values[cell] for split in choices]
    return [share(split, cells) for split in choices]


def with_unknown(least: Number, most: Number, sign: int) -> tuple[Number, Number]:
    """What lies between two figures, and a count of which nothing is known added or taken away."""
    return (least, INFINITY) if sign > 0 else (-INFINITY, most)


def askable(equations: Sequence[Equation], rows: Choices) -> list[Equation]:
    """What the equations ask of the rows that have choices; the cells of the others may be any counts."""
    found: list[Equation] = []
    for equation in equations:
        terms = tuple(term for term in equation.terms if rows[term[0]])
        if len(terms) == len(equation.terms):
            found.append(equation)
            continue
        least, most = equation.least, equation.most
        for row, cells in equation.terms:
            for _, sign in () if rows[row] else cells:
                least, most = with_unknown(least, most, sign)
        if terms and (least > -INFINITY or most < INFINITY):
            found.append(Equation(terms, least, most))
    return found


def bounds_of(row: int, cells: int, rows: Choices, equations: Sequence[Equation]) -> Bounds:
    """What the other rows leave possible for each cell of a row that has no choices yet."""
    bounds: list[tuple[Number, Number]] = [(0, INFINITY)] * cells
    for equation in equations:
        terms = dict(equation.terms)
        own = terms.pop(row, ())
        if len(own) != 1:
            continue
        low, high = equation.least, equation.most
        for other, term in terms.items():
            if shares := shares_of(rows[other], term):
                low, high = low + min(shares), high + max(shares)
            else:
                for _, sign in term:
                    low, high = with_unknown(low, high, sign)
        ((cell, sign),) = own
        least, most = (-high, -low) if sign > 0 else (low, high)
        bounds[cell] = (max(least, bounds[cell][0]), min(most, bounds[cell][1]))
    return tuple(bounds)


def consistent(rows: Choices, equations: Sequence[Equation]) -> list[Sequence[Split]] | None:
    """The choices that take part in a combination which satisfies every equation; None when there is none.

    The cells of rows without any choice may be any counts. Where the search meets its bounds, some choices may be left
    that take part in none.
    """
    usable = askable(equations, rows)
    narrowed = _narrowed(rows, usable)
    return _supported(narrowed, usable) if narrowed else None


def _narrowed(rows: Choices, equations: Sequence[Equation]) -> list[Sequence[Split]] | None:
    """The choices that the smallest and largest shares of the other rows leave possible in each equation."""
    left = list(rows)
    waiting = list(equations)
    while waiting:
        changed: set[int] = set()
        for equation in waiting:
            low, high = equation.least, equation.most
            open_rows: list[tuple[int, list[Number]]] = []
            for row, cells in equation.terms:
                choices = left[row]
                if len(choices) == 1:
                    known = share(choices[0], cells)
                    low, high = low + known, high + known
                    continue
                shares = shares_of(choices, cells)
                open_rows.append((row, shares))
                low, high = low + min(shares), high + max(shares)
            if not low <= 0 <= high:
                return None
            for row, shares in open_rows:
                least, most = min(shares) - low, max(shares) - high
                kept = [s for s, value in zip(left[row], shares, strict=True) if most <= value <= least]
                if not kept:
                    return None
                if len(kept) < len(shares):
                    left[row] = kept
                    changed.add(row)
        waiting = [e for e in equations if any(row in changed for row, _ in e.terms)]
    return left


def _supported(rows: list[Sequence[Split]], equations: Sequence[Equation]) -> list[Sequence[Split]] | None:
    """The choices of full combinations: depth first over the open rows, each state of the equations visited once."""
    part = OpenRows(rows, equations)
    search = _Search(part)
    is_possible = search.leads_on(0, part.start)
    if search.steps > _MAXIMUM_STEPS:
        return rows
    if not is_possible:
        return None
    left = list(rows)
    for row, vectors, used in zip(part.rows, part.vectors, search.used, strict=True):
        left[row] = [split for split, vector in zip(rows[row], vectors, strict=True) if vector in used]
    return left


class OpenRows:
    """The rows that still have a choice, with what each choice adds to every equation that such a row takes part in.

    `start` is what the rows without a choice add; `vectors` runs parallel to `rows`, `groups` to the
    `equations`.
    """

    def __init__(self, rows: Choices, equations: Sequence[Equation]) -> None:
        involved = [e for e in equations if any(len(rows[row]) > 1 for row, _ in e.terms)]
        open_rows = {row for e in involved for row, _ in e.terms if len(rows[row]) > 1}
        self.rows = sorted(open_rows, key=lambda row: (len(rows[row]), row))
        self.start: Vector = tuple(
            sum(share(rows[row][0], cells) for row, cells in e.terms if len(rows[row]) == 1) for e in involved
        )
        self.equations = involved
        self.choices = [rows[row] for row in self.rows]
        self.groups = [e.group for e in involved]
        terms = [dict(e.terms) for e in involved]
        self.vectors: list[list[Vector]] = [
            [tuple(share(split, cells[row]) if row in cells else 0 for cells in terms) for split in rows[row]]
            for row in self.rows
        ]

    def bounds(self) -> list[list[tuple[Number, Number]]]:
        """For each row, what the rows behind it and all that is no row at least and at most add to each equation."""
        low: Vector = tuple(e.least for e in self.equations)
        high: Vector = tuple(e.most for e in self.equations)
        found: list[list[tuple[Number, Number]]] = []
        for vectors in reversed(self.vectors):
            found.append(list(zip(low, high, strict=True)))
            low = tuple(map(add, low, map(min, zip(*vectors, strict=True))))
            high = tuple(map(add, high, map(max, zip(*vectors, strict=True))))
        return found[::-1]


class _Search:
    """Which vectors of each row lead from the start to satisfied equations. Splits with the same values are one."""

    def __init__(self, part: OpenRows) -> None:
        self._choices = [tuple(dict.fromkeys(vectors)) for vectors in part.vectors]
        self.used: list[set[Vector]] = [set() for _ in self._choices]
        self.steps = 0
        self._known: list[dict[Vector, bool]] = [{} for _ in self._choices]
        self._bounds = part.bounds()

    def leads_on(self, depth: int, state: Vector) -> bool:
        """Whether the rows from `depth` on can satisfy all equations. Unfinished once the steps are used up."""
        if depth == len(self._choices):
            return True
        known = self._known[depth].get(state)
        if known is not None:
            return known
        found = False
        for vector in self._choices[depth]:
            self.steps += 1
            if self.steps > _MAXIMUM_STEPS:
                return False
            reached = tuple(map(add, state, vector))
            for (least, most), value in zip(self._bounds[depth], reached, strict=True):
                if not least <= -value <= most:
                    break
            else:
                if self.leads_on(depth + 1, reached):
                    found = True
                    self.used[depth].add(vector)
        self._known[depth][state] = found
        return found


def holding(rows: Choices, equations: Sequence[Equation]) -> set[tuple[int, int]]:
    """The cells (row, cell) that an equation holds with, whatever choice is left, and that are in no other."""
    held: set[tuple[int, int]] = set()
    loose: set[tuple[int, int]] = set()
    for equation in equations:
        sums = [{share(split, cells) for split in rows[row]} for row, cells in equation.terms]
        is_known = equation.is_exact and all(len(shares) == 1 for shares in sums)
        holds = is_known and sum((min(shares) for shares in sums), equation.least) == 0
        (held if holds else loose).update((row, cell) for row, cells in equation.terms for cell, _ in cells)
    return held - loose
