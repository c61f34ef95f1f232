with changes as (
    select * from {{ ref('stg_lake__release_changes') }}
),

files as (
    select * from {{ ref('int_documents__files') }}
),

standing as (
    select distinct
        document_id,
        parser_version
    from {{ ref('stg_lake__documents') }}
),

reports as (
    select * from {{ ref('dim_report') }}
),

indicators as (
    select * from {{ ref('dim_indicator') }}
),

-- One join over both kinds: a kind told in the condition of a join would compare every change with every fact.
standing_subjects as (
    select
        'fact' as subject,
        fact_id as subject_id
    from {{ ref('fct_indicator') }}

    union all

    select
        'finding' as subject,
        finding_id as subject_id
    from {{ ref('fct_finding') }}
)

select
    changes.subject || '/' || changes.subject_id || '/' || changes.from_version || '/' || changes.to_version
        as change_key,
    changes.document_id,
    files.file_path,
    reports.document_id as report_id,
    reports.agency_key,
    reports.agency_sk,
    changes.report_year,
    changes.subject,
    changes.subject_id,
    case when standing_subjects.subject = 'fact' then standing_subjects.subject_id end as fact_id,
    case when standing_subjects.subject = 'finding' then standing_subjects.subject_id end as finding_id,
    changes.kind,
    changes.cause,
    changes.attribute,
    changes.form,
    changes.indicator_id,
    indicators.indicator_key,
    changes.column_id,
    changes.rule_id,
    changes.old_value,
    changes.new_value,
    changes.old_status,
    changes.new_status,
    changes.old_unit,
    changes.new_unit,
    changes.old_approximate,
    changes.new_approximate,
    changes.old_corroborated,
    changes.new_corroborated,
    changes.old_text,
    changes.new_text,
    changes.old_start_offset,
    changes.new_start_offset,
    changes.old_severity,
    changes.new_severity,
    changes.old_verdict,
    changes.new_verdict,
    changes.from_version,
    changes.to_version,
    standing.document_id is not null as is_standing
from changes
left join files
    on changes.document_id = files.document_id
left join standing
    on
        changes.document_id = standing.document_id
        and changes.to_version = standing.parser_version
left join reports
    on changes.document_id = reports.document_id
left join indicators
    on
        changes.form = indicators.form
        and changes.indicator_id = indicators.indicator_id
left join standing_subjects
    on
        changes.subject = standing_subjects.subject
        and changes.subject_id = standing_subjects.subject_id
