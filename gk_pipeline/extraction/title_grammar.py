"""What a title line looks like: the words of a report's title, the orders they come in, and what is no title.

Belongs here: patterns, each for one order of name, year and topic. Does not: finding titles in a text and taking them
apart (`titles.py`).
"""

from __future__ import annotations

import re

_YEAR = r"(?P<year>20\d\d|二[〇○零ОOo0][一-龥〇○零ОOo0]{2})"
_NAME = r"[一-龥()·\-]"
_B = r"[ \u3000_]*"
# Blanks inside a word: titles are set wide, and a narrow page breaks them anywhere.
_GAP = r"\s{0,4}"


def _wide(*words: str) -> str:
    """A pattern of words with gaps between their characters and behind them."""
    return "(?:" + "|".join("".join(f"{char}{_GAP}" for char in word) for word in words) + ")"


# Hospitals, schools and the police have words of their own for it.
_OWN = ("校务", "院务", "警务", "检务")
_TOPIC = f"{_wide('政府', '政务', '党务', *_OWN)}?{_wide('信息', '政务', '党务政务', *_OWN)}{_wide('公开')}"
_REPORT = (
    f"{_wide('工作')}?{_wide('的')}?{_wide('年度', '年')}?{_wide('工作')}?{_wide('情况')}?{_wide('的')}?"
    rf"{_wide('总结', '自查')}?(?:报{_GAP}告|年{_GAP}报|总{_GAP}结)"
)
# A school year counts as the year it ends in.
_OF_YEAR = rf"(?:20\d\d[-—–~至/]{{1,2}})?{_YEAR}(?:{_GAP}学?年)?{_B}(?:\n?度)?"
# The day of a report behind its title is not the year it covers.
_DAY = r"20\d\d[年./-]\d{1,2}(?:[月./-]\d{1,2}日?|月)[^()0-9\n]{0,6}\)"
FORMS = (
    # 某县2017年政府信息公开工作年度报告; 2017年度某县某镇政府信息公开工作报告; (2017年)某局政府信息公开年报
    re.compile(
        rf"(?P<who>{_NAME}{{1,40}})?{_B}{_OF_YEAR}(?:{_B}[)\]】])?{_B}(?P<mid>{_NAME}{{0,40}}?){_B}{_TOPIC}{_REPORT}"
    ),
    # 某局政府信息公开工作2022年度报告
    re.compile(rf"(?P<who>{_NAME}{{2,40}}?)?(?P<mid>){_B}{_TOPIC}{_wide('工作')}?{_OF_YEAR}{_B}{_REPORT}"),
    # 某局政府信息公开工作年度报告(2022年1月1日-12月31日); 某局政府信息公开年报2022
    re.compile(
        rf"(?P<who>{_NAME}{{2,40}}?)?(?P<mid>){_B}{_TOPIC}{_REPORT}{_GAP}(?:\({_B})?(?!{_DAY}){_OF_YEAR}"
        rf"(?:[^()\n]{{0,24}}\)|(?={_B}\n(?!\s*20\d\d)))"
    ),
)
# What each of them must hold, cheaper to look for.
CORES = (
    re.compile(rf"{_OF_YEAR}{_B}[)\]】]?{_B}{_NAME}{{0,40}}?{_B}{_TOPIC}{_REPORT}"),
    re.compile(rf"公{_GAP}开{_GAP}{_wide('工作')}?{_YEAR}"),
    re.compile(rf"(?:报{_GAP}告|年{_GAP}报|总{_GAP}结){_GAP}\(?{_B}{_YEAR}"),
)
ANCHOR = re.compile(
    rf"公\s{{0,4}}+开(?=[^。;,报年总]{{0,24}}+[报年总])(?=[^。;,]{{0,24}}?(?:报{_GAP}告|年{_GAP}报|总{_GAP}结))"
)
ANY_YEAR = re.compile("20\\d\\d|二[〇○零ОOo0]")
# A title that goes on like this is that of a notice about reports, or a mention of a report.
OTHER_BEHIND = re.compile(
    rf"{_B}(?:》|编制|编写|编报|公布|发布工作|报送|格式|有关|撰写|的通知|工作的|的要求|填报|模板|范文)"
)
OTHER_INSIDE = re.compile(
    r"关于|做好|按照|根据|印发|转发|通知|(?<!机构)编制|完成|上报|报送|现将|[上下]半年|季度|发布|公布|我|本(?!溪)"
)
# 关于某局2022年…的报告, 某局关于2022年…的报告.
ABOUT = re.compile("^关于(?:公开)?|关于$")
# A line that is no name of an agency.
NO_NAME = re.compile(f"{OTHER_INSIDE.pattern}|公开.*(?:报告|年报|总结)")
# The site around a title that lost its line ends.
SITE = re.compile(r"^.*(?:首页|正文|(?:信息|政务)公开(?:工作)?(?:年度)?(?:年报|报告|专栏|目录|平台|指南)?)")
BUTTONS = re.compile("^(?:登录|注册|搜索|打印|关闭|收藏)+")
# What an agency reports on besides.
BESIDES = re.compile(
    r"(?:法治政府建设|依法行政|政务服务|电子政务|政府网站|网站建设|党务公开|政务公开|政府信息公开|政府信息)(?:工作)?"
    r"(?:暨|和|与|及|以及)$|(?<=公司)企业$|年度$"
)
LINE_OF_NAME = re.compile(rf"(?:.*[\s:：|])?(?P<who>{_NAME}{{3,40}})(?:{_B}{_YEAR}{_B}年度?)?")
# A line of nothing but what may be the beginning of a name.
LINE_ABOVE = re.compile(r"(?:^|(?<=\n))[ \u3000]*(?P<part>[一-龥]{1,20})[ \u3000]*\n[ \u3000]*\Z")
# What is printed behind such a word on a line is no part of a title.
LABEL = re.compile(r"(?:来源|机构|单位|部门|作者|主体|主办|承办|编辑|责任人|发布人)[ \u3000]*[:|][ \u3000]*$")
LINE_OF_YEAR = re.compile(rf"{_B}{_YEAR}{_B}年?度?{_B}")
LINE_OF_TOPIC = re.compile(rf"{_B}{_TOPIC}{_REPORT}{_B}(?=\n)")
NAME_BEHIND = re.compile(rf"{_B}\((?P<who>[一-龥·-]{{2,40}}(?:\([一-龥·]{{1,30}}\))?)\)")
# A title without its year, alone on its line.
HEADING = re.compile(
    rf"^[ \u3000#*]*(?P<who>{_NAME}{{2,40}}?)?[ \u3000]*(?P<topic>{_TOPIC}{_REPORT})[ \u3000*]*$", re.MULTILINE
)
# Chapters of a report, which no menu has with a full stop between them.
FIRST_CHAPTER = re.compile(r"一、(?<![^\s#*]一、)[^\n]{2,24}\n")
LATER_CHAPTER = re.compile(r"[二三四五六]、(?<=\n[二三四五六]、)")
# A line set wide, character by character.
WIDE_LINE = re.compile(r"^[ \u3000]*(?:[一-龥0-9][ \u3000]+){4,40}[一-龥0-9][ \u3000]*$", re.MULTILINE)
BODY = re.compile(r"一、|\(一\)|本报告|本年报|本年度报告|根据《|依据《|按照《|现将")
