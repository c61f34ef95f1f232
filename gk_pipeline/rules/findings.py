"""Failed rules as findings: how grave, whose fault, in words.

Belongs here: the verdict on a failure. Does not: judging rules (`evaluate.py`, `prose.py`), wording (`messages.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from gk_pipeline.catalog.identities import Identity, load_identities
from gk_pipeline.extraction.model import Claim, Fact, Number, Status
from gk_pipeline.rules.binding import Reading, instances_of
from gk_pipeline.rules.cells import FactKey, Sheet, sheet
from gk_pipeline.rules.corroboration import corroborated_ids
from gk_pipeline.rules.expression import Source
from gk_pipeline.rules.messages import prose_message, rule_message, share_message, value_message
from gk_pipeline.rules.model import Finding, Outcome, RuleResult, Verdict
from gk_pipeline.rules.prose import PROSE_RULE
from gk_pipeline.rules.recognised import METHOD as RECOGNISED
from gk_pipeline.rules.shares import SHARE_RULE
from gk_pipeline.rules.wording import Wording, chinese, english

# What the text says can mean something else than the table.
_OF_PROSE = (PROSE_RULE, SHARE_RULE)
_READ_OFF = ("grid", "stream", "split")
_DOUBTFUL = (Status.AMBIGUOUS, Status.UNREADABLE)


def findings(
    document_id: str,
    results: Sequence[RuleResult],
    facts: Sequence[Fact],
    claims: Sequence[Claim] = (),
    *,
    previous: Mapping[FactKey, Fact] | None = None,
) -> list[Finding]:
    """A finding for every failed result, in the order of the results.

    `results` are those of `evaluate`, `compare_claims` and `compare_shares`; `facts`, `claims` and `previous` what
    they were given. The verdict is `parse_suspect` where a value involved was split out of a run of digits that no
    sum of its row proves, had several readings, is ambiguous, was read off a picture, or stands behind a label that
    was matched with tolerance; else `source_error` where all were read off this report and the rule is more than a
    plausibility; else `undecided` (prose, two reports that disagree, soft rules). A table that disagrees with its
    text is right, and the text a `source_error`, where a sum of the table itself holds with the value.
    """
    failed = [result for result in results if result.outcome is Outcome.FAILED]
    if not failed:
        return []
    by_id = {fact.fact_id: fact for fact in facts}
    this, last = sheet(facts), sheet(previous.values()) if previous else Sheet({})
    figures = _figures(Source.THIS, this) | _figures(Source.PREVIOUS, last)
    stated = {claim.claim_id: claim for claim in claims}
    proved = corroborated_ids(results)
    return [
        Finding(
            finding_id=":".join(filter(None, (document_id[:20], result.rule_id, result.instance))),
            rule_id=result.rule_id,
            instance=result.instance,
            severity=result.severity,
            verdict=_verdict(result, by_id, proved),
            message=_message(english(), result, by_id, figures, stated),
            message_zh=_message(chinese(), result, by_id, figures, stated),
            expected=result.expected,
            actual=result.actual,
            fact_ids=result.fact_ids,
            claim_ids=result.claim_ids,
        )
        for result in failed
    ]


def _verdict(result: RuleResult, facts: Mapping[str, Fact], proved: set[str]) -> Verdict:
    involved = [facts[fact_id] for fact_id in result.fact_ids if fact_id in facts]
    if result.rule_id == PROSE_RULE and proved.issuperset(result.fact_ids):
        return Verdict.SOURCE_ERROR
    if any(_is_suspect(fact) or (fact.method == "split" and fact.fact_id not in proved) for fact in involved):
        return Verdict.PARSE_SUSPECT
    own = len(involved) == len(result.fact_ids) and all(fact.method in _READ_OFF for fact in involved)
    if own and result.rule_id not in _OF_PROSE and _identities()[result.rule_id].tier != "soft":
        return Verdict.SOURCE_ERROR
    return Verdict.UNDECIDED


def _is_suspect(fact: Fact) -> bool:
    read_surely = fact.status not in _DOUBTFUL and (fact.candidates or 1) == 1 and fact.method != RECOGNISED
    return not read_surely or fact.printed_label is not None


def _message(
    say: Wording,
    result: RuleResult,
    facts: Mapping[str, Fact],
    figures: Mapping[tuple[Source, FactKey], Number],
    stated: Mapping[str, Claim],
) -> str:
    claims = [stated[claim_id] for claim_id in result.claim_ids if claim_id in stated]
    if result.rule_id == SHARE_RULE:
        return share_message(say, result, claims[1])
    keys = [(fact.indicator_id, fact.column_id) for fact_id in result.fact_ids if (fact := facts.get(fact_id))]
    if result.rule_id == PROSE_RULE:
        return prose_message(say, keys[0], result, [claim.raw_text for claim in claims])
    if _identities()[result.rule_id].kind == "domain":
        return value_message(say, instances_of(result.rule_id)[None].reading.test, keys[0], result.actual)
    return rule_message(say, _reading(result, keys), figures)


def _reading(result: RuleResult, keys: Iterable[FactKey]) -> Reading:
    instance = instances_of(result.rule_id)[result.instance]
    variant = instance.variant
    return variant.reading if variant and set(variant.shown) & set(keys) else instance.reading


def _figures(source: Source, read: Sheet) -> dict[tuple[Source, FactKey], Number]:
    return {(source, key): value for key, (_, value) in read.entries.items() if value is not None}


@cache
def _identities() -> dict[str, Identity]:
    return {identity.rule_id: identity for identity in load_identities()}
