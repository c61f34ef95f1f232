"""One report: its cells as the form has them, what contradicts what, and the text that each figure was read from.

Belongs here: the questions to the marts, and the text of the raw file. Does not: the arrangement (`form`, `evidence`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.read import read
from gk_pipeline.explorer.evidence import Piece, pieces
from gk_pipeline.explorer.form import arrange
from gk_pipeline.explorer.page import Asked, NotThere, Page
from gk_pipeline.pipeline.source import RawFile, SourceGone, raw_file
from gk_pipeline.warehouse.marts import Marts, Row

_REPORT = "select * from dim_report where document_id = $id"

_BEGINNING = "select document_id from dim_report where starts_with(document_id, $beginning) limit 2"

_FILES = "select file_path from mart_documents where document_id = $id order by file_path"

_INDICATORS = """
    select * from dim_indicator
    where form = $form or indicator_key in (select indicator_key from fct_indicator where document_id = $id)
    order by form = $form desc, form, sort_order
"""

_APPLICANTS = "select * from dim_applicant order by sort_order"

_FACTS = """
    select
        fact.fact_id, fact.indicator_key, fact.indicator_id, fact.applicant_key, fact.period, fact.value, fact.unit,
        fact.status, fact.printed_value, fact.printed_status, fact.correction_id, fact.approximate, fact.corroborated,
        fact.is_disputed, fact.method, fact.candidates, source.raw_text, source.start_offset, source.end_offset,
        source.page, source.printed_label, fact.parser_version
    from fct_indicator as fact inner join lineage_fact_source as source using (fact_id)
    where fact.document_id = $id
    order by source.start_offset nulls last, fact.fact_id
"""

_CLAIMS = """
    select claim.*, indicator.label_zh, indicator.label_en
    from fct_claim as claim left join dim_indicator as indicator using (indicator_key)
    where claim.document_id = $id
    order by claim.start_offset, claim.claim_id
"""

_FINDINGS = """
    select
        finding.*,
        (
            select list(bridge.fact_id order by bridge.fact_id)
            from bridge_finding_fact as bridge where bridge.finding_id = finding.finding_id
        ) as fact_ids,
        (
            select list(bridge.claim_id order by bridge.claim_id)
            from bridge_finding_claim as bridge where bridge.finding_id = finding.finding_id
        ) as claim_ids
    from fct_finding as finding
    where finding.document_id = $id
    order by finding.severity, finding.rule_id, finding.instance nulls first
"""

_CORRECTIONS = "select * from fct_correction where document_id = $id order by fact_id"

_UNMAPPED = "select * from fct_unmapped_cell where document_id = $id order by start_offset, cell_id"

_SIBLINGS = """
    select document_id, report_year, is_current, version_status, form from dim_report
    where agency_key = $agency and document_id <> $id
    order by report_year nulls last, is_current desc, document_id
"""


def page(asked: Asked) -> Page:
    report = _report(asked)
    marts, document_id = asked.marts, report["document_id"]
    facts = marts.rows(_FACTS, id=document_id)
    claims, unmapped = marts.rows(_CLAIMS, id=document_id), marts.rows(_UNMAPPED, id=document_id)
    applicants = marts.rows(_APPLICANTS)
    indicators = marts.rows(_INDICATORS, form=report["form"], id=document_id)
    text, problem = _text(asked, document_id)
    shown, problem = _shown(asked, text, problem, [*facts, *claims, *unmapped])
    values: dict[str, Any] = {
        "report": report,
        "files": _files(asked, document_id),
        "sections": arrange(indicators, applicants, facts),
        "applicants": {row["applicant_key"]: row for row in applicants},
        "facts": {fact["fact_id"]: fact for fact in facts},
        "indicators": {row["indicator_key"]: row for row in indicators},
        "claims": claims,
        "unmapped": unmapped,
        "findings": marts.rows(_FINDINGS, id=document_id),
        "corrections": {row["correction_id"]: row for row in marts.rows(_CORRECTIONS, id=document_id)},
        "siblings": marts.rows(_SIBLINGS, agency=report["agency_key"], id=document_id),
        "pieces": shown,
        "problem": problem,
    }
    return Page("report.html", values, facts)


def raw(asked: Asked) -> RawFile:
    """The raw file of a report. Raises NotThere where there is none any more."""
    document_id = _report(asked)["document_id"]
    try:
        return raw_file(asked.paths, document_id, _files(asked, document_id))
    except SourceGone as gone:
        raise NotThere(str(gone)) from gone


def whole_id(marts: Marts, beginning: str) -> str:
    """The id of the report whose id begins so. Raises NotThere when there is none, or more than one."""
    found = marts.rows(_BEGINNING, beginning=beginning)
    if len(found) != 1:
        raise NotThere(f"{'More than one' if found else 'No'} report has an id that begins with {beginning!r}.")
    return str(found[0]["document_id"])


def _report(asked: Asked) -> Row:
    document_id = asked.parts["document_id"]
    found = asked.marts.one(_REPORT, id=document_id)
    if found is None:
        raise NotThere(asked.words("There is no report {key}.", key=document_id))
    return found


def _files(asked: Asked, document_id: str) -> list[str]:
    return [row["file_path"] for row in asked.marts.rows(_FILES, id=document_id)]


def _text(asked: Asked, document_id: str) -> tuple[str | None, str | None]:
    """The text that offsets refer to, or the reason why it can't be had."""
    try:
        file = raw_file(asked.paths, document_id, _files(asked, document_id))
        return _rendition(file), None
    except SourceGone as gone:
        return None, str(gone)
    except UnreadableDocument as error:
        return None, error.reason


@lru_cache(maxsize=16)
def _rendition(file: RawFile) -> str:
    return read(file.data, name=file.name.rsplit("/", 1)[-1]).text


def _shown(
    asked: Asked, text: str | None, problem: str | None, rows: Sequence[Row]
) -> tuple[list[Piece] | None, str | None]:
    """The text in pieces, each row that stands in it given its `number`; and what is wrong with it."""
    for row in rows:
        row["number"] = None
    if text is None:
        return None, problem
    placed = [row for row in rows if row["start_offset"] is not None]
    if not all(text[row["start_offset"] : row["end_offset"]] == row["raw_text"] for row in placed):
        return None, asked.words(
            "This version of the parser renders the file differently from the one that read it: run `gk run` again."
        )
    for number, row in enumerate(placed):
        row["number"] = number
    return pieces(text, list(_spans(placed))), None


def _spans(rows: Iterable[Row]) -> Iterable[tuple[int, int]]:
    return ((row["start_offset"], row["end_offset"]) for row in rows)
