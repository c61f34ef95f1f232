{{ config(materialized='incremental', meta={'years': 'int_years__touched'}) }}

-- depends_on: {{ ref('int_reports__changed') }}, which reads this table as the run before left it
with reports as (
    select *
    from {{ ref('stg_lake__reports') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

files as (
    select * from {{ ref('int_documents__files') }}
),

ranked as (
    select * from {{ ref('int_reports__ranked') }}
),

versions as (
    select * from {{ ref('int_reports__versions') }}
),

placed as (
    select * from {{ ref('int_reports__placed') }}
),

covered as (
    select * from {{ ref('int_reports__covered') }}
),

quality as (
    select * from {{ ref('int_reports__quality') }}
)

select
    reports.document_id,
    reports.agency_key,
    placed.agency_sk,
    reports.report_year,
    reports.form,
    files.file_path,
    files.n_files,
    versions.version_status = 'current' as is_current,
    versions.version_status,
    versions.current_report_id,
    versions.decided_by,
    ranked.n_reports_of_agency_year,
    ranked.n_values,
    ranked.n_corroborated,
    quality.quality_grade,
    reports.coverage_scope,
    reports.scope_source,
    reports.scope_evidence,
    covered.covered_by_report_id,
    reports.agency_name,
    reports.agency_source,
    reports.agency_method,
    reports.agency_confidence,
    reports.agency_candidates,
    reports.year_evidence,
    reports.layout,
    reports.format,
    reports.encoding,
    reports.is_recognised,
    reports.title,
    reports.published_on,
    reports.filed_on,
    ranked.ingested_at,
    reports.parser_version
from reports
inner join ranked
    on reports.document_id = ranked.document_id
inner join versions
    on reports.document_id = versions.document_id
inner join placed
    on reports.document_id = placed.document_id
inner join covered
    on reports.document_id = covered.document_id
inner join quality
    on reports.document_id = quality.document_id
left join files
    on reports.document_id = files.document_id
