"""The catalogue's wordings, made ready for reading: by counting word and by the words that give them away.

Belongs here: which wordings come into question for a figure. Does not: whether one fits (`prose.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick

from gk_pipeline.catalog.claims import ClaimPattern, Family, load_patterns, load_units


class Triggers:
    """Wordings by the literal words that must stand near a figure: only those are tried, in their order."""

    def __init__(self, patterns: Sequence[ClaimPattern]) -> None:
        self._patterns = patterns
        places: dict[str, int] = {}
        for place, pattern in enumerate(patterns):
            for trigger in pattern.triggers:
                places[trigger] = places.get(trigger, 0) | 1 << place
        self._finder = ahocorasick.Automaton()
        for trigger, bits in places.items():
            self._finder.add_word(trigger, bits)
        self._finder.make_automaton()
        self._known: dict[int, list[ClaimPattern]] = {0: []}  # the same few sets of wordings come again and again

    def candidates(self, words: str) -> list[ClaimPattern]:
        """The wordings of which a trigger is among the words."""
        found = 0
        for _, bits in self._finder.iter(words) if self._finder else ():
            found |= bits
        if found not in self._known:
            self._known[found] = [pattern for place, pattern in enumerate(self._patterns) if found >> place & 1]
        return self._known[found]


@dataclass(frozen=True, slots=True)
class Wordings:
    """The wordings that hold for one family and year: for numbers by printed counting word, for `none`, for `all`."""

    numbers: dict[str, Triggers]
    none: Triggers
    all: tuple[ClaimPattern, ...]


@lru_cache(maxsize=64)
def wordings_for(family: Family, year: int | None) -> Wordings:
    """The wordings of a family that hold for a report year."""
    patterns = [pattern for pattern in load_patterns(family) if pattern.holds_for(year)]
    numbers = [pattern for pattern in patterns if pattern.kind == "number"]
    by_unit = {unit: Triggers([p for p in numbers if unit in p.units]) for unit in set(load_units().values())}
    return Wordings(
        numbers={word: by_unit[unit] for word, unit in load_units().items()},
        none=Triggers([pattern for pattern in patterns if pattern.kind == "none"]),
        all=tuple(pattern for pattern in patterns if pattern.kind == "all"),
    )
