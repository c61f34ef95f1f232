"""The sums that a correct report of a form satisfies, as signed cells.

Belongs here: picking them out of the identities. Does not: judging a report by them (`evaluate.py`), choosing readings
(`splits.py`), looking for the wrong cell (`diagnosis.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from gk_pipeline.rules.arithmetic import Compare, Linear
from gk_pipeline.rules.binding import Reading, bound_rules
from gk_pipeline.rules.cells import FactKey
from gk_pipeline.rules.model import Severity

# Cells with the sign they have in a sum of zero; the cells with sign 1 are the total's side.
Equality = tuple[tuple[FactKey, int], ...]


@cache
def equalities(form: str, others: tuple[bool, ...] = ()) -> tuple[Equality, ...]:
    """The equalities of a form that concern one report alone and may not fail, in the order of the catalogue.

    `others` are those of `others_printed`; without it every equality is the usual one.
    """
    readings = _readings(form)
    chosen = zip(readings, others or (False,) * len(readings), strict=True)
    return tuple(other.equality if is_other and other else usual for (usual, other), is_other in chosen)


def others_printed(form: str, is_printed: Callable[[FactKey], bool]) -> tuple[bool, ...]:
    """For each equality, whether a report prints one row in place of several, which then stands in for them."""
    return tuple(
        other is not None and all(map(is_printed, other.shown)) and not any(map(is_printed, other.hidden))
        for _, other in _readings(form)
    )


@dataclass(frozen=True, slots=True)
class _Other:
    """An equality with the cells of `shown` in place of those of `hidden`."""

    equality: Equality
    hidden: tuple[FactKey, ...]
    shown: tuple[FactKey, ...]


@cache
def _readings(form: str) -> tuple[tuple[Equality, _Other | None], ...]:
    found: list[tuple[Equality, _Other | None]] = []
    for rule in bound_rules(form):
        if rule.identity.kind != "equality" or Severity(rule.identity.severity) is not Severity.ERROR:
            continue
        for instance in rule.instances:
            usual = _equality(instance.reading)
            if not usual:
                continue
            variant = instance.variant
            other = _equality(variant.reading) if variant else None
            found.append((usual, _Other(other, variant.hidden, variant.shown) if variant and other else None))
    return tuple(found)


def _equality(reading: Reading) -> Equality | None:
    """The signed cells of a reading that is a plain sum over one report, else None."""
    test = reading.test
    if reading.sources is not None or reading.condition or not isinstance(test, Compare):
        return None
    left, right = test.left, test.right
    if not isinstance(left, Linear) or not isinstance(right, Linear) or left.nested or right.nested:
        return None
    terms = [(slot, 1) for slot in (*left.plus, *right.minus)] + [(slot, -1) for slot in (*left.minus, *right.plus)]
    return tuple((reading.keys[slot], sign) for slot, sign in terms)
