{{ config(materialized='incremental', meta={'years': 'int_years__following'}) }}
{% set common_from = 31 %}

with passages as (
    select *
    from {{ ref('stg_lake__passages') }}
    where {{ in_years('report_year', ref('int_years__following'), reach=[-1]) }}
),

reports as (
    select *
    from {{ ref('dim_report') }}
    where {{ in_years('report_year', ref('int_years__following'), reach=[-1]) }}
),

placed as (
    select
        passages.*,
        reports.agency_key,
        reports.agency_sk,
        reports.is_current,
        reports.agency_key != 'unknown' and passages.report_year is not null as is_assessable
    from passages
    inner join reports
        on passages.document_id = reports.document_id
),

-- a passage is looked for in the reports of its year and in those of the year before
standing as (
    select
        fingerprint,
        agency_key,
        report_year as looked_from,
        report_year as stands_in
    from placed
    where is_current and is_assessable

    union all

    select
        fingerprint,
        agency_key,
        cast(report_year + 1 as smallint) as looked_from,
        report_year as stands_in
    from placed
    where is_current and is_assessable
),

own as (
    select
        fingerprint,
        looked_from,
        agency_key,
        bool_or(stands_in < looked_from) as stood_last_year
    from standing
    group by fingerprint, looked_from, agency_key
),

spread as (
    select
        fingerprint,
        looked_from,
        count(*) as n_agencies
    from own
    group by fingerprint, looked_from
),

counted as (
    select
        placed.*,
        own.stood_last_year is true as stood_last_year,
        -- a report that another one took the place of may be the only one of its agency with these words
        case
            when not placed.is_assessable then null
            when spread.fingerprint is null then 0
            when own.fingerprint is null then spread.n_agencies
            else spread.n_agencies - 1
        end as n_other_agencies
    from placed
    left join spread
        on
            placed.fingerprint = spread.fingerprint
            and placed.report_year = spread.looked_from
    left join own
        on
            placed.fingerprint = own.fingerprint
            and placed.report_year = own.looked_from
            and placed.agency_key = own.agency_key
    where {{ in_years('placed.report_year', ref('int_years__following')) }}
)

select
    passage_id,
    document_id,
    agency_key,
    agency_sk,
    report_year,
    start_offset,
    end_offset,
    letters,
    fingerprint,
    case
        when not is_assessable then 'not_assessable'
        when n_other_agencies >= {{ common_from }} then 'common'
        when n_other_agencies > 0 then 'shared'
        when stood_last_year then 'kept'
        else 'own'
    end as wording,
    cast(n_other_agencies as integer) as n_other_agencies,
    case when is_assessable then stood_last_year end as stood_last_year,
    parser_version
from counted
