{# The column is at least `other`, a column or a number, wherever both are known. #}
{% test not_less_than(model, column_name, other) %}

select *
from {{ model }}
where {{ column_name }} < {{ other }}

{% endtest %}
