-- depends_on: {{ ref('int_years__touched') }}, which reads this table as the run before left it
with versions as (
    select * from {{ ref('int_agencies__versions') }}
),

placed as (
    select * from {{ ref('int_reports__placed') }}
),

reports as (
    select * from {{ ref('stg_lake__reports') }}
),

divisions as (
    select * from {{ ref('dim_division') }}
),

name_counts as (
    select
        placed.agency_sk,
        reports.agency_name,
        count(*) as n_reports
    from placed
    inner join reports
        on placed.document_id = reports.document_id
    where reports.agency_name is not null
    group by placed.agency_sk, reports.agency_name
),

-- the name that most reports of the version print, of two the longer one
names as (
    select
        agency_sk,
        first(agency_name order by n_reports desc, length(agency_name) desc, agency_name asc) as agency_name,
        list(agency_name order by agency_name) as agency_names
    from name_counts
    group by agency_sk
),

counted as (
    select
        placed.agency_sk,
        min(reports.report_year) as first_report_year,
        max(reports.report_year) as last_report_year,
        count(*) as n_reports
    from placed
    inner join reports
        on placed.document_id = reports.document_id
    group by placed.agency_sk
)

select
    versions.agency_sk,
    versions.agency_key,
    names.agency_name,
    names.agency_names,
    versions.agency_level,
    versions.agency_type,
    versions.department,
    versions.department_name,
    versions.division_code,
    versions.division_key,
    versions.zone_key,
    divisions.province_key,
    divisions.province_name,
    divisions.prefecture_key,
    divisions.prefecture_name,
    divisions.county_key,
    divisions.county_name,
    divisions.township_key,
    divisions.township_name,
    versions.valid_from,
    versions.valid_to,
    versions.is_current,
    counted.first_report_year,
    counted.last_report_year,
    counted.n_reports
from versions
inner join counted
    on versions.agency_sk = counted.agency_sk
left join names
    on versions.agency_sk = names.agency_sk
left join divisions
    on versions.division_key = divisions.division_key
