-- Two documents may hold one report, such as a page and its attachment. Sums take one of them: the one with most
-- values, then with most corroborated values, then with the smaller id. Where the agency or the year is unknown,
-- reports are never taken for each other.
with reports as (
    select * from {{ ref('stg_lake__reports') }}
),

facts as (
    select * from {{ ref('stg_lake__facts') }}
),

counted as (
    select
        reports.document_id,
        reports.agency_key,
        reports.report_year,
        reports.agency_name is not null and reports.report_year is not null as is_comparable,
        count(facts.value) as n_values,
        count(facts.value) filter (where facts.corroborated) as n_corroborated
    from reports
    left join facts
        on reports.document_id = facts.document_id
    group by all
)

select
    document_id,
    n_values,
    n_corroborated,
    case when is_comparable then count(*) over agency_year end as n_reports_of_agency_year,
    not is_comparable or row_number() over (
        agency_year order by n_values desc, n_corroborated desc, document_id asc
    ) = 1 as is_preferred
from counted
window agency_year as (partition by agency_key, report_year, is_comparable)
