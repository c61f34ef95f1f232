{{ config(materialized='incremental', meta={'years': 'int_years__touched'}) }}

with set_aside as (
    select
        'contract' as held_by,
        table_name,
        row_key,
        document_id,
        report_year,
        reasons,
        row_json,
        parser_version
    from {{ ref('stg_lake__quarantine') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}

    union all

    select
        'report' as held_by,
        table_name,
        row_key,
        document_id,
        report_year,
        reasons,
        null as row_json,
        parser_version
    from {{ ref('int_rows__held_back') }}
),

-- a key that occurs twice is one of the reasons for quarantine
numbered as (
    select
        *,
        row_number() over (
            partition by table_name, row_key
            order by held_by, row_json
        ) as copy_number
    from set_aside
)

select
    table_name || '/' || row_key || '/' || copy_number as quarantine_key,
    held_by,
    table_name,
    row_key,
    document_id,
    report_year,
    reasons,
    row_json,
    parser_version
from numbered
