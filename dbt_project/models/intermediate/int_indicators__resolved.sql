-- A row id may stand in several forms. The form that is printed decides; where it does not hold the row (numbers of
-- prose, a row taken over from another form), the form in force in the year of the report does, then the oldest form.
with facts as (
    select *
    from {{ ref('stg_lake__facts') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

claims as (
    select *
    from {{ ref('stg_lake__claims') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

reports as (
    select *
    from {{ ref('stg_lake__reports') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

indicators as (
    select * from {{ ref('stg_catalog__indicators') }}
),

used as (
    select
        form,
        indicator_id,
        report_year
    from facts

    union distinct

    select
        reports.form,
        claims.indicator_id,
        claims.report_year
    from claims
    inner join reports
        on claims.document_id = reports.document_id
),

candidates as (
    select
        used.form,
        used.indicator_id,
        used.report_year,
        {{ indicator_key('indicators.form', 'indicators.indicator_id') }} as indicator_key,
        row_number() over (
            partition by used.form, used.indicator_id, used.report_year
            order by
                used.form = indicators.form desc,
                {{ in_force('used.report_year', 'indicators') }} desc nulls last,
                indicators.first_year nulls last,
                indicators.form
        ) as preference
    from used
    inner join indicators
        on used.indicator_id = indicators.indicator_id
)

select
    form,
    indicator_id,
    report_year,
    indicator_key
from candidates
where preference = 1
