select
    -- identity
    column_id,
    position,

    -- names
    label_zh,
    label_en,

    -- meaning
    is_total
from {{ source('catalog', 'applicant_columns') }}
