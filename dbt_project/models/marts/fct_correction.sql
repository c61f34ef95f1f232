select
    correction_id,
    fact_id,
    document_id,
    state,
    from_value,
    from_status,
    printed_value,
    printed_status,
    to_value,
    to_status,
    reason,
    author,
    corrected_on,
    expires_on,
    problem
from {{ ref('int_corrections__judged') }}
