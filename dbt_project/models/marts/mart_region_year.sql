{{ config(materialized='incremental', meta={'years': 'int_years__touched'}) }}

-- Each report counts once in every place that its agency lies in, apart by scope and by the rank of its agency, so that
-- no sum holds a place together with its parts.
with facts as (
    select *
    from {{ ref('fct_indicator') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

reports as (
    select *
    from {{ ref('dim_report') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

agencies as (
    select * from {{ ref('dim_agency') }}
),

divisions as (
    select * from {{ ref('dim_division') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

ranked as (
    select
        agency_sk,
        division_key,
        zone_key,
        (agency_level is not distinct from 'national') or division_key is not null as is_placed,
        case
            when agency_type in ('zone', 'xpcc') or zone_key is not null then 'zone'
            when agency_level is null then 'unknown'
            when agency_level = 'street' then 'township'
            else agency_level
        end as agency_level
    from agencies
),

-- the places around an agency, under keys that outlast their names; a zone lies in what its division lies in
surrounded as (
    select
        ranked.agency_sk,
        unnest(divisions.path) as region_key
    from ranked
    inner join divisions
        on ranked.division_key = divisions.division_key

    union

    select
        ranked.agency_sk,
        divisions.body_key as region_key
    from ranked
    inner join divisions
        on ranked.zone_key = divisions.division_key

    union

    select
        agency_sk,
        case when is_placed then 'country' else 'unplaced' end as region_key
    from ranked
),

latest_names as (
    select
        body_key,
        division_name,
        full_name,
        case when kind in ('zone', 'xpcc') then 'zone' else division_level end as region_level
    from divisions
    where is_latest
),

assessed as (
    select
        surrounded.region_key,
        reports.report_year,
        reports.coverage_scope,
        ranked.agency_level,
        facts.indicator_key,
        facts.applicant_key,
        facts.period,
        facts.value,
        coalesce(facts.unit, '') as unit,
        facts.status,
        facts.corroborated,
        facts.approximate,
        facts.is_disputed,
        facts.correction_id
    from facts
    inner join reports
        on facts.document_id = reports.document_id
    inner join ranked
        on reports.agency_sk = ranked.agency_sk
    inner join surrounded
        on reports.agency_sk = surrounded.agency_sk
    where
        reports.is_current
        and reports.report_year is not null
),

summarised as (
    select
        region_key,
        report_year,
        coverage_scope,
        agency_level,
        indicator_key,
        applicant_key,
        period,
        -- who files or whom a report covers must be known before its values may be added to others
        region_key != 'unplaced' and coverage_scope != 'unknown' as is_additive,
        sum(value) filter (where status = 'reported') as value_sum,
        any_value(unit) filter (where status = 'reported') as unit,
        count(distinct unit) filter (where status = 'reported') as n_units,
        count(*) as n_reports,
        count(*) filter (where status = 'reported') as n_reports_reported,
        count(*) filter (where status = 'blank') as n_blank,
        count(*) filter (where status = 'placeholder') as n_marked,
        count(*) filter (where status in ('row_absent', 'table_absent')) as n_absent,
        count(*) filter (where status in ('ambiguous', 'unreadable')) as n_unsettled,
        count(*) filter (where status = 'reported' and is_disputed) as n_disputed,
        count(*) filter (where status = 'reported' and corroborated) as n_corroborated,
        count(*) filter (where status = 'reported' and approximate) as n_approximate,
        count(*) filter (where status = 'reported' and correction_id is not null) as n_corrected
    from assessed
    group by region_key, report_year, coverage_scope, agency_level, indicator_key, applicant_key, period
)

select
    summarised.region_key,
    case
        when summarised.region_key in ('country', 'unplaced') then summarised.region_key
        else latest_names.region_level
    end as region_level,
    latest_names.division_name as region_name,
    latest_names.full_name as region_full_name,
    summarised.report_year,
    summarised.coverage_scope,
    summarised.agency_level,
    indicators.form,
    indicators.indicator_id,
    summarised.indicator_key,
    summarised.applicant_key,
    summarised.period,
    case when summarised.is_additive and summarised.n_units = 1 then summarised.value_sum end as value_sum,
    case when summarised.n_units = 1 then nullif(summarised.unit, '') end as unit,
    summarised.is_additive,
    summarised.n_units,
    summarised.n_reports,
    summarised.n_reports_reported,
    summarised.n_blank,
    summarised.n_marked,
    summarised.n_absent,
    summarised.n_unsettled,
    summarised.n_disputed,
    summarised.n_corroborated,
    summarised.n_approximate,
    summarised.n_corrected
from summarised
inner join indicators
    on summarised.indicator_key = indicators.indicator_key
left join latest_names
    on summarised.region_key = latest_names.body_key
