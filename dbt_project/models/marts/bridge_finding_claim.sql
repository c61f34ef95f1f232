{{ config(materialized='incremental', meta={'years': 'int_years__touched'}) }}

with members as (
    select *
    from {{ ref('int_findings__members') }}
    where {{ in_years('report_year', ref('int_years__touched')) }}
)

select
    finding_id,
    member_id as claim_id,
    report_year
from members
where member_type = 'claim' and is_loaded
