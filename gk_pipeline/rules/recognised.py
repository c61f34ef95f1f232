"""Figures that were read off a picture: believed where the report itself confirms them, unreadable where not.

Belongs here: what confirms such a figure. Does not: recognising (`documents.ocr`), the rules that are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gk_pipeline.extraction.model import Fact, Status
from gk_pipeline.rules.corroboration import corroborated_ids, proofs
from gk_pipeline.rules.model import Outcome, RuleResult

METHOD = "ocr"


def withdraw_unconfirmed(facts: Sequence[Fact], results: Iterable[RuleResult]) -> bool:
    """Makes every figure read off a picture unreadable that nothing confirms. Returns whether there were any.

    A figure is confirmed by a sum that holds or by the text, as any other is corroborated; a zero also by sums of
    nothing but zeros, as long as no sum that it is part of fails: a figure taken for a zero would break one. What was
    recognised stays as the raw text.
    """
    recognised = [fact for fact in facts if fact.method == METHOD and fact.status is Status.REPORTED]
    if not recognised:
        return False
    results = [result for result in results if result.rule_id in proofs()]
    confirmed = corroborated_ids(results)
    held = _ids(results, Outcome.PASSED) - _ids(results, Outcome.FAILED)
    withdrawn = False
    for fact in recognised:
        if fact.fact_id in confirmed or (fact.value == 0 and fact.fact_id in held):
            continue
        fact.status, fact.value = Status.UNREADABLE, None
        withdrawn = True
    return withdrawn


def _ids(results: Iterable[RuleResult], outcome: Outcome) -> set[str]:
    return {fact_id for result in results if result.outcome is outcome for fact_id in result.fact_ids}
