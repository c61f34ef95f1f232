"""Readings as rows of the lake's tables, column by column.

Belongs here: which field of a reading is which column, as plain lists: what reads hands them to what stores. Does not:
types and checks of columns (`contracts`), Arrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain, repeat
from operator import attrgetter
from typing import Any

from gk_pipeline.catalog.forms import load
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.pipeline.read_file import Reading
from gk_pipeline.rules.model import Finding

Lists = dict[str, Sequence[Any]]

# Columns of a table and the fields of its rows.
_FACT_FIELDS = {
    **{name: name for name in ("fact_id", "indicator_id", "column_id", "value", "unit", "status", "approximate")},
    **{name: name for name in ("method", "raw_text", "page", "candidates", "corroborated", "printed_label")},
    "start_offset": "start",
    "end_offset": "end",
}
_CLAIM_FIELDS = {
    **{name: name for name in ("claim_id", "indicator_id", "column_id", "value", "unit", "approximate", "negated")},
    **{name: name for name in ("scope", "raw_text", "sentence", "sentence_start", "sentence_end")},
    "start_offset": "start",
    "end_offset": "end",
}
_CELL_FIELDS = {
    **{name: name for name in ("labels", "raw_text", "value", "status")},
    "start_offset": "start",
    "end_offset": "end",
}


_PASSAGE_FIELDS = {
    **{name: name for name in ("letters", "fingerprint")},
    "start_offset": "start",
    "end_offset": "end",
}


def columns_of(readings: Sequence[Reading], extracted_at: datetime) -> dict[str, Lists]:
    """The columns of each extracted table but `quarantine`, for some readings. One without rows may have no columns."""
    reports = [reading for reading in readings if reading.extraction.report]
    return {
        "outcomes": _lists([_outcome(reading, extracted_at) for reading in readings]),
        "reports": _lists([_report(reading) for reading in reports]),
        "facts": _facts(reports),
        "claims": _claims(readings),
        "unmapped_cells": _unmapped(readings),
        "passages": _passages(readings),
    }


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
        "message_zh": finding.message_zh,
        "expected": finding.expected,
        "actual": finding.actual,
        "fact_ids": list(finding.fact_ids),
        "claim_ids": list(finding.claim_ids),
        "suggestion": finding.suggestion,
        "suggestion_zh": finding.suggestion_zh,
        "parser_version": parser_version(),
    }


def _lists(rows: Sequence[dict[str, Any]]) -> Lists:
    """Rows of the same fields as columns; none when there are no rows."""
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def _year(reading: Reading) -> int | None:
    return reading.extraction.report.year if reading.extraction.report else None


def _outcome(reading: Reading, extracted_at: datetime) -> dict[str, Any]:
    document, read = reading.document, reading.extraction
    return {
        "document_id": reading.document_id,
        "format": document.format if document else None,
        "encoding": document.encoding if document else None,
        "replaced_characters": document.replaced if document else None,
        "outcome": read.outcome.value,
        "reason": read.reason,
        "remedy": reading.remedy,
        "report_year": _year(reading),
        "parser_version": parser_version(),
        "extracted_at": extracted_at,
        "row_count": (
            (len(read.facts) + 1 if read.report else 0) + len(read.claims) + len(read.unmapped) + len(read.passages)
        ),
    }


def _report(reading: Reading) -> dict[str, Any]:
    report, document = reading.extraction.report, reading.document
    assert report is not None
    assert report.agency is not None
    assert document is not None
    agency = report.agency
    return {
        "document_id": reading.document_id,
        "report_year": report.year,
        "year_evidence": report.year_evidence,
        "agency_key": agency.agency_key,
        "agency_name": report.agency_name,
        "agency_level": report.agency_level,
        "agency_type": report.agency_type,
        "division_code": report.division_code,
        "division_key": agency.division_key,
        "zone_key": agency.zone_key,
        "department": agency.department,
        "department_name": agency.department_name,
        "agency_source": agency.source,
        "agency_method": agency.method,
        "agency_confidence": agency.confidence,
        "agency_candidates": list(agency.candidates),
        "coverage_scope": agency.scope,
        "scope_source": agency.scope_source,
        "scope_evidence": agency.scope_evidence,
        "is_recognised": document.metadata.get("ocr") == "yes",
        "form": report.form,
        "layout": report.layout,
        "format": document.format,
        "encoding": document.encoding,
        "title": report.title,
        "published_on": report.published_on,
        "filed_on": report.filed_on,
        "parser_version": parser_version(),
    }


def _facts(readings: Sequence[Reading]) -> Lists:
    facts = [reading.extraction.facts for reading in readings]
    columns = _owners(readings, facts) | _fields(facts, _FACT_FIELDS)
    forms: list[str] = []
    for reading in readings:
        if reading.extraction.report:
            forms += [reading.extraction.report.form] * len(reading.extraction.facts)
    columns["form"] = list(map(_home_form, columns["indicator_id"], forms, columns["report_year"]))
    return columns


@lru_cache(maxsize=4096)
def _home_form(indicator_id: str, form: str, year: int | None) -> str:
    """The form that defines a fact's indicator; a report without a table borrows the indicators of its time."""
    return load().home_form(indicator_id, form, year)


def _claims(readings: Sequence[Reading]) -> Lists:
    claims = [reading.extraction.claims for reading in readings]
    return _owners(readings, claims) | _fields(claims, _CLAIM_FIELDS)


def _unmapped(readings: Sequence[Reading]) -> Lists:
    cells = [reading.extraction.unmapped for reading in readings]
    return _owners(readings, cells) | _fields(cells, _CELL_FIELDS) | {"cell_id": _numbered("cell", readings, cells)}


def _passages(readings: Sequence[Reading]) -> Lists:
    passages = [reading.extraction.passages for reading in readings]
    ids = _numbered("passage", readings, passages)
    return _owners(readings, passages) | _fields(passages, _PASSAGE_FIELDS) | {"passage_id": ids}


def _numbered(kind: str, readings: Sequence[Reading], rows: Sequence[Sequence[object]]) -> list[str]:
    """An id for each row: 20 digits of the document id, the kind of row, a number from 0."""
    return [
        f"{reading.extraction.document_id[:20]}:{kind}:{number}"
        for reading, own in zip(readings, rows, strict=True)
        for number in range(len(own))
    ]


def _owners(readings: Sequence[Reading], rows: Sequence[Sequence[object]]) -> Lists:
    """The columns that are the same for all rows of a reading."""
    counts = [len(own) for own in rows]
    return {
        "document_id": _repeated([reading.document_id for reading in readings], counts),
        "report_year": _repeated([_year(reading) for reading in readings], counts),
        "parser_version": [parser_version()] * sum(counts),
    }


def _repeated(values: Iterable[Any], counts: Iterable[int]) -> list[Any]:
    return list(chain.from_iterable(map(repeat, values, counts)))


def _fields(rows: Sequence[Sequence[object]], fields: Mapping[str, str]) -> Lists:
    """Fields of the rows of all readings as columns."""
    flat = list(chain.from_iterable(rows))
    if not flat:
        return dict.fromkeys(fields, ())
    return dict(zip(fields, zip(*map(attrgetter(*fields.values()), flat), strict=True), strict=True))
