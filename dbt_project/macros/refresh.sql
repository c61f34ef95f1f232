{#
    Which report years a run makes anew. Whoever starts dbt says in GK_REFRESH_YEARS which years of the lake changed, as
    `2017,2018,unknown`; `all`, which also holds when nothing is said, makes everything anew.
#}

{# Whether all years are made anew. #}
{% macro refreshes_all() %}
    {{- return(not execute or flags.FULL_REFRESH or env_var('GK_REFRESH_YEARS', 'all') == 'all') -}}
{% endmacro %}

{# The years of the lake that changed, as a list in which none is the unknown year. Not to be asked when all are. #}
{% macro changed_years() %}
    {% set years = [] %}
    {% for year in env_var('GK_REFRESH_YEARS', 'all').split(',') if year %}
        {% do years.append(none if year == 'unknown' else year | int) %}
    {% endfor %}
    {{- return(years) -}}
{% endmacro %}

{#
    The condition that `column` is a year that is made anew: one that a model of `int_years__...` lists, or without
    `listed` a year of the lake that changed. `reach` adds neighbours: -1 also takes the year before each of them.
    The years stand in the text of the query, so that files of other years are not even opened.
#}
{% macro in_years(column, listed=none, reach=[]) %}
    {%- if refreshes_all() -%}
        {{- return('true') -}}
    {%- endif -%}
    {%- if listed is none -%}
        {%- set years = changed_years() -%}
    {%- else -%}
        {%- set years = run_query('select report_year from ' ~ listed).columns[0].values() | list -%}
    {%- endif -%}
    {%- set known = [] -%}
    {%- for year in years if year is not none -%}
        {%- for step in [0] + reach -%}
            {%- do known.append(year | int + step) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set parts = [] -%}
    {%- if known -%}
        {%- do parts.append(column ~ ' in (' ~ known | unique | sort | join(', ') ~ ')') -%}
    {%- endif -%}
    {%- if none in years -%}
        {%- do parts.append(column ~ ' is null') -%}
    {%- endif -%}
    {{- return('(' ~ parts | join(' or ') ~ ')' if parts else 'false') -}}
{% endmacro %}

{# The table of the years in which a model is made anew, as its `meta` names it; none for the years of the lake. #}
{% macro years_of(node) %}
    {%- set lister = node.config.meta.get('years') -%}
    {{- return(api.Relation.create(target.database, 'intermediate', lister) if lister else none) -}}
{% endmacro %}

{#
    Incremental strategy `by_year`: the rows of the years that are made anew go, whatever is put in their place. A year
    that left the lake leaves the mart, and the unknown year is a year like any other.
#}
{% macro get_incremental_by_year_sql(arg_dict) %}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arg_dict['target_relation'] }}
    where {{ in_years('report_year', years_of(model)) }};

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict['temp_relation'] }}
{% endmacro %}

{#
    What generic tests read: of a model that is made by year, the years that were made anew. The others passed when they
    were made, and have not been touched since.
#}
{% macro get_where_subquery(relation) -%}
    {%- set conditions = [config.get('where')] if config.get('where') else [] -%}
    {%- if not refreshes_all() and flags.WHICH == 'build' -%}
        {%- for node in graph.nodes.values()
            if node.resource_type == 'model' and node.alias == relation.identifier and node.schema == relation.schema
            and node.config.get('incremental_strategy') == 'by_year' and node.config.materialized == 'incremental' -%}
            {%- do conditions.append(in_years('report_year', years_of(node))) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if conditions -%}
        (select * from {{ relation }} where {{ conditions | join(' and ') }}) as dbt_subquery
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}

{# Stops a run that would fill a mart with some years only, because the mart is not there. #}
{% macro require_marts() %}
    {% if not refreshes_all() and flags.WHICH in ("build", "run") %}
        {% for node in graph.nodes.values() if node.config.materialized == "incremental" %}
            {% if not load_relation(api.Relation.create(target.database, node.schema, node.alias)) %}
                {% do exceptions.raise_compiler_error(node.alias ~ " is missing: use --full-refresh") %}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{# A mart as the run before left it, for models that it is made from. #}
{% macro mart(name) -%}
    {{ api.Relation.create(target.database, 'marts', name) }}
{%- endmacro %}

{#
    Notes, after a mart was made, which run made which of its years, so that publishing need not read the others again.
    A mart that is made whole has one row without a year.
#}
{% macro note_made() %}
    {% if execute %}
        {% set is_by_year = config.get('materialized') == 'incremental' %}
        {% set by_year = 'true' if is_by_year else 'false' %}
        {% set condition = in_years('report_year', years_of(model)) if is_by_year else 'true' %}
        delete from state.mart_years
        where mart = '{{ this.identifier }}' and {{ condition }};
        {% if is_by_year %}
            insert into state.mart_years
            select distinct '{{ this.identifier }}', true, report_year, '{{ invocation_id }}'
            from {{ this }}
            where {{ condition }}
        {% else %}
            insert into state.mart_years values ('{{ this.identifier }}', false, null, '{{ invocation_id }}')
        {% endif %}
    {% endif %}
{% endmacro %}
