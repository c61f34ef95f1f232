select
    -- identity
    from_division_key,
    to_division_key,

    -- what happened
    kind,
    year as first_year
from {{ source('catalog', 'division_successions') }}
