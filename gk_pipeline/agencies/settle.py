"""Chooses among the divisions that a name may stand for, or says that it can't.

Belongs here: province, year, votes of other evidence, which divisions are one and the same. Does not: reading names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gk_pipeline.agencies.gazetteer import Gazetteer, Keys

# How clear the winner of a vote must be; less than that is a guess.
_MAJORITY = 2.0
_NO_YEAR = 9999


class Vote(NamedTuple):
    """Divisions that other evidence names (several when it is ambiguous itself), and how much that counts."""

    keys: Keys
    weight: float


class Choice(NamedTuple):
    """What is left. `how` is what decided: name, current, province, year or votes; one key means settled."""

    keys: Keys
    how: str


def settle(
    places: Gazetteer, keys: Keys, *, province: str | None = None, year: int | None = None, votes: Sequence[Vote] = ()
) -> Choice:
    """Narrows divisions of the same printed name, strongest argument first.

    A province that none of them lies in contradicts the name: nothing is left.
    """
    how = "name"
    left = _outermost(places, keys)
    if province is not None:
        inside = frozenset(key for key in left if province in places.chain(key))
        how = "province" if _bodies(places, left) > _bodies(places, inside) else how
        left = inside
    if _bodies(places, left) > 1:
        timely = _timely(places, left, year)
        how = ("year" if year else "current") if _bodies(places, timely) < _bodies(places, left) else how
        left = timely
    if _bodies(places, left) > 1 and votes:
        voted = _voted(places, left, votes)
        how = "votes" if len(voted) < len(left) else how
        left = voted
    if _bodies(places, left) == 1:
        left = frozenset([_latest(places, left, year)])
    return Choice(left, how)


def _outermost(places: Gazetteer, keys: Keys) -> Keys:
    """Without those that are a part of another one of the same name, such as the county of a city without districts."""
    if len(keys) == 1:
        return keys
    zones = {key for key in keys if places.is_area(places.get(key))}
    if any(places.get(key).level != "township" for key in zones):  # the lists count parts of a zone under its name
        keys = frozenset(key for key in keys if key not in zones or places.get(key).level != "township")
    return frozenset(key for key in keys if not any(above.key in keys for above in places.divisions.ancestors(key)))


def _bodies(places: Gazetteer, keys: Keys) -> int:
    """How many different bodies these divisions are; one that was renamed or recoded counts once."""
    count, seen = 0, set[str]()
    for key in keys:
        if key not in seen:
            count += 1
            seen |= places.body(key)
    return count


def _distance(places: Gazetteer, key: str, year: int | None) -> int:
    """Years between a year (none: now) and the time in which the division existed."""
    division = places.get(key)
    last = division.valid_to if division.valid_to is not None else _NO_YEAR
    return _NO_YEAR - last if year is None else max(division.valid_from - year, year - last, 0)


def _timely(places: Gazetteer, keys: Keys, year: int | None) -> Keys:
    """Those that exist now or existed in the year; else those of the year before or after.

    A report is written in the year after the one it covers, and the years of divisions may be one off.
    """
    distances = {key: _distance(places, key, year) for key in keys}
    least = min(distances.values())
    return frozenset(key for key in keys if distances[key] == least) if least <= 1 else keys


def _latest(places: Gazetteer, keys: Keys, year: int | None) -> str:
    """Of the rows of one body the one of the year, or the last."""
    return min(keys, key=lambda key: (_distance(places, key, year), -places.get(key).valid_from, key))


def _voted(places: Gazetteer, keys: Keys, votes: Iterable[Vote]) -> Keys:
    """The division that votes name, or whose parent or child they name, if it is well ahead of every other."""
    scores: dict[str, float] = defaultdict(float)
    for vote in votes:
        supported = [key for key in keys if supports(places, vote.keys, key)]
        for key in supported if len(supported) < len(keys) else ():  # what speaks for all of them tells nothing
            scores[key] += vote.weight
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked:
        return keys
    best = frozenset(key for key, score in ranked if score == ranked[0][1])
    second = next((score for _, score in ranked if score < ranked[0][1]), 0.0)
    if ranked[0][1] < _MAJORITY * second:
        return keys
    return best


def supports(places: Gazetteer, named: Keys, key: str) -> bool:
    """Whether naming these divisions speaks for this one: it is among them, or above or below one of them."""
    return not named.isdisjoint(places.chain(key)) or any(key in places.chain(one) for one in named)
