select
    -- identity
    rule_id,
    form,

    -- meaning
    kind,
    expression,
    label_zh,
    label_en,
    severity,
    tier,
    note
from {{ source('catalog', 'identities') }}
