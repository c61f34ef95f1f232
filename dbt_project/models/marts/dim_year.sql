with reports as (
    select * from {{ ref('stg_lake__reports') }}
),

forms as (
    select * from {{ ref('stg_catalog__forms') }}
),

known_years as (
    select report_year
    from reports
    where report_year is not null

    union all

    select first_year as report_year
    from forms
    where first_year is not null
),

years as (
    select cast(unnest(range(min(report_year), max(report_year) + 1)) as smallint) as report_year
    from known_years
),

-- prose without a table is no form that is ever in force
forms_in_force as (
    select
        years.report_year,
        first(forms.form order by forms.first_year desc, forms.form asc) as form
    from years
    inner join forms
        on {{ in_force('years.report_year', 'forms') }}
    where forms.form != 'narrative'
    group by years.report_year
),

counted as (
    select
        report_year,
        count(*) as n_reports,
        count(distinct agency_key) as n_agencies
    from reports
    group by report_year
)

select
    years.report_year,
    forms_in_force.form as form_in_force,
    case when counted.report_year is null then 0 else counted.n_reports end as n_reports,
    case when counted.report_year is null then 0 else counted.n_agencies end as n_agencies
from years
left join forms_in_force
    on years.report_year = forms_in_force.report_year
left join counted
    on years.report_year = counted.report_year
