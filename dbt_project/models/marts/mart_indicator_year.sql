{{ config(materialized='incremental', meta={'years': 'int_years__touched'}) }}

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

indicators as (
    select * from {{ ref('dim_indicator') }}
),

-- of several reports of one agency and year, one counts; the others are set aside and counted as such
assessed as (
    select
        indicators.form,
        indicators.indicator_id,
        facts.indicator_key,
        facts.applicant_key,
        facts.period,
        facts.report_year,
        facts.value,
        coalesce(facts.unit, '') as unit,
        facts.corroborated,
        facts.approximate,
        facts.is_disputed,
        facts.correction_id,
        case when reports.is_current then facts.status else 'set_aside' end as state
    from facts
    inner join reports
        on facts.document_id = reports.document_id
    inner join indicators
        on facts.indicator_key = indicators.indicator_key
),

summarised as (
    select
        form,
        indicator_id,
        indicator_key,
        applicant_key,
        period,
        report_year,
        sum(value) filter (where state = 'reported') as value_sum,
        any_value(unit) filter (where state = 'reported') as unit,
        count(distinct unit) filter (where state = 'reported') as n_units,
        count(*) filter (where state != 'set_aside') as n_reports,
        count(*) filter (where state = 'reported') as n_reports_reported,
        count(*) filter (where state = 'blank') as n_blank,
        count(*) filter (where state = 'placeholder') as n_marked,
        count(*) filter (where state in ('row_absent', 'table_absent')) as n_absent,
        count(*) filter (where state in ('ambiguous', 'unreadable')) as n_unsettled,
        count(*) filter (where state = 'table_absent') as n_table_absent,
        count(*) filter (where state = 'reported' and is_disputed) as n_disputed,
        count(*) filter (where state = 'reported' and corroborated) as n_corroborated,
        count(*) filter (where state = 'reported' and approximate) as n_approximate,
        count(*) filter (where state = 'reported' and correction_id is not null) as n_corrected,
        count(*) filter (where state = 'set_aside') as n_set_aside
    from assessed
    group by form, indicator_id, indicator_key, applicant_key, period, report_year
)

select
    form,
    indicator_id,
    indicator_key,
    applicant_key,
    period,
    report_year,
    case when n_units = 1 then value_sum end as value_sum,
    case when n_units = 1 then nullif(unit, '') end as unit,
    n_units,
    n_reports,
    n_reports_reported,
    n_blank,
    n_marked,
    n_absent,
    n_unsettled,
    n_table_absent,
    n_disputed,
    n_corroborated,
    n_approximate,
    n_corrected,
    n_set_aside
from summarised
