{{ config(materialized='incremental', meta={'years': 'int_years__touched'}) }}

with cells as (
    select *
    from {{ ref('stg_lake__unmapped_cells') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

reports as (
    select *
    from {{ ref('dim_report') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
)

select
    cells.cell_id,
    cells.document_id,
    reports.agency_key,
    reports.agency_sk,
    cells.report_year,
    cells.labels,
    cells.value,
    cells.status,
    cells.raw_text,
    cells.start_offset,
    cells.end_offset,
    cells.parser_version
from cells
inner join reports
    on cells.document_id = reports.document_id
