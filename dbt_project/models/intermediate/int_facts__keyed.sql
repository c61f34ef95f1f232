with facts as (
    select *
    from {{ ref('stg_lake__facts') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

reports as (
    select *
    from {{ ref('dim_report') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

indicators as (
    select * from {{ ref('int_indicators__resolved') }}
)

select
    facts.fact_id,
    facts.document_id,
    reports.agency_key,
    reports.agency_sk,
    facts.report_year,
    facts.form,
    indicators.indicator_key,
    {{ applicant_key('facts.column_id') }} as applicant_key,
    {{ period('facts.column_id') }} as period,
    facts.indicator_id,
    facts.column_id,
    facts.value,
    facts.unit,
    facts.status,
    facts.approximate,
    facts.corroborated,
    facts.method,
    facts.candidates,
    facts.raw_text,
    facts.start_offset,
    facts.end_offset,
    facts.page,
    facts.printed_label,
    facts.parser_version
from facts
inner join reports
    on facts.document_id = reports.document_id
left join indicators
    on
        facts.form = indicators.form
        and facts.indicator_id = indicators.indicator_id
        and facts.report_year is not distinct from indicators.report_year
