-- A report is covered by a current roll-up of another agency and of the same year.
with reports as (
    select * from {{ ref('dim_report') }}
)

select
    reports.document_id,
    reports.covered_by_report_id
from reports
inner join reports as rollups
    on reports.covered_by_report_id = rollups.document_id
where
    not rollups.is_current
    or rollups.coverage_scope not in ('government_rollup', 'territory_rollup', 'system_rollup')
    or rollups.agency_key = reports.agency_key
    or (rollups.report_year is distinct from reports.report_year)
