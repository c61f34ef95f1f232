-- The concordance writes the cells of a concept as text: `a[total] + b[total]` is a sum, and before 2019 the cells of
-- local forms stand behind those of the form of 2014, as in `old.3.1 | loc.10`.
with concepts as (
    select * from {{ ref('stg_catalog__concepts') }}
),

indicators as (
    select * from {{ ref('stg_catalog__indicators') }}
),

written as (
    select
        concept_id,
        ['old2014', 'local'] as forms,
        unnest(string_split(old2014, ' | ')) as cells
    from concepts
    where old2014 is not null

    union all

    select
        concept_id,
        ['fmt2019'] as forms,
        fmt2019 as cells
    from concepts
    where fmt2019 is not null

    union all

    select
        concept_id,
        ['fmt2021'] as forms,
        fmt2021 as cells
    from concepts
    where fmt2021 is not null
),

divided as (
    select
        concept_id,
        forms,
        unnest(string_split(cells, ' + ')) as cell
    from written
),

named as (
    select
        concept_id,
        forms,
        regexp_extract(cell, '^[^\[]*') as indicator_id,
        nullif(regexp_extract(cell, '\[(.*)\]$', 1), '') as column_id
    from divided
)

select
    named.concept_id,
    indicators.form,
    named.indicator_id,
    {{ indicator_key('indicators.form', 'indicators.indicator_id') }} as indicator_key,
    {{ applicant_key('named.column_id') }} as applicant_key
from named
left join indicators
    on
        named.indicator_id = indicators.indicator_id
        and indicators.kind = 'value'
        and list_contains(named.forms, indicators.form)
