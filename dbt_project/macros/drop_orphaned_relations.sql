{# Drops what stands in the schemas of this project without being one of its models. #}
{% macro drop_orphaned_relations() %}
{% if execute and flags.WHICH in ("build", "run") %}

{% set expected = [] %}
{% set schemas = [] %}
{% for node in graph.nodes.values() if node.resource_type == "model" %}
{% do expected.append((node.schema, node.alias)) %}
{% do schemas.append(node.schema) %}
{% endfor %}

{% set standing %}
select
    table_schema,
    table_name,
    if(table_type = 'VIEW', 'view', 'table') as relation_type
from information_schema.tables
where
    table_catalog = '{{ target.database }}'
    and table_schema in ('{{ schemas | unique | join("', '") }}')
{% endset %}

{% for schema, name, type in run_query(standing) if (schema, name) not in expected %}
{% do adapter.drop_relation(api.Relation.create(target.database, schema, name, type)) %}
{% endfor %}

{% endif %}
{% endmacro %}
