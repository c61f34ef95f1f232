with reports as (
    select * from {{ ref('stg_lake__reports') }}
)

select
    agency_key,
    agency_name,
    min(report_year) as first_report_year,
    max(report_year) as last_report_year,
    count(*) as n_reports
from reports
where agency_name is not null
group by agency_key, agency_name
