with agencies as (
    select * from {{ ref('dim_agency') }}
),

divisions as (
    select * from {{ ref('dim_division') }}
),

zones as (
    select
        agencies.agency_key,
        agencies.zone_key,
        zones.seat_code
    from agencies
    inner join divisions as zones
        on agencies.zone_key = zones.division_key
)

select
    agency_key,
    zone_key as division_key,
    'jurisdiction' as role -- noqa: RF04
from zones

union

-- of several divisions that bore the code the latest is the land of the zone
select
    zones.agency_key,
    first(
        divisions.division_key
        order by divisions.is_latest desc, divisions.valid_from desc, divisions.division_key asc
    ) as division_key,
    'seat' as role -- noqa: RF04
from zones
inner join divisions
    on zones.seat_code = divisions.division_code
group by zones.agency_key

union

-- a zone that no list has lies in the division, and is not it
select
    agency_key,
    division_key,
    case when agency_type in ('zone', 'xpcc') then 'seat' else 'jurisdiction' end as role -- noqa: RF04
from agencies
where
    division_key is not null
    and zone_key is null
