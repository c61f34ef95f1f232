"""Finds the title of a yearly report, and takes it apart into name and year.

Belongs here: what a title line looks like, whatever page surrounds it. Does not: who the agency is in the end
(`naming.py`), which year counts when the title is silent (`identity.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gk_pipeline.extraction.dates import read_year
from gk_pipeline.extraction.folding import fold

_YEAR = r"(?P<year>20\d\d|二[〇○零ОOo0][一-龥〇○零ОOo0]{2})"
_NAME = r"[一-龥()·\-]"
_TOPIC = r"(?:政府|政务|党务)?(?:信息|政务|党务政务)公开"
_REPORT = r"(?:工作)?(?:的)?(?:年度|年)?(?:工作)?(?:情况)?(?:的)?(?:总结)?(?:报告|年报|总结)"
_B = r"[ \u3000]*"
_FORMS = (
    # 某县2017年政府信息公开工作年度报告; 2017年度某县某镇政府信息公开工作报告
    re.compile(
        rf"(?P<who>{_NAME}{{2,40}})?{_B}{_YEAR}{_B}年?{_B}度?{_B}(?P<mid>{_NAME}{{0,40}}?){_B}{_TOPIC}{_B}{_REPORT}"
    ),
    # 某局政府信息公开工作2022年度报告; 某局政府信息公开工作年度报告(2022年)
    re.compile(rf"(?P<who>{_NAME}{{2,40}}?)(?P<mid>){_B}{_TOPIC}工作?{_B}{_YEAR}{_B}年?度?{_REPORT}"),
    re.compile(rf"(?P<who>{_NAME}{{2,40}}?)(?P<mid>){_B}{_TOPIC}{_REPORT}{_B}\({_YEAR}{_B}年?度?\)"),
)
# What each of them must hold, cheaper to look for.
_CORES = (
    re.compile(rf"{_YEAR}{_B}年?{_B}度?{_B}{_NAME}{{0,40}}?{_B}{_TOPIC}{_B}{_REPORT}"),
    re.compile(rf"公开工作?{_B}{_YEAR}"),
    re.compile(rf"\({_YEAR}"),
)
# The lookahead only tells sooner where there is none.
_ANCHOR = re.compile(r"公开(?=[^\n。;,报年总]{0,16}+[报年总])[^\n。;,]{0,16}?(?:报告|年报|总结)")
_ANY_YEAR = re.compile("20\\d\\d|二[〇○零ОOo0]")
_REACH = 70
_LONGEST_HEAD = 2000
# A title that goes on like this is that of a notice about reports, or a mention of a report.
_OTHER_BEHIND = re.compile(
    rf"{_B}(?:》|编制|编写|编报|公布|发布工作|报送|格式|有关|撰写|的通知|工作的|的要求|填报|模板|范文)"
)
_OTHER_INSIDE = re.compile(r"关于|做好|按照|根据|印发|转发|通知|(?<!机构)编制|完成|上报|现将|发布|公布|我|本(?!溪)")
_LINE_OF_NAME = re.compile(rf"(?:.*[\s:：|])?(?P<who>{_NAME}{{3,40}})(?:{_B}{_YEAR}{_B}年度?)?")
_LINE_OF_TOPIC = re.compile(rf"{_B}{_TOPIC}{_B}{_REPORT}{_B}(?=\n)")
_BODY = re.compile(r"一、|\(一\)|本报告|本年报|本年度报告|根据《|依据《|按照《|现将")


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed, blanks aside; `name` is the agency as the title has it, None when it names none."""

    text: str
    name: str | None
    year: int
    start: int


def find_titles(text: str) -> list[Title]:
    """The titles that stand at the head of a report, in reading order; the last one is the report's own.

    Lines far below the beginning of the body (links to other reports) are no titles. Empty when the head is cut off.
    """
    folded = fold(text)
    titles: list[Title] = []
    limit = len(folded)
    for title in _find(folded):
        if title.start >= limit:
            break
        if not titles:
            # The body begins where the text first speaks of itself behind the first title.
            body = _BODY.search(folded, title.start)
            limit = max(body.start() if body else title.start + _LONGEST_HEAD, title.start + 1)
        titles.append(title)
    return titles


def read_title(line: str) -> Title | None:
    """The title that one line holds, e.g. of `<title>`; None when it holds none."""
    return next(_find(fold(line)), None)


def _find(folded: str) -> Iterator[Title]:
    """Yields what reads like a title, looking only around the words that every title has: that keeps it fast."""
    for anchor in _ANCHOR.finditer(folded):
        left, right = max(anchor.start() - _REACH, 0), anchor.end() + _REACH
        if not _ANY_YEAR.search(folded, left, right):
            continue
        for form, core in zip(_FORMS, _CORES, strict=True):
            for match in form.finditer(folded, left, right) if core.search(folded, left, right) else ():
                if match.start() <= anchor.start() < match.end() and (left == 0 or match.start() > left):
                    yield from _title(folded, match)
        yield from _over_two_lines(folded, anchor)


def _title(folded: str, match: re.Match[str]) -> Iterator[Title]:
    printed = match.group()
    year = read_year(match["year"])
    if year is None or _OTHER_BEHIND.match(folded, match.end()) or _OTHER_INSIDE.search(_squeeze(printed)):
        return
    if _stands_free(folded, match.start()):
        name: str | None = _squeeze((match["who"] or "") + match["mid"])
        start = match.start()
        if name in ("", "政府", "政务"):
            name, start = _name_above(folded, start)
            printed = (name or "") + printed
        yield Title(_squeeze(printed), name, year, start)


def _over_two_lines(folded: str, anchor: re.Match[str]) -> Iterator[Title]:
    """A title whose line breaks behind the year: 某市人民政府2016年 / 政府信息公开工作年度报告."""
    line_start = folded.rfind("\n", 0, anchor.start()) + 1
    line = _LINE_OF_TOPIC.match(folded, line_start)
    above = _LINE_OF_NAME.fullmatch(folded, folded.rfind("\n", 0, line_start - 1) + 1, line_start - 1) if line else None
    year = read_year(above["year"]) if above and above["year"] else None
    if line and above and year:
        yield Title(_squeeze(folded[above.start("who") : line.end()]), above["who"], year, above.start("who"))


def _name_above(folded: str, start: int) -> tuple[str | None, int]:
    """The name on the line above a title that has none, and where the title begins with it."""
    end = len(folded[:start].rstrip())
    if "\n" not in folded[end:start]:
        return None, start
    above = _LINE_OF_NAME.fullmatch(folded, folded.rfind("\n", 0, end) + 1, end)
    if above is None or _OTHER_INSIDE.search(above["who"]):
        return None, start
    return above["who"], above.start("who")


def _stands_free(folded: str, start: int) -> bool:
    return start == 0 or folded[start - 1] in " \t\u3000\n\r#|:_>-\xa0*"


def _squeeze(text: str) -> str:
    return "".join(text.split())
