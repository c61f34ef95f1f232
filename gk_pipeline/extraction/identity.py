"""Tells who reports and for which year, and whether a document is a report at all.

Belongs here: putting the evidence of a document together. Does not: finding titles, names and dates (`titles.py`,
`naming.py`, `when.py`), the division code of the agency, the rows of a form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from gk_pipeline.agencies.names import classify_name
from gk_pipeline.catalog.forms import NATIONAL_FORMS, Form
from gk_pipeline.documents.model import Document
from gk_pipeline.extraction.folding import fold
from gk_pipeline.extraction.naming import find_agency
from gk_pipeline.extraction.titles import Title, find_titles, read_title
from gk_pipeline.extraction.when import find_publication, find_reporting_period, year_votes


@dataclass(frozen=True, slots=True)
class Identity:
    """Who and when. None means that the document does not tell, or tells two things of the same weight.

    `year_evidence` is the first of title, period, body, published that names a year; `year_votes` has what each says.
    `titles` are all titles at the head of the document; the last one is the report's own.
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
    titles: tuple[Title, ...] = ()

    @property
    def year_conflict(self) -> bool:
        """Whether the title and the period the report covers name different years."""
        return len({self.year_votes[source] for source in ("title", "period") if source in self.year_votes}) > 1

    def year_on(self, form: Form | None) -> tuple[str | None, int | None]:
        """The weightiest evidence for the year that the form allows, and that year.

        A national form is used before its time where all that the report says tells so; the day of a page does not.
        """
        first = form.first_year or 0 if form and form.form in NATIONAL_FORMS else 0
        allowed = [(evidence, year) for evidence, year in self.year_votes.items() if year >= first]
        said = [(evidence, year) for evidence, year in self.year_votes.items() if evidence != "published"]
        return next(iter(allowed or said), (None, None))


def identify(document: Document, *, file_name: str | None = None) -> Identity:
    """Reads title, agency, year and dates. A file name counts as a title where neither text nor format has one."""
    text = document.text
    titles, period = find_titles(text), find_reporting_period(text)
    for declared in (document.title, file_name):
        if not titles and declared:
            title = read_title(declared.rsplit(".", 1)[0])
            # What stands outside the text may be kept from the report of another year.
            if title and period and title.year != period.year:
                title = replace(title, year=None)
            titles = [title] if title else []
    published, filed = find_publication(text)
    votes = year_votes(text, titles, period, published)
    if "title" not in votes and any(title.year for title in titles):
        titles = []  # links to other reports
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
        titles=tuple(titles),
    )


_QUOTED = re.compile(r"《[^《》\n]{1,80}》|<[^<>\n]{1,60}>")
_SECTIONS = {
    "overview": re.compile("概述|总体情况|基本情况|工作情况|组织领导"),
    "proactive": re.compile("主动公开"),
    "requests": re.compile("依申请公开|收到和处理|申请.{0,6}办理"),
    "review": re.compile("行政复议|行政诉讼|复议.{0,4}诉讼"),
    "fees": re.compile("收费|费用|支出"),
    "problems": re.compile("存在.{0,6}(?:问题|不足)|改进"),
    "other matters": re.compile("其他需要报告|需要说明的事项|附表"),
}
# Patterns that run over whole documents open with one class of characters or with literals: that keeps them fast.
_HEADING = re.compile(
    r"[一二三四五六七八九十(第](?:(?<=[^(第])[一二三四五六七八九十]{0,2}[、.]"
    r"|(?<=\()[一二三四五六七八九十]{1,3}\)|(?<=第)[一二三四五六七八]部分)[ 、]*"
    r"(?P<title>[^。;\n]{2,30})"
)
# A heading without a number has a line for itself, and prose below.
_BARE_HEADING = re.compile(r"^[ \u3000]*(?P<title>[^\s。;,:]{2,24})[ \u3000]*\n\s*[^\n]{12,}。", re.MULTILINE)
_SELF = re.compile(r"[我本](?:省|市|州|县|区|旗|镇|乡|街道|办事处|局|委|厅|院|办|中心|部门|机关|单位|管委会)")
_COMPILED = re.compile(
    r"编制[^。\n]{0,30}(?:本|年度)报告|报告[^。\n]{0,30}(?:本|年度)报告|报告如下"
    r"|本(?:年度)?(?:报告|年报)(?:所列|中|根据|是根据|由|依据|包括)"
)
_NOTICE_TITLE = re.compile(
    r"关于.{0,40}(?:年度报告|年报).{0,20}(?:通知|通报|的函|公告)|报告格式|报告模板|填报说明"
    r"|公开(?:指南|制度|办法|方案|要点)\s*$|工作(?:指南|制度|办法|方案|要点)\s*$",
    re.MULTILINE,
)
_NOTICE = re.compile(
    r"请(?:各|于|认真|按时).{0,30}(?:报送|编制|公布|贯彻|上报)|现(?:印发|将.{0,40}通知如下)|特此通知|通知如下"
)
_NEWS = re.compile(r"本报讯|记者[\s从在]|讯\(|新华社|据悉|\(记者|通讯员")
_HEAD = 1500
_REPORT_SCORE = 5


@dataclass(frozen=True, slots=True)
class ReportSignals:
    """The signs in a text for and against a yearly disclosure report, without a look at the rows of a form.

    `sections` names the kinds of headings of a report that are there.
    """

    title: bool
    sections: frozenset[str]
    compiled: bool
    speaks_for_itself: bool
    period: bool
    listing: bool
    notice: bool
    news: bool

    @property
    def score(self) -> int:
        """From about -8 to 14."""
        return (
            4 * self.title
            + min(len(self.sections), 4)
            + 2 * ({"proactive", "requests"} <= self.sections)
            + self.compiled
            + self.speaks_for_itself
            + self.period
            - 5 * self.notice
            - 3 * (self.news + self.listing)
        )

    @property
    def is_report(self) -> bool:
        """Whether the text alone shows a report; a document with the rows of a form needs no more than that."""
        return self.score >= _REPORT_SCORE

    @property
    def reason(self) -> str:
        """What speaks for and against, in words."""
        signs = (
            (self.title, "has the title of a yearly disclosure report"),
            (not self.title, "no title of a yearly disclosure report"),
            (bool(self.sections), f"has sections of a report ({', '.join(sorted(self.sections))})"),
            (not self.sections, "has none of the sections of a report"),
            (self.compiled, "says that it is a report"),
            (self.speaks_for_itself, "speaks of its own agency"),
            (self.period, "names the period it covers"),
            (self.listing, "lists reports of several years or agencies"),
            (self.notice, "reads like a notice or a guide"),
            (self.news, "reads like a news item"),
        )
        return "; ".join(sign for is_so, sign in signs if is_so)


def report_signals(document: Document, identity: Identity) -> ReportSignals:
    """The signs for and against a report: told apart are notices about reports, guides, news, lists of reports."""
    text = _QUOTED.sub("", fold(document.text))  # a report quotes the notices it follows
    headings = "\n".join([match["title"] for form in (_HEADING, _BARE_HEADING) for match in form.finditer(text)])
    sections = frozenset(section for section, words in _SECTIONS.items() if words.search(headings))
    head = text[:_HEAD]
    reports = {(title.name, title.year) for title in identity.titles}
    return ReportSignals(
        title=any(title.year for title in identity.titles),
        sections=sections,
        compiled=bool(_COMPILED.search(text)),
        speaks_for_itself=len(_SELF.findall(text)) > 1,
        period=identity.period_start is not None,
        listing=len(sections) < 2 and len(reports) > 2,
        notice=bool(_NOTICE.search(text) or _NOTICE_TITLE.search(head)),
        news=bool(_NEWS.search(head)),
    )
