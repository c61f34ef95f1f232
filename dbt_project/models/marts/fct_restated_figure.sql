{{ config(materialized='incremental', meta={'years': 'int_years__following'}) }}

with claims as (
    select *
    from {{ ref('fct_claim') }}
    where
        scope = 'last_year'
        and {{ in_years('report_year', ref('int_years__following')) }}
),

cells as (
    select
        concept_id,
        indicator_key,
        applicant_key,
        count(*) over (partition by concept_id, form) as n_cells
    from {{ ref('bridge_concept_indicator') }}
),

series as (
    select *
    from {{ ref('mart_concept_series') }}
    where {{ in_years('report_year', ref('int_years__following'), reach=[-1]) }}
),

-- prose states totals; a concept that is one cell of the form is what the sentence speaks of
meant as (
    select
        claims.claim_id,
        min(cells.concept_id) as concept_id
    from claims
    inner join cells
        on
            claims.indicator_key = cells.indicator_key
            and (claims.applicant_key = cells.applicant_key or cells.applicant_key = 'total')
            and cells.n_cells = 1
    group by claims.claim_id
)

select
    claims.claim_id,
    claims.document_id,
    claims.agency_key,
    claims.agency_sk,
    claims.report_year,
    meant.concept_id,
    claims.value as stated_value,
    claims.unit as stated_unit,
    claims.approximate,
    series.document_id as previous_document_id,
    series.value as previous_value,
    series.unit as previous_unit,
    series.status as previous_status,
    series.link_to_concept as link,
    case
        when meant.concept_id is null then 'no_concept'
        when series.document_id is null then 'no_report'
        -- amounts in other units are other numbers
        when
            (claims.unit is distinct from series.unit)
            and (list_contains(['元', '万元'], claims.unit) or list_contains(['元', '万元'], series.unit))
            then 'not_assessable'
        when claims.value = series.value then 'holds'
        when series.value is null or series.link_to_concept != 'exact' then 'not_assessable'
        when claims.approximate or series.n_approximate > 0 then 'not_assessable'
        else 'differs'
    end as verdict
from claims
left join meant
    on claims.claim_id = meant.claim_id
left join series
    on
        claims.agency_key = series.agency_key
        and claims.report_year - 1 = series.report_year
        and meant.concept_id = series.concept_id
