"""Tells which year a report covers, and when it was published and filed.

Belongs here: the weight of the evidence for a year and a date. Does not: the grammar of dates (`dates.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date

from gk_pipeline.extraction import title_grammar as grammar
from gk_pipeline.extraction.dates import Period, find_dates, find_periods, find_years
from gk_pipeline.extraction.folding import fold
from gk_pipeline.extraction.titles import Title

_PUBLISHED_LABEL = re.compile(
    r"(?:发布日期|发布时间|公开日期|公开时间|发文日期|发文时间|公布日期|公布时间|发表时间|撰写时间"
    r"|(?:^|[\s|])(?:时间|日期))[:|\s]*$"
)
_FILED_LABEL = re.compile(r"填(?:报|表)(?:日期|时间)[:\s]*$")
_SOURCE_BEHIND = re.compile(r"\s*(?:\d{1,2}:\d{2}(?::\d{2})?)?\s*(?:来源|作者|浏览|点击|信息来源)")
_QUOTED = re.compile(r"《[^》\n]*》|〔[^〕\n]*〕")
# A line that is the title of a report: its own or a link's.
_TITLE_LINE = re.compile(
    r"[^。,;\n]{0,50}?(?:20\d\d|二[〇○零]..)年[^。,;\n]{0,50}(?:报告|年报|总结)[^。,;\n]{0,16}(?=\n|\Z)"
)
_LABEL_LENGTH = 20
_OFTEN = 3
_LEAST_PERIOD_DAYS = 150  # a shorter span in a report is no reporting period


def find_reporting_period(text: str) -> Period | None:
    """The span of days that the figures of the report cover, where it says so."""
    return next((p for p in find_periods(text) if (p.last - p.first).days >= _LEAST_PERIOD_DAYS), None)


def year_votes(text: str, titles: Sequence[Title], period: Period | None, published: date | None) -> dict[str, int]:
    """The year that each kind of evidence names, the weightiest first: title, period, body, published.

    A page published in one year reports on the one before; that is the weakest evidence, pages are filled in later.
    """
    votes: dict[str, int] = {}
    titles = [title for title in titles if title.year is not None]
    if titles and (year := titles[-1].year):
        votes["title"] = year
    if period:
        votes["period"] = period.year
    counted = _count_years(text)
    named = counted.most_common(2)
    if named and (len(named) == 1 or named[0][1] > named[1][1]):
        votes["body"] = named[0][0]
    if published:
        votes["published"] = published.year - 1
    if titles and _is_link(titles, votes, counted):
        del votes["title"]
    return votes


def _count_years(text: str) -> Counter[int]:
    """How often the text names each year, other than in dates and in the titles of documents."""
    folded = fold(text)
    lines = {folded.rfind("\n", 0, anchor.start()) + 1 for anchor in grammar.ANCHOR.finditer(folded)}
    titles = filter(None, (_TITLE_LINE.match(folded, start) for start in lines))
    named = sorted(match.span() for match in (*titles, *_QUOTED.finditer(folded)))
    starts = [start for start, _ in named]
    dates = {found.start for found in find_dates(text)}

    def is_in_name(position: int) -> bool:
        nearest = bisect_right(starts, position) - 1
        return nearest >= 0 and position < named[nearest][1]

    return Counter(year for year, start in find_years(text) if start not in dates and not is_in_name(start))


def _is_link(titles: Sequence[Title], votes: dict[str, int], counted: Counter[int]) -> bool:
    """Whether the titles are those of links to other reports: their year is contradicted, or named nowhere else
    and not that before the page was published."""
    year, body = votes["title"], votes.get("body")
    if body is None or year in (body, votes.get("published")):
        return False
    if counted[body] > 1 and votes.get("period") == body:
        return True
    return not counted[year] and (counted[body] >= _OFTEN or votes.get("published") == body)


def find_publication(text: str) -> tuple[date | None, date | None]:
    """(published, filed). Published: the labelled date, else one beside a source, else the date of the signature."""
    folded = fold(text)
    labelled = beside_source = signed = filed = None
    for found in find_dates(text):
        before = folded[folded.rfind("\n", 0, found.start) + 1 : found.start]
        label = folded[max(found.start - _LABEL_LENGTH, 0) : found.start]
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
