{{ config(materialized='incremental', meta={'years': 'int_years__touched'}) }}

with facts as (
    select * from {{ ref('int_facts__keyed') }}
),

reports as (
    select *
    from {{ ref('dim_report') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

-- each cell of a report that is not current, beside the same cell of the one that is
beside_current as (
    select
        theirs.document_id,
        reports.current_report_id,
        theirs.agency_key,
        theirs.agency_sk,
        theirs.report_year,
        reports.version_status,
        theirs.indicator_key,
        theirs.applicant_key,
        theirs.period,
        theirs.value as old_value,
        theirs.unit as old_unit,
        theirs.status as old_status,
        ours.value as new_value,
        ours.unit as new_unit,
        ours.status as new_status,
        theirs.fact_id as old_fact_id,
        ours.fact_id as new_fact_id,
        theirs.approximate or (ours.approximate is not null and ours.approximate) as is_approximate,
        (theirs.status in ('ambiguous', 'unreadable') or (theirs.method = 'ocr' and not theirs.corroborated))
        or (
            ours.fact_id is not null
            and (ours.status in ('ambiguous', 'unreadable') or (ours.method = 'ocr' and not ours.corroborated))
        ) as is_doubtful
    from reports
    inner join facts as theirs
        on reports.document_id = theirs.document_id
    left join facts as ours
        on
            reports.current_report_id = ours.document_id
            and theirs.indicator_id = ours.indicator_id
            and theirs.column_id is not distinct from ours.column_id
    where not reports.is_current
),

compared as (
    select
        *,
        case
            when old_value = new_value and (old_unit is distinct from new_unit) then 'unit'
            when (old_status is not distinct from new_status) and (old_value is not distinct from new_value) then 'none'
            when is_doubtful then 'reading'
            when old_status = 'reported' and new_status = 'reported' and is_approximate then 'approximate'
            when old_status = 'reported' and new_status = 'reported' then 'value'
            when old_status = 'reported' and new_status in ('blank', 'placeholder') then 'emptied'
            when old_status in ('blank', 'placeholder') and new_status = 'reported' then 'filled'
            when old_status = 'reported' then 'lost'
            when new_status = 'reported' then 'gained'
            when new_status is null then 'none'
            else 'mark'
        end as change_kind
    from beside_current
)

select
    old_fact_id,
    new_fact_id,
    document_id,
    current_report_id,
    agency_key,
    agency_sk,
    report_year,
    version_status,
    indicator_key,
    applicant_key,
    period,
    change_kind,
    old_value,
    old_unit,
    old_status,
    new_value,
    new_unit,
    new_status
from compared
where change_kind != 'none'
