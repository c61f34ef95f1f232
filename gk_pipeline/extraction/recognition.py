"""Tells a yearly disclosure report from a page about such reports: a notice, a news item, a list, a guide.

Belongs here: the signs that stand in the text, with their reasons. Does not: the decision, which also weighs how many
rows of a form were found; who and when (`identity.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gk_pipeline.extraction.dates import find_periods
from gk_pipeline.extraction.folding import fold
from gk_pipeline.extraction.titles import find_titles, read_title

_HEADINGS = {
    "overview": r"概述|总体情况|基本情况|工作情况|组织领导",
    "proactive": r"主动公开",
    "requests": r"依申请公开|收到和处理|申请.{0,6}办理",
    "review": r"行政复议|行政诉讼|复议.{0,4}诉讼",
    "fees": r"收费|费用|支出",
    "problems": r"存在.{0,6}(?:问题|不足)|改进",
    "other_matters": r"其他需要报告|需要说明的事项|附表",
}
_HEADING = re.compile(
    r"(?:^|[\s。;:]|(?<=情况))#*\s*(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八]部分)[ 、]*"
    r"(?P<title>[^。;\n]{2,30})"
)
_QUOTED = re.compile("《[^《》\n]{1,80}》|<[^<>\n]{1,60}>")
_SELF = re.compile(r"[我本](?:省|市|州|县|区|旗|镇|乡|街道|办事处|局|委|厅|院|办|中心|部门|机关|单位|管委会)")
_COMPILED = re.compile(r"(?:编制|报告)[^。\n]{0,30}(?:本|年度)报告|本(?:年度)?(?:报告|年报)(?:所列|中|根据|是根据|由|依据|包括)|报告如下")
_NOTICE_TITLE = re.compile(
    r"关于.{0,40}(?:年度报告|年报).{0,20}(?:通知|通报|的函|公告)|报告格式|报告模板|填报说明|(?:公开|工作)(?:指南|制度|办法|方案|要点)\s*$"
)
_NOTICE = re.compile(r"请(?:各|于|认真|按时).{0,30}(?:报送|编制|公布|贯彻|上报)|现(?:印发|将.{0,40}通知如下)|特此通知|通知如下")
_NEWS = re.compile(r"本报讯|记者[\s从在]|讯\(|新华社|据悉|\(记者|通讯员|责任编辑")


@dataclass(frozen=True, slots=True)
class ReportSignals:
    """The signs found in a text. `sections` names the kinds of headings of a report that are there."""

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
        """From about -8 to 14: 5 and more is a report by its text alone, 1 and less is none without table rows.

        Between the two the rows of a form decide.
        """
        return (
            4 * self.title
            + min(len(self.sections), 4)
            + 2 * ({"proactive", "requests"} <= self.sections)
            + self.compiled
            + self.speaks_for_itself
            + self.period
            - 5 * self.notice
            - 3 * self.news
            - 3 * self.listing
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks for and against, in words."""
        named = ", ".join(sorted(self.sections))
        found = (
            (self.title, "has the title of a yearly disclosure report"),
            (not self.title, "no title of a yearly disclosure report"),
            (bool(self.sections), f"has sections of a report: {named}"),
            (not self.sections, "has none of the sections of a report"),
            (self.compiled, "says that it is a report"),
            (self.speaks_for_itself, "speaks of its own agency"),
            (self.period, "names the period it covers"),
            (self.listing, "lists reports of several years or agencies"),
            (self.notice, "reads like a notice or a guide about reports"),
            (self.news, "reads like a news item"),
        )
        return tuple(reason for is_so, reason in found if is_so)


def report_signals(text: str, declared_title: str | None = None) -> ReportSignals:
    """The signs for and against a report. `declared_title` is the title the format declares, e.g. `<title>`."""
    titles = find_titles(text)
    folded = _QUOTED.sub("", fold(text))  # a report quotes the notices it follows
    head = folded[:1500]
    sections = {
        section
        for match in _HEADING.finditer(folded)
        for section, words in _HEADINGS.items()
        if re.search(words, match["title"])
    }
    return ReportSignals(
        title=bool(titles) or bool(declared_title and read_title(declared_title)),
        sections=frozenset(sections),
        compiled=bool(_COMPILED.search(folded)),
        speaks_for_itself=len(_SELF.findall(folded)) >= 2,
        period=any((period.last - period.first).days >= 150 for period in find_periods(text)),
        listing=len(sections) < 2 and len({(title.name, title.year) for title in titles}) > 2,
        notice=bool(_NOTICE.search(folded) or any(_NOTICE_TITLE.search(line) for line in head.splitlines()[:40])),
        news=bool(_NEWS.search(head)),
    )
