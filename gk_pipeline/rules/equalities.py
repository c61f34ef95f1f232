"""The sums that a correct report of a form satisfies, as signed cells.

Belongs here: picking them out of the identities. Does not: judging a report by them (`evaluate.py`), choosing readings
(`splits.py`), looking for the wrong cell (`diagnosis.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from gk_pipeline.rules.arithmetic import Compare, Linear
from gk_pipeline.rules.binding import bound_rules
from gk_pipeline.rules.cells import FactKey
from gk_pipeline.rules.model import Severity

# Cells with the sign they have in a sum of zero; the cells with sign 1 are the total's side.
Equality = tuple[tuple[FactKey, int], ...]


@cache
def equalities(form: str) -> tuple[Equality, ...]:
    """The equalities of a form that concern one report alone and may not fail, in the order of the catalogue."""
    found: list[Equality] = []
    for rule in bound_rules(form):
        if rule.identity.kind != "equality" or Severity(rule.identity.severity) is not Severity.ERROR:
            continue
        for instance in rule.instances:
            test = instance.reading.test
            if instance.reading.sources is None and isinstance(test, Compare) and not instance.reading.condition:
                found += _equality(test, instance.reading.keys)
    return tuple(found)


def _equality(test: Compare, keys: Sequence[FactKey]) -> Iterator[Equality]:
    left, right = test.left, test.right
    if isinstance(left, Linear) and isinstance(right, Linear) and not (left.nested or right.nested):
        terms = [(slot, 1) for slot in (*left.plus, *right.minus)] + [(slot, -1) for slot in (*left.minus, *right.plus)]
        yield tuple((keys[slot], sign) for slot, sign in terms)
