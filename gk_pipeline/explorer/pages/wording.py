"""Reports that say the same in the same words, the closest first.

Belongs here: the list and what it can be narrowed to. Does not: the passages themselves (`wording_pair`).
"""

from __future__ import annotations

from gk_pipeline.explorer.page import Asked, Page

# Of two reports of one year each has a row: the one is shown of which the larger part is shared.
_PAIRS = """
    select
        reuse.report_year, report.agency_name, reuse.agency_key, reuse.document_id,
        reuse.other_report_year, other.agency_name as other_agency_name, reuse.other_agency_key,
        reuse.other_document_id, reuse.relation, reuse.n_passages, reuse.n_letters,
        reuse.share_of_report, reuse.share_of_other
    from fct_text_reuse as reuse
    inner join dim_report as report using (document_id)
    inner join dim_report as other on reuse.other_document_id = other.document_id
    where reuse.relation = $relation
        and ($year is null or reuse.report_year = $year)
        and (
            reuse.report_year > reuse.other_report_year
            or (reuse.share_of_report, reuse.document_id) > (reuse.share_of_other, reuse.other_document_id)
        )
    order by reuse.share_of_report desc, reuse.n_letters desc, reuse.document_id, reuse.other_document_id
    limit $length offset $first
"""

_YEARS = "select distinct report_year as choice from fct_text_reuse order by choice desc"

RELATIONS = ("other_agency", "same_agency")


def page(asked: Asked) -> Page:
    relation = asked.text("relation") or RELATIONS[0]
    found = asked.marts.rows(
        _PAIRS, relation=relation, year=asked.number("year"), first=asked.first, length=asked.length
    )
    values = {
        "pairs": found,
        "relation": relation,
        "relations": RELATIONS,
        "years": [row["choice"] for row in asked.marts.rows(_YEARS)],
    }
    return Page("wording.html", values, found)
