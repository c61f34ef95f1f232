with members as (
    select *
    from {{ ref('int_findings__members') }}
    where {{ in_years('report_year', ref('int_years__touched'), reach=[1]) }}
)

select
    member_type,
    member_id,
    count(*) as finding_count,
    bool_or(severity = 'error') as is_disputed
from members
where is_loaded
group by member_type, member_id
