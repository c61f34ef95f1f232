{{ config(materialized='table') }}
{% set touched = ref('int_years__touched') %}
{% set ranked = ref('int_reports__ranked') %}
{% set versions = ref('int_reports__versions') %}

-- The agencies and years that have another current report than in the run before, which still stands in the marts.
{% if refreshes_all() %}
    select
        agency_key,
        report_year
    from {{ ranked }}
    where false
{% else %}
    with current_before as (
        select
            agency_key,
            report_year,
            document_id,
            form
        from {{ mart('dim_report') }}
        where
            is_current
            and n_reports_of_agency_year is not null
            and {{ in_years('report_year', touched) }}
    ),

    current_now as (
        select
            ranked.agency_key,
            ranked.report_year,
            ranked.document_id,
            ranked.form
        from {{ ranked }} as ranked
        inner join {{ versions }} as versions
            on ranked.document_id = versions.document_id
        where
            versions.version_status = 'current'
            and ranked.n_reports_of_agency_year is not null
            and {{ in_years('ranked.report_year', touched) }}
    ),

    differing as (
        (select * from current_before except select * from current_now)
        union all
        (select * from current_now except select * from current_before)
    )

    select distinct
        agency_key,
        report_year
    from differing
{% endif %}
