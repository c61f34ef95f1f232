"""Which unit became which, told by comparing the lists of successive years.

Belongs here: the evidence that counts. Does not: guesses; where the evidence is missing or fits two units, the
succession stays open. Of counties, what the lists cannot tell and a published decision does stands in `decisions.csv`.

| kind | evidence |
|---|---|
| rename | the same code under another name |
| recode | the same name under another code, in the same parent or in what became of it |
| upgrade | the same name but for its rank: 章丘市 and 章丘区, 郭墅乡 and 郭墅镇 |
| merge | several units become one; or the places of an ended unit turn up in one that goes on |
| split | the places of one unit turn up in several, or in a new one beside it |
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from gk_pipeline.agencies.build.cleaning import same_spelling, stem
from gk_pipeline.agencies.build.history import Unit
from gk_pipeline.agencies.build.snapshots import rows

Place = Callable[[Unit], str]
Trait = Callable[[Unit], object]

_MUNICIPALITIES = ("11", "12", "31", "50")
# A county's townships tell where it went when so many of them, and such a share, turn up in another county.
_FEWEST, _SHARE = 2, 0.3


def link(counties: list[Unit], towns: list[Unit]) -> None:
    """Fills `successors` of all units."""
    prefectures = [unit for unit in counties if unit.level == "prefecture"]
    below = [unit for unit in counties if unit.level == "county"]
    _link_level(prefectures, (_province,))
    _link_level(below, (_Roots(prefectures, 4), _province))
    _link_absorbed(below)
    _link_raised(below, prefectures)
    _link_gaps(below)
    _link_decided(counties)
    _link_upper(prefectures, below, length=4, fewest=1, share=0.0)
    _link_level(towns, (_Roots(counties, 6), _Roots(prefectures, 4)), codes_wander=True)
    _link_upper([unit for unit in below if unit.kind != "zone"], towns, length=6, fewest=_FEWEST, share=_SHARE)
    _name_mergers(counties)


def _province(unit: Unit) -> str:
    return unit.code[:2]


class _Roots:
    """Maps a unit to the last unit that its parent became, so that places before and after a change share a parent."""

    def __init__(self, parents: Iterable[Unit], length: int) -> None:
        self._length = length
        self._next: dict[str, set[str]] = defaultdict(set)
        for parent in parents:
            for _, code, _ in parent.successors:
                if code != parent.code:
                    self._next[parent.code[:length]].add(code[:length])

    def __call__(self, unit: Unit) -> str:
        code = unit.code[: self._length]
        if self._length == 4 and code[:2] in _MUNICIPALITIES:
            return code[:2]
        seen = set[str]()
        while len(self._next.get(code, ())) == 1 and code not in seen:
            seen.add(code)
            (code,) = self._next[code]
        return code


def _link_level(units: list[Unit], scopes: tuple[Place, ...], *, codes_wander: bool = False) -> None:
    """Pairs units that ended with units that began in the next year; `scopes` go from the narrowest to the widest.

    Codes of townships wander from one to another, so that there the names decide where the two disagree.
    """
    for ended, began in _steps(units):
        olds, news = list(ended), list(began)
        for scope in scopes:
            _pair(olds, news, _by_name(scope), "recode")
        by_stem = _by_stem(scopes[0])
        stems_before, stems_after = set(map(by_stem, olds)), set(map(by_stem, news))
        # A code given to what stems from another unit tells nothing of the unit that had it before.
        steady = [old for old in olds if not codes_wander or by_stem(old) not in stems_after]
        fresh = [new for new in news if by_stem(new) not in stems_before]
        renamed = _pair(steady, fresh, _by_code, "rename")
        _pair(_without(olds, renamed), _without(news, renamed), by_stem, "upgrade")


def _link_absorbed(units: list[Unit]) -> None:
    """A code that goes on under a name that came from another unit: two became one (500110 万盛区 is now in 綦江区)."""
    claimed = {(code, name) for unit in units for _, code, name in unit.successors}
    for ended, began in _steps(units):
        olds = [unit for unit in ended if not unit.successors]
        _pair(olds, [unit for unit in began if (unit.code, unit.name) in claimed], _by_code, "merge")


def _link_raised(counties: list[Unit], prefectures: list[Unit]) -> None:
    """A county that became a prefecture under its name (儋州市), where no prefecture did."""
    claimed = {(code, name) for unit in prefectures for _, code, name in unit.successors}
    for ended, began in _steps(counties + prefectures):
        olds = [unit for unit in ended if unit.level == "county" and not unit.successors]
        news = [unit for unit in began if unit.level == "prefecture" and (unit.code, unit.name) not in claimed]
        _pair(olds, news, _by_name(_province), "upgrade")


def _by_name(scope: Place) -> Trait:
    return lambda unit: (scope(unit), same_spelling(unit.name))


def _by_stem(scope: Place) -> Trait:
    return lambda unit: (scope(unit), stem(unit.name), unit.kind == "zone")


def _by_code(unit: Unit) -> object:
    return unit.code, unit.kind == "zone"


def _steps(units: list[Unit]) -> Iterator[tuple[list[Unit], list[Unit]]]:
    ended, began = defaultdict[int, list[Unit]](list), defaultdict[int, list[Unit]](list)
    for unit in units:
        if unit.valid_to is not None:
            ended[unit.valid_to + 1].append(unit)
        if unit.valid_from:
            began[unit.valid_from].append(unit)
    for year in sorted(ended.keys() & began.keys()):
        yield ended[year], began[year]


def _pair(olds: list[Unit], news: list[Unit], trait: Trait, kind: str) -> list[Unit]:
    """Links units of the same trait where it is one unit on both sides, takes them off the lists and returns them."""
    before, after = _by(olds, trait), _by(news, trait)
    paired = []
    for value, left in before.items():
        right = after.get(value, [])
        if len(left) == 1 and len(right) == 1:
            left[0].succeed(kind, right[0])
            olds.remove(left[0])
            news.remove(right[0])
            paired += [left[0], right[0]]
    return paired


def _without(units: list[Unit], others: list[Unit]) -> list[Unit]:
    gone = {id(other) for other in others}
    return [unit for unit in units if id(unit) not in gone]


def _by(units: Iterable[Unit], trait: Trait) -> dict[object, list[Unit]]:
    found: dict[object, list[Unit]] = defaultdict(list)
    for unit in units:
        found[trait(unit)].append(unit)
    return found


def _link_decided(units: list[Unit]) -> None:
    """What was decided where no list shows it; KeyError when a list does not have such a unit."""
    known = {(unit.code, unit.name): unit for unit in units}
    for row in rows("decisions.csv"):
        known[row["code"], row["name"]].succeed(row["kind"], known[row["new_code"], row["new_name"]])


def _link_gaps(units: list[Unit]) -> None:
    """A code that stood in for another one in just the lists that lack that one: 139001 for 130682."""
    for name, same in _by(units, lambda unit: (_province(unit), unit.name)).items():
        for unit in same if name else ():
            others = [other for other in same if other is not unit and _fills(unit, other)]
            if unit.valid_to is not None and not unit.successors and len(others) == 1:
                unit.succeed("recode", others[0])


def _fills(unit: Unit, other: Unit) -> bool:
    return (
        not set(unit.years) & set(other.years) and other.years[0] < unit.years[0] and other.years[-1] > unit.years[-1]
    )


def _link_upper(uppers: list[Unit], lowers: list[Unit], *, length: int, fewest: int, share: float) -> None:
    """Successions told by the places below: where the units of an ended or a divided unit went."""
    by_code: dict[str, list[Unit]] = defaultdict(list)
    for upper in uppers:
        by_code[upper.code[:length]].append(upper)
    sizes = Counter(unit.code[:length] for unit in lowers)
    for code, targets in _moves(lowers, length).items():
        for old in by_code[code]:
            needed = max(fewest, share * sizes[code])
            news = [
                new
                for (target, year), count in targets.items()
                for new in by_code[target]
                if _receives(old, new, year) and (count >= needed or (_began(new, year) and count >= fewest))
            ]
            _succeed_all(old, news)


def _moves(lowers: list[Unit], length: int) -> dict[str, Counter[tuple[str, int]]]:
    """Code above -> how many of its units went to which code above, in which year."""
    found: dict[str, Counter[tuple[str, int]]] = defaultdict(Counter)
    for lower in lowers:
        for _, code, _ in lower.successors:
            if lower.valid_to is not None and code[:length] != lower.code[:length]:
                found[lower.code[:length]][code[:length], lower.valid_to + 1] += 1
    return found


def _began(new: Unit, year: int) -> bool:
    """The lists of townships follow a change of counties up to a year later."""
    return new.valid_from in (year, year - 1)


def _receives(old: Unit, new: Unit, year: int) -> bool:
    if new.valid_from > year or (new.valid_to is not None and new.valid_to < year) or old.valid_from >= year:
        return False
    if old.valid_to is not None:
        return old.valid_to + 1 in (year, year - 1)
    return _began(new, year)


def _succeed_all(old: Unit, news: list[Unit]) -> None:
    known = {(code, name) for _, code, name in old.successors}
    fresh = [new for new in news if (new.code, new.name) not in known]
    several = old.valid_to is None or len(fresh) + len(known) > 1
    for new in fresh:
        older = bool(old.valid_to is not None and (not new.valid_from or new.valid_from <= old.valid_to))
        old.succeed("split" if several else "merge" if older else "upgrade" if old.kind != new.kind else "recode", new)


def _name_mergers(units: list[Unit]) -> None:
    """Units that ended in one at the same time were merged, whatever the single step looked like."""
    incoming: dict[tuple[str, str, int], list[Unit]] = defaultdict(list)
    for unit in units:
        for _, code, name in unit.successors:
            if unit.valid_to is not None:
                incoming[code, name, unit.valid_to].append(unit)
    for (code, name, _), olds in incoming.items():
        for old in olds if len(olds) > 1 else ():
            for step in [step for step in old.successors if step[1:] == (code, name)]:
                if step[0] in ("recode", "upgrade"):
                    old.successors.remove(step)
                    old.successors.add(("merge", code, name))
