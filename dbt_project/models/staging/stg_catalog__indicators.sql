select
    -- identity
    form,
    indicator_id,
    parent_id,

    -- names
    section,
    label_zh,
    label_en,

    -- meaning
    kind,
    value_type,
    unit,
    unit_zh,
    first_year,
    last_year,
    sort_order
from {{ source('catalog', 'indicators') }}
