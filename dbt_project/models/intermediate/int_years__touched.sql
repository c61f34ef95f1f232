{{ config(materialized='table') }}
{% set placed = ref('int_reports__placed') %}
{% set versions = ref('int_agencies__versions') %}
{% set reports = ref('stg_lake__reports') %}
{% set facts = ref('stg_lake__facts') %}
{% set findings = ref('stg_lake__findings') %}
{% set documents = ref('stg_lake__documents') %}
{% set corrections = ref('int_corrections__judged') %}

-- The report years whose rows are made anew: those that changed in the lake, and those whose rows carry what a change
-- in another year decides. For that the marts of the run before, which still stand, are held against what is known now.
{% if refreshes_all() %}
    select distinct report_year
    from {{ documents }}

    union

    select distinct report_year
    from {{ reports }}
{% else %}
    with changed as (
        {% for year in changed_years() %}
            select cast({{ 'null' if year is none else year }} as smallint) as report_year
            union all
        {% endfor %}
        select report_year
        from {{ reports }}
        where false
    ),

    -- another report may move the bounds of an agency's versions, or what its latest report says of it
    replaced as (
        select before.report_year
        from {{ mart('dim_report') }} as before
        left join {{ mart('dim_agency') }} as agencies_before
            on before.agency_sk = agencies_before.agency_sk
        inner join {{ placed }} as now
            on before.document_id = now.document_id
        inner join {{ versions }} as agencies_now
            on now.agency_sk = agencies_now.agency_sk
        where
            before.agency_sk is distinct from now.agency_sk
            or agencies_before.agency_level is distinct from agencies_now.agency_level
            or agencies_before.agency_type is distinct from agencies_now.agency_type
            or agencies_before.division_key is distinct from agencies_now.division_key
            or agencies_before.zone_key is distinct from agencies_now.zone_key
    ),

    -- rules that look at the year before name figures of that year, whose marks change with the findings
    named_before as (
        select
            bridge.fact_id,
            bridge.finding_id,
            findings.severity
        from {{ mart('bridge_finding_fact') }} as bridge
        inner join {{ mart('fct_finding') }} as findings
            on bridge.finding_id = findings.finding_id
        where {{ in_years('bridge.report_year') }}
    ),

    named_now as (
        select
            unnest(fact_ids) as fact_id,
            finding_id,
            severity
        from {{ findings }}
        where
            {{ in_years('report_year') }}
            and document_id in (select document_id from {{ reports }})
    ),

    named_otherwise as (
        (select * from named_before except select * from named_now)
        union all
        (select * from named_now except select * from named_before)
    ),

    marked as (
        select report_year
        from {{ mart('fct_indicator') }}
        where
            {{ in_years('report_year', reach=[-1]) }}
            and fact_id in (select fact_id from named_otherwise)
    ),

    -- and findings of the year after may name figures that came or went
    named_after as (
        select
            report_year,
            unnest(fact_ids) as fact_id
        from {{ findings }}
        where {{ in_years('report_year', reach=[1]) }}
    ),

    loaded_before as (
        select fact_id
        from {{ mart('fct_indicator') }}
        where
            {{ in_years('report_year') }}
            and fact_id in (select fact_id from named_after)
    ),

    loaded_now as (
        select fact_id
        from {{ facts }}
        where
            {{ in_years('report_year') }}
            and fact_id in (select fact_id from named_after)
            and document_id in (select document_id from {{ reports }})
    ),

    came_or_went as (
        (select * from loaded_before except select * from loaded_now)
        union all
        (select * from loaded_now except select * from loaded_before)
    ),

    corrected_before as (
        select
            document_id,
            fact_id,
            correction_id,
            to_value,
            to_status
        from {{ mart('fct_correction') }}
        where state = 'applied'
    ),

    corrected_now as (
        select
            document_id,
            fact_id,
            correction_id,
            to_value,
            to_status
        from {{ corrections }}
        where state = 'applied'
    ),

    corrected_otherwise as (
        (select * from corrected_before except select * from corrected_now)
        union all
        (select * from corrected_now except select * from corrected_before)
    ),

    -- of a report that is in one of both only, the lake's year changed
    corrected as (
        select report_year
        from {{ mart('dim_report') }}
        where document_id in (select document_id from corrected_otherwise)
    )

    select report_year
    from changed

    union

    select report_year
    from replaced

    union

    select report_year
    from marked

    union

    select report_year
    from named_after
    where fact_id in (select fact_id from came_or_went)

    union

    select report_year
    from corrected
{% endif %}
