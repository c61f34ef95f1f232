{{ config(materialized='incremental') }}

-- Which roll-up holds the figures of a report already: that of the nearest place the agency lies in, the roll-up of its
-- own place first. What is local answers to the government of its place; courts, the party and the branches of national
-- bodies answer to none.
with reports as (
    select *
    from {{ ref('stg_lake__reports') }}
    where {{ in_years('report_year') }}
),

versions as (
    select * from {{ ref('int_reports__versions') }}
),

divisions as (
    select * from {{ ref('dim_division') }}
),

placed as (
    select
        reports.document_id,
        reports.agency_key,
        reports.report_year,
        reports.coverage_scope,
        versions.version_status = 'current' as is_current,
        reports.agency_type,
        reports.department,
        places.division_level,
        places.body_key,
        zones.body_key as zone_body_key,
        places.path,
        len(places.path) as own_depth,
        reports.agency_type in ('zone', 'xpcc') or zones.body_key is not null as is_of_zone,
        reports.agency_type in (
            'government', 'office', 'department', 'street_office', 'zone', 'xpcc', 'institution', 'public_institution'
        ) as is_local
    from reports
    inner join versions
        on reports.document_id = versions.document_id
    inner join divisions as places
        on reports.division_key = places.division_key
    left join divisions as zones
        on reports.zone_key = zones.division_key
    where reports.report_year is not null
),

-- every place that an agency lies in; a zone lies deeper than the division that runs it
surrounded as (
    select
        *,
        unnest(path) as around_key,
        generate_subscripts(path, 1) as around_depth
    from placed

    union all

    select
        *,
        zone_body_key as around_key,
        own_depth + 1 as around_depth
    from placed
    where zone_body_key is not null
),

-- a zone that no list has rolls up for a place that is not known
rollups as (
    select
        document_id,
        agency_key,
        report_year,
        coverage_scope,
        agency_type,
        department,
        division_level,
        coalesce(zone_body_key, body_key) as around_key
    from placed
    where
        is_current
        and (
            coverage_scope = 'system_rollup'
            or (
                coverage_scope in ('government_rollup', 'territory_rollup')
                and case when is_of_zone then zone_body_key is not null else agency_type = 'government' end
            )
        )
),

covering as (
    select
        surrounded.document_id,
        rollups.document_id as covered_by_report_id,
        surrounded.around_depth,
        case rollups.coverage_scope
            when 'government_rollup' then 1
            when 'territory_rollup' then 2
            else 3
        end as preference
    from surrounded
    inner join rollups
        on
            surrounded.around_key = rollups.around_key
            and surrounded.report_year = rollups.report_year
            and surrounded.agency_key != rollups.agency_key
    where
        (rollups.coverage_scope = 'territory_rollup' and surrounded.is_local)
        -- courts and procuratorates are one class, and so is all that fits none
        or (
            rollups.coverage_scope = 'system_rollup'
            and surrounded.around_depth < surrounded.own_depth
            and surrounded.agency_type = rollups.agency_type
            and surrounded.department = rollups.department
            and surrounded.department not in ('judicial', 'other')
        )
        -- a zone rolls up what lies in it; a county its zones, which roll up for themselves under a city or province;
        -- all roll up the bodies of their own place and the townships right below
        or (
            rollups.coverage_scope = 'government_rollup'
            and surrounded.is_local
            and (
                surrounded.around_depth > surrounded.own_depth
                or (
                    surrounded.around_depth = surrounded.own_depth
                    and (not surrounded.is_of_zone or rollups.division_level = 'county')
                )
                or (
                    surrounded.around_depth = surrounded.own_depth - 1
                    and surrounded.division_level = 'township'
                    and not surrounded.is_of_zone
                )
            )
        )
),

nearest as (
    select
        document_id,
        first(
            covered_by_report_id order by around_depth desc, preference asc, covered_by_report_id asc
        ) as covered_by_report_id
    from covering
    group by document_id
)

select
    reports.document_id,
    reports.report_year,
    nearest.covered_by_report_id
from reports
left join nearest
    on reports.document_id = nearest.document_id
