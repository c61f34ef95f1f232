{#
    A table of the models and tests that failed and have not passed since, whoever ran dbt. Publishing refuses while it
    has rows, also in a later run that builds nothing itself. The row `run` says that a run is under way or was cut off.
    A failed unit test shows as its model, which is then skipped.
#}
{% macro open_run() %}
    {% if execute and flags.WHICH in ("build", "run") %}
        create schema if not exists state;
        create table if not exists state.standing_failures (node varchar, problem varchar);
        delete from state.standing_failures where node = 'run';
        insert into state.standing_failures values ('run', 'unfinished');
    {% endif %}
{% endmacro %}

{% macro close_run(results) %}
    {% if execute and flags.WHICH in ("build", "run", "test") %}
        {% set settled = ["run"] %}
        {% set failed = [] %}
        {% for result in results if result.node.unique_id in graph.nodes %}
            {% do settled.append(result.node.unique_id) %}
            {% if result.status not in ("success", "pass", "warn", "no-op") %}
                {% do failed.append("('" ~ result.node.unique_id ~ "', '" ~ result.status ~ "')") %}
            {% endif %}
        {% endfor %}

        create schema if not exists state;
        create table if not exists state.standing_failures (node varchar, problem varchar);
        delete from state.standing_failures
        where
            node in ('{{ settled | join("', '") }}')
            or node not in ('run', '{{ graph.nodes.keys() | join("', '") }}');
        {% if failed %}
            insert into state.standing_failures values {{ failed | join(", ") }};
        {% endif %}
    {% endif %}
{% endmacro %}
