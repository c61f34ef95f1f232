{# What a column counts: the year of the report, or everything since the duty to disclose began. #}
{% macro period(column_id) -%}
    case when {{ column_id }} = 'cumulative' then 'cumulative' else 'year' end
{%- endmacro %}
