-- What a finding names is in the warehouse or in quarantine.
with members as (
    select *
    from {{ ref('int_findings__members') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
),

quarantine as (
    select * from {{ ref('fct_quarantine') }}
)

select
    members.finding_id,
    members.member_type,
    members.member_id
from members
left join quarantine
    on members.member_id = quarantine.row_key
where
    not members.is_loaded
    and quarantine.row_key is null
