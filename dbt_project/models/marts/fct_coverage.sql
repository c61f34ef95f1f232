-- Every year in which a known agency should have reported, from its first report on, and what became of it.
with agencies as (
    select * from {{ ref('dim_agency') }}
),

years as (
    select * from {{ ref('dim_year') }}
),

reports as (
    select * from {{ ref('dim_report') }}
),

quality as (
    select * from {{ ref('int_reports__quality') }}
),

deadlines as (
    select * from {{ ref('stg_catalog__deadlines') }}
),

first_years as (
    select
        agency_key,
        min(report_year) as first_year
    from reports
    where n_reports_of_agency_year is not null
    group by agency_key
),

-- what is not due yet when the inbox was last read is not missing
spans as (
    select
        max(report_year) as last_year,
        cast(max(ingested_at) as date) as read_on
    from reports
),

expected as (
    select
        agencies.agency_key,
        agencies.agency_sk,
        years.report_year,
        spans.read_on,
        case
            -- the Regulations bind administrative bodies
            when agencies.agency_level is null or agencies.agency_type in ('judicial', 'party') then null
            when agencies.agency_type = 'zone' then 'authority'
            when agencies.agency_type in ('government', 'street_office')
                then if(agencies.agency_level in ('township', 'street'), 'township', 'authority')
            when agencies.agency_type is not null then 'other'
        end as agency_group
    from agencies
    inner join first_years
        on agencies.agency_key = first_years.agency_key
    cross join spans
    inner join years
        on years.report_year between first_years.first_year and spans.last_year
    where
        (agencies.valid_from is null or years.report_year >= agencies.valid_from)
        and (agencies.valid_to is null or years.report_year <= agencies.valid_to)
),

due as (
    select
        expected.*,
        make_date(expected.report_year + 1, deadlines.deadline_month, deadlines.deadline_day) as deadline,
        deadlines.basis as deadline_basis
    from expected
    left join deadlines
        on
            expected.agency_group = deadlines.agency_group
            and {{ in_force('expected.report_year', 'deadlines') }}
),

-- who publishes again later was not late by that
filed as (
    select
        agency_key,
        report_year,
        any_value(current_report_id) as document_id,
        count(*) as n_reports,
        min(published_on) as published_on
    from reports
    where n_reports_of_agency_year is not null
    group by agency_key, report_year
)

select
    due.agency_key,
    due.agency_sk,
    due.report_year,
    case
        when filed.document_id is not null then quality.completeness
        when due.deadline >= due.read_on then 'expected'
        else 'missing'
    end as state,
    filed.document_id,
    case when filed.document_id is null then 0 else filed.n_reports end as n_reports,
    filed.published_on,
    due.deadline,
    due.deadline_basis,
    filed.published_on > due.deadline as is_late,
    case when filed.published_on > due.deadline then filed.published_on - due.deadline end as days_late,
    quality.n_cells,
    quality.n_reported,
    quality.n_corroborated,
    quality.n_empty,
    quality.n_absent,
    quality.n_unsettled,
    quality.n_held_back,
    quality.n_errors,
    quality.quality_grade
from due
left join filed
    on
        due.agency_key = filed.agency_key
        and due.report_year = filed.report_year
left join quality
    on filed.document_id = quality.document_id
