select
    -- identity
    file_path,
    document_id,

    -- outcome
    outcome,
    reason,
    remedy,
    duplicate_of,

    -- content
    report_year,
    format,
    encoding,
    size_bytes,
    replaced_characters,

    -- provenance
    parser_version,
    make_timestamp(epoch_us(extracted_at)) as ingested_at
from {{ source('lake', 'documents') }}
