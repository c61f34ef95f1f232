select
    -- identity
    concept_id,

    -- names
    label_zh,
    label_en,

    -- cells of the forms
    old2014,
    fmt2019,
    fmt2021,

    -- how well they compare
    comparability,
    old_2019,
    y2019_2021,
    note
from {{ source('catalog', 'concepts') }}
