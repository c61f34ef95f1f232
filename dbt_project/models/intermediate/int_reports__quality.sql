{{ config(materialized='incremental') }}

-- How well a report was read, counted cell by cell, and the grade that follows from the counts.
with reports as (
    select *
    from {{ ref('stg_lake__reports') }}
    where {{ in_years('report_year') }}
),

facts as (
    select *
    from {{ ref('stg_lake__facts') }}
    where {{ in_years('report_year') }}
),

claims as (
    select
        document_id,
        count(*) as n_claims
    from {{ ref('stg_lake__claims') }}
    where {{ in_years('report_year') }}
    group by document_id
),

errors as (
    select
        document_id,
        count(*) as n_errors
    from {{ ref('stg_lake__findings') }}
    where
        severity = 'error'
        and {{ in_years('report_year') }}
    group by document_id
),

held_back as (
    select
        document_id,
        count(*) as n_held_back
    from {{ ref('stg_lake__quarantine') }}
    where
        table_name = 'facts'
        and {{ in_years('report_year') }}
    group by document_id
),

cells as (
    select
        document_id,
        count(*) as n_cells,
        count(*) filter (where status = 'reported') as n_reported,
        count(*) filter (where status in ('blank', 'placeholder')) as n_empty,
        count(*) filter (where status in ('row_absent', 'table_absent')) as n_absent,
        count(*) filter (where status in ('ambiguous', 'unreadable')) as n_unsettled,
        count(*) filter (where corroborated) as n_corroborated,
        count(*) filter (where value != 0) as n_nonzero,
        count(*) filter (where value != 0 and corroborated) as n_nonzero_corroborated
    from facts
    group by document_id
),

counted as (
    select
        reports.document_id,
        reports.report_year,
        reports.form,
        {%- for name in [
            'n_cells', 'n_reported', 'n_empty', 'n_absent', 'n_unsettled', 'n_corroborated', 'n_nonzero',
            'n_nonzero_corroborated'
        ] %}
            case when cells.document_id is null then 0 else cells.{{ name }} end as {{ name }},
        {%- endfor %}
        case when claims.document_id is null then 0 else claims.n_claims end as n_claims,
        case when held_back.document_id is null then 0 else held_back.n_held_back end as n_held_back,
        case when errors.document_id is null then 0 else errors.n_errors end as n_errors
    from reports
    left join cells
        on reports.document_id = cells.document_id
    left join claims
        on reports.document_id = claims.document_id
    left join held_back
        on reports.document_id = held_back.document_id
    left join errors
        on reports.document_id = errors.document_id
),

-- a zero that agrees with zeros shows little: the share is that of the other values
shared as (
    select
        *,
        case when n_nonzero > 0 then n_nonzero_corroborated / n_nonzero end as share_corroborated,
        case when n_cells > 0 then n_unsettled / n_cells end as share_unsettled
    from counted
)

select
    document_id,
    report_year,
    n_cells,
    n_reported,
    n_empty,
    n_absent,
    n_unsettled,
    n_corroborated,
    n_claims,
    n_held_back,
    n_errors,
    share_corroborated,
    case
        when n_reported + n_empty = 0 and n_claims = 0 then 'unreadable'
        when form = 'narrative' or n_cells = 0 or n_absent + n_unsettled + n_held_back > 0 then 'partial'
        else 'complete'
    end as completeness,
    case
        when n_reported + n_empty = 0 then 'D'
        when n_errors + n_unsettled + n_absent + n_held_back = 0 and share_corroborated >= 0.8 then 'A'
        when
            n_errors + n_held_back = 0 and share_unsettled <= 0.02 and (n_nonzero = 0 or share_corroborated >= 0.5)
            then 'B'
        when n_errors <= 2 and share_unsettled <= 0.1 then 'C'
        else 'D'
    end as quality_grade
from shared
