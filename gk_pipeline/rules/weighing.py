"""Which choices of several rows contradict each other least, where no choices satisfy every equation over the rows.

Belongs here: weighing, in bounded work. Does not: rows that add up (`choices.py`), what a reader may conclude
(`contradictions.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod
from operator import add
from typing import NamedTuple

from gk_pipeline.extraction.model import Number
from gk_pipeline.rules.choices import Cells, Choices, Equation, OpenRows, Vector, askable, share, shares_of
from gk_pipeline.rules.digits import Split
from gk_pipeline.rules.run_rows import Faulty

_MAXIMUM_STEPS = 4_000
# Faults of one report that are looked for: a wrong figure breaks its row and its column. A report with more has several
# wrong figures, or its rows were misread; then one fault less proves nothing.
_MAXIMUM_FAULTS = 2
# Combinations that are looked at with one row read otherwise: all, or the best by themselves where all are more.
_MAXIMUM_WEIGHED = 20


def least_broken(
    rows: Choices,
    others: Callable[[int], Faulty],
    equations: Sequence[Equation],
    faults: Callable[[int, Split], int],
) -> list[Sequence[Split]]:
    """The choices of the combinations that contradict themselves least, where none satisfies everything.

    `rows` are the choices that hold in themselves, `others` gives a row's that do not; `faults` counts what is wrong
    with a choice of a row by itself. A group of which an equation is broken counts as one fault. A row without a choice
    that holds has the others. Where the combinations are too many to be weighed, every row of an equation may be the
    wrong one: it keeps its choice only if there is no other way to cut it, and no figure of it stands in an equation
    that is broken for certain. So it is where the faults are many.
    """
    pool = [own or others(row).splits for row, own in enumerate(rows)]
    usable = askable(equations, pool)
    part = OpenRows(pool, usable)
    search = _Weighing(part, [[faults(row, split) for split in pool[row]] for row in part.rows])
    best = search.best()
    left = [list(choices) for choices in pool]
    if not best:
        for equation in usable:
            is_broken = _is_broken_for_certain(equation, pool)
            for row, cells in equation.terms:
                for split in pool[row]:
                    if not split.is_forced() or (is_broken and share(split, cells)):
                        left[row] = []
        return list(left)
    for place, row in enumerate(part.rows):
        left[row] = [pool[row][number] for number in sorted({numbers[place] for numbers in best})]
    as_good = _AsGood(usable, cache(others), cache(faults))
    combinations = [_chosen(pool, part.rows, numbers) for numbers in search.all() or best[:_MAXIMUM_WEIGHED]]
    allowed = min(map(as_good.faults_of, combinations))
    untold: set[int] = set()
    for chosen in combinations:
        for row, found in as_good.rows(chosen, allowed):
            if not found:
                untold.add(row)
                continue
            left[row] += [other for other in found if other not in left[row]]
            for each, own in enumerate(chosen):
                if own is not None and each != row and own not in left[each]:
                    left[each].append(own)
    return [() if row in untold else choices for row, choices in enumerate(left)]


def _chosen(pool: Choices, rows: Sequence[int], numbers: Sequence[int]) -> list[Split | None]:
    """The choice of every row in a combination of the rows that have several; None for those that have none."""
    chosen: list[Split | None] = [choices[0] if choices else None for choices in pool]
    for row, number in zip(rows, numbers, strict=True):
        chosen[row] = pool[row][number]
    return chosen


def _is_broken_for_certain(equation: Equation, pool: Choices) -> bool:
    low, high = equation.least, equation.most
    for row, cells in equation.terms:
        shares = shares_of(pool[row], cells)
        low, high = low + min(shares), high + max(shares)
    return not _holds((low, high))


class _Weighing:
    """The combinations with the fewest faults: depth first, with as many faults allowed as it takes to find one."""

    def __init__(self, part: OpenRows, faults: Sequence[Sequence[int]]) -> None:
        self._part = part
        self._faults = faults
        self._bounds = part.bounds()
        self._unasked = [
            [_groups_of_lost_cells(row, split, part.equations) for split in choices]
            for row, choices in zip(part.rows, part.choices, strict=True)
        ]
        self._steps = 0

    def best(self) -> list[tuple[int, ...]]:
        """The number of each row's choice in the best combinations; empty when they can't be told."""
        for allowed in range(_MAXIMUM_FAULTS + 1):
            found = list(self._within(allowed, self._part.start, 0, (), frozenset()))
            if self._steps > _MAXIMUM_STEPS:
                return []
            if found:
                return found
        return []

    def all(self) -> list[tuple[int, ...]]:
        """All combinations, none where they are many."""
        many = prod(map(len, self._faults)) > _MAXIMUM_WEIGHED
        return [] if many else list(product(*(range(len(faults)) for faults in self._faults)))

    def _within(
        self, allowed: int, state: Vector, faults: int, numbers: tuple[int, ...], unasked: frozenset[int]
    ) -> Iterator[tuple[int, ...]]:
        """The combinations that begin with some numbers; `unasked` are the groups of which they leave a cell lost."""
        depth = len(numbers)
        if depth == len(self._part.rows):
            yield numbers
            return
        bounds = self._bounds[depth]
        for number, (vector, own) in enumerate(zip(self._part.vectors[depth], self._faults[depth], strict=True)):
            self._steps += 1
            if self._steps > _MAXIMUM_STEPS:
                return
            reached = tuple(map(add, state, vector))
            broken = {
                group
                for group, (least, most), value in zip(self._part.groups, bounds, reached, strict=True)
                if not least <= -value <= most
            }
            lost = unasked | self._unasked[depth][number]
            if faults + own + len(broken - lost) <= allowed:
                yield from self._within(allowed, reached, faults + own, (*numbers, number), lost)


def _groups_of_lost_cells(row: int, split: Split, equations: Sequence[Equation]) -> frozenset[int]:
    """The groups of equations that can't be asked, since a cell of theirs left no trace in a split of a row."""
    lost = split.empty_cells()
    if not lost:
        return frozenset()
    return frozenset(
        e.group for e in equations for each, cells in e.terms if each == row and any(cell in lost for cell, _ in cells)
    )


class _Goal(NamedTuple):
    """What a row must add to an equation, at least and at most, for it to hold; `is_broken`: it does not hold now."""

    group: int
    cells: Cells
    least: Number
    most: Number
    is_broken: bool

    def is_met(self, split: Split) -> bool:
        """Whether the equation holds with a split of the row, or can't be asked since a cell of it left no trace."""
        return self.least <= share(split, self.cells) <= self.most or self._is_lost(split)

    def is_seen_in(self, figures: str) -> bool:
        """Whether one of the figures that would mend the equation may stand among some digits."""
        return self.least < self.most or str(self.least) in figures

    def _is_lost(self, split: Split) -> bool:
        return not all(split.numerals[cell] for cell, _ in self.cells)


@dataclass(frozen=True, slots=True)
class _AsGood:
    """Finds the rows of a combination that may be read otherwise."""

    equations: Sequence[Equation]
    others: Callable[[int], Faulty]
    faults: Callable[[int, Split], int]

    def faults_of(self, chosen: Sequence[Split | None]) -> int:
        """The faults of a combination: those of its rows, and the groups of which an equation is broken."""
        broken = {e.group for e in self.equations if not _holds(_residual(e, chosen))}
        return len(broken) + self._own(chosen)

    def rows(self, chosen: Sequence[Split | None], allowed: int) -> Iterator[tuple[int, list[Split]]]:
        """Rows with the other choices with which a combination has no more faults than `allowed`.

        No choice stands with a row whose others are too many to be listed while its digits hold a figure that would
        mend an equation.
        """
        residuals = [_residual(e, chosen) for e in self.equations]
        broken = {e.group for e, residual in zip(self.equations, residuals, strict=True) if not _holds(residual)}
        own = self._own(chosen)
        is_best = len(broken) + own == allowed
        for row in {row for e in self.equations if e.group in broken for row, _ in e.terms}:
            current = chosen[row]
            assert current is not None
            goals = [
                _Goal(
                    e.group, cells, share(current, cells) - high, share(current, cells) - low, not _holds((low, high))
                )
                for e, (low, high) in zip(self.equations, residuals, strict=True)
                for each, cells in e.terms
                if each == row
            ]
            mended = [goal for goal in goals if goal.is_broken]
            if not mended:
                continue
            listed, is_complete = self.others(row)
            if is_best and (not is_complete or not listed):
                figures = "".join(current.numerals)
                if any(goal.is_seen_in(figures) and (goal.most > 9 or not current.is_forced()) for goal in mended):
                    yield row, []
                    continue
            elsewhere = broken - {goal.group for goal in goals}
            wrong = self.faults(row, current)
            # A row that is wrong in itself must be better than any other cut of it by more than one fault.
            room = allowed - (own - wrong) + (wrong > 0) - len(elsewhere)
            found = [
                other
                for other in listed
                if (wrong or any(goal.is_met(other) for goal in mended))
                and len({goal.group for goal in goals if not goal.is_met(other)} - elsewhere) + self.faults(row, other)
                <= room
            ]
            if found:
                yield row, found

    def _own(self, chosen: Sequence[Split | None]) -> int:
        rows = {row for e in self.equations for row, _ in e.terms}
        return sum(self.faults(row, split) for row in rows if (split := chosen[row]) is not None)


def _residual(equation: Equation, chosen: Sequence[Split | None]) -> tuple[Number, Number]:
    """What an equation comes to, at least and at most."""
    total: Number = 0
    for row, cells in equation.terms:
        split = chosen[row]
        assert split is not None
        total += share(split, cells)
    return equation.least + total, equation.most + total


def _holds(residual: tuple[Number, Number]) -> bool:
    low, high = residual
    return low <= 0 <= high
