"""The first page: what the warehouse holds, year by year.

Belongs here: its questions to the marts. Does not: single agencies and reports.
"""

from __future__ import annotations

from gk_pipeline.explorer.page import Asked, Page

_YEARS = """
    select
        dim_year.report_year,
        dim_year.form_in_force,
        dim_year.n_reports,
        dim_year.n_agencies,
        (select sum(n_values) from dim_report as r where r.report_year = dim_year.report_year and is_current)
            as n_values,
        (select sum(n_corroborated) from dim_report as r where r.report_year = dim_year.report_year and is_current)
            as n_corroborated,
        (select count(*) from fct_finding as f where f.report_year = dim_year.report_year and severity = 'error')
            as n_errors,
        (select count(*) from fct_coverage as c where c.report_year = dim_year.report_year and state = 'missing')
            as n_missing,
        (select count(*) from fct_coverage as c where c.report_year = dim_year.report_year and is_late) as n_late
    from dim_year
    order by dim_year.report_year desc
"""

_TOTALS = """
    select
        (select count(*) from dim_report) as n_reports,
        (select count(*) from dim_agency where is_current) as n_agencies,
        (select count(value) from fct_indicator) as n_values,
        (select count(*) from fct_finding where severity = 'error') as n_errors
"""

_OUTCOMES = "select outcome, count(*) as n_files from mart_documents group by outcome order by n_files desc, outcome"

_STATUSES = "select status, count(*) as n_cells from fct_indicator group by status order by n_cells desc, status"


def page(asked: Asked) -> Page:
    marts = asked.marts
    years = marts.rows(_YEARS)
    values = {
        "years": years,
        "totals": marts.one(_TOTALS),
        "outcomes": marts.rows(_OUTCOMES),
        "statuses": marts.rows(_STATUSES),
    }
    return Page("overview.html", values, years)
