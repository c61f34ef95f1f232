select
    -- identity
    passage_id,
    document_id,

    -- what
    report_year,
    fingerprint,
    letters,

    -- reading
    start_offset,
    end_offset,

    -- provenance
    parser_version
from {{ source('lake', 'passages') }}
