{{ config(materialized='table') }}

-- An agency over time. A new version begins where the division has another row (a new name, code or rank), the kind of
-- the body changes, or a reform renamed the department; how a single report spells the name begins none.
with agency_years as (
    select * from {{ ref('int_agencies__years') }}
),

divisions as (
    select * from {{ ref('dim_division') }}
),

mergers as (
    select *
    from {{ ref('stg_catalog__department_successions') }}
    where kind = 'merge'
),

agencies as (
    select distinct agency_key
    from {{ ref('stg_lake__reports') }}
),

compared as (
    select
        *,
        lag(report_year) over by_year as previous_year,
        lag(former_until) over by_year as previous_former_until,
        lag(report_year) over by_year is not null
        and division_key is not null
        and (
            division_key != lag(division_key) over by_year
            or (zone_key is distinct from lag(zone_key) over by_year)
            or (agency_type is distinct from lag(agency_type) over by_year)
            or ((former_until is null) != (lag(former_until) over by_year is null))
        ) as is_other
    from agency_years
    where report_year is not null
    window by_year as (partition by agency_key order by report_year)
),

numbered as (
    select
        *,
        count(*) filter (where is_other) over (
            partition by agency_key
            order by report_year
        ) + 1 as version_number
    from compared
),

-- an agency whose reports all lack the year, or the name, has one version all the same
described as (
    select
        agency_key,
        cast(version_number as integer) as version_number,
        min(report_year) as first_year,
        max(report_year) as last_year,
        first(previous_year order by report_year) as year_before,
        first(previous_former_until order by report_year) as reformed_in,
        last(agency_level order by report_year) as agency_level,
        last(agency_type order by report_year) as agency_type,
        last(department order by report_year) as department,
        last(department_name order by report_year) as department_name,
        last(division_code order by report_year) as division_code,
        last(division_key order by report_year) as division_key,
        last(zone_key order by report_year) as zone_key
    from numbered
    group by agency_key, version_number

    union all

    select
        agencies.agency_key,
        1 as version_number,
        null as first_year,
        null as last_year,
        null as year_before,
        null as reformed_in,
        undated.agency_level,
        undated.agency_type,
        undated.department,
        undated.department_name,
        undated.division_code,
        undated.division_key,
        undated.zone_key
    from agencies
    left join numbered
        on agencies.agency_key = numbered.agency_key
    left join agency_years as undated
        on
            agencies.agency_key = undated.agency_key
            and undated.report_year is null
    where numbered.agency_key is null
),

-- from when to when the place of a version exists; a body lasts until the last of its rows ends
placed as (
    select
        described.*,
        places.valid_from as place_from,
        last_rows.valid_to as body_to,
        lag(described.division_key) over by_version as previous_division_key,
        row_number() over by_version = count(*) over (partition by described.agency_key) as is_current
    from described
    left join divisions as places
        on places.division_key = coalesce(described.zone_key, described.division_key)
    left join divisions as last_rows
        on
            places.body_key = last_rows.body_key
            and last_rows.is_latest
    window by_version as (partition by described.agency_key order by described.version_number)
),

-- a version begins with its first report, or in a year before that in which the lists or a reform show the change
opened as (
    select
        *,
        case
            when version_number = 1 and place_from is null then null
            when version_number = 1 then least(place_from, first_year)
            when
                division_key != previous_division_key and place_from > year_before and place_from < first_year
                then place_from
            when reformed_in >= year_before and reformed_in + 1 < first_year then reformed_in + 1
            else first_year
        end as opened_in
    from placed
),

-- a department that was merged into another reports no more
merged as (
    select
        opened.agency_key,
        opened.version_number,
        max(mergers.reform_year) - 1 as last_year_alone
    from opened
    inner join mergers
        on
            starts_with(opened.department_name, mergers.from_name)
            and not starts_with(opened.department_name, mergers.to_name)
    where opened.division_key is not null
    group by opened.agency_key, opened.version_number
),

dated as (
    select
        opened.*,
        -- the earlier of the ends that are known
        least(opened.body_to, merged.last_year_alone) as ended_in,
        lead(opened.opened_in) over by_version - 1 as year_before_next
    from opened
    left join merged
        on
            opened.agency_key = merged.agency_key
            and opened.version_number = merged.version_number
    window by_version as (partition by opened.agency_key order by opened.version_number)
)

select
    agency_key || ':' || case when opened_in is null then 'start' else cast(opened_in as varchar) end as agency_sk,
    agency_key,
    agency_level,
    agency_type,
    department,
    department_name,
    division_code,
    division_key,
    zone_key,
    cast(opened_in as smallint) as valid_from,
    cast(
        case
            when not is_current then year_before_next
            when ended_in is not null then greatest(ended_in, last_year)
        end as smallint
    ) as valid_to,
    is_current
from dated
