select
    -- identity
    form,

    -- names
    label_zh,
    label_en,
    legal_basis,

    -- years
    first_year,
    last_year
from {{ source('catalog', 'forms') }}
