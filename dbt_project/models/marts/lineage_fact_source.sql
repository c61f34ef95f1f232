{{ config(materialized='incremental', meta={'years': 'int_years__touched'}) }}

with facts as (
    select * from {{ ref('int_facts__keyed') }}
),

files as (
    select *
    from {{ ref('int_documents__files') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

reports as (
    select *
    from {{ ref('stg_lake__reports') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
)

select
    facts.fact_id,
    facts.document_id,
    facts.report_year,
    files.file_path,
    files.file_paths,
    files.n_files,
    reports.format,
    reports.encoding,
    facts.start_offset,
    facts.end_offset,
    facts.page,
    facts.raw_text,
    facts.printed_label,
    facts.status,
    facts.method,
    facts.parser_version
from facts
inner join reports
    on facts.document_id = reports.document_id
left join files
    on facts.document_id = files.document_id
