{{ config(materialized='incremental') }}

-- Of the documents that hold the report of one agency for one year, one is current. A document that prints something
-- else than a later one was superseded. Those that are left contradict each other nowhere, since of two that do the
-- earlier one is out; they are copies in other formats, or parts, and the fullest of them is current.
with ranked as (
    select *
    from {{ ref('int_reports__ranked') }}
    where {{ in_years('report_year') }}
),

facts as (
    select *
    from {{ ref('stg_lake__facts') }}
    where {{ in_years('report_year') }}
),

-- What a document certainly prints. A row or table that is missing may be missing from the copy alone; a doubtful
-- reading, such as one of a picture that no sum supports, or a number that is approximate contradicts nothing.
settled as (
    select
        ranked.document_id,
        ranked.agency_key,
        ranked.report_year,
        ranked.recency,
        facts.indicator_id,
        facts.column_id,
        case when facts.status = 'reported' then cast(facts.value as varchar) else 'no number' end as printed
    from ranked
    inner join facts
        on ranked.document_id = facts.document_id
    where
        ranked.n_reports_of_agency_year > 1
        and facts.status in ('reported', 'blank', 'placeholder')
        and not facts.approximate
        and (facts.method != 'ocr' or facts.corroborated)

    union all

    -- one report is not printed on two forms; prose is no form
    select
        document_id,
        agency_key,
        report_year,
        recency,
        'form' as indicator_id,
        null as column_id,
        form as printed
    from ranked
    where
        n_reports_of_agency_year > 1
        and form != 'narrative'
),

-- one pass over each cell, however many documents there are
beside_later as (
    select
        document_id,
        printed,
        min(printed) over later as least_printed_later,
        max(printed) over later as greatest_printed_later
    from settled
    window later as (
        partition by agency_key, report_year, indicator_id, column_id
        order by recency
        rows between unbounded preceding and 1 preceding
    )
),

superseded as (
    select distinct document_id
    from beside_later
    where
        printed != least_printed_later
        or printed != greatest_printed_later
),

current_reports as (
    select
        ranked.agency_key,
        ranked.report_year,
        first(ranked.document_id order by superseded.document_id is not null, ranked.fullness) as document_id
    from ranked
    left join superseded
        on ranked.document_id = superseded.document_id
    where ranked.n_reports_of_agency_year is not null
    group by ranked.agency_key, ranked.report_year
),

placed as (
    select
        ranked.*,
        case
            when ranked.n_reports_of_agency_year is null then ranked.document_id else current_reports.document_id
        end as current_report_id,
        superseded.document_id is not null as is_superseded
    from ranked
    left join superseded
        on ranked.document_id = superseded.document_id
    left join current_reports
        on
            ranked.agency_key = current_reports.agency_key
            and ranked.report_year = current_reports.report_year
)

select
    placed.document_id,
    placed.report_year,
    placed.current_report_id,
    case
        when placed.document_id = placed.current_report_id then 'current'
        when placed.is_superseded then 'superseded'
        else 'duplicate'
    end as version_status,
    case
        when placed.document_id = placed.current_report_id then null
        when not placed.is_superseded and placed.n_values != chosen.n_values then 'values'
        when not placed.is_superseded and placed.n_corroborated != chosen.n_corroborated then 'corroborated'
        when (placed.published_on is distinct from chosen.published_on) then 'published_on'
        when (placed.filed_on is distinct from chosen.filed_on) then 'filed_on'
        when (placed.ingested_on is distinct from chosen.ingested_on) then 'ingested_on'
        when placed.n_values != chosen.n_values then 'values'
        when placed.n_corroborated != chosen.n_corroborated then 'corroborated'
        else 'id'
    end as decided_by
from placed
inner join ranked as chosen
    on placed.current_report_id = chosen.document_id
