with reports as (
    select * from {{ ref('stg_lake__reports') }}
),

-- what the latest report says of the agency; a report of unknown year is the earliest
described as (
    select
        agency_key,
        agency_name,
        agency_level,
        agency_type,
        division_code,
        row_number() over (
            partition by agency_key
            order by report_year desc nulls last, document_id asc
        ) as recency
    from reports
),

summarised as (
    select
        agency_key,
        list(distinct agency_name order by agency_name) filter (where agency_name is not null) as agency_names,
        min(report_year) as first_report_year,
        max(report_year) as last_report_year,
        count(*) as n_reports
    from reports
    group by agency_key
)

select
    summarised.agency_key,
    described.agency_name,
    summarised.agency_names,
    described.agency_level,
    described.agency_type,
    described.division_code,
    summarised.first_report_year,
    summarised.last_report_year,
    summarised.n_reports
from summarised
inner join described
    on
        summarised.agency_key = described.agency_key
        and described.recency = 1
