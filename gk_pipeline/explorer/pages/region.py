"""A region: what lies in it, and which of its agencies reported when.

Belongs here: the tree of regions and the matrix of agencies and years. Does not: sums of figures (`indicator`).
"""

from __future__ import annotations

from gk_pipeline.explorer.page import Asked, NotThere, Page
from gk_pipeline.warehouse.marts import Row

_BODIES = """
    select body_key, division_name, full_name, division_level, path
    from dim_division where is_latest and list_contains($keys, body_key)
"""

_BELOW = """
    with bodies as (
        select body_key, count(*) as n_agencies
        from (
            select unnest([province_key, prefecture_key, county_key, township_key, zone_key]) as body_key
            from dim_agency where is_current
        ) group by body_key
    )

    select division.body_key, division.division_name, division.division_level, bodies.n_agencies
    from dim_division as division inner join bodies using (body_key)
    where division.is_latest
        and (($region is null and len(division.path) = 1) or division.path[-2] = $region)
    order by division.division_code nulls last, division.body_key
"""

_STATES = """
    select
        coverage.report_year,
        count(*) as n_agencies,
        count(*) filter (where coverage.state = 'complete') as n_complete,
        count(*) filter (where coverage.state = 'partial') as n_partial,
        count(*) filter (where coverage.state = 'unreadable') as n_unreadable,
        count(*) filter (where coverage.state = 'missing') as n_missing,
        count(*) filter (where coverage.state = 'expected') as n_expected,
        count(*) filter (where coverage.is_late) as n_late
    from fct_coverage as coverage inner join dim_agency as agency using (agency_key)
    where agency.is_current
        and ($region is null or $region in (province_key, prefecture_key, county_key, township_key, zone_key))
    group by coverage.report_year
    order by coverage.report_year
"""

_MATRIX = """
    with listed as (
        select
            agency_key, agency_name, agency_level, agency_type,
            row_number() over (
                order by
                    province_key nulls first, prefecture_key nulls first, county_key nulls first,
                    township_key nulls first, agency_type, agency_name nulls last, agency_key
            ) as place
        from dim_agency
        where is_current
            and ($region is null or $region in (province_key, prefecture_key, county_key, township_key, zone_key))
        order by place
        limit $length offset $first
    )

    select
        listed.agency_key, listed.agency_name, listed.agency_level, listed.agency_type,
        coverage.report_year, coverage.state, coverage.is_late, coverage.days_late, coverage.quality_grade,
        coverage.document_id, coverage.n_errors
    from listed left join fct_coverage as coverage using (agency_key)
    order by listed.place, coverage.report_year
"""


def page(asked: Asked) -> Page:
    key = asked.parts.get("region_key")
    body = _body(asked, key) if key else None
    above = body["path"][:-1] if body else []
    named = {row["body_key"]: row for row in asked.marts.rows(_BODIES, keys=above)}
    matrix = asked.marts.rows(_MATRIX, region=key, first=asked.first, length=asked.length)
    agencies: dict[str, dict[str, object]] = {}
    for row in matrix:
        entry = agencies.setdefault(row["agency_key"], {**row, "years": {}})
        years = entry["years"]
        assert isinstance(years, dict)
        years[row["report_year"]] = row
    values = {
        "region": body,
        "above": [named[each] for each in above if each in named],
        "below": asked.marts.rows(_BELOW, region=key),
        "states": asked.marts.rows(_STATES, region=key),
        "agencies": list(agencies.values()),
    }
    return Page("region.html", values, matrix)


def _body(asked: Asked, key: str) -> Row:
    found = asked.marts.rows(_BODIES, keys=[key])
    if not found:
        raise NotThere(asked.words("There is no region {key}.", key=key))
    return found[0]
