{# The column is the sum of the columns `parts` in every row. #}
{% test sum_of(model, column_name, parts) %}

select *
from {{ model }}
where {{ column_name }} is distinct from {{ parts | join(" + ") }}

{% endtest %}
