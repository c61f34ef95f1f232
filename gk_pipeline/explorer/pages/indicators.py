"""The rows of all forms.

Belongs here: the list of indicators by form. Does not: their figures.
"""

from __future__ import annotations

from gk_pipeline.explorer.page import Asked, Page
from gk_pipeline.explorer.pages.indicator import REGION

_ALL = """
    select indicator.*, coalesce(counted.n_reports, 0) as n_reports
    from dim_indicator as indicator
    left join (
        select indicator_key, max(n_reports) as n_reports
        from (
            select indicator_key, applicant_key, period, sum(n_reports) as n_reports
            from mart_indicator_year group by indicator_key, applicant_key, period
        ) group by indicator_key
    ) as counted using (indicator_key)
    order by indicator.first_year desc nulls last, indicator.form desc, indicator.sort_order
"""


def page(asked: Asked) -> Page:
    rows = asked.marts.rows(_ALL)
    region = asked.marts.one(REGION, region=asked.text("region"))
    forms: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        forms.setdefault(row["form"], []).append(row)
    return Page("indicators.html", {"forms": forms, "region_name": region["name"] if region else None}, rows)
