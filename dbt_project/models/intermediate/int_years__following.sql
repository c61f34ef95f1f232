{{ config(materialized='table') }}
{% set touched = ref('int_years__touched') %}
{% set changed = ref('int_reports__changed') %}

-- The years touched, those after them, and those whose reports follow another report of their agency than before.
select report_year
from {{ touched }}
{% if not refreshes_all() %}
union

select cast(report_year + 1 as smallint) as report_year
from {{ touched }}
where report_year is not null

union

select chains.report_year
from {{ mart('fct_carry_chain') }} as chains
inner join {{ changed }} as changed
    on
        chains.agency_key = changed.agency_key
        and chains.report_year > changed.report_year
        and (chains.previous_year is null or chains.previous_year <= changed.report_year)
{% endif %}
