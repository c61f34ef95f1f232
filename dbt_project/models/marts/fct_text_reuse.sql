{{ config(materialized='incremental', meta={'years': 'int_years__following'}) }}
{% set fewest_passages = 3 %}

with passages as (
    select distinct
        document_id,
        agency_key,
        report_year,
        fingerprint,
        letters,
        wording
    from {{ ref('fct_passage') }}
    where
        wording != 'not_assessable'
        and {{ in_years('report_year', ref('int_years__following'), reach=[-1]) }}
),

reports as (
    select *
    from {{ ref('dim_report') }}
    where {{ in_years('report_year', ref('int_years__following'), reach=[-1]) }}
),

sizes as (
    select
        document_id,
        sum(letters) as n_letters
    from passages
    group by document_id
),

taking as (
    select *
    from passages
    where {{ in_years('report_year', ref('int_years__following')) }}
),

standing as (
    select passages.*
    from passages
    inner join reports
        on passages.document_id = reports.document_id
    where reports.is_current
),

-- common wording says nothing about two reports, and would pair each with each
matches as (
    select
        taking.document_id,
        standing.document_id as other_document_id,
        'other_agency' as relation,
        taking.letters
    from taking
    inner join standing
        on
            taking.fingerprint = standing.fingerprint
            and taking.agency_key != standing.agency_key
            and standing.report_year between taking.report_year - 1 and taking.report_year
    where taking.wording = 'shared'

    union all

    select
        taking.document_id,
        standing.document_id as other_document_id,
        'same_agency' as relation,
        taking.letters
    from taking
    inner join standing
        on
            taking.fingerprint = standing.fingerprint
            and taking.agency_key = standing.agency_key
            and taking.report_year - 1 = standing.report_year
),

pairs as (
    select
        document_id,
        other_document_id,
        relation,
        count(*) as n_passages,
        sum(letters) as n_letters
    from matches
    group by document_id, other_document_id, relation
    having count(*) >= {{ fewest_passages }}
)

select
    pairs.document_id,
    own.agency_key,
    own.agency_sk,
    own.report_year,
    pairs.other_document_id,
    other.agency_key as other_agency_key,
    other.report_year as other_report_year,
    pairs.relation,
    cast(pairs.n_passages as integer) as n_passages,
    cast(pairs.n_letters as integer) as n_letters,
    cast(pairs.n_letters / own_size.n_letters as decimal(6, 4)) as share_of_report,
    cast(pairs.n_letters / other_size.n_letters as decimal(6, 4)) as share_of_other
from pairs
inner join reports as own
    on pairs.document_id = own.document_id
inner join reports as other
    on pairs.other_document_id = other.document_id
inner join sizes as own_size
    on pairs.document_id = own_size.document_id
inner join sizes as other_size
    on pairs.other_document_id = other_size.document_id
