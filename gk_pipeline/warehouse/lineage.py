"""The way back: from a row of the published marts to the characters it was read from.

Belongs here: what the marts know of a fact, claim or finding. Does not: opening the raw file and finding its bytes,
which is the caller's part.
"""

from __future__ import annotations

from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.errors import WarehouseError
from gk_pipeline.warehouse.marts import Marts, Row
from gk_pipeline.warehouse.versions import current_folder

_SUBJECTS = {
    "fact": "select * from fct_indicator where fact_id = $id",
    "claim": "select * from fct_claim where claim_id = $id",
    "finding": "select * from fct_finding where finding_id = $id",
}

_REPORT = """
    select
        report.agency_name,
        report.file_path,
        (
            select list(file.file_path order by file.file_path)
            from mart_documents as file where file.document_id = report.document_id
        ) as file_paths,
        report.format, report.encoding, report.layout, report.title, report.published_on
    from dim_report as report
    where report.document_id = $id
"""

_INDICATOR = """
    select label_zh as indicator_label_zh, label_en as indicator_label_en, section
    from dim_indicator where indicator_key = $id
"""

_APPLICANT = """
    select label_zh as applicant_label_zh, label_en as applicant_label_en
    from dim_applicant where applicant_key = $id
"""

_SPAN = "select raw_text, start_offset, end_offset, page from lineage_fact_source where fact_id = $id"

_CORRECTION = """
    select state, from_value, from_status, to_value, to_status, reason, author, corrected_on, expires_on
    from fct_correction where correction_id = $id
"""

_FINDINGS = """
    select finding_id, document_id, rule_id, instance, severity, verdict, message, expected, actual, rule_expression
    from fct_finding
    where finding_id in (
        select finding_id from bridge_finding_fact where fact_id = $id
        union all
        select finding_id from bridge_finding_claim where claim_id = $id
    )
    order by finding_id
"""

_FACTS = """
    select
        fact.fact_id, fact.document_id, fact.indicator_id, fact.column_id, fact.value, fact.unit, fact.status,
        source.raw_text, source.start_offset, source.end_offset
    from bridge_finding_fact as bridge
    inner join fct_indicator as fact on fact.fact_id = bridge.fact_id
    inner join lineage_fact_source as source on source.fact_id = bridge.fact_id
    where bridge.finding_id = $id
    order by fact.fact_id
"""

_CLAIMS = """
    select
        claim.claim_id, claim.document_id, claim.indicator_id, claim.column_id, claim.value, claim.unit,
        claim.raw_text, claim.start_offset, claim.end_offset,
        claim.sentence, claim.sentence_start, claim.sentence_end
    from bridge_finding_claim as bridge
    inner join fct_claim as claim on claim.claim_id = bridge.claim_id
    where bridge.finding_id = $id
    order by claim.claim_id
"""

_QUARANTINED = "select table_name, reasons from fct_quarantine where row_key = $id order by all"


def trace_row(paths: Paths, row_id: str) -> Row:
    """Everything the published marts know of the fact, claim or finding with this id.

    Keys are the columns of its mart, and besides: `kind` (fact, claim or finding) and `published_version`; of the
    report `agency_name`, `file_path` (the file that was read), `file_paths` (all files with these bytes), `format`,
    `encoding`, `layout`, `title`, `published_on`; for a fact or claim the labels of indicator and applicant,
    `raw_text`, `start_offset`, `end_offset` and the list `findings`, for a corrected fact its `correction`; for a
    finding the lists `facts` and `claims`.
    Whole numbers are int, others Decimal.

    Raises WarehouseError when nothing is published or no row has the id, and tells when the row is in quarantine.
    """
    with Marts(current_folder(paths)) as marts:
        for kind, query in _SUBJECTS.items():
            for row in marts.rows(query, id=row_id):
                return {"kind": kind, "published_version": marts.version, **row, **_around(marts, kind, row, row_id)}
        raise _unknown(marts, row_id)


def _around(marts: Marts, kind: str, row: Row, row_id: str) -> Row:
    """What other marts hold of the row: its report, labels, place, and what findings connect it with."""
    around = _one(marts, _REPORT, row["document_id"])
    if kind == "finding":
        return around | {"facts": marts.rows(_FACTS, id=row_id), "claims": marts.rows(_CLAIMS, id=row_id)}
    if kind == "fact":
        around |= _one(marts, _SPAN, row_id)
        if row["correction_id"] is not None:
            around["correction"] = _one(marts, _CORRECTION, row["correction_id"])
    if row["indicator_key"] is not None:
        around |= _one(marts, _INDICATOR, row["indicator_key"])
    around |= _one(marts, _APPLICANT, row["applicant_key"])
    return around | {"findings": marts.rows(_FINDINGS, id=row_id)}


def _unknown(marts: Marts, row_id: str) -> WarehouseError:
    held = marts.rows(_QUARANTINED, id=row_id)
    if held:
        reasons = "; ".join(f"{row['table_name']}: {', '.join(row['reasons'])}" for row in held)
        return WarehouseError(f"{row_id} is in quarantine ({reasons}).", "Its content is listed in fct_quarantine.")
    return WarehouseError(
        f"No fact, claim or finding has the id {row_id!r}.",
        "Take an id from fct_indicator, fct_claim or fct_finding; they look like 0123456789abcdef0123:old.1.1.",
    )


def _one(marts: Marts, query: str, key: str) -> Row:
    (row,) = marts.rows(query, id=key)
    return row
