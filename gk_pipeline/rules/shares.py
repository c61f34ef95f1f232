"""The shares that a text states, recomputed: rule P02.

Belongs here: which figures a share is of, and whether it is right. Does not: finding shares in a text (`extraction`),
what may be the whole of what (`catalog/data/claim_shares.csv`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from gk_pipeline.catalog.claims import wholes_of
from gk_pipeline.extraction.model import Claim, Fact, Number, Status
from gk_pipeline.rules.cells import FactKey, instance_name
from gk_pipeline.rules.model import Outcome, RuleResult, Severity

SHARE_RULE = "P02"
SHARE = "share"

# Places behind the point of a recomputed share, in percent.
_PLACES = Decimal("0.01")


class _Known(NamedTuple):
    """A figure that a table prints or the text states for sure: its value, and where it stands."""

    value: Number
    fact_id: str | None
    claim_id: str | None


def compare_shares(facts: Sequence[Fact], claims: Sequence[Claim]) -> list[RuleResult]:
    """One result for each cell whose share the text states; the first that is wrong counts, where it does so twice.

    A share is right when what it is said of, divided by any whole that may be meant, is less than one step of its last
    printed digit away. It is wrong only where every such whole is known: the text may mean the other one. `expected`
    is the share of the first whole, `actual` the stated one. `claim_ids` begin with the share and what it is said of.
    """
    stated = [claim for claim in claims if claim.scope == SHARE]
    if not stated:
        return []
    known = _known(facts, claims)
    results: dict[FactKey, RuleResult] = {}
    for claim in stated:
        part = _said_of(claim, claims)
        if part is not None:
            key = claim.indicator_id, claim.column_id
            result = _recompute(key, claim, part, known)
            if key not in results or (result.outcome, results[key].outcome) == (Outcome.FAILED, Outcome.PASSED):
                results[key] = result
    return list(results.values())


def _said_of(share: Claim, claims: Iterable[Claim]) -> Claim | None:
    """The figure of the sentence whose share it is; None where it is narrowed or approximate."""
    before = [
        claim
        for claim in claims
        if (claim.indicator_id, claim.column_id) == (share.indicator_id, share.column_id)
        and claim.scope != SHARE
        and claim.sentence_start == share.sentence_start
        and claim.end <= share.start
    ]
    part = max(before, key=lambda claim: claim.end, default=None)
    return part if part is not None and part.scope is None and not part.approximate else None


def _known(facts: Iterable[Fact], claims: Iterable[Claim]) -> dict[FactKey, list[_Known]]:
    """What a table prints and the text states of every cell. A claim without a column means all applicants."""
    known: dict[FactKey, list[_Known]] = {}
    for fact in facts:
        if fact.status is Status.REPORTED and fact.value is not None and not fact.approximate:
            known.setdefault((fact.indicator_id, fact.column_id), []).append(_Known(fact.value, fact.fact_id, None))
    for claim in claims:
        if claim.scope is None and not claim.approximate:
            figure = _Known(claim.value, None, claim.claim_id)
            for column in {claim.column_id, claim.column_id or "total"}:
                known.setdefault((claim.indicator_id, column), []).append(figure)
    return known


def _recompute(key: FactKey, share: Claim, part: Claim, known: dict[FactKey, list[_Known]]) -> RuleResult:
    wholes = wholes_of(key)
    # Every way to take a whole, where the text states other figures than the table prints.
    ways = [[way for way in product(*(known.get(cell, []) for cell in whole)) if _sum(way)] for whole in wholes]
    step = Decimal(10) ** min(_exponent(share.value), 0)
    tried = [(Decimal(100) * part.value / _sum(way), way) for found in ways for way in found]
    right = next((way for computed, way in tried if abs(computed - share.value) < step), None)
    outcome = Outcome.PASSED if right else Outcome.NOT_ASSESSABLE
    if tried and not right and all(ways) and not share.approximate:
        outcome = Outcome.FAILED
    expected = tried[0][0].quantize(_PLACES) if tried else None
    taken = right or (tried[0][1] if tried else ())
    return RuleResult(
        SHARE_RULE,
        instance_name(key),
        outcome,
        Severity.WARNING,
        expected,
        share.value,
        tuple(each.fact_id for each in taken if each.fact_id),
        (share.claim_id, part.claim_id, *(each.claim_id for each in taken if each.claim_id)),
        trivial=True,  # a share proves neither of its figures
    )


def _sum(way: Iterable[_Known]) -> Decimal:
    return sum((Decimal(each.value) for each in way), Decimal(0))


def _exponent(value: Number) -> int:
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return exponent if isinstance(exponent, int) else 0
