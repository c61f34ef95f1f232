"""Which choices of several rows contradict each other least, where no choices satisfy every equation over the rows.

Belongs here: weighing, in bounded work. Does not: rows that add up (`choices.py`), what a reader may conclude
(`contradictions.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import add

from gk_pipeline.extraction.model import Number
from gk_pipeline.rules.choices import Choices, Equation, OpenRows, Vector, share
from gk_pipeline.rules.digits import Split
from gk_pipeline.rules.run_rows import Faulty

_MAXIMUM_STEPS = 4_000
# Faults of one report that are looked for: a wrong figure breaks its row and its column. A report with more has several
# wrong figures, or its rows were misread; then one fault less proves nothing.
_MAXIMUM_FAULTS = 2
# Combinations that are equally good; where there are more, little is left to be told.
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
    wrong one: it keeps its choice only if there is no other way to cut it. So it is where the faults are many.
    """
    pool = [own or others(row).splits for row, own in enumerate(rows)]
    usable = [e for e in equations if all(pool[row] for row, _ in e.terms)]
    part = OpenRows(pool, usable)
    search = _Weighing(part, [[faults(row, split) for split in pool[row]] for row in part.rows])
    best = search.best()
    left = [list(choices) for choices in pool]
    if not best:
        for row in {row for e in usable for row, _ in e.terms}:
            if not all(map(Split.is_forced, left[row])):
                left[row] = []
        return list(left)
    for place, row in enumerate(part.rows):
        left[row] = [pool[row][number] for number in sorted({numbers[place] for numbers in best})]
    for numbers in best[:_MAXIMUM_WEIGHED]:
        chosen = [choices[0] if choices else None for choices in pool]
        for row, number in zip(part.rows, numbers, strict=True):
            chosen[row] = pool[row][number]
        for row, found in _as_good(chosen, others, usable, faults):
            left[row] = [*left[row], *(other for other in found if other not in left[row])] if found else []
    return list(left)


class _Weighing:
    """The combinations with the fewest faults: depth first, with as many faults allowed as it takes to find one."""

    def __init__(self, part: OpenRows, faults: Sequence[Sequence[int]]) -> None:
        self._part = part
        self._faults = faults
        self._bounds = part.bounds()
        self._steps = 0

    def best(self) -> list[tuple[int, ...]]:
        """The number of each row's choice in the best combinations; empty when they can't be told."""
        for allowed in range(_MAXIMUM_FAULTS + 1):
            found = list(self._within(allowed, 0, self._part.start, 0, ()))
            if self._steps > _MAXIMUM_STEPS:
                return []
            if found:
                return found
        return []

    def _within(
        self, allowed: int, depth: int, state: Vector, faults: int, numbers: tuple[int, ...]
    ) -> Iterator[tuple[int, ...]]:
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
            if faults + own + len(broken) <= allowed:
                yield from self._within(allowed, depth + 1, reached, faults + own, (*numbers, number))


def _as_good(
    chosen: Sequence[Split | None],
    others: Callable[[int], Faulty],
    equations: Sequence[Equation],
    faults: Callable[[int, Split], int],
) -> Iterator[tuple[int, list[Split]]]:
    """Rows with the other choices that would make a combination contradict itself no more than it does.

    No choice stands with a row whose others are too many to be listed while its digits hold a figure that would mend
    an equation.
    """
    residuals = [_residual(e, chosen) for e in equations]
    broken = {e.group for e, residual in zip(equations, residuals, strict=True) if residual}
    suspects = {row for e, residual in zip(equations, residuals, strict=True) if residual for row, _ in e.terms}
    for row in suspects:
        current = chosen[row]
        assert current is not None
        # What the row must add to each of its equations for it to hold.
        goals = [
            (e.group, cells, share(current, cells) - residual, bool(residual))
            for e, residual in zip(equations, residuals, strict=True)
            for each, cells in e.terms
            if each == row
        ]
        mended = [(cells, goal) for _, cells, goal, is_broken in goals if is_broken]
        listed, is_complete = others(row)
        if not is_complete or not listed:
            figures = "".join(current.numerals)
            if any(str(goal) in figures and (goal > 9 or not current.is_forced()) for _, goal in mended):
                yield row, []
                continue
        elsewhere = broken - {group for group, *_ in goals}
        wrong = faults(row, current)
        # A row that is wrong in itself must be better than any other cut of it by more than one fault.
        allowed = len(broken) + wrong + (wrong > 0)
        found = [
            other
            for other in listed
            if (wrong or any(share(other, cells) == goal for cells, goal in mended))
            and len(elsewhere | {group for group, cells, goal, _ in goals if share(other, cells) != goal})
            + faults(row, other)
            <= allowed
        ]
        if found:
            yield row, found


def _residual(equation: Equation, chosen: Sequence[Split | None]) -> Number:
    total = equation.constant
    for row, cells in equation.terms:
        split = chosen[row]
        assert split is not None
        total += share(split, cells)
    return total
