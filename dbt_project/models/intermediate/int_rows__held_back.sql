-- When the row of a report breaks its contract, what was read from that report stays out of the marts with it.
with reports as (
    select * from {{ ref('stg_lake__reports') }}
),

read_rows as (
    select
        'facts' as table_name,
        fact_id as row_key,
        document_id,
        report_year,
        parser_version
    from {{ ref('stg_lake__facts') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}

    union all

    select
        'claims' as table_name,
        claim_id as row_key,
        document_id,
        report_year,
        parser_version
    from {{ ref('stg_lake__claims') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}

    union all

    select
        'findings' as table_name,
        finding_id as row_key,
        document_id,
        report_year,
        parser_version
    from {{ ref('stg_lake__findings') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}

    union all

    select
        'unmapped_cells' as table_name,
        cell_id as row_key,
        document_id,
        report_year,
        parser_version
    from {{ ref('stg_lake__unmapped_cells') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}

    union all

    select
        'passages' as table_name,
        passage_id as row_key,
        document_id,
        report_year,
        parser_version
    from {{ ref('stg_lake__passages') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
)

select
    read_rows.table_name,
    read_rows.row_key,
    read_rows.document_id,
    read_rows.report_year,
    ['its report is not loaded'] as reasons,
    read_rows.parser_version
from read_rows
left join reports
    on read_rows.document_id = reports.document_id
where reports.document_id is null
