{{ config(materialized='incremental', meta={'years': 'int_years__following'}) }}

with reports as (
    select *
    from {{ ref('dim_report') }}
    where {{ in_years('report_year', ref('int_years__following')) }}
),

passages as (
    select *
    from {{ ref('fct_passage') }}
    where {{ in_years('report_year', ref('int_years__following')) }}
),

pairs as (
    select *
    from {{ ref('fct_text_reuse') }}
    where {{ in_years('report_year', ref('int_years__following')) }}
),

measured as (
    select
        document_id,
        count(*) as n_passages,
        sum(letters) as n_letters,
        sum(case when wording = 'own' then letters else 0 end) as n_letters_own,
        sum(case when wording = 'kept' then letters else 0 end) as n_letters_kept,
        sum(case when wording = 'shared' then letters else 0 end) as n_letters_shared,
        sum(case when wording = 'common' then letters else 0 end) as n_letters_common,
        sum(case when wording = 'not_assessable' then letters else 0 end) as n_letters_not_assessable
    from passages
    group by document_id
),

-- of equally close ones the earlier published and then the lesser id, so that the answer does not depend on the run
closest as (
    select
        document_id,
        arg_min(other_document_id, (-share_of_report, other_report_year, other_document_id)) as closest_document_id,
        max(share_of_report) as closest_share
    from pairs
    where relation = 'other_agency'
    group by document_id
),

last_year as (
    select
        document_id,
        max(share_of_report) as last_year_share
    from pairs
    where relation = 'same_agency'
    group by document_id
)

select
    reports.document_id,
    reports.agency_key,
    reports.agency_sk,
    reports.report_year,
    cast(case when measured.document_id is null then 0 else measured.n_passages end as integer) as n_passages,
    cast(case when measured.document_id is null then 0 else measured.n_letters end as integer) as n_letters,
    cast(case when measured.document_id is null then 0 else measured.n_letters_own end as integer) as n_letters_own,
    cast(case when measured.document_id is null then 0 else measured.n_letters_kept end as integer) as n_letters_kept,
    cast(case when measured.document_id is null then 0 else measured.n_letters_shared end as integer)
        as n_letters_shared,
    cast(case when measured.document_id is null then 0 else measured.n_letters_common end as integer)
        as n_letters_common,
    cast(case when measured.document_id is null then 0 else measured.n_letters_not_assessable end as integer)
        as n_letters_not_assessable,
    last_year.last_year_share,
    closest.closest_document_id,
    closest.closest_share
from reports
left join measured
    on reports.document_id = measured.document_id
left join closest
    on reports.document_id = closest.document_id
left join last_year
    on reports.document_id = last_year.document_id
