"""What became of every file of the inbox.

Belongs here: the list of files with their outcomes. Does not: what the reports say.
"""

from __future__ import annotations

from gk_pipeline.explorer.page import Asked, Page

_FOUND = """
    select
        file.file_path, file.outcome, file.reason, file.remedy, file.duplicate_of, file.report_year, file.format,
        file.size_bytes, file.document_id, report.document_id is not null as is_report
    from mart_documents as file left join dim_report as report using (document_id)
    where ($outcome is null or file.outcome = $outcome)
        and ($q is null or contains(lower(file.file_path), lower($q)))
    order by file.file_path
    limit $length offset $first
"""

_OUTCOMES = "select outcome, count(*) as n_files from mart_documents group by outcome order by outcome"


def page(asked: Asked) -> Page:
    found = asked.marts.rows(
        _FOUND, outcome=asked.text("outcome"), q=asked.text("q"), first=asked.first, length=asked.length
    )
    return Page("documents.html", {"files": found, "outcomes": asked.marts.rows(_OUTCOMES)}, found)
