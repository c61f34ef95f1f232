{{ config(materialized='table') }}

-- A correction is applied while it is understood, not expired, alone for its fact, and the source still says what it
-- said when the correction was written.
with corrections as (
    select * from {{ ref('stg_catalog__corrections') }}
),

reports as (
    select
        reports.document_id,
        reports.agency_key,
        reports.report_year,
        versions.version_status = 'current' as is_current
    from {{ ref('stg_lake__reports') }} as reports
    inner join {{ ref('int_reports__versions') }} as versions
        on reports.document_id = versions.document_id
),

-- few documents are spoken of: by their agency and year, or by the first part of their facts' ids
spoken_of as (
    select reports.document_id
    from reports
    inner join corrections
        on
            reports.is_current
            and reports.agency_key = corrections.agency_key
            and reports.report_year = corrections.report_year

    union

    select reports.document_id
    from reports
    inner join corrections
        on left(reports.document_id, 20) = split_part(corrections.fact_id, ':', 1)
),

facts as (
    select
        facts.*,
        reports.agency_key,
        reports.is_current
    from {{ ref('stg_lake__facts') }} as facts
    inner join spoken_of
        on facts.document_id = spoken_of.document_id
    inner join reports
        on facts.document_id = reports.document_id
),

-- a cell is one of the current report of the agency and year
cells as (
    select *
    from facts
    where is_current
),

targeted as (
    select
        corrections.correction_id,
        coalesce(corrections.fact_id, cells.fact_id) as fact_id,
        corrections.from_value,
        corrections.from_status,
        corrections.to_value,
        corrections.to_status,
        corrections.reason,
        corrections.author,
        corrections.corrected_on,
        corrections.expires_on,
        corrections.is_expired,
        corrections.problem
    from corrections
    left join cells
        on
            corrections.agency_key = cells.agency_key
            and corrections.report_year = cells.report_year
            and corrections.indicator_id = cells.indicator_id
            and corrections.column_id is not distinct from cells.column_id
),

compared as (
    select
        targeted.*,
        facts.document_id,
        facts.value as printed_value,
        facts.status as printed_status,
        targeted.problem is null and not targeted.is_expired as is_in_force,
        (targeted.from_status is not distinct from facts.status)
        and (targeted.from_value is not distinct from facts.value) as is_as_written
    from targeted
    left join facts
        on targeted.fact_id = facts.fact_id
)

select
    correction_id,
    fact_id,
    document_id,
    case
        when problem is not null then 'invalid'
        when is_expired then 'expired'
        when document_id is null then 'unknown_fact'
        when count(*) filter (where is_in_force) over (partition by fact_id) > 1 then 'conflicting'
        when not is_as_written then 'stale'
        else 'applied'
    end as state,
    from_value,
    from_status,
    printed_value,
    printed_status,
    to_value,
    to_status,
    reason,
    author,
    corrected_on,
    expires_on,
    problem
from compared
