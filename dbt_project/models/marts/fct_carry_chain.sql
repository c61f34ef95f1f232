{{ config(materialized='incremental', meta={'years': 'int_years__following'}) }}

with terms as (
    select * from {{ ref('int_chains__terms') }}
),

facts as (
    select *
    from {{ ref('fct_indicator') }}
    where
        period = 'year'
        and {{ in_years('report_year', ref('int_years__following'), reach=[-1]) }}
),

links as (
    select * from {{ ref('int_concepts__links') }}
),

findings as (
    select *
    from {{ ref('fct_finding') }}
    where {{ in_years('report_year', ref('int_years__following')) }}
),

reports as (
    select
        document_id,
        agency_key,
        agency_sk,
        report_year,
        form,
        lag(document_id) over by_year as previous_document_id,
        lag(report_year) over by_year as previous_year,
        lag(form) over by_year as previous_form
    from {{ ref('dim_report') }}
    where
        is_current
        and n_reports_of_agency_year is not null
    window by_year as (partition by agency_key order by report_year)
),

-- every figure that last year's report should explain, whether there is such a report or not
chains as (
    select distinct
        topic,
        applicant_key,
        form
    from terms
),

opened as (
    select
        reports.*,
        chains.topic,
        chains.applicant_key
    from reports
    inner join chains
        on reports.form = chains.form
    where {{ in_years('reports.report_year', ref('int_years__following')) }}
),

-- the figure itself is the same whatever form came before; only where the forms follow each other is more asked for
asked as (
    select distinct
        opened.document_id,
        opened.topic,
        opened.applicant_key,
        cast(null as varchar) as rule_id,
        terms.side,
        terms.of_year,
        terms.sign,
        terms.indicator_id
    from opened
    inner join terms
        on
            opened.topic = terms.topic
            and opened.applicant_key = terms.applicant_key
            and opened.form = terms.form
    where terms.side = 'actual'

    union all

    select
        opened.document_id,
        opened.topic,
        opened.applicant_key,
        terms.rule_id,
        terms.side,
        terms.of_year,
        terms.sign,
        terms.indicator_id
    from opened
    inner join terms
        on
            opened.topic = terms.topic
            and opened.applicant_key = terms.applicant_key
            and opened.form = terms.form
            and opened.previous_form = terms.previous_form
    where
        terms.side = 'expected'
        and opened.previous_year = opened.report_year - 1
),

valued as (
    select
        asked.document_id,
        asked.topic,
        asked.applicant_key,
        asked.rule_id,
        asked.side,
        facts.fact_id,
        asked.of_year || ' ' || asked.indicator_id || ': ' || case
            when facts.fact_id is null then 'not_stated'
            when facts.approximate then 'approximate'
            else facts.status
        end as term_status,
        case when not facts.approximate then asked.sign * facts.value end as term
    from asked
    inner join reports
        on asked.document_id = reports.document_id
    left join facts
        on
            facts.document_id
            = case when asked.of_year = 'this' then reports.document_id else reports.previous_document_id end
            and asked.indicator_id = facts.indicator_id
            and asked.applicant_key = facts.applicant_key
),

summed as (
    select
        document_id,
        topic,
        applicant_key,
        max(rule_id) as rule_id,
        sum(term) filter (where side = 'expected') as expected_sum,
        sum(term) filter (where side = 'actual') as actual,
        count(*) filter (where side = 'expected') as n_terms,
        count(term) filter (where side = 'expected') as n_terms_reported,
        list(term_status order by term_status) filter (where term is null) as missing_terms,
        list(fact_id order by fact_id) filter (where fact_id is not null) as fact_ids
    from valued
    group by document_id, topic, applicant_key
),

judged as (
    select
        opened.*,
        summed.rule_id,
        summed.actual,
        summed.missing_terms,
        summed.fact_ids,
        case
            when summed.n_terms > 0 and summed.n_terms = summed.n_terms_reported then summed.expected_sum
        end as expected,
        case
            when opened.previous_year is null then 'first'
            when opened.previous_year < opened.report_year - 1 then 'gap'
            when summed.n_terms = 0 then 'other_form'
            when summed.missing_terms is not null then 'not_assessable'
            when summed.expected_sum = summed.actual then 'holds'
            else 'broken'
        end as verdict
    from opened
    inner join summed
        on
            opened.document_id = summed.document_id
            and opened.topic = summed.topic
            and opened.applicant_key = summed.applicant_key
)

select
    judged.agency_key,
    judged.agency_sk,
    judged.report_year,
    judged.topic,
    judged.applicant_key,
    judged.document_id,
    judged.form,
    judged.previous_year,
    judged.previous_document_id,
    judged.previous_form,
    case
        when judged.previous_year is not null
            then cast(range(judged.previous_year + 1, judged.report_year) as smallint[])
    end as years_missing,
    judged.expected,
    judged.actual,
    judged.actual - judged.expected as difference,
    judged.verdict,
    judged.missing_terms,
    case
        when judged.rule_id is null then null
        when judged.previous_form = judged.form then 'exact'
        else links.link
    end as link,
    judged.rule_id,
    findings.finding_id,
    judged.fact_ids
from judged
left join links
    on
        links.concept_id = case
            when judged.topic = 'requests' then 'c.carried_out'
            when judged.topic in ('rules', 'normdocs') then 'c.' || judged.topic || '.stock'
        end
        and judged.previous_form = links.from_form
        and judged.form = links.form
left join findings
    on
        judged.document_id = findings.document_id
        and judged.rule_id = findings.rule_id
        and findings.instance = case when judged.applicant_key = 'none' then judged.topic else judged.applicant_key end
