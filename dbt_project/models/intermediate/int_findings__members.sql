{{ config(materialized='incremental', meta={'years': 'int_years__touched'}) }}

with findings as (
    select *
    from {{ ref('stg_lake__findings') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

reports as (
    select * from {{ ref('stg_lake__reports') }}
),

facts as (
    select
        'fact' as member_type,
        facts.fact_id as member_id
    from {{ ref('stg_lake__facts') }} as facts
    inner join reports
        on facts.document_id = reports.document_id
    where {{ in_years('facts.report_year', ref('int_years__touched'), reach=[-1]) }}
),

claims as (
    select
        'claim' as member_type,
        claims.claim_id as member_id
    from {{ ref('stg_lake__claims') }} as claims
    inner join reports
        on claims.document_id = reports.document_id
    where {{ in_years('claims.report_year', ref('int_years__touched')) }}
),

loaded_findings as (
    select findings.*
    from findings
    inner join reports
        on findings.document_id = reports.document_id
),

named as (
    select distinct
        finding_id,
        report_year,
        severity,
        'fact' as member_type,
        unnest(fact_ids) as member_id
    from loaded_findings

    union all

    select distinct
        finding_id,
        report_year,
        severity,
        'claim' as member_type,
        unnest(claim_ids) as member_id
    from loaded_findings
),

-- One join over both kinds: a kind told in the condition of a join would compare every member with every fact.
loaded as (
    select * from facts

    union all

    select * from claims
)

select
    named.finding_id,
    named.report_year,
    named.severity,
    named.member_type,
    named.member_id,
    loaded.member_id is not null as is_loaded
from named
left join loaded
    on named.member_type = loaded.member_type and named.member_id = loaded.member_id
