-- What is read from a report carries the year of the report, unknown years included.
with reports as (
    select * from {{ ref('dim_report') }}
),

read_rows as (
    select
        fact_id as row_key,
        document_id,
        report_year
    from {{ ref('fct_indicator') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}

    union all

    select
        passage_id as row_key,
        document_id,
        report_year
    from {{ ref('fct_passage') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}

    union all

    select
        claim_id as row_key,
        document_id,
        report_year
    from {{ ref('fct_claim') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}

    union all

    select
        finding_id as row_key,
        document_id,
        report_year
    from {{ ref('fct_finding') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}

    union all

    select
        cell_id as row_key,
        document_id,
        report_year
    from {{ ref('fct_unmapped_cell') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
)

select
    read_rows.row_key,
    read_rows.report_year,
    reports.report_year as year_of_report
from read_rows
inner join reports
    on read_rows.document_id = reports.document_id
where read_rows.report_year is distinct from reports.report_year
