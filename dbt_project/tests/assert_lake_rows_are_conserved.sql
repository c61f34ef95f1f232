-- Every row of the lake reaches its mart, or is held back with its report and listed in quarantine.
with lake_rows as (
    select
        'facts' as table_name,
        count(*) as n_rows
    from {{ ref('stg_lake__facts') }}

    union all

    select
        'claims' as table_name,
        count(*) as n_rows
    from {{ ref('stg_lake__claims') }}

    union all

    select
        'findings' as table_name,
        count(*) as n_rows
    from {{ ref('stg_lake__findings') }}

    union all

    select
        'unmapped_cells' as table_name,
        count(*) as n_rows
    from {{ ref('stg_lake__unmapped_cells') }}

    union all

    select
        'passages' as table_name,
        count(*) as n_rows
    from {{ ref('stg_lake__passages') }}
),

mart_rows as (
    select
        'facts' as table_name,
        count(*) as n_rows
    from {{ ref('fct_indicator') }}

    union all

    select
        'claims' as table_name,
        count(*) as n_rows
    from {{ ref('fct_claim') }}

    union all

    select
        'findings' as table_name,
        count(*) as n_rows
    from {{ ref('fct_finding') }}

    union all

    select
        'unmapped_cells' as table_name,
        count(*) as n_rows
    from {{ ref('fct_unmapped_cell') }}

    union all

    select
        'passages' as table_name,
        count(*) as n_rows
    from {{ ref('fct_passage') }}

    union all

    select
        table_name,
        count(*) as n_rows
    from {{ ref('fct_quarantine') }}
    where held_by = 'report'
    group by table_name
),

placed as (
    select
        table_name,
        sum(n_rows) as n_rows
    from mart_rows
    group by table_name
)

select
    lake_rows.table_name,
    lake_rows.n_rows as n_rows_in_lake,
    placed.n_rows as n_rows_in_marts
from lake_rows
inner join placed
    on lake_rows.table_name = placed.table_name
where lake_rows.n_rows != placed.n_rows
