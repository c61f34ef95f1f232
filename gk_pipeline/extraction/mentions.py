"""Where a text names agencies and places: behind labels, in signatures, in running text.

Belongs here: the patterns of such places in a text, and what is cut off a name found there. Does not: which of the
names is that of the agency that reports (`naming.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from gk_pipeline.extraction.searching import find_near

PLACE_TAIL = "省市州盟县区旗镇乡"
_NAME = r"[一-龥()·]"
# What stands behind a label, in the order of weight: who compiled it, who sealed or signed it, who published it,
# whom to ask. An office named there acts for its government; in a title it would be the agency itself.
_COMPILED = re.compile(
    rf"由(?P<name>{_NAME}{{3,30}}?)(?:根据|依据|按照|综合|汇总|组织|负责|编制|编写)"
    rf"|(?:^|[,。;])[ \u3000]*(?P<name2>{_NAME}{{3,30}}?)(?:编制|编写)(?:了|完成)?(?=本|20\d\d|二[〇○零])",
    re.MULTILINE,
)
_LAW = re.compile("[根依按](?:(?<=[根依])据|(?<=[按依])照)《")
_BY_LAW = re.compile(rf"^[ \u3000]*(?!本|[^《\n]{{0,6}}由)(?P<name>{_NAME}{{3,30}}?){_LAW.pattern}", re.MULTILINE)
_ANNOUNCED = re.compile(rf"现将(?P<name>{_NAME}{{3,30}}?)(?=(?:20\d\d|二[〇○零]..)年)")
_SEALED = re.compile(
    rf"填报单位[^一-龥\n]*?(?:\(盖章\))?[:\s]*(?P<name>{_NAME}{{3,30}}?)(?=[\s(,]|$)"
    rf"|单位:\s*(?P<name2>{_NAME}{{3,30}}?)\s*\(盖章\)",
    re.MULTILINE,
)
_SIGNED = re.compile(
    rf"^[ \u3000]*(?P<name>{_NAME}{{3,30}})\s*\n\s*\(?(?:20\d\d|二[〇○零])[^\n]{{2,14}}$"
    rf"|(?<=[。;])[ \u3000]*(?P<name2>{_NAME}{{3,30}}?)[ \u3000]*20\d\d年\d{{1,2}}月\d{{1,2}}日(?![一-龥,、])",
    re.MULTILINE,
)
_SIGNED_ALONE = re.compile(rf"。\n[ \u3000]*(?!\()(?P<name>{_NAME}{{3,30}})[ \u3000]*$", re.MULTILINE)
_PUBLISHED = re.compile(rf"(?:发布机构|发布单位|发文单位|公开机构|来源)[:|\s]*(?P<name>{_NAME}{{3,30}})")
_CONTACT = re.compile(
    rf"(?:请与|可与|直接与|请向|请联系|可联系|致电):?(?P<name>{_NAME}{{3,40}}?)(?:联系|咨询|反映|\(|,|。|\s)"
)
# Who the overview begins with: 2021年,某街道办事处继续…
_SUBJECT = re.compile(
    rf"20\d\d\s*年度?,(?P<name>{_NAME}{{3,20}}?)(?=坚持|严格|认真|深入|高度|始终|积极|全面|按照|继续|根据|紧紧|牢固|以习近平)"
)
# The patterns of a kind, each with words of which one must be there.
_SOURCES = (
    (
        (_COMPILED, ("由", "编制", "编写")),
        (_ANNOUNCED, ("现将",)),
    ),
    ((_SEALED, ("填报单位", "单位:")),),
    ((_SIGNED, ("\n", "日")), (_SIGNED_ALONE, ("。\n",))),
    ((_PUBLISHED, ("发布机构", "发布单位", "发文单位", "公开机构", "来源")),),
    ((_CONTACT, ("请与", "可与", "直接与", "请向", "请联系", "可联系", "致电")),),
    ((_SUBJECT, ("20",)),),
)
_MENTIONED = re.compile(
    r"街道办事处|人民政府|管理委员会|管委会|综合实验区|开发区|高新区|人民法院|人民检察院|局(?!面|部|势)|委员会"
)
_MENTION = re.compile(rf"[一-龥()·]{{2,16}}?(?:{_MENTIONED.pattern})")
_LEADING_WORDS = re.compile(
    r"^(?:关于|根据|依托|其中|以及|对于|通过|按照|由于|欢迎光临|欢迎|光临|进入|走进|登录|访问|为了|各级|现将|公布|发布"
    r"|本(?!溪)|[我该与由在及请为的至经给现是把被并等据就按])+"
)
# No name of a place holds these; what stands in front of them is no part of the name.
_FUNCTION_WORDS = re.compile(r"^.*(?:[在与由]|通过|依托|光临|进入|登录|访问)")
_SELF = re.compile(
    r"[我本](街道办事处|办事处|街道|管委会|实验区|开发区|高新区|区管委会|省|市|州|县|区|旗|镇|乡|局|委|厅|院)"
)
_COUNTY = re.compile(
    r"(?:(?<![一-龥])|(?<=[在与由]))(?P<name>(?:(?![在与由])[一-龥]){1,10}?(?:自治县|县|自治旗|旗|区|市))"
    r"(?=人民政府|政府|门户|政务|委)"
)
_COUNTY_ENDS = re.compile(r"[县旗区市](?=人民政府|政府|门户|政务|委)")
_ABOVE = re.compile(rf"[一-龥]{{2,16}}[{PLACE_TAIL}]\Z")
_LONGEST_ABOVE = 17
_PHONE = re.compile(r"(?<!\d)0\d{2,3}[-—) ]{1,2}\d{7,8}(?!\d)")
_GOVERNMENT_HOST = re.compile(r"(?<![a-z0-9-])(?<![a-z0-9-]\.)[a-z0-9-]++(?:\.[a-z0-9-]++)*\.gov\.cn")


@lru_cache(maxsize=2)  # asked for the name, for the place and for the title of the same text
def labelled(folded: str) -> tuple[tuple[str, ...], ...]:
    """The names behind each kind of label, the weightiest kind first: who compiled, sealed, signed and published the
    report, whom to ask, whom the overview begins with."""
    compiled, *others = (
        tuple(
            clean(next(group for group in match.groups() if group))
            for pattern, words in sources
            if any(word in folded for word in words)
            for match in pattern.finditer(folded)
        )
        for sources in _SOURCES
    )
    by_law = (clean(match["name"]) for match in find_near(_BY_LAW, _LAW, folded, before=40, behind=2))
    return (*compiled, *by_law), *others


def mentioned(folded: str) -> Iterator[str]:
    """All agencies that the text names, as often as they occur, each with the words in front that may be its place."""
    return (match.group() for match in find_near(_MENTION, _MENTIONED, folded, before=16, behind=8))


def counties(folded: str) -> Iterator[str]:
    """The counties that the text names, as often as they occur."""
    return (match["name"] for match in find_near(_COUNTY, _COUNTY_ENDS, folded, before=12, behind=5))


def names_above(place: str, folded: str) -> Iterator[str]:
    """What is printed in front of a place and may be the place above it; of two readings the longer one."""
    behind, start = 0, folded.find(place)
    while start >= 0:
        match = _ABOVE.search(folded, max(behind, start - _LONGEST_ABOVE), start)
        if match:
            end = folded.rfind(place, start, match.start() + _LONGEST_ABOVE + len(place))
            while not _ABOVE.fullmatch(folded, match.start(), end):
                end = folded.rfind(place, start, end + len(place) - 1)
            yield folded[match.start() : end]
            behind = end + len(place)
        start = folded.find(place, max(start + 1, behind))


def self_word(folded: str) -> str | None:
    """The word a report uses most for its own agency: 镇 of 我镇, 街道办事处 of 本街道办事处."""
    words = Counter(match[1] for match in _SELF.finditer(folded)).most_common(1)
    return words[0][0] if words else None


def phones(folded: str) -> tuple[str, ...]:
    """The telephone numbers with their area codes."""
    return tuple(dict.fromkeys(_PHONE.findall(folded)))


def hosts(folded: str) -> tuple[str, ...]:
    """The hosts of addresses of the government."""
    return tuple(dict.fromkeys(_GOVERNMENT_HOST.findall(folded)))


def clean(name: str) -> str:
    """A name without blanks and without the words of the sentence in front of it."""
    return without_leading_words("".join(name.split()))


def without_leading_words(name: str) -> str:
    """A name without the words of the sentence that stand right in front of it."""
    return _LEADING_WORDS.sub("", name)


def without_sentence(name: str) -> str:
    """A name without the beginning of its sentence, up to the last word that no name of a place holds."""
    return _LEADING_WORDS.sub("", _FUNCTION_WORDS.sub("", name))
