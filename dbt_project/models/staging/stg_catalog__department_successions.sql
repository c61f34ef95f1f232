select
    -- identity
    from_name,
    to_name,

    -- what happened
    kind,
    year as reform_year
from {{ source('catalog', 'department_successions') }}
