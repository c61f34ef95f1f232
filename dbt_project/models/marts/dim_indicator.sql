with indicators as (
    select * from {{ ref('stg_catalog__indicators') }}
),

forms as (
    select * from {{ ref('stg_catalog__forms') }}
)

select
    {{ indicator_key('indicators.form', 'indicators.indicator_id') }} as indicator_key,
    indicators.form,
    indicators.indicator_id,
    {{ indicator_key('indicators.form', 'indicators.parent_id') }} as parent_key,
    forms.label_zh as form_label_zh,
    forms.label_en as form_label_en,
    indicators.section,
    indicators.kind,
    indicators.label_zh,
    indicators.label_en,
    indicators.unit,
    indicators.unit_zh,
    indicators.value_type,
    indicators.first_year,
    indicators.last_year,
    indicators.sort_order
from indicators
left join forms
    on indicators.form = forms.form
