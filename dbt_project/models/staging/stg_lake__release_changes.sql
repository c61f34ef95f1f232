select
    -- identity
    document_id,
    subject,
    subject_id,

    -- what
    report_year,
    kind,
    cause,
    attribute,
    form,
    indicator_id,
    column_id,
    rule_id,

    -- before and after
    old_value,
    new_value,
    old_status,
    new_status,
    old_unit,
    new_unit,
    old_approximate,
    new_approximate,
    old_corroborated,
    new_corroborated,
    old_text,
    new_text,
    old_start_offset,
    new_start_offset,
    old_severity,
    new_severity,
    old_verdict,
    new_verdict,

    -- provenance
    from_version,
    to_version
from {{ source('lake', 'release_changes') }}
