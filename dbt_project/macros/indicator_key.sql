{# The key of a row of a form: the same row id in two forms is two indicators. #}
{% macro indicator_key(form, indicator_id) -%}
    {{ form }} || ':' || {{ indicator_id }}
{%- endmacro %}
