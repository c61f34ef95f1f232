"""Reads the runs of a report that contradicts itself: no choice of splits satisfies all its sums.

Belongs here: what can still be told of such rows. Does not: the search for the splits that contradict each other least
(`weighing.py`), rows that add up (`splits.py`).

A row that holds in itself is read where no other cut of it would make the report add up better. A row that is wrong in
itself is read where the other rows hold all its cells but one, and the figure that they ask for in its place would
mend the row: then that one figure is the fault, and it is what the report prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gk_pipeline.rules.choices import Choices, Equation, bounds_of, holding
from gk_pipeline.rules.digits import Split
from gk_pipeline.rules.run_rows import Faulty, RunRow
from gk_pipeline.rules.weighing import least_broken

# Values other than noughts in a row that has one figure and its total.
_A_FIGURE_TWICE = 2


def is_safe_alone(chosen: Sequence[Split]) -> bool:
    """Whether a row that can't be held against others is safe to read: one digit a cell, or a figure and its total.

    98 and 89 for 89 twice add up as 9, 80 and 89.
    """
    return all(split.is_forced() or sum(map(bool, split.values)) <= _A_FIGURE_TWICE for split in chosen)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Rows, their splits, and equations that do not go together. No row shows that the report lost cells."""

    rows: Sequence[RunRow]
    choices: Choices
    equations: Sequence[Equation]

    def left(self) -> list[Sequence[Split]]:
        """The splits that are left of each row, none where nothing can be told of it."""
        found = least_broken(self.choices, self._others, self.equations, self._faults)
        held = holding(found, self.equations)
        unchecked = {
            row for e in self.equations for row, _ in e.terms if not (e.is_exact and all(found[r] for r, _ in e.terms))
        }
        left: list[Sequence[Split]] = []
        for row, chosen in enumerate(found):
            if min((self._faults(row, split) for split in chosen), default=0):
                is_told = self._is_the_only_fault(row, found, {cell for r, cell in held if r == row})
            else:
                # Any row may be the wrong one, and one that could not be held against others has its own sum alone.
                is_told = row not in unchecked or is_safe_alone(chosen)
            left.append(chosen if is_told else ())
        return left

    def _is_the_only_fault(self, row: int, found: Choices, held: set[int]) -> bool:
        """Whether all cells but one of a row that is wrong in itself are held, and the last would mend it."""
        loose = set(range(self.rows[row].shape.cells)) - held
        if len(found[row]) > 1 or len(loose) > 1 or "" in found[row][0].numerals:
            return False
        return all(self._mends(row, found[row][0], found, cell) for cell in loose)

    def _mends(self, row: int, split: Split, found: Choices, cell: int) -> bool:
        """Whether the row would hold with the figure that the other rows ask for in a cell."""
        shape = self.rows[row].shape
        least, most = bounds_of(row, shape.cells, found, self.equations)[cell]
        values = (*split.values[:cell], least, *split.values[cell + 1 :])
        return least == most and all(s.holds(values) for s in shape.sums)

    def _others(self, row: int) -> Faulty:
        each = self.rows[row]
        found, is_complete = each.faulty_splits(bounds_of(row, each.shape.cells, self.choices, self.equations))
        return Faulty(tuple(split for split in found if split not in self.choices[row]), is_complete)

    def _faults(self, row: int, split: Split) -> int:
        """How many sums of its row a split breaks, and one or two more for lost cells."""
        lost = min(split.numerals.count(""), 2)
        return lost + sum(split.breaks(s) for s in self.rows[row].shape.sums)
