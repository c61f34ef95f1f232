-- Agencies that were merged or split, as far as both sides file reports: the authorities of divisions, and departments
-- of one place that a reform merged. What was only renamed, recoded or raised in rank is one agency still.
with agencies as (
    select * from {{ ref('dim_agency') }}
),

divisions as (
    select * from {{ ref('dim_division') }}
),

division_steps as (
    select *
    from {{ ref('stg_catalog__division_successions') }}
    where kind in ('merge', 'split')
),

department_steps as (
    select *
    from {{ ref('stg_catalog__department_successions') }}
    where kind = 'merge'
),

placed as (
    select
        agencies.agency_key,
        agencies.agency_type,
        agencies.department_name,
        agencies.zone_key,
        divisions.body_key
    from agencies
    inner join divisions
        on agencies.division_key = divisions.division_key
),

authorities as (
    select distinct
        agency_key,
        body_key
    from placed
    where
        agency_type in ('government', 'street_office')
        and zone_key is null
),

steps_of_bodies as (
    select
        earlier.body_key as from_body_key,
        later.body_key as to_body_key,
        division_steps.kind,
        division_steps.first_year
    from division_steps
    inner join divisions as earlier
        on division_steps.from_division_key = earlier.division_key
    inner join divisions as later
        on division_steps.to_division_key = later.division_key
),

steps as (
    select
        earlier.agency_key as from_agency_key,
        later.agency_key as to_agency_key,
        steps_of_bodies.kind,
        steps_of_bodies.first_year
    from steps_of_bodies
    inner join authorities as earlier
        on steps_of_bodies.from_body_key = earlier.body_key
    inner join authorities as later
        on steps_of_bodies.to_body_key = later.body_key

    union all

    select
        earlier.agency_key as from_agency_key,
        later.agency_key as to_agency_key,
        department_steps.kind,
        department_steps.reform_year as first_year
    from department_steps
    inner join placed as earlier
        on
            starts_with(earlier.department_name, department_steps.from_name)
            and not starts_with(earlier.department_name, department_steps.to_name)
    inner join placed as later
        on
            starts_with(later.department_name, department_steps.to_name)
            and earlier.body_key = later.body_key
            and (earlier.zone_key is not distinct from later.zone_key)
)

select
    from_agency_key,
    to_agency_key,
    kind,
    min(first_year) as first_year
from steps
where from_agency_key != to_agency_key
group by from_agency_key, to_agency_key, kind
