-- How well the figure of one form compares with that of another. The way from form to form crosses the changes of 2019
-- and 2021, each with its own link in the concordance; the worst link on the way counts. A local form beside a national
-- one is near at best, since no two places print the same one.
with concepts as (
    select * from {{ ref('stg_catalog__concepts') }}
),

cells as (
    select * from {{ ref('int_concepts__cells') }}
),

forms as (
    select distinct
        concept_id,
        form,
        form in ('old2014', 'local') as is_before_2019,
        form = 'fmt2021' as is_since_2021,
        form = 'local' as is_local
    from cells
    where form is not null
),

crossed as (
    select
        one.concept_id,
        one.form as from_form,
        other.form,
        list_position(
            ['exact', 'near', 'none'],
            case when one.is_before_2019 = other.is_before_2019 then 'exact' else concepts.old_2019 end
        ) as change_of_2019,
        list_position(
            ['exact', 'near', 'none'],
            case when one.is_since_2021 = other.is_since_2021 then 'exact' else concepts.y2019_2021 end
        ) as change_of_2021,
        list_position(
            ['exact', 'near', 'none'], case when one.is_local = other.is_local then 'exact' else 'near' end
        ) as local_or_national
    from forms as one
    inner join forms as other
        on one.concept_id = other.concept_id
    inner join concepts
        on one.concept_id = concepts.concept_id
)

select
    concept_id,
    from_form,
    form,
    ['exact', 'near', 'none'][greatest(change_of_2019, change_of_2021, local_or_national)] as link
from crossed
