with members as (
    select * from {{ ref('int_findings__members') }}
)

select
    finding_id,
    member_id as fact_id
from members
where member_type = 'fact' and is_loaded
