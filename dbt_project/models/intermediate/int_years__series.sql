{{ config(materialized='table') }}
{% set touched = ref('int_years__touched') %}
{% set changed = ref('int_reports__changed') %}
{% set points = ref('int_concepts__points') %}

-- The years touched, and those of series that go on from a figure which is another one now, or over a year in which
-- there is a report now, or none any more.
select report_year
from {{ touched }}
{% if not refreshes_all() %}
union

(
    with points_before as (
        select
            agency_key,
            concept_id,
            report_year,
            document_id,
            form,
            unit,
            value is not null as has_value
        from {{ mart('mart_concept_series') }}
        where {{ in_years('report_year', touched) }}
    ),

    points_now as (
        select
            agency_key,
            concept_id,
            report_year,
            document_id,
            form,
            unit,
            value is not null as has_value
        from {{ points }}
        where {{ in_years('report_year', touched) }}
    ),

    differing as (
        (select * from points_before except select * from points_now)
        union all
        (select * from points_now except select * from points_before)
    )

    select later.report_year
    from {{ mart('mart_concept_series') }} as later
    inner join differing
        on
            later.agency_key = differing.agency_key
            and later.concept_id = differing.concept_id
            and later.report_year > differing.report_year
            and (later.previous_year is null or later.previous_year <= differing.report_year)

    union

    select later.report_year
    from {{ mart('mart_concept_series') }} as later
    inner join {{ changed }} as changed
        on
            later.agency_key = changed.agency_key
            and later.report_year > changed.report_year
            and later.previous_year <= changed.report_year
)
{% endif %}
