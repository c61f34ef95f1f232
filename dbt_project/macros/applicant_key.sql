{# The applicant of a column. Rows that are not split by applicant, and running totals, have the member `none`. #}
{% macro applicant_key(column_id) -%}
    case when {{ column_id }} is null or {{ column_id }} = 'cumulative' then 'none' else {{ column_id }} end
{%- endmacro %}
