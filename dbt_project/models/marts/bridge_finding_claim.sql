with members as (
    select * from {{ ref('int_findings__members') }}
)

select
    finding_id,
    member_id as claim_id
from members
where member_type = 'claim' and is_loaded
