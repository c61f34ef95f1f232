"""Readings as rows of the lake's tables, column by column.

Belongs here: which field of a reading is which column. Does not: types and checks of columns (`contracts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from gk_pipeline.agencies.keys import agency_key
from gk_pipeline.catalog.forms import load
from gk_pipeline.extraction.model import Fact
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake.columns import split_rows
from gk_pipeline.pipeline.read_file import Reading
from gk_pipeline.rules.model import Finding

Lists = dict[str, list[Any]]


def batch(readings: Sequence[Reading], extracted_at: datetime) -> dict[str, pa.Table]:
    """The Arrow tables of some readings, by name of the extracted table. What can't be stored is in `quarantine`."""
    tables = {
        "outcomes": _lists(_outcome(reading, extracted_at) for reading in readings),
        "reports": _lists(_report(reading) for reading in readings if reading.extraction.report),
        "facts": _lists(row for reading in readings for row in _facts(reading)),
        "claims": _lists(row for reading in readings for row in _claims(reading)),
        "unmapped_cells": _lists(row for reading in readings for row in _unmapped(reading)),
    }
    stored: dict[str, pa.Table] = {}
    rejected: list[pa.Table] = []
    for name, columns in tables.items():
        if columns:
            stored[name], lost = split_rows(name, columns)
            rejected.append(lost)
    stored["quarantine"] = pa.concat_tables(rejected)
    return stored


def finding_row(finding: Finding, document_id: str, year: int | None) -> dict[str, Any]:
    return {
        "finding_id": finding.finding_id,
        "document_id": document_id,
        "report_year": year,
        "rule_id": finding.rule_id,
        "instance": finding.instance,
        "severity": finding.severity.value,
        "verdict": finding.verdict.value,
        "message": finding.message,
        "expected": finding.expected,
        "actual": finding.actual,
        "fact_ids": list(finding.fact_ids),
        "claim_ids": list(finding.claim_ids),
        "suggestion": finding.suggestion,
        "parser_version": parser_version(),
    }


def _lists(rows: Iterable[dict[str, Any]]) -> Lists:
    """Rows of the same fields as columns."""
    columns: Lists = {}
    for row in rows:
        for name, value in row.items():
            columns.setdefault(name, []).append(value)
    return columns


def _year(reading: Reading) -> int | None:
    return reading.extraction.report.year if reading.extraction.report else None


def _outcome(reading: Reading, extracted_at: datetime) -> dict[str, Any]:
    document = reading.document
    return {
        "document_id": reading.document_id,
        "format": document.format if document else None,
        "encoding": document.encoding if document else None,
        "replaced_characters": document.replaced if document else None,
        "outcome": reading.extraction.outcome.value,
        "reason": reading.extraction.reason,
        "remedy": reading.remedy,
        "report_year": _year(reading),
        "parser_version": parser_version(),
        "extracted_at": extracted_at,
    }


def _report(reading: Reading) -> dict[str, Any]:
    report, document = reading.extraction.report, reading.document
    assert report is not None
    assert document is not None
    return {
        "document_id": reading.document_id,
        "report_year": report.year,
        "year_evidence": report.year_evidence,
        "agency_key": agency_key(report.agency_name),
        "agency_name": report.agency_name,
        "agency_level": report.agency_level,
        "agency_type": report.agency_type,
        "division_code": report.division_code,
        "form": report.form,
        "layout": report.layout,
        "format": document.format,
        "encoding": document.encoding,
        "title": report.title,
        "published_on": report.published_on,
        "filed_on": report.filed_on,
        "parser_version": parser_version(),
    }


def _facts(reading: Reading) -> Iterable[dict[str, Any]]:
    report = reading.extraction.report
    if report is None:
        return
    for fact in reading.extraction.facts:
        yield {
            "fact_id": fact.fact_id,
            "document_id": reading.document_id,
            "report_year": report.year,
            "form": _form(report.form, fact, report.year),
            "indicator_id": fact.indicator_id,
            "column_id": fact.column_id,
            "value": fact.value,
            "unit": fact.unit,
            "status": fact.status.value,
            "approximate": fact.approximate,
            "method": fact.method,
            "raw_text": fact.raw_text,
            "start_offset": fact.start,
            "end_offset": fact.end,
            "page": fact.page,
            "candidates": fact.candidates,
            "corroborated": fact.corroborated,
            "printed_label": fact.printed_label,
            "parser_version": parser_version(),
        }


def _form(form: str, fact: Fact, year: int | None) -> str:
    """The form that defines a fact's indicator; a report without a table borrows the indicators of its time."""
    return load().home_form(fact.indicator_id, form, year)


def _claims(reading: Reading) -> Iterable[dict[str, Any]]:
    for claim in reading.extraction.claims:
        yield {
            "claim_id": claim.claim_id,
            "document_id": reading.document_id,
            "report_year": _year(reading),
            "indicator_id": claim.indicator_id,
            "column_id": claim.column_id,
            "value": claim.value,
            "unit": claim.unit,
            "approximate": claim.approximate,
            "negated": claim.negated,
            "scope": claim.scope,
            "raw_text": claim.raw_text,
            "start_offset": claim.start,
            "end_offset": claim.end,
            "sentence": claim.sentence,
            "sentence_start": claim.sentence_start,
            "sentence_end": claim.sentence_end,
            "parser_version": parser_version(),
        }


def _unmapped(reading: Reading) -> Iterable[dict[str, Any]]:
    for number, cell in enumerate(reading.extraction.unmapped):
        yield {
            "cell_id": f"{reading.extraction.document_id[:20]}:cell:{number}",
            "document_id": reading.document_id,
            "report_year": _year(reading),
            "labels": list(cell.labels),
            "raw_text": cell.raw_text,
            "value": cell.value,
            "status": cell.status.value,
            "start_offset": cell.start,
            "end_offset": cell.end,
            "parser_version": parser_version(),
        }
