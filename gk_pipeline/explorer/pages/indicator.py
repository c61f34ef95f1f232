"""One row of a form through the years: its sums, and how many reports stand behind each.

Belongs here: the sums of a region, never across scopes and ranks. Does not: figures of single agencies.
"""

from __future__ import annotations

from gk_pipeline.explorer.page import Asked, NotThere, Page

_COUNTRY = "country"

_INDICATOR = "select * from dim_indicator where indicator_key = $key"

_COLUMNS = """
    select distinct sums.applicant_key, sums.period, applicant.label_zh, applicant.label_en, applicant.sort_order,
        applicant.is_total
    from mart_indicator_year as sums inner join dim_applicant as applicant using (applicant_key)
    where sums.indicator_key = $key
    order by applicant.is_total desc, applicant.sort_order, sums.period desc
"""

REGION = """
    select region_key, any_value(region_full_name) as name from mart_region_year
    where region_key = $region group by region_key
"""
"""The name of a region that has sums; null for the whole country and for what is not placed."""

_SUMS = """
    select
        report_year, coverage_scope, agency_level, value_sum, unit, is_additive, n_units, n_reports,
        n_reports_reported, n_blank, n_marked, n_absent, n_unsettled, n_disputed, n_corroborated,
        n_approximate, n_corrected
    from mart_region_year
    where indicator_key = $key and region_key = $region and applicant_key = $applicant and period = $period
    order by report_year, coverage_scope, agency_level
"""


def page(asked: Asked) -> Page:
    key = asked.parts["indicator_key"]
    indicator = asked.marts.one(_INDICATOR, key=key)
    if indicator is None:
        raise NotThere(asked.words("There is no indicator {key}.", key=key))
    region = asked.text("region") or _COUNTRY
    columns = asked.marts.rows(_COLUMNS, key=key)
    first = columns[0] if columns else {"applicant_key": "none", "period": "year"}
    applicant, period = asked.text("applicant") or first["applicant_key"], asked.text("period") or first["period"]
    sums = asked.marts.rows(_SUMS, key=key, region=region, applicant=applicant, period=period)
    values = {
        "indicator": indicator,
        "columns": columns,
        "chosen": (applicant, period),
        "region": region,
        "region_name": (asked.marts.one(REGION, region=region) or {}).get("name"),
        "sums": sums,
    }
    return Page("indicator.html", values, sums)
