"""What the text of a report says against what its table prints: rule P01.

Belongs here: which claims can be compared with which cell, and when two printed figures agree. Does not: finding claims
in a text (`extraction`), whose fault a mismatch is (`findings.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import combinations

from gk_pipeline.extraction.model import Claim, Fact, Number, Status
from gk_pipeline.rules.cells import FactKey, converted, instance_name, is_money, row_units
from gk_pipeline.rules.model import Outcome, RuleResult, Severity

PROSE_RULE = "P01"

_PRINTED = re.compile(r"(\d[\d,]*)(?:\.(\d+))?")
# Words that say on which side of a rounded number the true one lies; without one it may be on either.
_MORE_AFTER = re.compile(r"[余多]|.{0,2}(?:余|多|以上)")
_MORE_INSIDE = re.compile(r"[余多]")
_MORE_BEFORE = re.compile(r"(?:(?<!不)超过?|逾|不少于|至少|突破)$")
_LESS_BEFORE = re.compile(r"(?:将?近|接近|不足|不到|不超过|少于)$")


@dataclass(frozen=True, slots=True)
class _Stated:
    """A claim in the unit of its row. `step` is the place of its last printed digit that says something.

    An approximate claim allows true figures from `below` steps under its value to `above` steps over it.
    """

    claim: Claim
    value: Number
    step: Decimal
    below: int = 0
    above: int = 0


def compare_claims(facts: Sequence[Fact], claims: Sequence[Claim]) -> list[RuleResult]:
    """One result for each cell of the table that the text speaks of, in the order in which it does.

    Compared are claims about the very thing that the row counts: not narrowed by a scope, in a unit that measures the
    same, about a value that was not itself taken from prose. Amounts agree when the finer one, rounded or cut to the
    precision of the other, is the other; an approximate number agrees with what its words allow (`9900余`: 9900 up to,
    not including, 10000). Several claims that differ among themselves leave the cell not assessable. A mismatch is a
    warning: prose counts other things under the same words more often than tables do.
    """
    if not claims:
        return []
    cells = {(fact.indicator_id, fact.column_id): fact for fact in facts if fact.method != "prose"}
    stated: dict[FactKey, list[_Stated]] = {}
    for claim in claims:
        key = _cell(claim, cells)
        found = _stated(claim) if key else None
        if key and found:
            stated.setdefault(key, []).append(found)
    return [_compare(key, cells[key], group) for key, group in stated.items()]


def _cell(claim: Claim, cells: dict[FactKey, Fact]) -> FactKey | None:
    """The cell a claim speaks of. A claim without a column means all applicants."""
    for column in (claim.column_id, claim.column_id or "total"):
        if (claim.indicator_id, column) in cells:
            return claim.indicator_id, column
    return None


def _stated(claim: Claim) -> _Stated | None:
    """The claim in the unit of its row; None where it does not count what the row counts."""
    unit = row_units().get(claim.indicator_id)
    if claim.scope is not None or (claim.unit is None and is_money(unit)):
        return None
    value, one = converted(claim.value, claim.unit, unit), converted(1, claim.unit, unit)
    if value is None or one is None:
        return None
    digits, decimals = _printed(claim)
    printed = Decimal(f"{digits}.{decimals}")
    # 万 and 亿 between digits and unit: the last digit counts tens of thousands.
    one *= Decimal(claim.value) / printed if printed else 1
    if not claim.approximate:
        return _Stated(claim, value, one * _power(-len(decimals)))
    zeros = len(digits) - len(digits.rstrip("0")) if digits.strip("0") and not decimals else 0
    return _Stated(claim, value, one * _power(zeros - len(decimals)), *_sides(claim))


def _compare(key: FactKey, fact: Fact, group: list[_Stated]) -> RuleResult:
    name, claim_ids = instance_name(key), tuple(each.claim.claim_id for each in group)
    unit = row_units().get(fact.indicator_id)
    value = one = None
    if fact.status is Status.REPORTED and fact.value is not None and not fact.approximate:
        value, one = converted(fact.value, fact.unit, unit), converted(1, fact.unit, unit)
    outcome, expected = Outcome.NOT_ASSESSABLE, None
    trivial = False
    if value is not None and one is not None and all(_consistent(a, b) for a, b in combinations(group, 2)):
        step = _step(fact.value) * one
        against = [each for each in group if not _agrees(each, value, step)]
        outcome = Outcome.FAILED if against else Outcome.PASSED
        expected = (against or group)[0].value
        said = any(each.value == value and not each.claim.approximate for each in group)
        trivial = outcome is Outcome.PASSED and not (said and value)
    return RuleResult(
        PROSE_RULE, name, outcome, Severity.WARNING, expected, value, (fact.fact_id,), claim_ids, trivial=trivial
    )


def _agrees(stated: _Stated, value: Number, step: Decimal) -> bool:
    """Whether a figure printed to `step` can be the one that is stated."""
    if stated.claim.approximate:
        low, high = stated.value - stated.below * stated.step, stated.value + stated.above * stated.step
        return low < value < high or value == stated.value
    if stated.step == step:
        return value == stated.value
    (fine, coarse) = (value, stated.value) if stated.step > step else (stated.value, value)
    return any(_cut(fine, max(step, stated.step), mode) == coarse for mode in (ROUND_HALF_UP, ROUND_DOWN))


def _consistent(a: _Stated, b: _Stated) -> bool:
    if not b.claim.approximate:
        return _agrees(a, b.value, b.step)
    if not a.claim.approximate:
        return _agrees(b, a.value, a.step)
    return -(a.step + b.step) < a.value - b.value < a.step + b.step


def _sides(claim: Claim) -> tuple[int, int]:
    """How many steps the true figure may lie below and above an approximate number."""
    before = claim.sentence[: claim.start - claim.sentence_start]
    after = claim.sentence[claim.end - claim.sentence_start :]
    if _MORE_AFTER.match(after) or _MORE_INSIDE.search(claim.raw_text) or _MORE_BEFORE.search(before):
        return 0, 1
    return (1, 0) if _LESS_BEFORE.search(before) else (1, 1)


def _printed(claim: Claim) -> tuple[str, str]:
    """The digits before and behind the point as printed, or as they would be for a number in words."""
    match = _PRINTED.search(claim.raw_text)
    return (match[1].replace(",", ""), match[2] or "") if match else (str(int(claim.value)), "")


def _step(value: Number | None) -> Decimal:
    """The place of the last digit of a printed number."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return _power(min(exponent, 0) if isinstance(exponent, int) else 0)


def _power(exponent: int) -> Decimal:
    return Decimal(10) ** exponent


def _cut(value: Number, step: Decimal, mode: str) -> Decimal:
    return (value / step).quantize(Decimal(1), mode) * step
