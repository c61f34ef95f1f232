"""Tells whose report a document is, from everything that names an agency in it.

Belongs here: the order of weight among the names of agencies, and what a name leaves out. Does not: where a text names
agencies (`mentions.py`), which division of the country the name stands for, whether the agency is known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gk_pipeline.agencies.bodies import is_any_zone
from gk_pipeline.agencies.departments import departments_of
from gk_pipeline.agencies.evidence import AgencyEvidence, Attribution, resolve_document, resolve_title
from gk_pipeline.agencies.gazetteer import gazetteer
from gk_pipeline.agencies.names import classify_name
from gk_pipeline.extraction import mentions as printed
from gk_pipeline.extraction.folding import fold
from gk_pipeline.extraction.mentions import PLACE_TAIL
from gk_pipeline.extraction.titles import Title

_ORGAN = re.compile(r"人民政府|政府|管理委员会|管委会|街道办事处|行政公署")
_DUTIES = "(?:党政|综合|行政|政务公开|政府信息公开|信息公开|政务|工作|领导小组|联席会议)*"
_OFFICE = re.compile(rf"{_DUTIES}(?:办公室|办公厅|办(?!事|税|学))")
_OFFICE_OF_DEPARTMENT = re.compile(rf"(?<=[局委厅院部会处关队行司校学馆站社心室团所]){_DUTIES}(?:办公室|办公厅)$")
_HOST = re.compile("融媒体|电视台|广播|日报|晚报|信息中心|网络中心|数据中心")  # who runs the site, not who reports
_PLACES = re.compile(rf"[^{PLACE_TAIL}]+(?:[{PLACE_TAIL}]|街道)+")
_GENERIC = re.compile(rf"(?:我|本|全|该|各)?[{PLACE_TAIL}]")
_IN_PARENTHESES = re.compile(r"\([^()]*\)$")  # another name on the same plate
_INNER_ORGAN = re.compile(r"(?:人民)?政府(?=.)")
# A shorter one is a word for any of its kind: 医院, 集团.
_SHORTEST_INSTITUTION = 4
# A customs house is called by its port, whatever place that lies in.
_CUSTOMS = re.compile("[一-龥]{2,8}海关")


def find_agency(text: str, titles: Sequence[Title]) -> str | None:
    """The full name of the agency that reports, as best told; None when the document does not tell.

    A name in the title counts most; what it leaves out (the city of a district, the 人民政府 of a county) is filled in
    from the rest of the document, or from what kind of place it is.
    """
    folded = fold(text)
    mentions = list(_evidence(folded))
    names = _own_names(titles, folded)
    for title_name in names:
        fuller = _fullest(title_name, names)
        name = _complete(_undouble(fuller), mentions, folded)
        if name:
            return name
        if _is_institution(title_name):
            return next((other for other in mentions if other.endswith(fuller)), title_name)
    own = printed.self_word(folded)
    for name in mentions:
        if _may_call_itself(name, own) and all(_may_be(name, short) for short in names):
            complete = _complete(name, mentions, folded)
            if complete:
                return complete
    if names:
        return None
    counted = _most_mentioned(folded, own)
    return _complete(counted, mentions, folded) if counted else None


def attribute(text: str, titles: Sequence[Title], year: int | None) -> Attribution:
    """Which division and body the report is of. Looks past the title only where that does not settle it."""
    own = next(map(_undouble, _own_names(titles, fold(text))), None)
    for name in dict.fromkeys((own, _IN_PARENTHESES.sub("", own))) if own else ():
        settled = resolve_title(name, year)
        if settled:
            return settled
    evidence = find_evidence(text, titles, year)
    agency = find_agency(text, titles)
    return resolve_document(replace(evidence, compiled_by=(agency, *evidence.compiled_by)) if agency else evidence)


def find_evidence(text: str, titles: Sequence[Title], year: int | None) -> AgencyEvidence:
    """Everything in the document that names its agency or a place, for `agencies.evidence.resolve_document`."""
    folded = fold(text)
    compiled, sealed, signed, published, contact, subject = printed.labelled(folded)
    mentions = [printed.without_sentence(mention) for mention in printed.mentioned(folded)]
    own, *others = dict.fromkeys(map(_undouble, _own_names(titles, folded))) or ("",)
    if own and _is_of_no_place(own):  # other agencies say nothing of where it is
        others = [name for name in others if own in name]
        published = tuple(name for name in published if own in name)
    return AgencyEvidence(
        titles=tuple(filter(None, (own, *others))),
        compiled_by=compiled,
        signed=sealed + signed,
        publishers=tuple(name for name in published if not _HOST.search(name)),
        contacts=contact,
        subjects=subject,
        mentions=(*mentions, *printed.counties(folded)),
        phones=printed.phones(folded),
        hosts=printed.hosts(folded),
        own_word=printed.self_word(folded),
        year=year,
    )


def _own_names(titles: Sequence[Title], folded: str) -> list[str]:
    """The names in the titles that may be that of the report's agency, the report's own title first.

    Titles of other reports name others: what differs from the own name. Where there are such, or the own title has
    none, no other may have compiled or signed the report; without an own name all must be of one year and one name.
    """
    names = [title.name for title in reversed(titles) if title.name]
    alike = [name for name in names if _is_same(name, names[0])]
    is_one = len({title.year for title in titles}) == 1 and len(alike) == len(names)
    if not names or (titles[-1].name and (is_one or _GENERIC.fullmatch(classify_name(names[0]).place))):
        return alike
    compiled, sealed, signed, *_ = printed.labelled(folded)
    filers = [name for name in map(_principal, compiled + sealed + signed) if classify_name(name).agency_type]
    is_borne_out = all(_is_same(name, names[0]) for name in filers)
    return alike if is_borne_out and (is_one or titles[-1].name) else []


def _is_same(name: str, other: str) -> bool:
    """Whether two names may be one, in full and in short."""
    return name.endswith(other) or other.endswith(name)


def _may_be(name: str, short: str) -> bool:
    """Whether a name may be what a title says in short: 县人社局 for a 某县人力资源和社会保障局, no 县人民政府."""
    kind, told = classify_name(name), classify_name(short)
    if told.agency_type and kind.agency_type != told.agency_type:
        return False
    if _GENERIC.fullmatch(told.place) and not kind.place.endswith(told.place[-1]):
        return False
    subjects, said = departments_of(name), departments_of(short)
    return not subjects or not said or not set(subjects).isdisjoint(said)


def _is_of_no_place(name: str) -> bool:
    """Whether a name is whole without a place that the lists know: a university, a customs house, a central body."""
    kind = classify_name(name)
    return kind.level == "national" or (not kind.place and (_is_institution(name) or bool(_CUSTOMS.fullmatch(name))))


def _evidence(folded: str) -> Iterator[str]:
    """The agencies that labels name, offices replaced by what they act for, in order of weight."""
    for names in printed.labelled(folded):
        for name in map(_principal, names):
            kind = classify_name(_IN_PARENTHESES.sub("", name))
            if kind.agency_type and not is_any_zone(name) and not _HOST.search(name):
                yield name


def _is_institution(name: str) -> bool:
    """Whether a name without a place is whole: a university, a hospital, a company. A centre is of some place."""
    is_institution = classify_name(name).agency_type == "public_institution"
    return is_institution and len(name) >= _SHORTEST_INSTITUTION and not name.endswith("中心")


def _undouble(name: str) -> str:
    """Some sites print a name twice, 某省某县林业局-某县林业局; without line ends one stands right behind the other."""
    half = len(name) // 2
    if len(name) > _SHORTEST_INSTITUTION and name[:half] == name[half:]:
        return name[:half]
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
        full = next((other for other in mentions if other.endswith(name) and classify_name(other).place), None)
        if not full and gazetteer().named(name):
            return f"{name}人民政府"  # 阿坝州
        return full or (name if _is_whole(name) else None)
    if kind.level in ("county", "township", "street") and not _has_parent(kind.place):
        name = _parent(kind.place, kind.level, mentions, folded) + name
    return _with_organ(name, folded)


def _is_whole(name: str) -> bool:
    """Whether a name that calls no place by its rank is whole: 浙江海事局, but not 信访局."""
    return _CUSTOMS.fullmatch(name) is not None or resolve_title(name, None) is not None


def _with_organ(name: str, folded: str) -> str:
    kind = classify_name(name)
    if name == kind.place:
        if kind.level == "township":
            name = _INNER_ORGAN.sub("", name)  # 某县人民政府某镇
        if kind.level == "street":
            return f"{name}办事处"
        if kind.level == "zone":
            return name + ("管理委员会" if f"{name}管理委员会" in folded else "管委会")
        if name.endswith(("地区", "盟")):
            return f"{name}行政公署"
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
    longer = Counter(map(printed.without_sentence, printed.names_above(place, folded)))
    above = [name for name, _ in longer.most_common() if classify_name(name).place == name]
    if above:
        return above[0]
    if level == "county":
        return ""
    counties = {
        name
        for name in printed.counties(folded)
        if not _GENERIC.fullmatch(name) and printed.without_leading_words(name) == name
    }
    counties = {name for name in counties if not name.endswith("市")} or counties
    return counties.pop() if len(counties) == 1 else ""


def _may_call_itself(name: str, own: str | None) -> bool:
    """Whether an agency with this name can use this word for itself; a publisher is often the level above."""
    kind = classify_name(name)
    if own in ("镇", "乡", "街道办事处", "办事处", "街道"):
        return kind.level in ("township", "street")
    if own in ("局", "委", "厅", "院"):
        return kind.agency_type not in ("government", "office", "street_office")
    if own and own in PLACE_TAIL and kind.agency_type == "government":
        return kind.place.endswith(own)
    return True


def _most_mentioned(folded: str, own: str | None) -> str | None:
    """The agency the text names most, if it is of the kind that the text calls itself."""
    names: Counter[str] = Counter()
    for mention in printed.mentioned(folded) if own else ():
        name = printed.without_sentence(mention)
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
