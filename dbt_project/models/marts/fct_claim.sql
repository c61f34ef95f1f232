{{ config(materialized='incremental', meta={'years': 'int_years__touched'}) }}

with claims as (
    select *
    from {{ ref('stg_lake__claims') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

reports as (
    select *
    from {{ ref('dim_report') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

indicators as (
    select * from {{ ref('int_indicators__resolved') }}
),

named_by_findings as (
    select *
    from {{ ref('int_findings__by_member') }}
    where member_type = 'claim'
)

select
    claims.claim_id,
    claims.document_id,
    reports.agency_key,
    reports.agency_sk,
    claims.report_year,
    reports.form,
    indicators.indicator_key,
    {{ applicant_key('claims.column_id') }} as applicant_key,
    {{ period('claims.column_id') }} as period,
    claims.indicator_id,
    claims.column_id,
    claims.value,
    claims.unit,
    claims.approximate,
    claims.negated,
    claims.scope,
    named_by_findings.member_id is not null and named_by_findings.is_disputed as is_disputed,
    case when named_by_findings.member_id is null then 0 else named_by_findings.finding_count end as finding_count,
    claims.raw_text,
    claims.start_offset,
    claims.end_offset,
    claims.sentence,
    claims.sentence_start,
    claims.sentence_end,
    claims.parser_version
from claims
inner join reports
    on claims.document_id = reports.document_id
left join indicators
    on
        reports.form = indicators.form
        and claims.indicator_id = indicators.indicator_id
        and claims.report_year is not distinct from indicators.report_year
left join named_by_findings
    on claims.claim_id = named_by_findings.member_id
