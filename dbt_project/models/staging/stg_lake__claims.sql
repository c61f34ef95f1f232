select
    -- identity
    claim_id,
    document_id,

    -- what
    report_year,
    indicator_id,
    column_id,
    scope,

    -- value
    value,
    unit,
    approximate,
    negated,

    -- reading
    raw_text,
    start_offset,
    end_offset,
    sentence,
    sentence_start,
    sentence_end,

    -- provenance
    parser_version
from {{ source('lake', 'claims') }}
