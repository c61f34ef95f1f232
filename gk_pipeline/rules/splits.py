"""Chooses among the splits of runs of digits: by sums across the row, by the other rows, by the prose.

Belongs here: reading one report's runs together. Does not: listing the splits of one row (`digits.py`), the sums of a
form (`catalog/data/identities.csv`).

A row is read when one split is left; where several are, the cells that they have in common; the others stay
ambiguous, with the number of splits left. Where the report's own figures do not add up, no split satisfies everything;
then a row is read by its own sum if every other way to cut it breaks more sums. A row without a sum is read only when a
nought in it shows that noughts are printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from gk_pipeline.extraction.cells import to_number
from gk_pipeline.extraction.model import Claim, Extraction, Fact, Run, Status
from gk_pipeline.rules.cells import FactKey, converted, row_units
from gk_pipeline.rules.digits import Sum, TooManySplits, scaled, splits
from gk_pipeline.rules.equalities import equalities

# Combinations of the splits of several rows that are tried out in full.
_MAXIMUM_COMBINATIONS = 20_000


@dataclass(frozen=True, slots=True)
class _Split:
    """One way to read a run: its numerals, and their values in millionths."""

    numerals: tuple[str, ...]
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Term:
    row: int
    cell: int
    sign: int


@dataclass(frozen=True, slots=True)
class _Equation:
    """The terms and the constant add up to zero."""

    terms: tuple[_Term, ...]
    constant: int


def resolve_runs(extraction: Extraction, form: str) -> None:
    """Reads what can be read of an extraction's runs: sets value, span and status of their facts."""
    if not extraction.runs:
        return
    facts = {(fact.indicator_id, fact.column_id): fact for fact in extraction.facts}
    runs = extraction.runs
    own = [_row_splits(run, form) for run in runs]
    supported = [_by_prose(run, listed, extraction.claims) for run, listed in zip(runs, own, strict=True)]
    equations = _equations(form, runs, facts)
    consistent = _consistent(supported, equations)
    left = consistent or _row_by_row(runs, own, equations, form)
    loses_cells = any(len(run.digits) < len(run.keys) for run in runs)
    for run, listed, chosen in zip(runs, own, left, strict=True):
        proved = bool(_sums(form, run.keys)) or len(chosen) < len(listed)
        # Empty cells may have left no trace; then the number of digits proves nothing.
        doubtful = not proved and (loses_cells or (len(chosen) == 1 and "0" not in chosen[0].numerals))
        # Where the report contradicts itself, what the splits have in common may be wrong with all of them.
        partly = consistent is not None or len(chosen) == 1
        _settle(run, [] if doubtful else chosen, facts, partly=partly)


def _row_by_row(
    runs: Sequence[Run], own: Sequence[list[_Split]], equations: Sequence[_Equation], form: str
) -> list[list[_Split]]:
    """The splits of each row where no reading of all rows adds up: other cuts that break no more sums are kept."""
    fixed = [listed[0] if len(listed) == 1 else None for listed in own]
    result: list[list[_Split]] = []
    for row, (run, listed) in enumerate(zip(runs, own, strict=True)):
        if len(listed) != 1 or len(run.digits) == len(run.keys):
            result.append(listed)
            continue
        judged = [e for e in equations if any(term.row == row for term in e.terms)]
        judged = [e for e in judged if all(fixed[term.row] for term in e.terms)]
        broken = {split: _broken(split, row, fixed, judged, _sums(form, run.keys)) for split in _all_splits(run)}
        least = broken.get(listed[0], len(judged))
        result.append([split for split, count in broken.items() if count <= least] or listed)
    return result


def _broken(
    split: _Split, row: int, fixed: Sequence[_Split | None], equations: Sequence[_Equation], sums: Sequence[Sum]
) -> int:
    """How many sums a split of one row breaks, the other rows being as they are."""
    current = [*fixed[:row], split, *fixed[row + 1 :]]
    inside = sum(split.values[s.total] != sum(split.values[part] for part in s.parts) for s in sums)
    return inside + sum(not _is_satisfied(equation, current) for equation in equations)


def _all_splits(run: Run) -> list[_Split]:
    try:
        found = splits([piece.text for piece in run.pieces], len(run.keys), ())
    except TooManySplits:
        return []
    return [_Split(numerals, tuple(map(scaled, numerals))) for numerals in found]


def _row_splits(run: Run, form: str) -> list[_Split]:
    try:
        found = splits([piece.text for piece in run.pieces], len(run.keys), _sums(form, run.keys))
    except TooManySplits:
        return []
    return [_Split(numerals, tuple(map(scaled, numerals))) for numerals in found]


@cache
def _sums(form: str, keys: tuple[FactKey, ...]) -> tuple[Sum, ...]:
    """The sums that lie inside one row."""
    places = {key: place for place, key in enumerate(keys)}
    found: list[Sum] = []
    for equality in equalities(form):
        if all(key in places for key, _ in equality):
            totals = [places[key] for key, sign in equality if sign > 0]
            parts = [places[key] for key, sign in equality if sign < 0]
            if len(totals) == 1:
                found.append(Sum(totals[0], tuple(parts)))
    return tuple(found)


def _by_prose(run: Run, listed: list[_Split], claims: Iterable[Claim]) -> list[_Split]:
    """The splits that say what the prose says, or all when none does."""
    for claim in claims:
        key = (claim.indicator_id, claim.column_id)
        if claim.scope is not None or claim.approximate or key not in run.keys:
            continue
        value = converted(claim.value, claim.unit, row_units().get(claim.indicator_id))
        place = run.keys.index(key)
        if value is not None:
            listed = [s for s in listed if to_number(s.numerals[place]) == value] or listed
    return listed


def _equations(form: str, runs: Sequence[Run], facts: dict[FactKey, Fact]) -> list[_Equation]:
    """The equalities over several rows, with the figures that are known already as constants."""
    places = {key: (row, cell) for row, run in enumerate(runs) for cell, key in enumerate(run.keys)}
    found: list[_Equation] = []
    for equality in equalities(form):
        terms: list[_Term] = []
        constant = 0
        for key, sign in equality:
            if key in places:
                terms.append(_Term(*places[key], sign))
                continue
            fact = facts.get(key)
            if fact is None or fact.value is None:
                break
            constant += sign * scaled(str(fact.value))
        else:
            if len({term.row for term in terms}) > 1 or (terms and constant):
                found.append(_Equation(tuple(terms), constant))
    return found


def _consistent(rows: list[list[_Split]], equations: Sequence[_Equation]) -> list[list[_Split]] | None:
    """The splits that take part in a reading of all rows which satisfies every equation; None when there is none.

    Rows without any split can't be held against others; equations with such a row are left out.
    """
    usable = [e for e in equations if all(rows[term.row] for term in e.terms)]
    rows = [list(row) for row in rows]
    changed = True
    while changed:
        changed = False
        for equation in usable:
            for row in {term.row for term in equation.terms}:
                kept = _kept(rows, equation, row)
                if not kept:
                    return None
                changed = changed or len(kept) < len(rows[row])
                rows[row] = kept
    return _tried_out(rows, usable)


def _kept(rows: Sequence[Sequence[_Split]], equation: _Equation, row: int) -> list[_Split]:
    """The splits of a row that the ranges of the other rows leave possible."""
    low = high = equation.constant
    for other in {term.row for term in equation.terms} - {row}:
        sums = [_share(equation, other, split) for split in rows[other]]
        low, high = low + min(sums), high + max(sums)
    return [split for split in rows[row] if low <= -_share(equation, row, split) <= high]


def _share(equation: _Equation, row: int, split: _Split) -> int:
    return sum(term.sign * split.values[term.cell] for term in equation.terms if term.row == row)


def _tried_out(rows: list[list[_Split]], equations: Sequence[_Equation]) -> list[list[_Split]] | None:
    """Narrows the splits to those of full solutions, where there are few enough combinations to try."""
    open_rows = [row for row, listed in enumerate(rows) if len(listed) > 1]
    combinations = 1
    for row in open_rows:
        combinations *= len(rows[row])
    if not open_rows or combinations > _MAXIMUM_COMBINATIONS:
        return rows
    seen: dict[int, set[_Split]] = {row: set() for row in open_rows}
    current = [listed[0] if listed else None for listed in rows]
    involved = [e for e in equations if any(term.row in seen for term in e.terms)]

    def attempt(depth: int) -> None:
        if depth == len(open_rows):
            if all(_is_satisfied(e, current) for e in involved):
                for row in open_rows:
                    split = current[row]
                    assert split is not None
                    seen[row].add(split)
            return
        for split in rows[open_rows[depth]]:
            current[open_rows[depth]] = split
            attempt(depth + 1)

    attempt(0)
    if not all(seen.values()):
        return None
    return [[s for s in listed if s in seen[row]] if row in seen else listed for row, listed in enumerate(rows)]


def _is_satisfied(equation: _Equation, current: Sequence[_Split | None]) -> bool:
    total = equation.constant
    for term in equation.terms:
        split = current[term.row]
        assert split is not None
        total += term.sign * split.values[term.cell]
    return total == 0


def _settle(run: Run, chosen: Sequence[_Split], facts: dict[FactKey, Fact], *, partly: bool) -> None:
    """Gives each cell the numeral that all splits left agree on, if `partly`; the others the number of splits."""
    places = [tuple(run.spans(split.numerals)) for split in chosen]
    for cell, key in enumerate(run.keys):
        fact = facts[key]
        fact.method = "split"
        fact.candidates = len(chosen) or None
        if (
            partly
            and chosen
            and len({(split.numerals[cell], spans[cell]) for split, spans in zip(chosen, places, strict=True)}) == 1
        ):
            fact.value = to_number(chosen[0].numerals[cell])
            fact.start, fact.end = places[0][cell]
            fact.raw_text = run.text(*places[0][cell])
            fact.status = Status.REPORTED
