with reports as (
    select * from {{ ref('stg_lake__reports') }}
),

files as (
    select * from {{ ref('int_documents__files') }}
),

ranked as (
    select * from {{ ref('int_reports__ranked') }}
)

select
    reports.document_id,
    reports.agency_key,
    reports.report_year,
    reports.form,
    files.file_path,
    files.n_files,
    ranked.is_preferred,
    ranked.n_reports_of_agency_year,
    ranked.n_values,
    ranked.n_corroborated,
    reports.agency_name,
    reports.year_evidence,
    reports.layout,
    reports.format,
    reports.encoding,
    reports.title,
    reports.published_on,
    reports.filed_on,
    reports.parser_version
from reports
inner join ranked
    on reports.document_id = ranked.document_id
left join files
    on reports.document_id = files.document_id
