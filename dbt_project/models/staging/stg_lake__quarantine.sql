select
    -- identity
    table_name,
    row_key,
    document_id,

    -- what
    report_year,
    reasons,
    row_json,

    -- provenance
    parser_version
from {{ source('lake', 'quarantine') }}
