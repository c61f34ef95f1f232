"""Where the error may lie: the fewest cells whose change would satisfy every sum of the form.

Belongs here: the search, and telling the patterns people know. Does not: changing a value (what is printed stays, a
suggestion stands beside it), saying it in words (`messages.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gk_pipeline.extraction.model import Fact, Number
from gk_pipeline.rules.cells import FactKey, sheet
from gk_pipeline.rules.equalities import equalities, others_printed

# More repairs of the same size than this say nothing; the search stops there.
_MAXIMUM_REPAIRS = 40


@dataclass(frozen=True, slots=True)
class Change:
    """A cell, what it prints, and what would satisfy the sums."""

    key: FactKey
    printed: Number
    instead: Number


Repair = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """Requests counted under the wrong kind of applicant: a row has `number` in one column that another must take.

    As many `other_rows` could be the one it happened in.
    """

    number: Number
    giving: str
    taking: str
    indicator_id: str
    other_rows: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The smallest repairs of a report, and the pattern they show, if it is a known one."""

    repairs: Sequence[Repair]
    moved: Moved | None


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum whose cells are all printed; `residual` is what its signed cells add up to, zero where it holds."""

    signs: Mapping[FactKey, int]
    residual: Number


def repairs(form: str, facts: Sequence[Fact]) -> list[Repair]:
    """The smallest repairs of a report whose sums fail: all of one cell, else all of two; empty when more are wrong.

    A repair satisfies every sum that can be assessed and makes no value negative.
    """
    printed = {key: value for key, (_, value) in sheet(facts).entries.items() if value is not None}
    sums = list(_sums(form, printed))
    failing = [s for s in sums if s.residual]
    if not failing:
        return []
    by_cell: dict[FactKey, list[_Sum]] = {}
    for s in sums:
        for key in s.signs:
            by_cell.setdefault(key, []).append(s)
    single: list[Repair] = [
        (change,) for key in by_cell if (change := _alone(key, printed[key], by_cell[key], failing))
    ]
    return single or list(_pairs(printed, by_cell, failing))


def diagnose(form: str, facts: Sequence[Fact]) -> Diagnosis | None:
    """What would satisfy every sum, None when nothing small would or too much to mean anything."""
    found = repairs(form, facts)
    moved = _moved_column(found)
    return Diagnosis(found, moved) if moved or 0 < len(found) < _MAXIMUM_REPAIRS else None


def _sums(form: str, printed: Mapping[FactKey, Number]) -> Iterator[_Sum]:
    for equality in equalities(form, others_printed(form, printed.__contains__)):
        if all(key in printed for key, _ in equality):
            residual = sum(sign * printed[key] for key, sign in equality)
            yield _Sum(dict(equality), residual)


def _alone(key: FactKey, value: Number, sums: Sequence[_Sum], failing: Sequence[_Sum]) -> Change | None:
    """The change of one cell that mends all failing sums and breaks none."""
    if not all(any(s is each for each in sums) for s in failing):
        return None
    deltas = {-s.residual * s.signs[key] for s in sums}
    delta = deltas.pop()
    return Change(key, value, value + delta) if not deltas and delta and value + delta >= 0 else None


def _pairs(
    printed: Mapping[FactKey, Number], by_cell: Mapping[FactKey, Sequence[_Sum]], failing: Sequence[_Sum]
) -> Iterator[Repair]:
    """Pairs of cells whose changes together mend all failing sums. One of them stands in the first failing sum."""
    found: set[frozenset[FactKey]] = set()
    for first in failing[0].signs:
        for delta in {-s.residual * s.signs[first] for s in by_cell[first] if s.residual}:
            left = [_changed(s, first, delta) for s in {id(s): s for s in (*failing, *by_cell[first])}.values()]
            open_sums = [s for s in left if s.residual]
            if not open_sums or printed[first] + delta < 0:
                continue
            for second in open_sums[0].signs:
                if second == first or frozenset((first, second)) in found:
                    continue
                sums = [_changed(s, first, delta) if first in s.signs else s for s in by_cell[second]]
                change = _alone_after(second, printed[second], sums, open_sums)
                if change:
                    found.add(frozenset((first, second)))
                    yield Change(first, printed[first], printed[first] + delta), change
                    if len(found) >= _MAXIMUM_REPAIRS:
                        return


def _changed(s: _Sum, key: FactKey, delta: Number) -> _Sum:
    return _Sum(s.signs, s.residual + s.signs[key] * delta) if key in s.signs else s


def _alone_after(key: FactKey, value: Number, sums: Sequence[_Sum], open_sums: Sequence[_Sum]) -> Change | None:
    if not all(key in s.signs for s in open_sums):
        return None
    deltas = {-s.residual * s.signs[key] for s in sums}
    delta = deltas.pop()
    return Change(key, value, value + delta) if not deltas and delta and value + delta >= 0 else None


def _moved_column(found: Sequence[Repair]) -> Moved | None:
    """The pattern of requests counted under the wrong kind of applicant: a row gives in one column what it takes."""
    pairs = [repair for repair in found if len(repair) == 2]
    if len(pairs) < len(found):
        return None
    for one, other in pairs:
        moved: Number = one.instead - one.printed
        if one.key[0] == other.key[0] and one.key[1] and other.key[1] and moved == other.printed - other.instead:
            giving, taking = (one.key[1], other.key[1]) if moved < 0 else (other.key[1], one.key[1])
            rows = {repair[0].key[0] for repair in pairs if repair[0].key[0] == repair[1].key[0]}
            return Moved(max(moved, -moved), giving, taking, one.key[0], len(rows) - 1)
    return None
