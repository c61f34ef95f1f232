{{ config(materialized='incremental') }}

with documents as (
    select *
    from {{ ref('stg_lake__documents') }}
    where {{ in_years('report_year') }}
)

select
    file_path,
    document_id,
    outcome,
    reason,
    remedy,
    duplicate_of,
    report_year,
    format,
    encoding,
    size_bytes,
    replaced_characters,
    parser_version
from documents
