with cells as (
    select * from {{ ref('int_concepts__cells') }}
)

select
    concept_id,
    form,
    indicator_id,
    indicator_key,
    applicant_key
from cells
