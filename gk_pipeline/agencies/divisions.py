"""The administrative divisions of the country, from province to township, with their names, codes and years.

Belongs here: reading `data/divisions.csv.gz`, keys, parents and children, names and aliases. Does not: how the file is
made (`agencies/build`), which division a text means (the resolver).

A row is one code under one name. What was renamed, given another code or raised in rank is several rows, tied by
`successors`; the keys of rows never change, whatever else a newer build brings.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from sys import intern
from typing import NamedTuple

from gk_pipeline.agencies.aliases import aliases_of
from gk_pipeline.agencies.tables import rows_of

# The columns of `data/divisions.csv.gz`; several values of a cell stand between bars, a successor is `kind:code:name`,
# `key_name` the name that the key is made of where a later build spells it otherwise.
COLUMNS = (
    "code", "name", "level", "kind", "valid_from", "valid_to", "parent", "seat", "aliases", "key_name", "successors",
)  # fmt: skip
SAME_BODY = frozenset({"rename", "recode", "upgrade"})
_ALWAYS = 9999


class Division(NamedTuple):
    """One division under one name and code.

    `level` is province, prefecture, county or township (the rank of the place; a township is any fourth-level unit);
    `kind` the word that ends its name (省, 自治州, 县, 街道, 镇 ...), `zone` for what is no division by law (zones of
    development, farms, new areas), `xpcc` for the divisions of the Xinjiang corps. `code` has 6 or 9 digits, none for
    new areas, which no list has; `seat` is the code of the division that such an area coincides with.
    `valid_from` and `valid_to` are the years of the lists that show it first and last: 0 when it is on the oldest list,
    None while it is on the newest. A change is dated by the first list that shows it, at most a year late.
    `successors` are (key, kind), kind rename, recode, upgrade, merge or split; empty where no list tells.
    """

    key: str
    code: str
    level: str
    name: str
    kind: str
    parent: str | None
    valid_from: int
    valid_to: int | None
    successors: tuple[tuple[str, str], ...]
    seat: str | None = None

    def valid_in(self, year: int) -> bool:
        return self.valid_from <= year <= (self.valid_to or _ALWAYS)


def fold(name: str) -> str:
    """The form under which names are looked up: compatibility characters unified, no blanks."""
    if not unicodedata.is_normalized("NFKC", name):
        name = unicodedata.normalize("NFKC", name)
    return "".join(name.split())


def key_of(code: str, name: str) -> str:
    """The durable key: `dv_` and 12 hex digits of the code and of the name under which the row was first built."""
    return "dv_" + hashlib.blake2b(f"{code} {name}".encode(), digest_size=6).hexdigest()


class Divisions:
    """All divisions; everything but the rows themselves is worked out on first use."""

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        """`rows` are those of the file, cells in the order of `COLUMNS`."""
        self._codes: dict[str, list[tuple[int, str]]] = {}
        self._aliases: dict[str, str] = {}
        self._origins: dict[str, str] = {}
        keys: dict[tuple[str, str], str] = {}
        fields = []
        for code, name, level, kind, valid_from, valid_to, parent, seat, aliases, key_name, successors in rows:
            key = keys[code, name] = key_of(code, key_name or name)
            start, end = int(valid_from), int(valid_to) if valid_to else None
            fields.append((key, code, intern(level), name, intern(kind), parent, start, end, successors, seat or None))
            if code:
                self._codes.setdefault(code, []).append((start, key))
            if aliases:
                self._aliases[key] = aliases
        for same in self._codes.values():
            same.sort(reverse=True)
        self._all = {
            key: Division(
                key,
                code,
                level,
                name,
                kind,
                self._parent(parent, code, end),
                start,
                end,
                _steps(successors, keys),
                seat,
            )
            for key, code, level, name, kind, parent, start, end, successors, seat in fields
        }

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Division]:
        return iter(self._all.values())

    def get(self, key: str) -> Division:
        """The division of a key; KeyError when there is none."""
        return self._all[key]

    def by_code(self, code: str, year: int | None = None) -> tuple[Division, ...]:
        """The divisions that bear or bore a code, the latest first; with a year those listed in it."""
        found = tuple(self._all[key] for _, key in self._codes.get(code, ()))
        return found if year is None else tuple(division for division in found if division.valid_in(year))

    def ancestors(self, key: str) -> tuple[Division, ...]:
        """What the division lies in, nearest first; parents as of its last year."""
        found = []
        parent = self._all[key].parent
        while parent:
            found.append(self._all[parent])
            parent = found[-1].parent
        return tuple(found)

    def children(self, key: str) -> tuple[str, ...]:
        """Keys of what lies or lay directly in the division, be it listed under a later or an earlier name of it."""
        return self._children.get(key, ())

    def predecessors(self, key: str) -> tuple[tuple[str, str], ...]:
        """(key, kind) of the divisions that this one succeeds."""
        return self._predecessors.get(key, ())

    def origin(self, key: str) -> str:
        """The key of the first row of the same body: before renames, recodes and upgrades."""
        if key not in self._origins:
            self._origins[key] = self._find_origin(key)
        return self._origins[key]

    def _find_origin(self, key: str) -> str:
        seen = {key}
        while True:
            before = [old for old, kind in self.predecessors(key) if kind in SAME_BODY and old not in seen]
            if len(before) != 1:
                return key
            key = before[0]
            seen.add(key)

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """Every name and alias, folded -> keys; those whose full name it is come first, the latest of them first."""
        found: dict[str, list[str]] = {}
        short: list[tuple[str, str]] = []
        for key, division in self._all.items():
            own = fold(division.name)
            found.setdefault(own, []).append(key)
            aliases = set(aliases_of(division.level, division.kind, division.name))
            if key in self._aliases:
                aliases.update(self._aliases[key].split("|"))
            short += [(alias, key) for alias in sorted(map(fold, aliases)) if alias != own]
        for same in found.values():
            if len(same) > 1:
                same.sort(key=lambda key: -(self._all[key].valid_to or _ALWAYS))
        for alias, key in short:
            found.setdefault(alias, []).append(key)
        return {name: tuple(same) for name, same in found.items()}

    @cached_property
    def _predecessors(self) -> dict[str, tuple[tuple[str, str], ...]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for division in self._all.values():
            for key, kind in division.successors:
                found.setdefault(key, []).append((division.key, kind))
        return {key: tuple(before) for key, before in found.items()}

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for division in self._all.values():
            if division.parent:
                for parent in self._same_body(division.parent):
                    if parent == division.parent or _overlap(division, self._all[parent]):
                        found.setdefault(parent, []).append(division.key)
        return {key: tuple(children) for key, children in found.items()}

    @cache  # noqa: B019 - there is one instance, kept for the whole run
    def _same_body(self, key: str) -> tuple[str, ...]:
        found, waiting = {key}, [key]
        while waiting:
            one = waiting.pop()
            for other, kind in (*self._all[one].successors, *self.predecessors(one)):
                if kind in SAME_BODY and other not in found:
                    found.add(other)
                    waiting.append(other)
        return tuple(sorted(found))

    def _parent(self, parent: str, code: str, year: int | None) -> str | None:
        """A code begins with that of what it lies in; of several names of that code the one of the time."""
        for upper in (parent, code[:6], code[:4] + "00", code[:2] + "0000"):
            candidates = self._codes.get(upper)
            if candidates and upper != code:
                if len(candidates) == 1:
                    return candidates[0][1]
                return next((key for start, key in candidates if start <= (year or _ALWAYS)), candidates[-1][1])
        return None


def _steps(successors: str, keys: Mapping[tuple[str, str], str]) -> tuple[tuple[str, str], ...]:
    steps = (step.split(":") for step in successors.split("|")) if successors else ()
    return tuple((keys[code, name], kind) for kind, code, name in steps)


def _overlap(one: Division, other: Division) -> bool:
    return one.valid_from <= (other.valid_to or _ALWAYS) and other.valid_from <= (one.valid_to or _ALWAYS)


@cache
def load() -> Divisions:
    """The shipped divisions, read once."""
    packed = files(__package__).joinpath("data", "divisions.csv.gz").read_bytes()
    rows = csv.reader(io.StringIO(gzip.decompress(packed).decode("utf-8")))
    next(rows)  # the names of the columns
    return Divisions(rows)


@cache
def phone_codes() -> Mapping[str, tuple[str, ...]]:
    """Phone area code -> codes of the prefectures or municipalities it serves."""
    found: dict[str, list[str]] = {}
    for row in rows_of("phone_codes.csv"):
        found.setdefault(row["area_code"], []).append(row["division_code"])
    return {code: tuple(places) for code, places in found.items()}
