"""From yearly lists to units with the years they were listed in.

Belongs here: joining the lists of years into one row per code and name. Does not: which row became which
(`succession.py`).

A change between two lists is dated to the later one. A unit that the oldest list of its kind has is open at its start
(year 0): nothing tells since when it was there; one that the newest list has is open at its end (None).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from gk_pipeline.agencies.build.cleaning import (
    clean_town,
    is_group,
    kind_of,
    level_of,
    patches,
    same_spelling,
)
from gk_pipeline.agencies.build.snapshots import Snapshot


@dataclass(eq=False)
class Unit:
    """One code under one name. `years` are those of the lists, `valid_from` and `valid_to` what they tell."""

    code: str
    name: str
    kind: str
    years: tuple[int, ...]
    valid_from: int = 0
    valid_to: int | None = None
    aliases: tuple[str, ...] = ()  # other spellings, the oldest first
    printed: str = ""  # before a patch
    successors: set[tuple[str, str, str]] = field(default_factory=set)  # (kind, code, name)

    @property
    def level(self) -> str:
        return level_of(self.code)

    def succeed(self, kind: str, other: Unit) -> None:
        self.successors.add((kind, other.code, other.name))


# Year -> code -> name, uniform names.
Lists = dict[int, dict[str, str]]


def counties(snapshots: Iterable[Snapshot]) -> list[Unit]:
    """Provinces to counties. Where a year has both lists the ministry's counts; what no list of it has is a zone."""
    ministry: Lists = {}
    statistics: Lists = {}
    fixes = patches()
    for snapshot in snapshots:
        lists = ministry if snapshot.publisher == "ministry" else statistics
        lists[snapshot.year] = {
            code: fixes.get((code, name), name)
            for code, name in snapshot.names.items()
            if len(code) == 6 and not is_group(code, name) and not _repeats(code, name, snapshot)
        }
    official = {code for names in ministry.values() for code in names}
    for year, names in statistics.items():
        if year not in ministry:
            ministry[year] = {code: name for code, name in names.items() if code in official}
    zones = {
        year: {code: name for code, name in names.items() if code not in official} for year, names in statistics.items()
    }
    zones = {year: names for year, names in zones.items() if names}
    found = _units(ministry)
    for unit in _units(zones):
        unit.kind = "zone"
        found.append(unit)
    return found


def towns(snapshots: Iterable[Snapshot]) -> list[Unit]:
    """Townships of the statistics lists under uniform names."""
    fixes = patches()
    lists: Lists = {}
    printed: dict[tuple[str, str], str] = {}
    for snapshot in snapshots:
        if snapshot.publisher != "statistics":
            continue
        names: dict[str, str] = {}
        for code, raw in snapshot.names.items():
            if len(code) == 9 and not is_group(code, raw):
                above = snapshot.names.get(code[:4] + "00", ""), snapshot.names.get(code[:6], "")
                name = clean_town(code, fixes.get((code, raw), raw), *above)
                names[code] = name
                if (code, raw) in fixes:
                    printed[code, name] = raw
        lists[snapshot.year] = names
    found = _units(lists)
    for unit in found:
        unit.printed = printed.get((unit.code, unit.name), "")
    return found


def _repeats(code: str, name: str, snapshot: Snapshot) -> bool:
    """Some lists print a municipality or a city without counties again on the level below: 110100, 620201."""
    above = {code[:2] + "0000", code[:4] + "00"} - {code}
    return name in {snapshot.names.get(upper) for upper in above}


def _units(lists: Lists) -> list[Unit]:
    if not lists:
        return []
    seen: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for year in sorted(lists):
        for code, name in lists[year].items():
            seen[code, same_spelling(name)].append((year, name))
    oldest, newest = min(lists), max(lists)
    found = []
    for (code, _), spellings in sorted(seen.items()):
        name = spellings[-1][1]
        unit = Unit(code, name, kind_of(code, name), tuple(year for year, _ in spellings))
        unit.valid_from = 0 if unit.years[0] == oldest else unit.years[0]
        unit.valid_to = None if unit.years[-1] == newest else unit.years[-1]
        unit.aliases = tuple(dict.fromkeys(spelling for _, spelling in spellings if spelling != name))
        found.append(unit)
    return found


def open_starts(towns: list[Unit], counties: list[Unit]) -> None:
    """Opens the start of townships that the oldest lists merely left out; to be called when successions are known.

    The oldest list has no units of classes 4 and 5 and lacks some counties, the first two have no zones: what the next
    list has there did not begin then, unless it is the successor of another unit or its county is new.
    """
    oldest, second = sorted({year for town in towns for year in town.years})[:2]
    listed = {town.code[:6] for town in towns if town.years[0] == oldest}
    new_counties = {unit.code for unit in counties if unit.valid_from > oldest}
    old_zones = {unit.code: unit.years[0] for unit in counties if unit.kind == "zone" and not unit.valid_from}
    succeeded = {(code, name) for town in towns for _, code, name in town.successors}
    for town in towns:
        county, first = town.code[:6], town.years[0]
        unlisted = county not in listed and county not in new_counties
        left_out = first == second and (unlisted or town.code[6] in "45")
        if (left_out or old_zones.get(county) == first) and (town.code, town.name) not in succeeded:
            town.valid_from = 0
