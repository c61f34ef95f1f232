"""A row of a form whose figures are a run of digits, with the splits that its separators leave open.

Belongs here: what the form knows of such a row, which separators may deceive. Does not: the enumeration
(`digit_search.py`), other rows (`choices.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from gk_pipeline.extraction.model import Run
from gk_pipeline.rules.cells import FactKey, value_types
from gk_pipeline.rules.digit_search import splits
from gk_pipeline.rules.digits import Bounds, Shape, Split, Sum
from gk_pipeline.rules.equalities import equalities

# By how much a total is off that was miscounted, as a rule.
_SMALL_SLIP = 3
# Ways to cut a row, of which hardly two add up by chance.
_FEW_CUTS = 10


class Faulty(NamedTuple):
    """Splits that are wrong in themselves. `is_complete`: they are all that leave every cell a digit."""

    splits: tuple[Split, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run and the shape of its row."""

    run: Run
    shape: Shape

    @property
    def pieces(self) -> tuple[str, ...]:
        """The digits between the separators that survived."""
        return tuple([piece.text for piece in self.run.pieces])

    def is_short(self) -> bool:
        """Whether it has fewer digits than cells, so that cells left no trace."""
        return sum(map(len, self.pieces)) < self.shape.cells

    def splits(self, *, lost: bool = False) -> tuple[Split, ...]:
        """All splits; with `lost`, any cell may have left no trace (`digits.splits`).

        The end of a line may stand inside a figure, and what stands on a line of its own may be the number of a page;
        so may what stands apart at the end of a row without a sum. Splits that suppose so are among them.
        """
        pieces, shape = self.pieces, self.shape
        found = splits(pieces, shape, lost=lost)
        if len(pieces) == 1:
            return found
        readings = dict.fromkeys(self._lines() if shape.sums else (*self._lines(), pieces[:-1]))
        more = [split for each in readings if each != pieces for split in splits(each, shape, lost=lost)]
        return tuple(dict.fromkeys((*found, *more)))

    def has_few_cuts(self) -> bool:
        """Whether few ways to cut it leave each cell a digit, so that hardly two of them add up."""
        return 0 < len(splits(self.pieces, Shape(self.shape.cells))) <= _FEW_CUTS

    def miscounted(self) -> Faulty:
        """The splits of which one sum is off by a little.

        Not complete where the splits that break a sum are too many to be listed.
        """
        found: dict[Split, None] = {}
        is_complete = True
        for broken in self.shape.sums:
            loose = replace(self.shape, sums=tuple(s for s in self.shape.sums if s is not broken))
            listed = splits(self.pieces, loose)
            is_complete = is_complete and bool(listed)
            found |= dict.fromkeys(split for split in listed if _is_slip(split, broken))
        return Faulty(tuple(found), is_complete)

    def splits_within(self, bounds: Bounds) -> tuple[Split, ...]:
        """The splits whose values lie within bounds, where all are too many to list."""
        return splits(self.pieces, self.shape, bounds=bounds)

    def faulty_splits(self, bounds: Bounds) -> Faulty:
        """The splits that break one of the sums, suppose that cells were lost, or that a separator stands in a figure.

        Where those with lost cells are too many to list, only those within the bounds, and those without.
        """
        found: dict[Split, None] = {}
        is_complete = True
        for broken in self.shape.sums:
            loose = replace(self, shape=replace(self.shape, sums=tuple(s for s in self.shape.sums if s is not broken)))
            listed = loose.splits(lost=True)
            if not listed:
                full = loose.splits()
                is_complete = is_complete and bool(full)
                listed = (*full, *splits(self.pieces, loose.shape, lost=True, bounds=bounds))
            found |= dict.fromkeys(listed)
        if len(self.pieces) > 1:
            joined = ("".join(self.pieces),)
            found |= dict.fromkeys(splits(joined, self.shape) or splits(joined, self.shape, bounds=bounds))
        return Faulty(tuple(found), is_complete)

    def _lines(self) -> list[tuple[str, ...]]:
        """The pieces with those joined that the end of a line parts, then those of each line alone."""
        lines: list[tuple[str, ...]] = []
        for piece in self.run.pieces:
            if piece.on_new_line or not lines:
                lines.append(())
            lines[-1] = (*lines[-1], piece.text)
        if len(lines) == 1:
            return []
        joined = lines[0]
        for line in lines[1:]:
            joined = (*joined[:-1], joined[-1] + line[0], *line[1:])
        return [joined, *lines]


def _is_slip(split: Split, s: Sum) -> bool:
    """Whether a sum of a split is off by as little as a total that was miscounted."""
    off = split.values[s.total] - sum(split.values[part] for part in s.parts)
    return off != 0 and -_SMALL_SLIP <= off <= _SMALL_SLIP


@cache
def shape_of(form: str, keys: tuple[FactKey, ...]) -> Shape:
    """What the form knows of a row: the sums inside it, and which of its cells are no plain counts."""
    places = {key: place for place, key in enumerate(keys)}
    sums: list[Sum] = []
    for equality in equalities(form):
        if all(key in places for key, _ in equality):
            totals = [places[key] for key, sign in equality if sign > 0]
            parts = [places[key] for key, sign in equality if sign < 0]
            if len(totals) == 1:
                sums.append(Sum(totals[0], tuple(parts)))
    types = [value_types(form).get(indicator_id) for indicator_id, _ in keys]
    return Shape(
        len(keys),
        tuple(sums),
        frozenset(cell for cell, value_type in enumerate(types) if value_type == "signed"),
        frozenset(cell for cell, value_type in enumerate(types) if value_type == "amount"),
    )
