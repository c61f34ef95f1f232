select
    -- identity
    cell_id,
    document_id,

    -- what
    report_year,
    labels,

    -- value
    value,
    status,
    raw_text,
    start_offset,
    end_offset,

    -- provenance
    parser_version
from {{ source('lake', 'unmapped_cells') }}
