"""Tells what body stands behind the place in a name: its type, its department, and what it names besides.

Belongs here: the rest of a name once its place is read. Does not: places (`gazetteer.py`), the words that tell a type
(`names.py`) or a department (`departments.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from gk_pipeline.agencies.departments import OTHER, departments_of
from gk_pipeline.agencies.names import classify_name, type_of
from gk_pipeline.agencies.tables import rows_of

# A branch (生态环境局二道分局) serves a place inside the one that its bureau belongs to.
_BRANCH = re.compile(
    r"(?P<organ>[一-龥]{2,20}?(?:委员会|[局委厅署处院]))(?P<place>[一-龥]{2,12}?)"
    r"(?P<tail>分局|支局|监管局|管理局|分中心|分院|大队|支队|中队)$"
)
_COMMITTEE = re.compile(r"(?:管理委员会|管委会)$")
_ZONE_BEFORE = re.compile(r"(?:^|[区园城港岛湖山谷带]|基地|新城|片区)$")
_OFFICE_OF_DEPARTMENT = re.compile(r"(?!.*政府)[一-龥]{2,}[局委厅]")  # 教育局政务公开办公室 is the bureau
_ANY_ZONE = re.compile(
    "(?:国家级|省级|市级|经济|技术|高新|高技术|产业|工业|现代|农业|生态|旅游|度假|风景|名胜|综合|保税|出口|加工|物流|科技|循环|集聚|聚集"
    "|示范|试验|实验|合作|管理|开发|投资|城乡|一体化|新|城|港|园|区)+(?:管理委员会|管委会)?"
)
_PARTY = re.compile(r"^(?:委|纪委|纪律检查)")
_HIGHER_EDUCATION = re.compile(r"(?:大学|学院)$")
_TOWNS_AT_LARGE = ("城镇", "村镇", "集镇")
_STREET_OFFICE = ("办事处", "办")
_TYPES = {"institution": "public_institution"}
# Types whose body is in charge of something; the others are the authority of a place itself.
_WITH_DEPARTMENT = frozenset({"office", "department", "vertical", "public_institution", "party", "judicial"})


@dataclass(frozen=True, slots=True)
class Body:
    """What stands behind a place. `unlisted` is a place named there, with its `unlisted_level`; empty when none.

    `agency_type` is None when the rest tells no kind of body.
    """

    agency_type: str | None
    departments: tuple[str, ...] = ()
    unlisted: str = ""
    unlisted_level: str | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch office: the place in its name, and the bureau it belongs to.

    `is_office` tells a 分局 from what may be named after its work (交警支队, 土地管理局).
    """

    place: str
    bureau: str
    is_office: bool


def read_body(rest: str, *, party: bool = False, by_place: str = "government") -> Body:
    """The body named by what follows the place; `by_place` is the authority of the place itself (nothing follows)."""
    if not rest:
        return Body("party" if party else by_place, ("party",) if party else ())
    if by_place == "street_office" and rest in _STREET_OFFICE:
        return Body(by_place)
    behind = classify_name(rest)
    level = "zone" if is_any_zone(behind.place) else behind.level
    agency_type = _type(rest, party=party)
    if behind.place and behind.place not in _TOWNS_AT_LARGE and not branch_of(rest):
        inner = read_body(rest[len(behind.place) :], party=party, by_place=_authority(level))
        return Body(inner.agency_type, inner.departments, behind.place, level)
    if agency_type == "government":
        agency_type = by_place
    departments = _departments(rest, agency_type)
    if agency_type == "office" and len(departments) > 1 and _OFFICE_OF_DEPARTMENT.match(rest):
        return Body("department", departments[1:])
    return Body(agency_type, departments)


def branch_of(rest: str) -> Branch | None:
    """The branch office that the rest names, if it is one."""
    found = _BRANCH.fullmatch(rest)
    return Branch(found["place"], found["organ"], found["tail"] in ("分局", "支局")) if found else None


def is_any_zone(name: str) -> bool:
    """Whether a zone is named by nothing but what zones are called: 高新技术产业开发区 is one of many."""
    return _ANY_ZONE.fullmatch(name) is not None


def is_university(rest: str) -> bool:
    """Whether the rest names a university or college: who runs it does not follow from the city in its name."""
    return _HIGHER_EDUCATION.search(rest) is not None


def _authority(level: str | None) -> str:
    return {"street": "street_office", "zone": "zone"}.get(level or "", "government")


def _type(rest: str, *, party: bool) -> str | None:
    if party or _PARTY.match(rest):
        return "party"
    found = type_of(rest)
    committee = _COMMITTEE.search(rest)
    if found == "zone" and committee and not _ZONE_BEFORE.search(rest[: committee.start()]):
        return "department"
    return _TYPES.get(found or "", found)


def _departments(rest: str, agency_type: str | None) -> tuple[str, ...]:
    """The classes of a body; the closed types have their own, bodies in charge of nothing known are `other`."""
    if agency_type not in _WITH_DEPARTMENT:
        return ()
    found = departments_of(rest)
    if agency_type in ("office", "judicial"):
        return (agency_type, *(one for one in found if one != agency_type))
    if agency_type == "party":
        return ("mass_organisation",) if "mass_organisation" in found else ("party",)
    return found or (OTHER,)


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word in front of the place that tells what body follows: 国家税务总局 of 国家税务总局西平县税务局."""

    prefix: str
    agency_type: str | None
    department: str | None


@cache
def _prefixes() -> tuple[dict[str, Prefix], re.Pattern[str]]:
    found = {
        row["prefix"]: Prefix(row["prefix"], row["agency_type"] or None, row["department"] or None)
        for row in rows_of("prefixes.csv")
    }
    return found, re.compile(f"(?:{'|'.join(sorted(found, key=len, reverse=True))})(?=.)")


def prefix_of(name: str) -> Prefix | None:
    """The longest known prefix of a name that something follows."""
    known, pattern = _prefixes()
    found = pattern.match(name)
    return known[found.group()] if found else None
