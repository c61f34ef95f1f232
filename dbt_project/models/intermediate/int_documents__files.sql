{{ config(materialized='incremental') }}

with files as (
    select *
    from {{ ref('stg_lake__documents') }}
    where {{ in_years('report_year') }}
)

select
    document_id,
    report_year,
    -- the file that was read comes before its copies
    first(file_path order by outcome = 'duplicate', file_path) as file_path,
    list(file_path order by file_path) as file_paths,
    count(*) as n_files,
    min(ingested_at) as ingested_at
from files
where document_id is not null
group by document_id, report_year
