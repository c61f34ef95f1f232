"""What a row of digits that lost their separators is cut into, and what is known of the row before.

`21317000001324019` is fifteen values. Belongs here: the values of a cut. Does not: enumerating the cuts of one row
(`digit_search.py`), choosing among them by other rows or by prose (`splits.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gk_pipeline.extraction.model import Number


@dataclass(frozen=True, slots=True)
class Sum:
    """Inside a row: the value at `total` is the sum of the values at `parts` (indices of cells)."""

    total: int
    parts: tuple[int, ...]

    def holds(self, values: Sequence[Number]) -> bool:
        return values[self.total] == sum(values[part] for part in self.parts)


@dataclass(frozen=True, slots=True)
class Split:
    """One way to read a run: its numerals, empty where a cell left no trace, and their values (0 for such a cell)."""

    numerals: tuple[str, ...]
    values: tuple[Number, ...]

    def breaks(self, s: Sum) -> bool:
        """Whether all cells of a sum are there and it does not hold."""
        return all(self.numerals[cell] for cell in (s.total, *s.parts)) and not s.holds(self.values)

    def empty_cells(self) -> list[int]:
        """The cells that left no trace."""
        return [cell for cell, numeral in enumerate(self.numerals) if not numeral] if "" in self.numerals else []

    def is_forced(self) -> bool:
        """Whether every cell holds one digit, so that no other cut leaves each cell a digit."""
        return all(len(numeral) == 1 for numeral in self.numerals)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a row is before its digits are known: how many cells, which may be signed or have decimals, its sums."""

    cells: int
    sums: tuple[Sum, ...] = ()
    signed: frozenset[int] = frozenset()
    decimal: frozenset[int] = frozenset()


# The least and the most that each cell of a row can be.
Bounds = tuple[tuple[Number, Number], ...]
