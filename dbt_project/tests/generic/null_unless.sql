{# The column holds a value exactly in the rows where `condition` holds. #}
{% test null_unless(model, column_name, condition) %}

select *
from {{ model }}
where ({{ column_name }} is not null) is distinct from ({{ condition }})

{% endtest %}
