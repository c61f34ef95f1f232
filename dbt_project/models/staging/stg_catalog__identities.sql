select
    -- identity
    rule_id,
    form,

    -- meaning
    kind,
    expression,
    severity,
    tier,
    note
from {{ source('catalog', 'identities') }}
