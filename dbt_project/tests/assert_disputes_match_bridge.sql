-- The marks on values agree with the findings that name them.
with facts as (
    select *
    from {{ ref('fct_indicator') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

bridge as (
    select *
    from {{ ref('bridge_finding_fact') }}
    where {{ in_years('report_year', ref('int_years__touched'), reach=[1]) }}
),

findings as (
    select *
    from {{ ref('fct_finding') }}
    where {{ in_years('report_year', ref('int_years__touched'), reach=[1]) }}
),

named as (
    select
        bridge.fact_id,
        count(*) as finding_count,
        count(*) filter (where findings.severity = 'error') as error_count
    from bridge
    inner join findings
        on bridge.finding_id = findings.finding_id
    group by bridge.fact_id
)

select
    facts.fact_id,
    facts.is_disputed,
    facts.finding_count,
    named.finding_count as findings_named,
    named.error_count
from facts
left join named
    on facts.fact_id = named.fact_id
where
    facts.is_disputed is distinct from (named.fact_id is not null and named.error_count > 0)
    or (facts.finding_count > 0) is distinct from (named.fact_id is not null)
    or facts.finding_count != named.finding_count
