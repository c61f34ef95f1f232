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
    expected,
    actual,
    fact_ids,
    claim_ids,
    suggestion,

    -- provenance
    parser_version
from {{ source('lake', 'findings') }}
