with applicant_columns as (
    select * from {{ ref('stg_catalog__applicant_columns') }}
)

select
    'none' as applicant_key,
    cast(0 as smallint) as sort_order,
    '不分申请人' as label_zh,
    'Not split by applicant' as label_en,
    false as is_total

union all

select
    column_id as applicant_key,
    position as sort_order,
    label_zh,
    label_en,
    is_total
from applicant_columns
