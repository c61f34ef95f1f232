"""One agency through the years: did it report, how did its figures go on, what contradicts what.

Belongs here: its questions to the marts, and the figures beside those of its peers. Does not: single reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gk_pipeline.explorer.chart import series_chart
from gk_pipeline.explorer.page import Asked, NotThere, Page
from gk_pipeline.warehouse.marts import Row

# Fewer peers than these say nothing of an agency.
_FEWEST_PEERS = 5

_VERSIONS = "select * from dim_agency where agency_key = $key order by valid_from nulls first"

_COVERAGE = "select * from fct_coverage where agency_key = $key order by report_year"

_REPORTS = """
    select * from dim_report where agency_key = $key
    order by report_year nulls last, is_current desc, published_on nulls last, document_id
"""

_SERIES = """
    select series.*, concept.label_zh, concept.label_en, concept.note
    from mart_concept_series as series inner join dim_concept as concept using (concept_id)
    where series.agency_key = $key
    order by series.report_year
"""

# The order in which the newest form prints its rows; concepts that it has no more come behind.
_ORDER = """
    select
        concept.concept_id,
        min(indicator.sort_order) filter (where bridge.form = concept.reference_form) as place,
        any_value(concept.reference_form) as reference
    from dim_concept as concept
    left join bridge_concept_indicator as bridge using (concept_id)
    left join dim_indicator as indicator using (indicator_key)
    group by concept.concept_id
    order by reference = 'fmt2021' desc, reference = 'fmt2019' desc, place, concept.concept_id
"""

_PEERS = """
    select concept_id, count(*) as n_peers, median(value) as median, any_value(series.unit) as unit
    from mart_concept_series as series inner join dim_agency as agency using (agency_sk)
    where series.report_year = $year and series.status = 'reported' and series.agency_key <> $key
        and agency.agency_level = $level and agency.agency_type = $kind
    group by concept_id
    having count(*) >= $fewest and count(distinct coalesce(series.unit, '')) = 1
"""

_CHAIN = """
    select chain.*, applicant.label_zh as applicant_zh, applicant.label_en as applicant_en
    from fct_carry_chain as chain inner join dim_applicant as applicant using (applicant_key)
    where agency_key = $key and verdict = 'broken'
    order by report_year, topic, applicant.sort_order
"""

_RESTATED = """
    select restated.*, concept.label_zh, concept.label_en, claim.sentence
    from fct_restated_figure as restated
    inner join dim_concept as concept using (concept_id)
    inner join fct_claim as claim using (claim_id)
    where restated.agency_key = $key and restated.verdict = 'differs'
    order by restated.report_year, concept.concept_id
"""

_FINDINGS = """
    select * from fct_finding where agency_key = $key
    order by report_year desc nulls last, severity, rule_id, instance nulls first
"""


def page(asked: Asked) -> Page:
    key = asked.parts["agency_key"]
    versions = asked.marts.rows(_VERSIONS, key=key)
    if not versions:
        raise NotThere(asked.words("There is no agency {key}.", key=key))
    agency = versions[-1]
    series = asked.marts.rows(_SERIES, key=key)
    years = sorted({row["report_year"] for row in series})
    order = [row["concept_id"] for row in asked.marts.rows(_ORDER)]
    values = {
        "agency": agency,
        "versions": versions,
        "coverage": asked.marts.rows(_COVERAGE, key=key),
        "reports": asked.marts.rows(_REPORTS, key=key),
        "years": years,
        "concepts": _by_concept(series, order),
        "peers": _peers(asked, agency, years),
        "chain": asked.marts.rows(_CHAIN, key=key),
        "restated": asked.marts.rows(_RESTATED, key=key),
        "findings": asked.marts.rows(_FINDINGS, key=key),
    }
    return Page("agency.html", values, series)


def _by_concept(series: Iterable[Row], order: Iterable[str]) -> list[dict[str, Any]]:
    """The concepts that have a number in any year, each with its figures by year, their chart and the unit that all of
    them have, if any."""
    figures: dict[str, dict[int, Row]] = {}
    for row in series:
        figures.setdefault(row["concept_id"], {})[row["report_year"]] = row
    return [
        {
            "concept": next(iter(found.values())),
            "figures": found,
            "chart": series_chart(found),
            "unit": next(iter(units)) if len(units) == 1 else None,
        }
        for concept in order
        if (found := figures.get(concept))
        and (units := {row["unit"] for row in found.values() if row["value"] is not None})
    ]


def _peers(asked: Asked, agency: Mapping[str, Any], years: list[int]) -> dict[str, Row]:
    """By concept, how many other agencies of its rank and kind have a number in its latest year, and their median."""
    if not years:
        return {}
    found = asked.marts.rows(
        _PEERS,
        key=agency["agency_key"],
        year=years[-1],
        level=agency["agency_level"],
        kind=agency["agency_type"],
        fewest=_FEWEST_PEERS,
    )
    return {row["concept_id"]: row for row in found}
