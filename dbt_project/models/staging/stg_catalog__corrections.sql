select
    -- identity
    correction_id,
    fact_id,
    agency_key,
    report_year,
    indicator_id,
    column_id,

    -- what the source is said to hold, and what to use instead
    from_value,
    from_status,
    to_value,
    to_status,

    -- who and why
    reason,
    author,
    corrected_on,
    expires_on,
    is_expired,
    problem
from {{ source('catalog', 'corrections') }}
