"""Document in, extraction out: who and when, which form, its facts, the claims of its prose.

Belongs here: the order of the steps, and what makes a document a report. Does not: any of the steps.
"""

from __future__ import annotations

from collections.abc import Sequence

from gk_pipeline.catalog.forms import Form
from gk_pipeline.documents.model import Document
from gk_pipeline.documents.places import page_of
from gk_pipeline.extraction.delimited import with_boundaries
from gk_pipeline.extraction.folding import fold_document
from gk_pipeline.extraction.furniture import without_furniture
from gk_pipeline.extraction.identity import Identity, ReportSignals, identify, report_signals
from gk_pipeline.extraction.model import Claim, Extraction, Fact, Outcome, Report, Status
from gk_pipeline.extraction.narrative import narrative_facts
from gk_pipeline.extraction.passages import find_passages
from gk_pipeline.extraction.printed_form import PrintedForm, read_form
from gk_pipeline.extraction.prose import read_claims

# The first report year whose prose speaks in the terms of the forms of 2019 and 2021.
_NEW_TERMS = 2019
# A text that does not say clearly what it is (`ReportSignals.score`) is a report if its prose states figures.
_OPEN_SCORE = 2
_OPEN_CLAIMS = 3
# Something stands in the cell: an empty form, as notices about reports attach it, is no report.
_PRINTED = frozenset({Status.REPORTED, Status.PLACEHOLDER, Status.AMBIGUOUS, Status.UNREADABLE})


def read_document(document: Document, *, file_name: str | None = None) -> Extraction:
    """Everything a document says. Its outcome is `report` or `not_a_report`, the latter with the reasons."""
    text = without_furniture(document.text, document.tables)
    folded = fold_document(text if document.tables else with_boundaries(text), document.tables)
    identity = identify(document, file_name=file_name)
    printed = read_form(document, folded, identity)
    claims = read_claims(
        document,
        year=identity.year_on(printed.form)[1],
        family="new" if _new_terms(identity, printed.form) else "old",
        exclude=printed.spans,
        agency=identity.agency_name,
    )
    if not any(fact.status in _PRINTED for fact in printed.facts):
        # A filled table is a report whatever stands around it; without one the text must speak for itself.
        signals = report_signals(document, identity)
        if not _is_report(signals, claims):
            return Extraction(document.document_id, Outcome.NOT_A_REPORT, signals.reason)
    facts = printed.facts if printed.form else narrative_facts(document.document_id, claims)
    _place(document, facts)
    return Extraction(
        document.document_id,
        Outcome.REPORT,
        None,
        _report(identity, printed),
        facts,
        claims,
        printed.unmapped,
        printed.runs,
        identity.titles,
        find_passages(document.text, exclude=printed.spans, agency=identity.agency_name),
    )


def _place(document: Document, facts: Sequence[Fact]) -> None:
    """Gives facts their page, and those of a document that is a picture the method that says so."""
    is_picture = document.metadata.get("ocr") == "yes"
    if not document.places and not is_picture:
        return
    for fact in facts:
        if fact.start is not None:
            fact.page = page_of(document, fact.start)
            if is_picture:
                fact.method = "ocr"


def _is_report(signals: ReportSignals, claims: Sequence[Claim]) -> bool:
    return signals.is_report or (signals.score >= _OPEN_SCORE and len(claims) >= _OPEN_CLAIMS)


def _new_terms(identity: Identity, form: Form | None) -> bool:
    if form and form.form != "local":
        return form.form != "old2014"
    return identity.year is not None and identity.year >= _NEW_TERMS


def _report(identity: Identity, printed: PrintedForm) -> Report:
    evidence, year = identity.year_on(printed.form)
    return Report(
        agency_name=identity.agency_name,
        agency_level=identity.agency_level,
        agency_type=identity.agency_type,
        division_code=None,
        year=year,
        year_evidence=evidence,
        form=printed.form.form if printed.form else "narrative",
        layout=printed.layout,
        title=identity.title,
        published_on=identity.published_on,
        filed_on=identity.filed_on,
    )
