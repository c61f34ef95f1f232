{{ config(materialized='incremental', meta={'years': 'int_years__series'}) }}

with numbered as (
    select
        agency_key,
        concept_id,
        report_year,
        document_id,
        form,
        unit,
        max(report_year) filter (where value is not null) over (
            partition by agency_key, concept_id
            order by report_year
            rows between unbounded preceding and 1 preceding
        ) as previous_year
    from {{ ref('int_concepts__points') }}
),

points as (
    select
        points.*,
        numbered.previous_year
    from {{ ref('int_concepts__points') }} as points
    inner join numbered
        on
            points.agency_key = numbered.agency_key
            and points.concept_id = numbered.concept_id
            and points.report_year = numbered.report_year
    where {{ in_years('points.report_year', ref('int_years__series')) }}
),

concepts as (
    select * from {{ ref('dim_concept') }}
),

links as (
    select * from {{ ref('int_concepts__links') }}
),

reports as (
    select * from {{ ref('dim_report') }}
),

years_with_report as (
    select distinct
        agency_key,
        report_year
    from reports
    where n_reports_of_agency_year is not null
),

years_between as (
    select
        agency_key,
        concept_id,
        report_year,
        cast(unnest(range(previous_year + 1, report_year)) as smallint) as skipped_year
    from points
    where previous_year is not null
),

gaps as (
    select
        years_between.agency_key,
        years_between.concept_id,
        years_between.report_year,
        list(years_between.skipped_year order by years_between.skipped_year) filter (
            where years_with_report.report_year is null
        ) as without_report,
        list(years_between.skipped_year order by years_between.skipped_year) filter (
            where years_with_report.report_year is not null
        ) as without_value
    from years_between
    left join years_with_report
        on
            years_between.agency_key = years_with_report.agency_key
            and years_between.skipped_year = years_with_report.report_year
    group by years_between.agency_key, years_between.concept_id, years_between.report_year
),

joined as (
    select
        points.*,
        to_concept.link as link_to_concept,
        previous.document_id as previous_document_id,
        previous.form as previous_form,
        previous.unit as previous_unit,
        to_previous.link as link_between_forms,
        (points.unit is distinct from previous.unit) as is_other_unit,
        (points.unit is not null and points.unit in ('元', '万元'))
        or (previous.unit is not null and previous.unit in ('元', '万元')) as is_money,
        gaps.without_report,
        gaps.without_value
    from points
    inner join concepts
        on points.concept_id = concepts.concept_id
    left join links as to_concept
        on
            points.concept_id = to_concept.concept_id
            and concepts.reference_form = to_concept.from_form
            and points.form = to_concept.form
    left join numbered as previous
        on
            points.agency_key = previous.agency_key
            and points.concept_id = previous.concept_id
            and points.previous_year = previous.report_year
    left join links as to_previous
        on
            points.concept_id = to_previous.concept_id
            and previous.form = to_previous.from_form
            and points.form = to_previous.form
    left join gaps
        on
            points.agency_key = gaps.agency_key
            and points.concept_id = gaps.concept_id
            and points.report_year = gaps.report_year
)

select
    agency_key,
    agency_sk,
    report_year,
    concept_id,
    document_id,
    form,
    value,
    unit,
    status,
    missing_parts,
    link_to_concept,
    previous_year,
    previous_document_id,
    previous_form,
    previous_unit,
    -- amounts in other units are other numbers; counts of entries and of items are the same count by another name
    case
        when value is null or previous_year is null then null
        when is_other_unit and is_money then 'none'
        when is_other_unit and link_between_forms = 'exact' then 'near'
        else link_between_forms
    end as link_to_previous,
    case
        when previous_year is not null then coalesce(without_report, cast([] as smallint[]))
    end as years_without_report,
    case
        when previous_year is not null then coalesce(without_value, cast([] as smallint[]))
    end as years_without_value,
    n_indicators,
    n_indicators_reported,
    n_corroborated,
    n_disputed,
    n_approximate,
    n_corrected,
    fact_ids
from joined
