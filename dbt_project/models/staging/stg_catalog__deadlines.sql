select
    -- identity
    agency_group,
    first_year,
    last_year,

    -- the day
    month as deadline_month,
    day as deadline_day,
    basis
from {{ source('catalog', 'deadlines') }}
