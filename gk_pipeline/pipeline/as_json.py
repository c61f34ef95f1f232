"""A reading as the JSON object that `gk extract --json` prints, one a file.

Belongs here: the names and shapes of that object, on which scripts rely. Does not: finding anything out.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gk_pipeline.extraction.model import Agency, Claim, Fact, Number, UnmappedCell
from gk_pipeline.pipeline.agency import candidates
from gk_pipeline.pipeline.read_file import Reading
from gk_pipeline.rules.model import Finding


def as_json(file: str, reading: Reading) -> dict[str, Any]:
    """The object of one file: always `file`, `sha256`, `outcome`, `reason`; the rest when it is a report."""
    extraction, report = reading.extraction, reading.extraction.report
    shown: dict[str, Any] = {"file": file, "sha256": reading.document_id, "outcome": extraction.outcome.value}
    if extraction.reason:
        shown["reason"] = extraction.reason
    if reading.remedy:
        shown["remedy"] = reading.remedy
    if report is None:
        return shown
    document = reading.document
    shown["report"] = {
        "agency_name": report.agency_name,
        "agency_level": report.agency_level,
        "agency_type": report.agency_type,
        "division_code": report.division_code,
        **_agency(report.agency),
        "year": report.year,
        "year_evidence": report.year_evidence,
        "form": report.form,
        "published_on": report.published_on.isoformat() if report.published_on else None,
        "filed_on": report.filed_on.isoformat() if report.filed_on else None,
        "title": report.title,
        "format": document.format if document else None,
        "encoding": document.encoding if document else None,
        "layout": report.layout,
    }
    shown["facts"] = [_fact(fact) for fact in extraction.facts]
    shown["claims"] = [_claim(claim) for claim in extraction.claims]
    shown["findings"] = [_finding(finding) for finding in reading.findings]
    shown["unmapped"] = [_unmapped(cell) for cell in extraction.unmapped]
    return shown


def number(value: Number | None) -> int | float | None:
    """JSON has no decimals: a Decimal becomes the float that prints the same digits."""
    return float(value) if isinstance(value, Decimal) else value


def _agency(agency: Agency | None) -> dict[str, Any]:
    if agency is None:
        return {}
    return {
        "agency_key": agency.agency_key,
        "department": agency.department,
        "candidates": [{"division_code": code, "name": name} for code, name in candidates(agency.candidates)],
        "coverage_scope": agency.scope,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "fact_id": fact.fact_id,
        "indicator_id": fact.indicator_id,
        "column_id": fact.column_id,
        "value": number(fact.value),
        "unit": fact.unit,
        "status": fact.status.value,
        "approximate": fact.approximate,
        "method": fact.method,
        "raw_text": fact.raw_text,
        "start": fact.start,
        "end": fact.end,
        "page": fact.page,
        "candidates": fact.candidates,
        "corroborated": fact.corroborated,
        "printed_label": fact.printed_label,
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "claim_id": claim.claim_id,
        "indicator_id": claim.indicator_id,
        "column_id": claim.column_id,
        "value": number(claim.value),
        "unit": claim.unit,
        "approximate": claim.approximate,
        "negated": claim.negated,
        "scope": claim.scope,
        "sentence": claim.sentence,
        "raw_text": claim.raw_text,
        "start": claim.start,
        "end": claim.end,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "finding_id": finding.finding_id,
        "rule_id": finding.rule_id,
        "instance": finding.instance,
        "severity": finding.severity.value,
        "verdict": finding.verdict.value,
        "message": finding.message,
        "message_zh": finding.message_zh,
        "expected": number(finding.expected),
        "actual": number(finding.actual),
        "fact_ids": list(finding.fact_ids),
        "claim_ids": list(finding.claim_ids),
        "suggestion": finding.suggestion,
        "suggestion_zh": finding.suggestion_zh,
    }


def _unmapped(cell: UnmappedCell) -> dict[str, Any]:
    return {
        "labels": list(cell.labels),
        "raw_text": cell.raw_text,
        "value": number(cell.value),
        "status": cell.status.value,
        "start": cell.start,
        "end": cell.end,
    }
