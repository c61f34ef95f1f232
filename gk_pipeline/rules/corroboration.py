"""Which values are proved: by a sum that holds and says something, or by the text of the same report.

Belongs here: what counts as proof. Does not: the results it is drawn from, setting `Fact.corroborated`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from gk_pipeline.catalog.identities import load_identities
from gk_pipeline.rules.model import Outcome, RuleResult
from gk_pipeline.rules.prose import PROSE_RULE


def corroborated_ids(results: Iterable[RuleResult]) -> set[str]:
    """The ids of facts in a satisfied equality with a figure that is not zero, or equal to what the text states.

    Where an equality reads last year's report, its facts are among them.
    """
    proving = proofs()
    return {
        fact_id
        for result in results
        if result.outcome is Outcome.PASSED and not result.trivial and result.rule_id in proving
        for fact_id in result.fact_ids
    }


@cache
def proofs() -> frozenset[str]:
    """The rules that prove values: an inequality or a domain rule that holds leaves room for a wrong one."""
    return frozenset({identity.rule_id for identity in load_identities() if identity.kind == "equality"} | {PROSE_RULE})
