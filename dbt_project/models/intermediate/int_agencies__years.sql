-- What an agency is in each year, as its current report of that year tells. A body that could not be placed is known by
-- its name alone and is the same in every year; a report that does not tell who files it says nothing of any agency.
with reports as (
    select * from {{ ref('stg_lake__reports') }}
),

versions as (
    select * from {{ ref('int_reports__versions') }}
),

renames as (
    select *
    from {{ ref('stg_catalog__department_successions') }}
    where kind = 'rename'
),

-- Names from before a reform that renamed the department everywhere; later they are but another spelling.
under_former_names as (
    select
        reports.document_id,
        max(renames.reform_year) as reform_year
    from reports
    inner join renames
        on
            starts_with(reports.department_name, renames.from_name)
            and reports.report_year <= renames.reform_year
    group by reports.document_id
)

select
    reports.agency_key,
    reports.report_year,
    reports.agency_level,
    reports.agency_type,
    reports.department,
    reports.department_name,
    reports.division_code,
    reports.division_key,
    reports.zone_key,
    under_former_names.reform_year as former_until
from reports
inner join versions
    on reports.document_id = versions.document_id
left join under_former_names
    on reports.document_id = under_former_names.document_id
where
    versions.version_status = 'current'
    and (reports.agency_name is not null or reports.division_key is not null)
-- reports of unknown year are each current: the one that is taken tells as much as another
qualify
    row_number() over (
        partition by reports.agency_key, reports.report_year
        order by reports.document_id
    ) = 1
