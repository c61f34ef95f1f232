"""Names of places in front of a name, read from the largest to the smallest by true descent.

Belongs here: which divisions a string begins with, who lies in whom through renames and recodes. Does not: the data
of divisions (`divisions.py`), what kind of body stands behind the place, which of several places is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from gk_pipeline.agencies.divisions import SAME_BODY, Division, Divisions, load

_STEM = re.compile("(?:自治州|自治县|自治旗|地区|省|市|盟|县|区|旗|州)$")
_AREAS = ("zone", "xpcc")
_ZONE = re.compile("..(?:区|园|新城|农场|林场|牧场|渔场|茶场|办事处)$")
_STEM_LEVELS = ("province", "prefecture", "county")
# What may stand between two places: 西平县人民政府柏亭街道办事处.
_BETWEEN = "人民政府"

Keys = frozenset[str]
_NONE: Keys = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the head of a name: the divisions its last place may be, printed at `start:end`.

    `full` is false when the last place is printed without its suffix (长沙 of 长沙海关); `above` are
    the divisions that the place in front of it may be, none when it is the first.
    """

    keys: Keys
    start: int
    end: int
    full: bool
    above: Keys = _NONE


class Gazetteer:
    """The divisions, arranged for reading names. Everything derived is worked out on first use and kept."""

    def __init__(self, divisions: Divisions) -> None:
        self.divisions = divisions
        self._names = _telling_names(divisions)
        self._stems: dict[str, list[str]] = {}
        self._reach: dict[str, int] = {}  # the length of the longest name that begins with these two characters
        self._corps = tuple(one.key for one in divisions if one.kind == "xpcc" and one.level == "prefecture")
        for name, keys in self._names.items():
            if self._reach.get(name[:2], 0) < len(name):
                self._reach[name[:2]] = len(name)
            stem = self.stem(name)
            for key in keys if len(stem) > 1 and stem != name else ():
                division = divisions.get(key)
                if division.level in _STEM_LEVELS and division.kind not in _AREAS:
                    known = self._stems.setdefault(stem, [])
                    if key not in known:
                        known.append(key)
        self._chains: dict[str, Keys] = {}
        self._bodies: dict[str, Keys] = {}

    @staticmethod
    def stem(name: str) -> str:
        """A name without the suffix that tells its rank."""
        return _STEM.sub("", name)

    def stems(self) -> Mapping[str, Sequence[str]]:
        """The names of counties and above without their suffix -> keys."""
        return self._stems

    def get(self, key: str) -> Division:
        return self.divisions.get(key)

    def chain(self, key: str) -> Keys:
        """The division and all above it, each with whatever it was before or became since."""
        found = self._chains.get(key)
        if found is None:
            above = [key, *(division.key for division in self.divisions.ancestors(key))]
            if self.get(key).kind == "xpcc":
                above.extend(self._corps)  # the lists put the corps and its divisions side by side under the region
            found = self._chains[key] = frozenset().union(*(self._related(one, None) for one in above))
        return found

    def body(self, key: str) -> Keys:
        """The division under all its names and codes: renamed, recoded or raised in rank, but the same body."""
        found = self._bodies.get(key)
        if found is None:
            found = self._bodies[key] = self._related(key, SAME_BODY)
        return found

    def _related(self, key: str, kinds: Keys | None) -> Keys:
        """Successors of successors and predecessors of predecessors, never a sideways step."""
        found = {key}
        for step in (lambda one: self.get(one).successors, self.divisions.predecessors):
            waiting = [key]
            while waiting:
                for other, kind in step(waiting.pop()):
                    if other not in found and (kinds is None or kind in kinds):
                        found.add(other)
                        waiting.append(other)
        return frozenset(found)

    def heads(self, text: str, start: int, within: Keys | None, *, stems: bool) -> Iterator[Reading]:
        """The places that `text` may name at `start`, the longest first; `within` keeps what lies in one of these."""
        reach = self._reach.get(text[start : start + 2], 0)
        for end in range(min(start + reach, len(text)), start + 1, -1):
            piece = text[start:end]
            named = self._names.get(piece)
            keys = self._inside(named, within) if named else _NONE
            if keys:
                yield Reading(keys, start, end, True, within or _NONE)
            stemming = self._stems.get(piece) if stems else None
            keys = self._inside(stemming, within) if stemming else _NONE
            if keys:
                yield Reading(keys if within else self._well_known(keys), start, end, False, within or _NONE)

    def _inside(self, keys: Iterable[str], within: Keys | None) -> Keys:
        if within is None:
            return frozenset(keys)
        return frozenset(key for key in keys if key not in within and not within.isdisjoint(self.chain(key)))

    def _well_known(self, keys: Keys) -> Keys:
        """Without districts where a city has the same name: 西安 alone is the city, not a 西安区 of another city."""
        if any(self.get(key).level == "prefecture" for key in keys):
            return frozenset(key for key in keys if self.get(key).kind != "区")
        return keys

    def readings(self, text: str) -> list[Reading]:
        """All ways to read places at the head of a text, levels skipped or not.

        The one that reaches furthest comes first, of these the one whose last place is longest: 上海庙镇 is no 庙镇.
        """
        found: dict[tuple[Keys, int], Reading] = {}
        waiting = [Reading(_NONE, 0, 0, True)]
        while waiting:
            last = waiting.pop()
            start = last.end
            if last.keys and text.startswith(_BETWEEN, start):
                start += len(_BETWEEN)
            for reading in self.heads(text, start, last.keys or None, stems=start == last.end):
                if (reading.keys, reading.end) not in found:
                    found[reading.keys, reading.end] = reading
                    waiting.append(reading)
        return sorted(found.values(), key=lambda r: (-r.end, not r.full, r.start))

    def _is_telling(self, reading: Reading) -> bool:
        """Whether a name is more than a common word: not a town of two characters such as 城镇."""
        return reading.end - reading.start > 2 or any(self.get(key).level != "township" for key in reading.keys)

    def is_area(self, division: Division) -> bool:
        """Whether it is a zone or a division of the corps and never was a division of the country."""
        if division.kind not in _AREAS or division.name.endswith("办事处"):
            return False
        return all(self.get(key).kind in _AREAS for key in self.body(division.key))

    def named(self, name: str) -> tuple[str, ...]:
        """The divisions with exactly this name or alias."""
        return self._names.get(name, ())

    def mentions(self, text: str) -> Iterator[Keys]:
        """The places that a short text names in full, wherever they stand; of 桃源县陬市镇 the town alone."""
        position = 0
        while position < len(text) - 1:
            reading = next((one for one in self.readings(text[position:]) if one.full and self._is_telling(one)), None)
            if reading:
                yield reading.keys
            position += reading.end if reading else 1


def _telling_names(divisions: Divisions) -> dict[str, tuple[str, ...]]:
    """The names of divisions without those that are no names in a text: of units called 街道, 社区 or 林业局."""
    mute = {
        one.key
        for one in divisions
        if one.level == "township" and (one.name == one.kind or (one.kind == "zone" and not _ZONE.search(one.name)))
    }
    found: dict[str, tuple[str, ...]] = {}
    for name, keys in divisions.names.items():
        telling = keys if mute.isdisjoint(keys) else tuple(key for key in keys if key not in mute)
        if telling:
            found[name] = telling
    return found


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the shipped divisions, built once (under two seconds)."""
    return Gazetteer(load())
