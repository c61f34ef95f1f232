"""Finds the title of a yearly report, and takes it apart into name and year.

Belongs here: what a title line looks like, whatever page surrounds it. Does not: who the agency is in the end
(`naming.py`), which year counts when the title is silent (`identity.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gk_pipeline.agencies.names import classify_name
from gk_pipeline.extraction.dates import read_year
from gk_pipeline.extraction.folding import CELL, fold

_YEAR = r"(?P<year>20\d\d|二[〇○零ОOo0][一-龥〇○零ОOo0]{2})"
_NAME = r"[一-龥()·\-]"
_B = r"[ \u3000_]*"
# Blanks inside a word: titles are set wide, and a narrow page breaks them anywhere.
_GAP = r"\s{0,4}"


def _wide(*words: str) -> str:
    """A pattern of words with gaps between their characters and behind them."""
    return "(?:" + "|".join("".join(f"{char}{_GAP}" for char in word) for word in words) + ")"


_TOPIC = f"{_wide('政府', '政务', '党务')}?{_wide('信息', '政务', '党务政务')}{_wide('公开')}"
_REPORT = (
    f"{_wide('工作')}?{_wide('的')}?{_wide('年度', '年')}?{_wide('工作')}?{_wide('情况')}?{_wide('的')}?"
    rf"{_wide('总结')}?(?:报{_GAP}告|年{_GAP}报|总{_GAP}结)"
)
# A school year counts as the year it ends in.
_OF_YEAR = rf"(?:20\d\d[-—–~至]{{1,2}})?{_YEAR}(?:{_GAP}学?年)?{_B}度?"
_FORMS = (
    # 某县2017年政府信息公开工作年度报告; 2017年度某县某镇政府信息公开工作报告; (2017年)某局政府信息公开年报
    re.compile(
        rf"(?P<who>{_NAME}{{2,40}})?{_B}{_OF_YEAR}(?:{_B}[)\]】])?{_B}(?P<mid>{_NAME}{{0,40}}?){_B}{_TOPIC}{_REPORT}"
    ),
    # 某局政府信息公开工作2022年度报告
    re.compile(rf"(?P<who>{_NAME}{{2,40}}?)(?P<mid>){_B}{_TOPIC}{_wide('工作')}?{_OF_YEAR}{_B}{_REPORT}"),
    # 某局政府信息公开工作年度报告(2022年1月1日-12月31日); 某局政府信息公开年报2022
    re.compile(
        rf"(?P<who>{_NAME}{{2,40}}?)(?P<mid>){_B}{_TOPIC}{_REPORT}{_GAP}(?:\({_B})?{_OF_YEAR}"
        rf"(?:[^()\n]{{0,24}}\)|(?={_B}\n(?!\s*20\d\d)))"
    ),
)
# What each of them must hold, cheaper to look for.
_CORES = (
    re.compile(rf"{_OF_YEAR}{_B}[)\]】]?{_B}{_NAME}{{0,40}}?{_B}{_TOPIC}{_REPORT}"),
    re.compile(rf"公{_GAP}开{_GAP}{_wide('工作')}?{_YEAR}"),
    re.compile(rf"(?:报{_GAP}告|年{_GAP}报|总{_GAP}结){_GAP}\(?{_B}{_YEAR}"),
)
_ANCHOR = re.compile(
    rf"公\s{{0,4}}+开(?=[^。;,报年总]{{0,24}}+[报年总])(?=[^。;,]{{0,24}}?(?:报{_GAP}告|年{_GAP}报|总{_GAP}结))"
)
_ANY_YEAR = re.compile("20\\d\\d|二[〇○零ОOo0]")
_REACH = 70
_REACH_BEHIND = 70
_LONGEST_HEAD = 2000
# A title that goes on like this is that of a notice about reports, or a mention of a report.
_OTHER_BEHIND = re.compile(
    rf"{_B}(?:》|编制|编写|编报|公布|发布工作|报送|格式|有关|撰写|的通知|工作的|的要求|填报|模板|范文)"
)
_OTHER_INSIDE = re.compile(
    r"关于|做好|按照|根据|印发|转发|通知|(?<!机构)编制|完成|上报|报送|现将|发布|公布|我|本(?!溪)"
)
# 关于某局2022年…的报告, 某局关于2022年…的报告.
_ABOUT = re.compile("^关于(?:公开)?|关于$")
# The site around a title that lost its line ends.
_SITE = re.compile(r"^.*(?:首页|正文|(?:信息|政务)公开(?:工作)?(?:年度)?(?:年报|报告|专栏|目录|平台|指南)?)")
# What an agency reports on besides.
_BESIDES = re.compile(
    r"(?:法治政府建设|依法行政|政务服务|电子政务|政府网站|网站建设|党务公开|政务公开|政府信息公开|政府信息)(?:工作)?"
    r"(?:暨|和|与|及|以及)$|(?<=公司)企业$|年度$"
)
_LINE_OF_NAME = re.compile(rf"(?:.*[\s:：|])?(?P<who>{_NAME}{{3,40}})(?:{_B}{_YEAR}{_B}年度?)?")
_LINE_OF_YEAR = re.compile(rf"{_B}{_YEAR}{_B}年?度?{_B}")
_LINE_OF_TOPIC = re.compile(rf"{_B}{_TOPIC}{_REPORT}{_B}(?=\n)")
_NAME_BEHIND = re.compile(rf"{_B}\((?P<who>{_NAME}{{3,40}})\)")
# A line set wide, character by character.
_WIDE_LINE = re.compile(r"^[ \u3000]*(?:[一-龥0-9][ \u3000]+){4,40}[一-龥0-9][ \u3000]*$", re.MULTILINE)
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
    folded = _WIDE_LINE.sub(_set_close, fold(text))
    first = next(_find(folded, len(folded)), None)
    if first is None:
        return []
    # The body begins where the text first speaks of itself behind the first title.
    body = _BODY.search(folded, first.start)
    limit = max(body.start() if body else first.start + _LONGEST_HEAD, first.start + 1)
    return [title for title in _find(folded, limit + _REACH) if title.start < limit]


def read_title(line: str) -> Title | None:
    """The title that one line holds, e.g. of `<title>`; None when it holds none."""
    folded = fold(line)
    return next(_find(folded, len(folded)), None)


def _find(folded: str, end: int) -> Iterator[Title]:
    """Yields what reads like a title, looking only around the words that every title has: that keeps it fast.

    Titles whose words stand behind `end` are not looked for.
    """
    behind = -1
    for anchor in _ANCHOR.finditer(folded, 0, end):
        left, right = max(anchor.start() - _REACH, 0), anchor.end() + _REACH_BEHIND
        if not _ANY_YEAR.search(folded, left, right):
            continue
        found: list[Title] = []
        for form, core in zip(_FORMS, _CORES, strict=True):
            for match in form.finditer(folded, left, right) if core.search(folded, left, right) else ():
                if match.start() <= anchor.start() < match.end() and (left == 0 or match.start() > left):
                    found += _title(folded, match)
        found += _over_lines(folded, anchor)
        yield from (title for title in found if title.start > behind)  # not again what an anchor before has found
        behind = max([behind, *(title.start for title in found)])


def _title(folded: str, match: re.Match[str]) -> Iterator[Title]:
    year = read_year(match["year"])
    printed, whole = _squeeze(match.group()), _squeeze((match["who"] or "") + match["mid"])
    is_about = _ABOUT.search(whole) is not None
    if year is None or _OTHER_BEHIND.match(folded, match.end()):
        return
    if _OTHER_INSIDE.search(printed.replace("关于", "", 1) if is_about else printed):
        return
    name = _name_in(whole)
    if name and (is_about or match.re is _FORMS[-1]) and not _names_agency(name):
        return  # these words follow on each other in other texts too
    is_cut = bool(name) and whole.endswith(name) and _SITE.match(whole) is not None
    if is_cut:
        printed = printed[max(printed.find(name), 0) :]
    elif not _stands_free(folded, match.start()):
        return
    if name in ("", "政府", "政务"):
        yield _named_outside(folded, match, printed, year)
        return
    above, start = (None, match.start()) if classify_name(name).place else _name_above(folded, match.start())
    if above and match["who"] and _is_torn(above, name):
        yield Title(above + printed, above + name, year, start)
    else:
        yield Title(printed, name, year, match.start())


def _named_outside(folded: str, match: re.Match[str], printed: str, year: int) -> Title:
    """A title without a name, with the one in parentheses behind it or on the line above, if there is any."""
    behind = _NAME_BEHIND.match(folded, match.end())
    if behind and _names_agency(behind["who"]):
        return Title(_squeeze(folded[match.start() : behind.end()]), behind["who"], year, match.start())
    name, start = _name_above(folded, match.start())
    return Title((name or "") + printed, name, year, start)


def _name_in(printed: str) -> str:
    """The name of the agency among what is printed where it stands in a title."""
    name = _ABOUT.sub("", printed)
    inner = _SITE.sub("", name)
    if inner != name and (not inner or classify_name(inner).place):
        name = inner
    name = _BESIDES.sub("", name)
    return name if name.count("(") == name.count(")") else name.strip("()")


def _is_torn(above: str, name: str) -> bool:
    """Whether two lines hold one name: neither says whose it is, and both together do."""
    whole = classify_name(above + name)
    return bool(whole.place and whole.agency_type) and classify_name(above).agency_type is None


def _names_agency(name: str) -> bool:
    kind = classify_name(name)
    return bool(kind.place or kind.agency_type)


def _set_close(line: re.Match[str]) -> str:
    """A line set wide without its blanks, as long as it was."""
    return _squeeze(line.group()).ljust(len(line.group()))


def _over_lines(folded: str, anchor: re.Match[str]) -> Iterator[Title]:
    """A title on lines of its own: 某市人民政府2016年 / 政府信息公开工作年度报告, or with the year above the name."""
    line_start = folded.rfind("\n", 0, anchor.start()) + 1
    line = _LINE_OF_TOPIC.match(folded, line_start)
    above_start = folded.rfind("\n", 0, line_start - 1) + 1
    above = _LINE_OF_NAME.fullmatch(folded, above_start, line_start - 1) if line else None
    if line and above and above_start:
        top_start = folded.rfind("\n", 0, above_start - 1) + 1
        top = _LINE_OF_YEAR.fullmatch(folded, top_start, above_start - 1)
        printed = above["year"] or (top["year"] if top else None)
        year = read_year(printed) if printed else None
        if year:
            start = above.start("who") if above["year"] else top_start
            yield Title(_squeeze(folded[start : line.end()]), above["who"], year, start)


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
    return start == 0 or folded[start - 1] in f" \u3000\n\r#:_>-\xa0*([【{CELL}"


def _squeeze(text: str) -> str:
    return "".join(text.split())
