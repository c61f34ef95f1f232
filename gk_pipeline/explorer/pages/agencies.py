"""Agencies found by name, place or rank.

Belongs here: the search. Does not: one agency.
"""

from __future__ import annotations

from gk_pipeline.explorer.page import Asked, Page

_FOUND = """
    with named as (
        select agency_key, list(agency_name order by agency_name) as names, sum(n_reports) as n_reports
        from dim_agency_alias group by agency_key
    ),

    listed as (
        select
            agency.agency_key,
            agency.agency_name,
            list_filter(named.names, lambda name: name <> agency.agency_name) as other_names,
            agency.agency_level,
            agency.agency_type,
            concat_ws(' ', province_name, prefecture_name, county_name, township_name) as place,
            named.n_reports,
            reports.first_year,
            reports.last_year,
            concat_ws(' ', array_to_string(named.names, ' '), province_name, prefecture_name, county_name,
                township_name) as searched
        from dim_agency as agency
        left join named using (agency_key)
        left join (
            select agency_key, min(report_year) as first_year, max(report_year) as last_year
            from dim_report group by agency_key
        ) as reports using (agency_key)
        where agency.is_current
    )

    select * exclude (searched) from listed
    where list_bool_and(list_transform([''] || $words, lambda word: contains(searched, word)))
        and ($level is null or agency_level = $level)
    order by place nulls last, agency_name nulls last, agency_key
    limit $length offset $first
"""

_LEVELS = "select distinct agency_level from dim_agency where agency_level is not null order by agency_level"


def page(asked: Asked) -> Page:
    found = asked.marts.rows(
        _FOUND,
        words=(asked.text("q") or "").split(),
        level=asked.text("level"),
        first=asked.first,
        length=asked.length,
    )
    levels = [row["agency_level"] for row in asked.marts.rows(_LEVELS)]
    return Page("agencies.html", {"agencies": found, "levels": levels}, found)
