{{ config(materialized='incremental', meta={'years': 'int_years__touched'}) }}

with findings as (
    select *
    from {{ ref('stg_lake__findings') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

reports as (
    select *
    from {{ ref('dim_report') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

identities as (
    select * from {{ ref('stg_catalog__identities') }}
),

members as (
    select
        finding_id,
        count(*) filter (where member_type = 'fact' and is_loaded) as n_facts,
        count(*) filter (where member_type = 'claim' and is_loaded) as n_claims,
        count(*) filter (where not is_loaded) as n_not_loaded
    from {{ ref('int_findings__members') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
    group by finding_id
)

select
    findings.finding_id,
    findings.document_id,
    reports.agency_key,
    reports.agency_sk,
    findings.report_year,
    reports.form,
    findings.rule_id,
    findings.instance,
    findings.severity,
    findings.verdict,
    findings.message,
    findings.message_zh,
    findings.suggestion,
    findings.suggestion_zh,
    findings.expected,
    findings.actual,
    identities.kind as rule_kind,
    identities.expression as rule_expression,
    identities.label_zh as rule_label_zh,
    identities.label_en as rule_label_en,
    case when members.finding_id is null then 0 else members.n_facts end as n_facts,
    case when members.finding_id is null then 0 else members.n_claims end as n_claims,
    case when members.finding_id is null then 0 else members.n_not_loaded end as n_not_loaded,
    findings.parser_version
from findings
inner join reports
    on findings.document_id = reports.document_id
left join identities
    on
        findings.rule_id = identities.rule_id
        and reports.form = identities.form
left join members
    on findings.finding_id = members.finding_id
