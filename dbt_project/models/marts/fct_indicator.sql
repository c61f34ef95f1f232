{{ config(materialized='incremental', meta={'years': 'int_years__touched'}) }}

with facts as (
    select * from {{ ref('int_facts__keyed') }}
),

corrections as (
    select *
    from {{ ref('int_corrections__judged') }}
    where state = 'applied'
),

named_by_findings as (
    select *
    from {{ ref('int_findings__by_member') }}
    where member_type = 'fact'
)

select
    facts.fact_id,
    facts.document_id,
    facts.agency_key,
    facts.agency_sk,
    facts.report_year,
    facts.form,
    facts.indicator_key,
    facts.applicant_key,
    facts.period,
    facts.indicator_id,
    facts.column_id,
    case when corrections.correction_id is null then facts.value else corrections.to_value end as value, -- noqa: RF04
    facts.unit,
    coalesce(corrections.to_status, facts.status) as status,
    facts.value as printed_value,
    facts.status as printed_status,
    corrections.correction_id,
    facts.approximate,
    facts.corroborated and corrections.correction_id is null as corroborated,
    named_by_findings.member_id is not null and named_by_findings.is_disputed as is_disputed,
    case when named_by_findings.member_id is null then 0 else named_by_findings.finding_count end as finding_count,
    facts.method,
    facts.candidates,
    facts.parser_version
from facts
left join corrections
    on facts.fact_id = corrections.fact_id
left join named_by_findings
    on facts.fact_id = named_by_findings.member_id
