select
    -- identity
    document_id,

    -- who and when
    agency_key,
    agency_name,
    agency_level,
    agency_type,
    division_code,
    report_year,
    year_evidence,

    -- form and rendition
    form,
    layout,
    format,
    encoding,
    title,

    -- dates
    published_on,
    filed_on,

    -- provenance
    parser_version
from {{ source('lake', 'reports') }}
