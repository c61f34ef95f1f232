{{ config(materialized='incremental', meta={'years': 'int_years__touched'}) }}

-- What the current report of an agency and year says of each concept, corrections applied. A report may hold cells of
-- several forms (prose, a row taken over from another form): the form whose cells are all reported counts, then the
-- form of the report, then the form in force, then the newest.
with facts as (
    select *
    from {{ ref('fct_indicator') }}
    where
        period = 'year'
        and {{ in_years('report_year', ref('int_years__touched')) }}
),

reports as (
    select *
    from {{ ref('dim_report') }}
    where
        is_current
        and n_reports_of_agency_year is not null
        and {{ in_years('report_year', ref('int_years__touched')) }}
),

cells as (
    select * from {{ ref('int_concepts__cells') }}
),

forms as (
    select * from {{ ref('stg_catalog__forms') }}
),

touched as (
    select distinct
        facts.document_id,
        cells.concept_id,
        cells.form
    from facts
    inner join reports
        on facts.document_id = reports.document_id
    inner join cells
        on
            facts.indicator_key = cells.indicator_key
            and facts.applicant_key = cells.applicant_key
),

parts as (
    select
        touched.document_id,
        touched.concept_id,
        touched.form,
        cells.indicator_id || if(cells.applicant_key = 'none', '', '[' || cells.applicant_key || ']') as part,
        facts.fact_id,
        facts.value,
        coalesce(facts.unit, '') as unit,
        coalesce(facts.status, 'not_stated') as status,
        facts.approximate,
        facts.corroborated,
        facts.is_disputed,
        facts.correction_id
    from touched
    inner join cells
        on
            touched.concept_id = cells.concept_id
            and touched.form = cells.form
    left join facts
        on
            touched.document_id = facts.document_id
            and cells.indicator_key = facts.indicator_key
            and cells.applicant_key = facts.applicant_key
),

summed as (
    select
        document_id,
        concept_id,
        form,
        sum(value) as value_sum,
        count(value) = count(*) as is_complete,
        count(distinct unit) filter (where value is not null) as n_units,
        any_value(unit) filter (where value is not null) as unit,
        count(distinct status) as n_statuses,
        any_value(status) as common_status,
        list(part || ': ' || status order by part) filter (where value is null) as missing_parts,
        count(*) as n_indicators,
        count(value) as n_indicators_reported,
        count(*) filter (where value is not null and corroborated) as n_corroborated,
        count(*) filter (where value is not null and is_disputed) as n_disputed,
        count(*) filter (where value is not null and approximate) as n_approximate,
        count(correction_id) as n_corrected,
        list(fact_id order by fact_id) filter (where fact_id is not null) as fact_ids
    from parts
    group by document_id, concept_id, form
),

chosen as (
    select
        summed.*,
        reports.agency_key,
        reports.agency_sk,
        reports.report_year,
        row_number() over (
            partition by summed.document_id, summed.concept_id
            order by
                summed.is_complete desc,
                summed.form = reports.form desc,
                {{ in_force('reports.report_year', 'forms') }} desc nulls last,
                forms.first_year desc nulls last,
                summed.form
        ) as preference
    from summed
    inner join reports
        on summed.document_id = reports.document_id
    left join forms
        on summed.form = forms.form
)

select
    document_id,
    agency_key,
    agency_sk,
    report_year,
    concept_id,
    form,
    case when is_complete and n_units = 1 then value_sum end as value, -- noqa: RF04
    case when is_complete and n_units = 1 then nullif(unit, '') end as unit,
    case
        when is_complete and n_units = 1 then 'reported'
        when is_complete then 'units_differ'
        when n_statuses = 1 then common_status
        else 'part_missing'
    end as status,
    missing_parts,
    n_indicators,
    n_indicators_reported,
    n_corroborated,
    n_disputed,
    n_approximate,
    n_corrected,
    fact_ids
from chosen
where preference = 1
