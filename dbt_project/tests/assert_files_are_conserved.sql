-- Files in = reports + duplicates + not reports + unreadable, and each report is a row of dim_report or in quarantine.
with files as (
    select * from {{ ref('mart_documents') }}
),

reports as (
    select * from {{ ref('dim_report') }}
),

quarantine as (
    select * from {{ ref('fct_quarantine') }}
),

lake_files as (
    select * from {{ ref('stg_lake__documents') }}
)

select
    'a file of the lake is missing from mart_documents' as problem,
    lake_files.file_path as subject
from lake_files
left join files
    on lake_files.file_path = files.file_path
where files.file_path is null

union all

select
    'a file whose outcome is report has no row in dim_report and none in quarantine' as problem,
    files.file_path as subject
from files
left join reports
    on files.document_id = reports.document_id
left join quarantine
    on
        files.document_id = quarantine.row_key
        and quarantine.table_name = 'reports'
where
    files.outcome = 'report'
    and reports.document_id is null
    and quarantine.row_key is null

union all

select
    'a report has not exactly one file whose outcome is report' as problem,
    reports.document_id as subject
from reports
left join files
    on
        reports.document_id = files.document_id
        and files.outcome = 'report'
group by reports.document_id
having count(files.file_path) != 1
