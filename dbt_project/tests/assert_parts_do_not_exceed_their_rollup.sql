-- What departments report on their own is at most what the roll-up says that covers them. It is a hint, no error of the
-- warehouse: a roll-up may leave a body out, count otherwise, or be misprinted.
{{ config(severity='warn') }}

with facts as (
    select *
    from {{ ref('fct_indicator') }}
    where
        status = 'reported'
        and not approximate
        and {{ in_years('report_year', ref('int_years__touched')) }}
),

reports as (
    select *
    from {{ ref('dim_report') }}
    where is_current
),

indicators as (
    select *
    from {{ ref('dim_indicator') }}
    where value_type in ('count', 'amount')
),

parts as (
    select
        reports.covered_by_report_id,
        facts.indicator_key,
        facts.applicant_key,
        facts.period,
        facts.unit,
        sum(facts.value) as value_of_parts,
        count(*) as n_reports
    from facts
    inner join reports
        on facts.document_id = reports.document_id
    inner join indicators
        on facts.indicator_key = indicators.indicator_key
    where
        reports.covered_by_report_id is not null
        and reports.coverage_scope = 'own_agency'
    group by reports.covered_by_report_id, facts.indicator_key, facts.applicant_key, facts.period, facts.unit
)

select
    parts.covered_by_report_id,
    parts.indicator_key,
    parts.applicant_key,
    parts.period,
    parts.value_of_parts,
    parts.n_reports,
    facts.value as value_of_rollup
from parts
inner join facts
    on
        parts.covered_by_report_id = facts.document_id
        and parts.indicator_key = facts.indicator_key
        and parts.applicant_key = facts.applicant_key
        and parts.period = facts.period
        and (parts.unit is not distinct from facts.unit)
where parts.value_of_parts > facts.value
