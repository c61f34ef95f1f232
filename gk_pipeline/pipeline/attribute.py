"""Whose report a document is: the division, kind and department of its agency, and whom its figures cover.

Belongs here: bringing the evidence of the document and the lists of divisions together. Does not: finding evidence
(`extraction.naming`, `extraction.scope`), weighing it (`agencies`).
"""

from __future__ import annotations

from gk_pipeline.agencies.keys import agency_key
from gk_pipeline.agencies.scope import scope_of
from gk_pipeline.documents.model import Document
from gk_pipeline.extraction import naming
from gk_pipeline.extraction.model import Agency, Extraction
from gk_pipeline.extraction.scope import coverage_statement


def attribute(document: Document, extraction: Extraction) -> None:
    """Fills in the agency of the report. Where the resolver abstains, what the name itself tells stays."""
    report = extraction.report
    assert report is not None
    resolution, source = naming.attribute(document.text, extraction.titles, report.year)
    if resolution.is_resolved:
        report.division_code = resolution.division_code
        report.agency_level = resolution.level
        report.agency_type = resolution.agency_type or report.agency_type
        # Nothing but the name of the place is printed where the agency itself is not named.
        report.agency_name = report.agency_name or resolution.name or None
    statement = coverage_statement(document.text)
    scope, scope_source = scope_of(report.agency_type, report.agency_level, statement.scope if statement else None)
    report.agency = Agency(
        agency_key=agency_key(report.agency_name, resolution, extraction.document_id),
        division_key=resolution.division_key,
        zone_key=resolution.zone_key,
        department=resolution.department,
        department_name=resolution.department_name,
        source=source,
        method=resolution.method,
        confidence=resolution.confidence,
        candidates=resolution.candidates,
        scope=scope,
        scope_source=scope_source,
        scope_evidence=statement.sentence if statement else None,
    )
