"""What contradicts itself: the findings of all reports, each leading to its cells.

Belongs here: the list and what it can be narrowed to. Does not: judging, which the rules have done.
"""

from __future__ import annotations

from gk_pipeline.explorer.page import Asked, Page

_FOUND = """
    select
        finding.finding_id, finding.report_year, report.agency_name, finding.agency_key, finding.document_id,
        finding.rule_id, finding.instance, finding.severity, finding.verdict, finding.message,
        finding.message_zh, finding.suggestion, finding.suggestion_zh,
        finding.expected, finding.actual, finding.rule_expression, finding.rule_label_zh, finding.rule_label_en,
        (select min(fact_id) from bridge_finding_fact as bridge where bridge.finding_id = finding.finding_id) as fact_id
    from fct_finding as finding inner join dim_report as report using (document_id)
    where ($year is null or finding.report_year = $year)
        and ($rule is null or finding.rule_id = $rule)
        and ($severity is null or finding.severity = $severity)
        and ($verdict is null or finding.verdict = $verdict)
    order by finding.report_year desc nulls last, finding.severity, finding.rule_id, finding.finding_id
    limit $length offset $first
"""

_CHOICES = {
    "year": "select distinct report_year as choice from fct_finding where report_year is not null order by choice desc",
    "rule": "select distinct rule_id as choice from fct_finding order by choice",
    "severity": "select distinct severity as choice from fct_finding order by choice",
    "verdict": "select distinct verdict as choice from fct_finding order by choice",
}


def page(asked: Asked) -> Page:
    found = asked.marts.rows(
        _FOUND,
        year=asked.number("year"),
        rule=asked.text("rule"),
        severity=asked.text("severity"),
        verdict=asked.text("verdict"),
        first=asked.first,
        length=asked.length,
    )
    choices = {name: [row["choice"] for row in asked.marts.rows(query)] for name, query in _CHOICES.items()}
    return Page("findings.html", {"findings": found, "choices": choices}, found)
