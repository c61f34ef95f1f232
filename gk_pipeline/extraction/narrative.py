"""The facts of a report without a table: what its prose states.

Belongs here: which claims are facts. Does not: reading claims (`prose.py`), tables (`facts.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from gk_pipeline.extraction.assign import Key
from gk_pipeline.extraction.facts import fact_id
from gk_pipeline.extraction.model import Claim, Fact, Status


def narrative_facts(document_id: str, claims: Sequence[Claim]) -> list[Fact]:
    """The facts of a report without a table: its claims, one fact an indicator.

    Only claims that speak of the report's own figure of the year count. Claims that differ make the fact ambiguous.
    """
    by_key: dict[Key, list[Claim]] = {}
    for claim in claims:
        if claim.scope is None and claim.unit != "%":
            by_key.setdefault((claim.indicator_id, claim.column_id), []).append(claim)
    return [_narrative_fact(document_id, key, found) for key, found in by_key.items()]


def _narrative_fact(document_id: str, key: Key, claims: Sequence[Claim]) -> Fact:
    first = claims[0]
    fact = Fact(fact_id(document_id, *key), *key, first.value, first.unit, Status.REPORTED, method="prose")
    figures = {(claim.value, claim.unit, claim.approximate) for claim in claims}
    if len(figures) > 1:
        fact.status, fact.value, fact.candidates = Status.AMBIGUOUS, None, len(figures)
        return fact
    fact.approximate = first.approximate
    fact.raw_text, fact.start, fact.end = first.raw_text, first.start, first.end
    return fact
