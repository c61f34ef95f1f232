{{ config(materialized='table') }}

-- Which version of its agency files a report; a report of unknown year is taken for the latest.
with reports as (
    select * from {{ ref('stg_lake__reports') }}
),

versions as (
    select * from {{ ref('int_agencies__versions') }}
)

select
    reports.document_id,
    reports.agency_key,
    versions.agency_sk
from reports
inner join versions
    on
        reports.agency_key = versions.agency_key
        and case
            when reports.report_year is null then versions.is_current
            else
                reports.report_year
                between coalesce(versions.valid_from, reports.report_year)
                and coalesce(versions.valid_to, reports.report_year)
        end
