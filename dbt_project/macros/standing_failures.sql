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
        create table if not exists state.inputs (kind varchar, name varchar, report_year varchar, digest varchar);
        delete from state.inputs;
        create table if not exists state.mart_years (
            mart varchar, is_by_year boolean, report_year smallint, made_by varchar
        );
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
        {% elif flags.WHICH == "build" and not missing_nodes(settled) %}
            {{ note_inputs() }}
        {% endif %}
    {% endif %}
{% endmacro %}

{# The models and data tests of the project that are not among `settled`. #}
{% macro missing_nodes(settled) %}
    {% set missing = [] %}
    {% for id, node in graph.nodes.items() if node.resource_type in ("model", "test") and id not in settled %}
        {% do missing.append(id) %}
    {% endfor %}
    {{- return(missing) -}}
{% endmacro %}

{#
    What the marts were made of, as whoever started dbt says in GK_REFRESH_INPUTS. It stands there only while all marts
    agree with it: a run takes it away at its start, and gives it back when every model and test of the project passed.
#}
{% macro note_inputs() %}
    {% set rows = [] %}
    {% for kind, name, year, digest in fromjson(env_var('GK_REFRESH_INPUTS', '[]')) %}
        {% do rows.append("('" ~ kind ~ "', '" ~ name ~ "', '" ~ year ~ "', '" ~ digest ~ "')") %}
    {% endfor %}
    {% if rows %}
        insert into state.inputs values {{ rows | join(", ") }};
    {% endif %}
{% endmacro %}
