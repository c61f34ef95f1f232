{# Whether a form or row of the catalogue is in force in a year; null when the year is unknown. #}
{% macro in_force(year, relation) -%}
    {{ year }} >= {{ relation }}.first_year and ({{ relation }}.last_year is null or {{ year }} <= {{ relation }}.last_year)
{%- endmacro %}
