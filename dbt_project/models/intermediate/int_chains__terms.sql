-- What a figure of this year should be by last year's report, term by term. These are the equalities over two years of
-- the catalogue, turned so that one figure of this year stands alone; a test holds them against each other.
{% set terms = [
    ("requests", "N07", "fmt2019", "fmt2019", "actual", "this", 1, "carried_in"),
    ("requests", "N07", "fmt2019", "fmt2019", "expected", "previous", 1, "carried_out"),
    ("requests", "N07", "fmt2019", "fmt2021", "actual", "this", 1, "carried_in"),
    ("requests", "N07", "fmt2019", "fmt2021", "expected", "previous", 1, "carried_out"),
    ("requests", "F07", "fmt2021", "fmt2019", "actual", "this", 1, "carried_in"),
    ("requests", "F07", "fmt2021", "fmt2019", "expected", "previous", 1, "carried_out"),
    ("requests", "F07", "fmt2021", "fmt2021", "actual", "this", 1, "carried_in"),
    ("requests", "F07", "fmt2021", "fmt2021", "expected", "previous", 1, "carried_out"),
    ("documents", "N14", "fmt2019", "fmt2019", "actual", "this", 1, "total_disclosed"),
    ("documents", "N14", "fmt2019", "fmt2019", "expected", "previous", 1, "total_disclosed"),
    ("documents", "N14", "fmt2019", "fmt2019", "expected", "this", 1, "new_disclosed"),
    ("documents", "F13", "fmt2021", "fmt2019", "actual", "this", 1, "in_force"),
    ("documents", "F13", "fmt2021", "fmt2019", "expected", "previous", 1, "total_disclosed"),
    ("documents", "F13", "fmt2021", "fmt2019", "expected", "this", 1, "issued"),
    ("documents", "F13", "fmt2021", "fmt2019", "expected", "this", -1, "repealed"),
    ("documents", "F10", "fmt2021", "fmt2021", "actual", "this", 1, "in_force"),
    ("documents", "F10", "fmt2021", "fmt2021", "expected", "previous", 1, "in_force"),
    ("documents", "F10", "fmt2021", "fmt2021", "expected", "this", 1, "issued"),
    ("documents", "F10", "fmt2021", "fmt2021", "expected", "this", -1, "repealed"),
    ("items", "N12", "fmt2019", "fmt2019", "actual", "this", 1, "items_prev"),
    ("items", "N12", "fmt2019", "fmt2019", "expected", "previous", 1, "items_prev"),
    ("items", "N12", "fmt2019", "fmt2019", "expected", "previous", 1, "items_change"),
] %}
{% set topics = [
    ("requests", "requests", "app"),
    ("documents", "rules", "pub.rules"),
    ("documents", "normdocs", "pub.normdocs"),
    ("items", "licensing", "pub.licensing"),
    ("items", "other_services", "pub.other_services"),
    ("items", "penalty", "pub.penalty"),
    ("items", "coercion", "pub.coercion"),
    ("items", "fees", "pub.fees"),
] %}
with terms as (
    {% for kind, rule_id, form, previous_form, side, of_year, sign, cell in terms %}
        select
            '{{ kind }}' as kind,
            '{{ rule_id }}' as rule_id,
            '{{ form }}' as form,
            '{{ previous_form }}' as previous_form,
            '{{ side }}' as side,
            '{{ of_year }}' as of_year,
            {{ sign }} as sign,
            '{{ cell }}' as cell
        {{ "union all" if not loop.last }}
    {% endfor %}
),

topics as (
    {% for kind, topic, above in topics %}
        select
            '{{ kind }}' as kind,
            '{{ topic }}' as topic,
            '{{ above }}' as above
        {{ "union all" if not loop.last }}
    {% endfor %}
),

applicants as (
    select column_id as applicant_key
    from {{ ref('stg_catalog__applicant_columns') }}
)

select
    terms.rule_id,
    topics.topic,
    coalesce(applicants.applicant_key, 'none') as applicant_key,
    terms.form,
    terms.previous_form,
    terms.side,
    terms.of_year,
    terms.sign,
    topics.above || '.' || terms.cell as indicator_id
from terms
inner join topics
    on terms.kind = topics.kind
left join applicants
    on topics.kind = 'requests'
