select
    -- identity
    fact_id,
    document_id,

    -- what
    report_year,
    form,
    indicator_id,
    column_id,

    -- value
    value,
    unit,
    status,
    approximate,
    corroborated,

    -- reading
    method,
    candidates,
    raw_text,
    start_offset,
    end_offset,
    page,
    printed_label,

    -- provenance
    parser_version
from {{ source('lake', 'facts') }}
