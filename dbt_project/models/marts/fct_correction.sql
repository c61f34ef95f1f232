-- depends_on: {{ ref('int_years__touched') }}, which reads this table as the run before left it
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
