"""One report: its cells as the form has them, what contradicts what, and the text that each figure was read from.

Belongs here: the questions to the marts, and the text of the raw file. Does not: the arrangement (`form`, `evidence`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gk_pipeline.explorer.evidence import Piece, pieces
from gk_pipeline.explorer.form import arrange
from gk_pipeline.explorer.page import Asked, NotThere, Page
from gk_pipeline.explorer.rendition import files_of, other_rendition, text_of
from gk_pipeline.pipeline.source import RawFile, SourceGone, raw_file
from gk_pipeline.warehouse.marts import Marts, Row

_REPORT = "select * from dim_report where document_id = $id"

_BEGINNING = "select document_id from dim_report where starts_with(document_id, $beginning) limit 2"

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

_PROSE = "select * from mart_report_prose where document_id = $id and n_letters > 0"

_SAME_WORDING = """
    select
        reuse.relation, reuse.n_passages, reuse.share_of_report, other.document_id, other.agency_name,
        other.report_year
    from fct_text_reuse as reuse inner join dim_report as other on reuse.other_document_id = other.document_id
    where reuse.document_id = $id
    union all
    -- what a later report took from this one
    select
        reuse.relation, reuse.n_passages, reuse.share_of_other, other.document_id, other.agency_name, other.report_year
    from fct_text_reuse as reuse inner join dim_report as other using (document_id)
    where reuse.other_document_id = $id and reuse.report_year > reuse.other_report_year
    order by share_of_report desc, report_year, document_id
    limit 10
"""


def page(asked: Asked) -> Page:
    report = _report(asked)
    marts, document_id = asked.marts, report["document_id"]
    facts = marts.rows(_FACTS, id=document_id)
    claims, unmapped = marts.rows(_CLAIMS, id=document_id), marts.rows(_UNMAPPED, id=document_id)
    applicants = marts.rows(_APPLICANTS)
    indicators = marts.rows(_INDICATORS, form=report["form"], id=document_id)
    text, problem = text_of(asked, document_id)
    shown, problem = _shown(asked, text, problem, [*facts, *claims, *unmapped])
    values: dict[str, Any] = {
        "report": report,
        "files": files_of(asked, document_id),
        "sections": arrange(indicators, applicants, facts),
        "applicants": {row["applicant_key"]: row for row in applicants},
        "facts": {fact["fact_id"]: fact for fact in facts},
        "indicators": {row["indicator_key"]: row for row in indicators},
        "claims": claims,
        "unmapped": unmapped,
        "findings": marts.rows(_FINDINGS, id=document_id),
        "corrections": {row["correction_id"]: row for row in marts.rows(_CORRECTIONS, id=document_id)},
        "siblings": marts.rows(_SIBLINGS, agency=report["agency_key"], id=document_id),
        "prose": marts.one(_PROSE, id=document_id),
        "same_wording": marts.rows(_SAME_WORDING, id=document_id),
        "pieces": shown,
        "problem": problem,
    }
    return Page("report.html", values, facts)


def raw(asked: Asked) -> RawFile:
    """The raw file of a report. Raises NotThere where there is none any more."""
    document_id = _report(asked)["document_id"]
    try:
        return raw_file(asked.paths, document_id, files_of(asked, document_id))
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
        return None, other_rendition(asked)
    for number, row in enumerate(placed):
        row["number"] = number
    return pieces(text, list(_spans(placed))), None


def _spans(rows: Iterable[Row]) -> Iterable[tuple[int, int]]:
    return ((row["start_offset"], row["end_offset"]) for row in rows)
