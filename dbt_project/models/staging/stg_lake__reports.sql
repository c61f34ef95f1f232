select
    -- identity
    document_id,

    -- who and when
    agency_key,
    agency_name,
    agency_level,
    agency_type,
    division_code,
    division_key,
    zone_key,
    department,
    department_name,
    agency_source,
    agency_method,
    agency_confidence,
    agency_candidates,
    report_year,
    year_evidence,

    -- whom it covers
    coverage_scope,
    scope_source,
    scope_evidence,

    -- form and rendition
    is_recognised,
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
