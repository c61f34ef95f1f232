"""Two reports side by side, cell by cell of the same form, or concept by concept where their forms differ.

Belongs here: pairing the figures. Does not: judging the difference.
"""

from __future__ import annotations

from typing import Any

from gk_pipeline.explorer.page import Asked, NotThere, Page
from gk_pipeline.warehouse.marts import Row

_REPORT = "select * from dim_report where document_id = $id"

_CELLS = """
    select
        coalesce(a.indicator_key, b.indicator_key) as indicator_key,
        coalesce(a.applicant_key, b.applicant_key) as applicant_key,
        coalesce(a.period, b.period) as period,
        indicator.label_zh, indicator.label_en, indicator.section,
        applicant.label_zh as applicant_zh, applicant.label_en as applicant_en,
        a.value as a_value, a.unit as a_unit, a.status as a_status, a.fact_id as a_fact_id,
        a.approximate as a_approximate, a.is_disputed as a_is_disputed, a.correction_id is not null as a_is_corrected,
        b.value as b_value, b.unit as b_unit, b.status as b_status, b.fact_id as b_fact_id,
        b.approximate as b_approximate, b.is_disputed as b_is_disputed, b.correction_id is not null as b_is_corrected,
        'exact' as link
    from (select * from fct_indicator where document_id = $a) as a
    full join (select * from fct_indicator where document_id = $b) as b
        on a.indicator_key = b.indicator_key and a.applicant_key = b.applicant_key and a.period = b.period
    inner join dim_indicator as indicator
        on indicator.indicator_key = coalesce(a.indicator_key, b.indicator_key)
    inner join dim_applicant as applicant
        on applicant.applicant_key = coalesce(a.applicant_key, b.applicant_key)
    order by indicator.sort_order, applicant.sort_order, period desc
"""

_CONCEPTS = """
    select
        concept.concept_id as indicator_key, 'none' as applicant_key, 'year' as period,
        concept.label_zh, concept.label_en, null as section, null as applicant_zh, null as applicant_en,
        a.value as a_value, a.unit as a_unit, a.status as a_status, a.fact_ids[1] as a_fact_id,
        a.n_approximate > 0 as a_approximate, a.n_disputed > 0 as a_is_disputed, a.n_corrected > 0 as a_is_corrected,
        b.value as b_value, b.unit as b_unit, b.status as b_status, b.fact_ids[1] as b_fact_id,
        b.n_approximate > 0 as b_approximate, b.n_disputed > 0 as b_is_disputed, b.n_corrected > 0 as b_is_corrected,
        case
            when 'none' in (a.link_to_concept, b.link_to_concept) then 'none'
            when 'near' in (a.link_to_concept, b.link_to_concept) then 'near'
            else 'exact'
        end as link
    from (select * from mart_concept_series where document_id = $a) as a
    inner join (select * from mart_concept_series where document_id = $b) as b using (concept_id)
    inner join dim_concept as concept using (concept_id)
    order by concept.concept_id
"""


def page(asked: Asked) -> Page:
    left, right = (_report(asked, asked.text(side)) for side in "ab")
    is_one_form = left["form"] == right["form"]
    rows = asked.marts.rows(_CELLS if is_one_form else _CONCEPTS, a=left["document_id"], b=right["document_id"])
    for row in rows:
        row["differs"] = (row["a_value"], row["a_status"], row["a_unit"]) != (
            row["b_value"],
            row["b_status"],
            row["b_unit"],
        )
    shown = [row for row in rows if row["differs"]] if asked.text("only") == "differences" else rows
    values: dict[str, Any] = {"a": left, "b": right, "is_one_form": is_one_form, "rows": shown, "n_rows": len(rows)}
    values["n_different"] = sum(row["differs"] for row in rows)
    return Page("compare.html", values, shown)


def _report(asked: Asked, document_id: str | None) -> Row:
    found = asked.marts.one(_REPORT, id=document_id)
    if found is None:
        raise NotThere(asked.words("There is no report {key}.", key=document_id or "—"))
    return found
