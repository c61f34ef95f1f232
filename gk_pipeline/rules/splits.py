"""Chooses among the splits of runs of digits: by sums across the row, by the other rows, by the prose.

Belongs here: reading one report's runs together. Does not: listing the splits of one row (`run_rows.py`), the search
over rows (`choices.py`), the sums of a form (`catalog/data/identities.csv`).

A row is read when one split is left; where several are, the cells that they have in common; the others stay
ambiguous, with the number of splits left. Where the report's own figures do not add up, no splits satisfy everything;
what can be told then is the matter of `contradictions.py`. A row without a sum may have lost a cell without a trace,
and so may every row where some rows show that cells were lost: there, splits with empty cells are as good as any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from gk_pipeline.extraction.model import Claim, Extraction, Fact, Number, Run, Status
from gk_pipeline.rules.arithmetic import INFINITY
from gk_pipeline.rules.cells import FactKey, converted, row_units
from gk_pipeline.rules.choices import Cells, Choices, Equation, bounds_of, consistent, with_unknown
from gk_pipeline.rules.contradictions import Contradiction, is_safe_alone
from gk_pipeline.rules.digits import Split
from gk_pipeline.rules.equalities import Equality, equalities, others_printed
from gk_pipeline.rules.run_rows import RunRow, shape_of

# What stands where no figure does; a sum that holds with noughts in their place shows that they are meant.
_EMPTY = (Status.BLANK, Status.PLACEHOLDER, Status.ROW_ABSENT)


def resolve_runs(extraction: Extraction, form: str) -> None:
    """Reads what can be read of an extraction's runs: sets value, span and status of their facts."""
    if extraction.runs:
        _Reading(extraction, form).settle()


class _Reading:
    """The runs of one report with the splits of each, read together."""

    def __init__(self, extraction: Extraction, form: str) -> None:
        self._facts = {(fact.indicator_id, fact.column_id): fact for fact in extraction.facts}
        self._claims = extraction.claims
        self._form = form
        self._rows = [RunRow(run, shape_of(form, run.keys)) for run in extraction.runs]
        self._lost = any(row.is_short() for row in self._rows)
        self._own = [self._listed(row) for row in self._rows]
        others = others_printed(form, self._is_printed)
        self._asked = _spread(form, others, tuple([row.run.keys for row in self._rows]))

    def settle(self) -> None:
        """Sets the facts of all runs."""
        held = {row for terms, _ in self._asked for row, _ in terms}
        for number, (row, left) in enumerate(zip(self._rows, self._left(), strict=True)):
            settle(row.run, left if number in held or not row.shape.sums else _with_slips(row, left), self._facts)

    def _listed(self, row: RunRow) -> tuple[Split, ...]:
        """The splits of a row by itself. Where it has no sum, a cell may be empty: `540` may be 54, 0.

        Where a sum holds only because a cell of it is taken for lost, though every cell could have a digit, the row may
        as well be wrong in itself: then none.
        """
        found = row.splits(lost=self._lost or not row.shape.sums)
        if row.shape.sums and not row.is_short() and all(split.empty_cells() for split in found):
            return ()
        return found

    def _left(self) -> list[Sequence[Split]]:
        """The splits that are left of each row."""
        stated = [
            as_stated(row.run, listed, self._claims, lost=self._lost)
            for row, listed in zip(self._rows, self._own, strict=True)
        ]
        readings: list[Choices] = [stated] if stated == self._own else [stated, self._own]
        for empty_is_nought in (True, False):
            equations = self._equations(empty_is_nought=empty_is_nought)
            for reading in readings:
                found = consistent(self._completed(reading, equations), equations)
                if found and (all(found) or self._lost):
                    return self._held(found, equations, believe_few_cuts=True)
                if found:
                    return self._in_contradiction(found, equations)
        if self._lost:
            return [() for _ in self._rows]  # what is wrong and what is lost can't be told apart
        return self._in_contradiction(stated, equations)

    def _in_contradiction(self, choices: Choices, equations: Sequence[Equation]) -> list[Sequence[Split]]:
        left = Contradiction(self._rows, choices, equations).left()
        return self._held(left, equations, believe_few_cuts=False)

    def _held(
        self, left: Sequence[Sequence[Split]], equations: Sequence[Equation], *, believe_few_cuts: bool
    ) -> list[Sequence[Split]]:
        """What is left, but none of rows that have their own sum alone where the form would hold them against others.

        One cell that no other row speaks for is held by the sum of its row; `believe_few_cuts` lets rows
        stand that leave few ways to cut them.
        """
        checked = [e for e in equations if e.is_exact and all(left[row] for row, _ in e.terms)]
        if len(checked) == len(self._asked):
            return list(left)
        open_cells = [set[int]() for _ in self._rows]
        for terms, _ in self._asked:
            for row, cells in terms:
                open_cells[row].update(cell for cell, _ in cells)
        for equation in checked:
            for row, cells in equation.terms:
                open_cells[row].difference_update(cell for cell, _ in cells)
        return [
            chosen if len(cells) <= 1 or is_safe_alone(chosen) or (believe_few_cuts and row.has_few_cuts()) else ()
            for row, chosen, cells in zip(self._rows, left, open_cells, strict=True)
        ]

    def _completed(self, choices: Choices, equations: Sequence[Equation]) -> Choices:
        """The choices, with splits for rows that have too many by themselves, but few that agree with the others."""
        found = list(choices)
        for _ in range(2):  # what a total is found to be may bound a row above it
            for number, row in enumerate(self._rows):
                if not found[number] and row.shape.sums and not self._lost:
                    found[number] = row.splits_within(bounds_of(number, row.shape.cells, found, equations))
        return found

    def _equations(self, *, empty_is_nought: bool) -> list[Equation]:
        """The equalities over several rows; what is known already is a constant.

        A cell that a row may have lost, and one without a figure, may be any count.
        """
        gone = {(row, cell) for row, listed in enumerate(self._own) for split in listed for cell in split.empty_cells()}
        found: list[Equation] = []
        for terms, outside in self._asked:
            least: Number = 0
            most: Number = 0
            for row, cells in terms if gone else ():
                for cell, sign in cells:
                    if (row, cell) in gone:
                        least, most = with_unknown(least, most, sign)
            for key, sign in outside:
                fact = self._facts.get(key)
                if fact is not None and fact.value is not None and not fact.approximate:
                    least, most = least + sign * fact.value, most + sign * fact.value
                elif not (empty_is_nought and fact is not None and fact.status in _EMPTY):
                    least, most = with_unknown(least, most, sign)
            if least > -INFINITY or most < INFINITY:
                found.append(Equation(terms, least, most))
        return found

    def _is_printed(self, key: FactKey) -> bool:
        fact = self._facts.get(key)
        return fact is not None and fact.status not in (Status.ROW_ABSENT, Status.TABLE_ABSENT)


def _with_slips(row: RunRow, left: Sequence[Split]) -> Sequence[Split]:
    """The splits of a row that no other speaks for, and those that one slip of its source would explain as well.

    None where the splits that break a sum can't be listed.
    """
    if not left or is_safe_alone(left):
        return left
    slips, is_complete = row.miscounted()
    return [*left, *slips] if is_complete else ()


@lru_cache(maxsize=64)
def _spread(
    form: str, others: tuple[bool, ...], rows: tuple[tuple[FactKey, ...], ...]
) -> tuple[tuple[tuple[tuple[int, Cells], ...], Equality], ...]:
    """The equalities that are not inside one of the rows: what they ask of each row, and of cells in none of them."""
    places = {key: (row, cell) for row, keys in enumerate(rows) for cell, key in enumerate(keys)}
    found: list[tuple[tuple[tuple[int, Cells], ...], Equality]] = []
    for equality in equalities(form, others):
        terms: dict[int, Cells] = {}
        for key, sign in equality:
            if key in places:
                row, cell = places[key]
                terms[row] = (*terms.get(row, ()), (cell, sign))
        outside = tuple((key, sign) for key, sign in equality if key not in places)
        if len(terms) > 1 or (terms and outside):
            found.append((tuple(terms.items()), outside))
    return tuple(found)


def as_stated(run: Run, listed: Sequence[Split], claims: Iterable[Claim], *, lost: bool) -> Sequence[Split]:
    """The splits that say what the prose says (with `lost`, or nothing in its place), or all when none does."""
    for claim in claims:
        key = (claim.indicator_id, claim.column_id)
        if claim.scope is not None or claim.approximate or key not in run.keys:
            continue
        value = converted(claim.value, claim.unit, row_units().get(claim.indicator_id))
        place = run.keys.index(key)
        if value is not None and any(s.numerals[place] and s.values[place] == value for s in listed):
            listed = [s for s in listed if (s.values[place] == value if s.numerals[place] else lost)]
    return listed


def settle(run: Run, chosen: Sequence[Split], facts: Mapping[FactKey, Fact]) -> None:
    """Gives each cell the numeral that all splits left agree on; the others the number of splits."""
    candidates = len(chosen) or None
    for key in run.keys:
        fact = facts[key]
        fact.method, fact.candidates = "split", candidates
    if not chosen or not all(run.is_tiled_by(split.numerals) for split in chosen):
        return
    first, *others = [tuple(run.spans(split.numerals)) for split in chosen]
    for cell, (key, span) in enumerate(zip(run.keys, first, strict=True)):
        if any(spans[cell] != span for spans in others):
            continue
        fact = facts[key]
        start, end, raw = span
        if raw:
            fact.value, fact.status = chosen[0].values[cell], Status.REPORTED
            fact.start, fact.end, fact.raw_text = start, end, raw
        else:
            fact.status, fact.start, fact.end, fact.raw_text = Status.BLANK, None, None, None
