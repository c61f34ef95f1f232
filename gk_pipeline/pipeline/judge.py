"""Runs all rules on one report: identities, prose against table, stated shares, last year's report.

Belongs here: which checks a report gets. Does not: any of the checks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gk_pipeline.extraction.model import Claim, Fact
from gk_pipeline.rules.corroboration import corroborated_ids
from gk_pipeline.rules.diagnosis import diagnose
from gk_pipeline.rules.evaluate import evaluate
from gk_pipeline.rules.findings import findings
from gk_pipeline.rules.messages import suggestion
from gk_pipeline.rules.model import Finding, RuleResult, Severity
from gk_pipeline.rules.prose import compare_claims
from gk_pipeline.rules.shares import compare_shares
from gk_pipeline.rules.wording import chinese, english

# Without a table there is nothing to hold the prose against.
_NARRATIVE = "narrative"


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say of one report. `corroborated` are ids of facts that a satisfied identity supports."""

    results: list[RuleResult]
    findings: list[Finding]
    corroborated: set[str]


def judge(
    document_id: str,
    facts: Sequence[Fact],
    claims: Sequence[Claim],
    *,
    form: str,
    year: int | None,
    level: str | None,
    agency_type: str | None,
    previous: Mapping[tuple[str, str | None], Fact] | None = None,
) -> Judged:
    """`previous` are the facts of the same agency's report of the year before, None when there is none to look at."""
    results = evaluate(form, facts, year=year, level=level, agency_type=agency_type, previous=previous)
    if form != _NARRATIVE:
        results += compare_claims(facts, claims)
    results += compare_shares(facts, claims)
    found = findings(document_id, results, facts, claims, previous=previous)
    if any(finding.severity is Severity.ERROR for finding in found) and (diagnosis := diagnose(form, facts)):
        said, told = suggestion(english(), diagnosis), suggestion(chinese(), diagnosis)
        found = [
            replace(each, suggestion=said, suggestion_zh=told) if each.severity is Severity.ERROR else each
            for each in found
        ]
    return Judged(results, found, corroborated_ids(results))
