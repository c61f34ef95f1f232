select
    -- identity
    division_key,
    body_key,
    division_code,

    -- names
    division_name,
    full_name,

    -- place
    division_level,
    kind,
    parent_key,
    path,
    seat_code,

    -- years
    valid_from,
    valid_to
from {{ source('catalog', 'divisions') }}
