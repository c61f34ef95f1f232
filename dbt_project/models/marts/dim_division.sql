-- Divisions that reports touch: where their agencies lie or may lie, what came before and after, all they lie in, each
-- under every name and code it bore. The other fifty thousand divisions of the country stay in the catalogue.
with recursive divisions as (
    select * from {{ ref('stg_catalog__divisions') }}
),

successions as (
    select * from {{ ref('stg_catalog__division_successions') }}
),

reports as (
    select * from {{ ref('stg_lake__reports') }}
),

named as (
    select division_key
    from reports
    where division_key is not null

    union

    select zone_key as division_key
    from reports
    where zone_key is not null

    union

    select unnest(agency_candidates) as division_key
    from reports
),

named_bodies as (
    select distinct divisions.body_key
    from divisions
    inner join named
        on divisions.division_key = named.division_key
),

-- the land that a new area coincides with
seats as (
    select divisions.body_key
    from divisions
    inner join divisions as areas
        on divisions.division_code = areas.seat_code
    inner join named_bodies
        on areas.body_key = named_bodies.body_key
),

steps as (
    select
        earlier.body_key as from_body_key,
        later.body_key as to_body_key
    from successions
    inner join divisions as earlier
        on successions.from_division_key = earlier.division_key
    inner join divisions as later
        on successions.to_division_key = later.division_key
    where earlier.body_key != later.body_key
),

-- everything that any row of a body lies in, and so on upwards
used as (
    select body_key from named_bodies

    union

    select body_key from seats

    union

    select steps.to_body_key as body_key
    from steps
    inner join named_bodies
        on steps.from_body_key = named_bodies.body_key

    union

    select steps.from_body_key as body_key
    from steps
    inner join named_bodies
        on steps.to_body_key = named_bodies.body_key
),

reached as (
    select body_key from used

    union

    select unnest(divisions.path) as body_key
    from reached
    inner join divisions
        on reached.body_key = divisions.body_key
),

chosen as (
    select divisions.*
    from divisions
    inner join reached
        on divisions.body_key = reached.body_key
),

climbed as (
    select
        division_key,
        division_key as above_key,
        parent_key as next_key
    from chosen

    union all

    select
        climbed.division_key,
        divisions.division_key as above_key,
        divisions.parent_key as next_key
    from climbed
    inner join divisions
        on climbed.next_key = divisions.division_key
),

-- what a division lies in, itself included, by rank
chains as (
    select
        climbed.division_key,
        max(divisions.body_key) filter (where divisions.division_level = 'province') as province_key,
        max(divisions.division_name) filter (where divisions.division_level = 'province') as province_name,
        max(divisions.body_key) filter (where divisions.division_level = 'prefecture') as prefecture_key,
        max(divisions.division_name) filter (where divisions.division_level = 'prefecture') as prefecture_name,
        max(divisions.body_key) filter (where divisions.division_level = 'county') as county_key,
        max(divisions.division_name) filter (where divisions.division_level = 'county') as county_name,
        max(divisions.body_key) filter (where divisions.division_level = 'township') as township_key,
        max(divisions.division_name) filter (where divisions.division_level = 'township') as township_name
    from climbed
    inner join divisions
        on climbed.above_key = divisions.division_key
    group by climbed.division_key
)

select
    chosen.division_key,
    chosen.body_key,
    chosen.division_code,
    chosen.division_name,
    chosen.full_name,
    chosen.division_level,
    chosen.kind,
    chosen.parent_key,
    chosen.path,
    chains.province_key,
    chains.province_name,
    chains.prefecture_key,
    chains.prefecture_name,
    chains.county_key,
    chains.county_name,
    chains.township_key,
    chains.township_name,
    chosen.seat_code,
    chosen.valid_from,
    chosen.valid_to,
    row_number() over (
        partition by chosen.body_key
        order by chosen.valid_to desc nulls first, chosen.valid_from desc nulls last, chosen.division_key asc
    ) = 1 as is_latest
from chosen
inner join chains
    on chosen.division_key = chains.division_key
