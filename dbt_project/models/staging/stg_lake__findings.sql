select
    -- identity
    finding_id,
    document_id,

    -- rule
    report_year,
    rule_id,
    instance,
    severity,
    verdict,

    -- what it says
    message,
    message_zh,
    expected,
    actual,
    fact_ids,
    claim_ids,
    suggestion,
    suggestion_zh,

    -- provenance
    parser_version
from {{ source('lake', 'findings') }}
