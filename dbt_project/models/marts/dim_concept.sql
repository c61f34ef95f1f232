with concepts as (
    select * from {{ ref('stg_catalog__concepts') }}
)

select
    concept_id,
    label_zh,
    label_en,
    case
        when fmt2021 is not null then 'fmt2021'
        when fmt2019 is not null then 'fmt2019'
        else 'old2014'
    end as reference_form,
    old2014 as cells_before_2019,
    fmt2019 as cells_2019,
    fmt2021 as cells_2021,
    old_2019 as link_2019,
    y2019_2021 as link_2021,
    comparability,
    note
from concepts
