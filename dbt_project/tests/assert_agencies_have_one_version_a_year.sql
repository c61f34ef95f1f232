-- The versions of an agency do not overlap, and one of them is the latest.
with agencies as (
    select * from {{ ref('dim_agency') }}
),

overlapping as (
    select
        earlier.agency_key,
        'the versions overlap' as problem
    from agencies as earlier
    inner join agencies as later
        on
            earlier.agency_key = later.agency_key
            and earlier.agency_sk != later.agency_sk
    where
        (earlier.valid_from is null or later.valid_from >= earlier.valid_from)
        and (earlier.valid_to is null or later.valid_from is null or later.valid_from <= earlier.valid_to)
)

select
    agency_key,
    problem
from overlapping

union all

select
    agency_key,
    'not one version is the latest' as problem
from agencies
group by agency_key
having count(*) filter (where is_current) != 1
