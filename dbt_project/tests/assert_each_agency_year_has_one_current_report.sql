-- Of the reports of a known agency and year exactly one is current, and all of them name it.
with reports as (
    select * from {{ ref('dim_report') }}
)

select
    agency_key,
    report_year,
    count(*) filter (where is_current) as n_current,
    count(distinct current_report_id) as n_named
from reports
where n_reports_of_agency_year is not null
group by agency_key, report_year
having
    count(*) filter (where is_current) != 1
    or count(distinct current_report_id) != 1
    or bool_or(is_current is distinct from (document_id = current_report_id))
