"""What a rule says of a report: its results and findings.

Belongs here: the value types of rules. Does not: the rules, which are data of the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from gk_pipeline.extraction.model import Number


class Severity(StrEnum):
    """An `error` can't be true of a report that is right; a `warning` can."""

    ERROR = "error"
    WARNING = "warning"


class Verdict(StrEnum):
    """Whose fault a finding is: the published report's, our reading's, or not to be told."""

    SOURCE_ERROR = "source_error"
    PARSE_SUSPECT = "parse_suspect"
    UNDECIDED = "undecided"


class Outcome(StrEnum):
    """`NOT_ASSESSABLE` whenever a value that the rule needs is blank, absent, marked or ambiguous."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ASSESSABLE = "not_assessable"


class RuleResult(NamedTuple):
    """One rule on one instance (a rule with `foreach` gives one result a column or row).

    `expected` is what the right side of an equality gives, `actual` what the left side prints; for prose against
    table, what the text says and what the table prints. Where figures are missing, each is the least it can be.
    `fact_ids` are all facts that took part, with or without a value. `trivial` is set when passing says nothing: every
    figure is zero, the condition of the rule does not hold, the text is only approximate, or a share is right.
    """

    rule_id: str
    instance: str | None
    outcome: Outcome
    severity: Severity
    expected: Number | None
    actual: Number | None
    fact_ids: tuple[str, ...]
    claim_ids: tuple[str, ...] = ()
    trivial: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A failed rule, in English and Chinese words. `rule_id` is an identity of the catalogue, `P01` for prose
    against table, or `P02` for a share that the text states.

    `suggestion` says which cells could be wrong; the printed value is never changed.
    """

    finding_id: str
    rule_id: str
    instance: str | None
    severity: Severity
    verdict: Verdict
    message: str
    message_zh: str
    expected: Number | None
    actual: Number | None
    fact_ids: tuple[str, ...]
    claim_ids: tuple[str, ...]
    suggestion: str | None = None
    suggestion_zh: str | None = None
