"""Tells whose report a document is, from everything that names an agency in it.

Belongs here: the evidence for the name of the agency and the order of its weight. Does not: which division of the
country the name stands for, whether the agency is known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gk_pipeline.agencies.evidence import AgencyEvidence, Attribution, resolve_document, resolve_title
from gk_pipeline.agencies.names import classify_name
from gk_pipeline.extraction.folding import fold
from gk_pipeline.extraction.searching import find_near
from gk_pipeline.extraction.titles import Title

_NAME = r"[一-龥()·]"
# What stands behind a label, in the order of weight: who compiled it, who sealed or signed it, who published it,
# whom to ask. An office named there acts for its government; in a title it would be the agency itself.
_COMPILED = re.compile(rf"由(?P<name>{_NAME}{{3,30}}?)(?:根据|依据|按照|综合|汇总|组织|负责|编制|编写)")
_SEALED = re.compile(
    rf"填报单位[^一-龥\n]*?(?:\(盖章\))?[:\s]*(?P<name>{_NAME}{{3,30}}?)(?=[\s(,]|$)"
    rf"|单位:\s*(?P<name2>{_NAME}{{3,30}}?)\s*\(盖章\)",
    re.MULTILINE,
)
_SIGNED = re.compile(
    rf"^[ \u3000]*(?P<name>{_NAME}{{3,30}})\s*\n\s*\(?(?:20\d\d|二[〇○零])[^\n]{{2,14}}$", re.MULTILINE
)
_PUBLISHED = re.compile(rf"(?:发布机构|发布单位|发文单位|公开机构|来源)[:|\s]*(?P<name>{_NAME}{{3,30}})")
_CONTACT = re.compile(
    rf"(?:请与|可与|直接与|请向|请联系|可联系|致电):?(?P<name>{_NAME}{{3,40}}?)(?:联系|咨询|反映|\(|,|。|\s)"
)
# Who the overview begins with: 2021年,某街道办事处继续…
_SUBJECT = re.compile(
    rf"20\d\d\s*年度?,(?P<name>{_NAME}{{3,20}}?)(?=坚持|严格|认真|深入|高度|始终|积极|全面|按照|继续|根据|紧紧|牢固|以习近平)"
)
# Each with words of which one must be there.
_SOURCES = (
    (_COMPILED, ("由",)),
    (_SEALED, ("填报单位", "单位:")),
    (_SIGNED, ("\n",)),
    (_PUBLISHED, ("发布机构", "发布单位", "发文单位", "公开机构", "来源")),
    (_CONTACT, ("请与", "可与", "直接与", "请向", "请联系", "可联系", "致电")),
    (_SUBJECT, ("20",)),
)

_ORGAN = re.compile(r"人民政府|政府|管理委员会|管委会|街道办事处|行政公署")
_DUTIES = "(?:党政|综合|行政|政务公开|政府信息公开|信息公开|政务|工作|领导小组|联席会议)*"
_OFFICE = re.compile(rf"{_DUTIES}(?:办公室|办公厅|办(?!事|税|学))")
_OFFICE_OF_DEPARTMENT = re.compile(rf"(?<=[局委厅院部会]){_DUTIES}(?:办公室|办公厅)$")
_HOST = re.compile("融媒体|电视台|广播|日报|晚报|信息中心|网络中心|数据中心")  # who runs the site, not who reports
_PLACE_TAIL = "省市州盟县区旗镇乡"
_MENTIONED = re.compile(
    r"街道办事处|人民政府|管理委员会|管委会|综合实验区|开发区|高新区|人民法院|人民检察院|局(?!面|部|势)|委员会"
)
_MENTION = re.compile(rf"[一-龥()·]{{2,16}}?(?:{_MENTIONED.pattern})")
_LEADING_WORDS = re.compile(
    r"^(?:关于|根据|依托|其中|以及|对于|通过|按照|由于|欢迎光临|欢迎|光临|进入|走进|登录|访问|为了|各级"
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
_ABOVE = re.compile(rf"[一-龥]{{2,16}}[{_PLACE_TAIL}]\Z")
_LONGEST_ABOVE = 17
_PLACES = re.compile(rf"[^{_PLACE_TAIL}]+(?:[{_PLACE_TAIL}]|街道)+")
_PHONE = re.compile(r"(?<!\d)0\d{2,3}[-—) ]{1,2}\d{7,8}(?!\d)")
_GOVERNMENT_HOST = re.compile(r"(?<![a-z0-9-])(?<![a-z0-9-]\.)[a-z0-9-]++(?:\.[a-z0-9-]++)*\.gov\.cn")
_GENERIC = re.compile(rf"(?:我|本|全|该|各)?[{_PLACE_TAIL}]")


def find_agency(text: str, titles: Sequence[Title]) -> str | None:
    """The full name of the agency that reports, as best told; None when the document does not tell.

    A name in the title counts most; what it leaves out (the city of a district, the 人民政府 of a county) is filled in
    from the rest of the document, or from what kind of place it is.
    """
    folded = fold(text)
    mentions = list(_evidence(folded))
    for title in reversed(titles):
        if title.name:
            fuller = _fullest(title.name, [other.name for other in titles if other.name])
            name = _complete(_undouble(fuller), mentions, folded)
            if name:
                return name
    institution = next((title.name for title in titles if title.name and _is_institution(title.name)), None)
    if institution:
        return next((name for name in mentions if name.endswith(institution)), institution)
    own = _self_word(folded)
    for name in mentions:
        complete = _complete(name, mentions, folded) if _may_call_itself(name, own) else None
        if complete:
            return complete
    counted = _most_mentioned(folded, own)
    return _complete(counted, mentions, folded) if counted else None


def attribute(text: str, titles: Sequence[Title], year: int | None) -> Attribution:
    """Which division and body the report is of. Looks past the title only where that does not settle it."""
    own = next((_undouble(title.name) for title in reversed(titles) if title.name), None)
    settled = resolve_title(own, year) if own else None
    return settled or resolve_document(find_evidence(text, titles, year))


def find_evidence(text: str, titles: Sequence[Title], year: int | None) -> AgencyEvidence:
    """Everything in the document that names its agency or a place, for `agencies.evidence.resolve_document`."""
    folded = fold(text)
    compiled, sealed, signed, published, contact, subject = (
        tuple(_clean(next(group for group in match.groups() if group)) for match in _matches(source, folded))
        for source in _SOURCES
    )
    mentions = [_LEADING_WORDS.sub("", _FUNCTION_WORDS.sub("", m.group())) for m in _mentions(folded)]
    return AgencyEvidence(
        titles=tuple(dict.fromkeys(_undouble(title.name) for title in reversed(titles) if title.name)),
        compiled_by=compiled,
        signed=sealed + signed,
        publishers=tuple(name for name in published if not _HOST.search(name)),
        contacts=contact,
        subjects=subject,
        mentions=(*mentions, *(match["name"] for match in _counties(folded))),
        phones=tuple(dict.fromkeys(_PHONE.findall(folded))),
        hosts=tuple(dict.fromkeys(_GOVERNMENT_HOST.findall(folded))),
        own_word=_self_word(folded),
        year=year,
    )


def _evidence(folded: str) -> Iterator[str]:
    """The agencies that labels name, offices replaced by what they act for, in order of weight."""
    for source in _SOURCES:
        for match in _matches(source, folded):
            name = _principal(_clean(next(group for group in match.groups() if group)))
            if name and classify_name(name).agency_type and not _HOST.search(name):
                yield name


def _clean(name: str) -> str:
    return _LEADING_WORDS.sub("", "".join(name.split()))


def _is_institution(name: str) -> bool:
    """Whether a name without a place is whole: a university, a hospital, a company. A centre is of some place."""
    return classify_name(name).agency_type == "public_institution" and not name.endswith("中心")


def _undouble(name: str) -> str:
    """Some sites print a name twice, 某省某县林业局-某县林业局."""
    halves = name.split("-")
    return halves[0] if len(halves) == 2 and halves[0].endswith(halves[1]) else name


def _principal(name: str) -> str:
    """What an office acts for: 某县人民政府办公室 and 某县政务公开领导小组办公室 act for the county."""
    organ = _ORGAN.search(name)
    if organ and _OFFICE.match(name, organ.end()):
        return name[: organ.end()]
    place = classify_name(name).place
    rest = name[len(place) :]
    return place if place and _OFFICE.match(rest) else _OFFICE_OF_DEPARTMENT.sub("", name)


def _fullest(name: str, others: list[str]) -> str:
    """Of several titles the one that says more of the same agency: 清河县教育局 for 县教育局."""
    return max((other for other in others if other.endswith(name)), key=len, default=name)


def _complete(name: str, mentions: Sequence[str], folded: str) -> str | None:
    """The name with its organ and the place above it; None when it names no place and nothing tells which."""
    kind = classify_name(name)
    if _GENERIC.fullmatch(kind.place):
        full = next((other for other in mentions if other.endswith(name) and len(other) > len(name)), None)
        return full and _with_organ(full, folded)
    if not kind.place and kind.level != "national":
        return None
    if kind.level in ("county", "township", "street") and not _has_parent(kind.place):
        name = _parent(kind.place, kind.level, mentions, folded) + name
    return _with_organ(name, folded)


def _with_organ(name: str, folded: str) -> str:
    kind = classify_name(name)
    if name == kind.place:
        if kind.level == "street":
            return f"{name}办事处"
        if kind.level == "zone":
            return name + ("管理委员会" if f"{name}管理委员会" in folded else "管委会")
        return f"{name}人民政府"
    if name == f"{kind.place}政府":
        return f"{kind.place}人民政府"
    if kind.level == "street" and name == f"{kind.place}办":
        return f"{kind.place}办事处"
    return name


def _has_parent(place: str) -> bool:
    return len(_PLACES.findall(place)) > 1 or place.endswith(("县", "旗"))


def _parent(place: str, level: str, mentions: Sequence[str], folded: str) -> str:
    """The place that this place is printed behind (长春市 of 二道区), else the only county that a township names."""
    longer = Counter(_LEADING_WORDS.sub("", _FUNCTION_WORDS.sub("", above)) for above in _above(place, folded))
    above = [name for name, _ in longer.most_common() if classify_name(name).place == name]
    if above:
        return above[0]
    if level == "county":
        return ""
    counties = {
        match["name"]
        for match in _counties(folded)
        if not _GENERIC.fullmatch(match["name"]) and _LEADING_WORDS.sub("", match["name"]) == match["name"]
    }
    counties = {name for name in counties if not name.endswith("市")} or counties
    return counties.pop() if len(counties) == 1 else ""


def _matches(source: tuple[re.Pattern[str], tuple[str, ...]], folded: str) -> Iterator[re.Match[str]]:
    pattern, words = source
    return pattern.finditer(folded) if any(word in folded for word in words) else iter(())


def _above(place: str, folded: str) -> Iterator[str]:
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


def _mentions(folded: str) -> Iterator[re.Match[str]]:
    return find_near(_MENTION, _MENTIONED, folded, before=16, behind=8)


def _counties(folded: str) -> Iterator[re.Match[str]]:
    return find_near(_COUNTY, _COUNTY_ENDS, folded, before=12, behind=5)


def _self_word(folded: str) -> str | None:
    """The word a report uses most for its own agency: 镇 of 我镇, 街道办事处 of 本街道办事处."""
    words = Counter(match[1] for match in _SELF.finditer(folded)).most_common(1)
    return words[0][0] if words else None


def _may_call_itself(name: str, own: str | None) -> bool:
    """Whether an agency with this name can use this word for itself; a publisher is often the level above."""
    kind = classify_name(name)
    if own in ("镇", "乡", "街道办事处", "办事处", "街道"):
        return kind.level in ("township", "street")
    if own in ("局", "委", "厅", "院"):
        return kind.agency_type not in ("government", "office", "street_office")
    return True


def _most_mentioned(folded: str, own: str | None) -> str | None:
    """The agency the text names most, if it is of the kind that the text calls itself."""
    names: Counter[str] = Counter()
    for match in _mentions(folded) if own else ():
        name = _LEADING_WORDS.sub("", match.group())
        place = classify_name(name).place
        if place and not _GENERIC.fullmatch(place) and _ends_like(name, place, own or ""):
            names[name] += 1
    ranked = names.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _ends_like(name: str, place: str, own: str) -> bool:
    if own in ("街道办事处", "办事处", "街道"):
        return name.endswith("街道办事处")
    if own in ("局", "委", "厅", "院"):
        return name.endswith(("委", "委员会") if own == "委" else own)
    if own.endswith(("管委会", "实验区", "开发区", "高新区")):
        return classify_name(name).level == "zone"
    return place.endswith(own) and classify_name(name).agency_type == "government"
