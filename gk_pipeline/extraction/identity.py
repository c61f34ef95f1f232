"""Tells who reports and for which year: title, agency, year with its evidence, dates, period.

Belongs here: putting the evidence of a document together. Does not: finding titles and names (`titles.py`,
`naming.py`), the division code of the agency, whether the document is a report at all (`recognition.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from gk_pipeline.agencies.names import classify_name
from gk_pipeline.documents.model import Document
from gk_pipeline.extraction.dates import Period, find_dates, find_periods, find_years
from gk_pipeline.extraction.folding import fold
from gk_pipeline.extraction.naming import find_agency
from gk_pipeline.extraction.titles import Title, find_titles, read_title

_PUBLISHED_LABEL = re.compile(
    r"(?:发布日期|发布时间|公开日期|公开时间|发文日期|发文时间|公布日期|公布时间|发表时间|撰写时间|(?:^|[\s|])(?:时间|日期))[:|\s]*$"
)
_FILED_LABEL = re.compile(r"填(?:报|表)(?:日期|时间)[:\s]*$")
_SOURCE_BEHIND = re.compile(r"\s*(?:\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:来源|作者|浏览|点击|信息来源)")
_QUOTED = re.compile(r"《[^》\n]*》|〔[^〕\n]*〕")
_LEAST_PERIOD_DAYS = 150  # a shorter span in a report is no reporting period


@dataclass(frozen=True, slots=True)
class Identity:
    """Who and when. None means that the document does not tell, or tells two things of the same weight.

    `year_evidence` is the first of title, period, body, published that names a year; `year_votes` has what each says.
    `agency_level` and `agency_type` are what the name tells, see `agencies.names`.
    """

    title: str | None = None
    agency_name: str | None = None
    agency_level: str | None = None
    agency_type: str | None = None
    year: int | None = None
    year_evidence: str | None = None
    year_votes: dict[str, int] = field(default_factory=dict)
    published_on: date | None = None
    filed_on: date | None = None
    period_start: date | None = None
    period_end: date | None = None

    @property
    def year_conflict(self) -> bool:
        """Whether the title and the period the report covers name different years."""
        return len({self.year_votes[source] for source in ("title", "period") if source in self.year_votes}) > 1


def identify(document: Document, *, file_name: str | None = None) -> Identity:
    """Reads title, agency, year and dates. `file_name` helps where the text has no title; its year never counts."""
    text = document.text
    titles = find_titles(text)
    for declared in (document.title, file_name):
        if not titles and declared:
            title = read_title(declared.rsplit(".", 1)[0])
            titles = [title] if title else []
    period = next((p for p in find_periods(text) if (p.last - p.first).days >= _LEAST_PERIOD_DAYS), None)
    published, filed = _dates(text)
    votes = _year_votes(text, titles, period, published)
    evidence = next(iter(votes), None)
    name = find_agency(text, titles)
    kind = classify_name(name) if name else None
    return Identity(
        title=titles[-1].text if titles else None,
        agency_name=name,
        agency_level=kind.level if kind else None,
        agency_type=kind.agency_type if kind else None,
        year=votes[evidence] if evidence else None,
        year_evidence=evidence,
        year_votes=votes,
        published_on=published,
        filed_on=filed,
        period_start=period.first if period else None,
        period_end=period.last if period else None,
    )


def _year_votes(
    text: str, titles: list[Title], period: Period | None, published: date | None
) -> dict[str, int]:
    """What each kind of evidence says, in order of weight."""
    votes: dict[str, int] = {}
    if titles:
        votes["title"] = titles[-1].year
    if period:
        votes["period"] = period.year
    plain = _QUOTED.sub("", text)
    dates = {found.start for found in find_dates(plain)}
    named = Counter(year for year, start in find_years(plain) if start not in dates).most_common(2)
    if named and (len(named) == 1 or named[0][1] > named[1][1]):
        votes["body"] = named[0][0]
    if published:
        votes["published"] = published.year - 1
    return votes


def _dates(text: str) -> tuple[date | None, date | None]:
    """(published, filed): the labelled date, else one in the head beside a source, else the date of the signature."""
    folded = fold(text)
    labelled = beside_source = signed = filed = None
    for found in find_dates(text):
        before = folded[folded.rfind("\n", 0, found.start) + 1 : found.start]
        label = folded[max(found.start - 20, 0) : found.start]
        if _FILED_LABEL.search(label):
            filed = filed or found.value
        elif _PUBLISHED_LABEL.search(label):
            labelled = labelled or found.value
        elif _SOURCE_BEHIND.match(folded, found.end):
            beside_source = beside_source or found.value
        elif not before.strip(" \t\u3000(") and _ends_line(folded, found.end):
            signed = found.value
    return labelled or beside_source or signed, filed


def _ends_line(folded: str, position: int) -> bool:
    line_end = folded.find("\n", position)
    return not folded[position : line_end if line_end >= 0 else None].strip(" \t\u3000)")
