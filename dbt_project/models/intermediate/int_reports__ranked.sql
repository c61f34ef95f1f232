{{ config(materialized='incremental') }}

-- Several documents may hold the report of one agency for one year. Here they are put in order twice: by when they came
-- out and by how much was read from them. Both orders are total; where the agency or the year is unknown, reports are
-- never taken for each other and have no place in them.
with reports as (
    select *
    from {{ ref('stg_lake__reports') }}
    where {{ in_years('report_year') }}
),

files as (
    select *
    from {{ ref('int_documents__files') }}
    where {{ in_years('report_year') }}
),

facts as (
    select *
    from {{ ref('stg_lake__facts') }}
    where {{ in_years('report_year') }}
),

counted as (
    select
        reports.document_id,
        reports.agency_key,
        reports.report_year,
        reports.form,
        reports.published_on,
        reports.filed_on,
        reports.agency_name is not null and reports.report_year is not null as is_comparable,
        count(facts.value) as n_values,
        count(facts.value) filter (where facts.corroborated) as n_corroborated
    from reports
    left join facts
        on reports.document_id = facts.document_id
    group by all
),

-- documents of one run are read within minutes, in no order that means anything: the day is what counts
dated as (
    select
        counted.*,
        files.ingested_at,
        cast(files.ingested_at as date) as ingested_on
    from counted
    left join files
        on counted.document_id = files.document_id
)

select
    document_id,
    agency_key,
    report_year,
    form,
    published_on,
    filed_on,
    ingested_at,
    ingested_on,
    n_values,
    n_corroborated,
    case when is_comparable then count(*) over agency_year end as n_reports_of_agency_year,
    case when is_comparable then row_number() over latest_first end as recency,
    case when is_comparable then row_number() over fullest_first end as fullness
from dated
window
    agency_year as (partition by agency_key, report_year, is_comparable),
    latest_first as (
        partition by agency_key, report_year, is_comparable
        order by
            published_on desc nulls last,
            filed_on desc nulls last,
            ingested_on desc nulls last,
            n_values desc,
            n_corroborated desc,
            document_id asc
    ),
    fullest_first as (
        partition by agency_key, report_year, is_comparable
        order by
            n_values desc,
            n_corroborated desc,
            published_on desc nulls last,
            filed_on desc nulls last,
            ingested_on desc nulls last,
            document_id asc
    )
