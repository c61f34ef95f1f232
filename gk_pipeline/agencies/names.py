"""Tells the level and the type of an agency from the words of its name.

Belongs here: what a name says by itself, by the closed vocabulary of `catalog/data/agency_words.csv`. Does not: which
division of the country it is (a name like 朝阳区 stands for several), who the agency of a document is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from gk_pipeline.catalog.forms import read_rows

_BLANKS = re.compile(r"\s+")
_MASK = "＊"


@dataclass(frozen=True, slots=True)
class NameClass:
    """`level` is the rank of the place (national ... street, zone), `agency_type` the kind of body; None: not told.

    `place` is the leading part of the name that names the place (`桃源县陬市镇`), empty when there is none.
    """

    level: str | None
    agency_type: str | None
    place: str


@lru_cache(maxsize=8192)
def classify_name(name: str) -> NameClass:
    """What a name tells. A lone city (`吉林市…`) may be a prefecture or a county: its level stays None."""
    name = _BLANKS.sub("", unicodedata.normalize("NFKC", name))
    words = _words()
    agency_type = _type_of(name, words)
    body = name
    vertical = words.vertical_prefix.match(name)
    if vertical:
        body = name[vertical.end() :]
    units = _units(body, words)
    if units:
        end = units[-1].end()
        # A branch office (北京市…海淀分局) serves a place that stands behind, where no suffix tells what it is.
        branch = body.endswith("分局") and units[-1]["suffix"] in ("省", "市") and not body[end:].startswith("分局")
        return NameClass(None if branch else _level_of(units, words, agency_type), agency_type, body[:end])
    generic = words.generic.match(_masked(body, words))
    if generic:
        return NameClass(words.levels.get(generic[1]), agency_type, generic[1])
    if words.national.match(name) and not vertical and agency_type not in ("judicial", "public_institution"):
        return NameClass("national", agency_type, "")
    return NameClass(None, agency_type, "")


def type_of(name: str) -> str | None:
    """The kind of body that a name without blanks ends in; None: not told."""
    return _type_of(name, _words())


def is_national(name: str) -> bool:
    """Whether a name begins like that of a body of the central government (国务院, 财政部, 中国)."""
    return _words().national.match(name) is not None


def cuts_a_word(name: str, position: int) -> bool:
    """Whether a position lies inside a word that looks like a place and is none: 长春市|场监督管理局."""
    return any(match.start() < position < match.end() for match in _words().not_place.finditer(name))


@dataclass(frozen=True, slots=True)
class _Words:
    levels: dict[str, str | None]
    municipalities: frozenset[str]
    unit: re.Pattern[str]
    generic: re.Pattern[str]
    not_place: re.Pattern[str]
    national: re.Pattern[str]
    vertical: re.Pattern[str]
    vertical_prefix: re.Pattern[str]
    types: dict[str, str]
    longest_type: int


@cache
def _words() -> _Words:
    by_kind: dict[str, dict[str, str]] = {}
    for _, fields in read_rows("agency_words.csv"):
        by_kind.setdefault(fields["kind"], {})[fields["word"]] = fields["value"]
    places = by_kind["place"]
    suffixes = _alternatives(places)
    # A suffix that runs into another one belongs to a longer name: 陬市镇, 景德镇市, 新市区.
    single = "".join(word for word in places if len(word) == 1)
    return _Words(
        levels={word: None if level == "city" else level for word, level in places.items()},
        municipalities=frozenset(by_kind["municipality"]),
        unit=re.compile(rf"[一-龥()·]{{1,14}}?(?P<suffix>{suffixes})(?![{single}])"),
        generic=re.compile(rf"(?:我|本|全|该)?([{single}])"),
        not_place=re.compile(_alternatives(by_kind["not_place"])),
        national=re.compile(_alternatives(by_kind["national"])),
        vertical=re.compile(_alternatives(by_kind["vertical"])),
        vertical_prefix=re.compile(
            "(?:国家税务总局|国家统计局|中国人民银行)(?=.)|中华人民共和国(?=.{2,8}(?:海关|海事局))"
        ),
        types=by_kind["type"],
        longest_type=max(map(len, by_kind["type"])),
    )


def _alternatives(words: dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _type_of(name: str, words: _Words) -> str | None:
    if words.vertical.search(name):
        return "vertical"
    for length in range(min(words.longest_type, len(name)), 0, -1):
        agency_type = words.types.get(name[-length:])
        if agency_type:
            return agency_type
    return None


def _masked(body: str, words: _Words) -> str:
    """The body without the words that look like places and are none, at its full length."""
    return words.not_place.sub(lambda match: _MASK * len(match.group()), body)


def _units(body: str, words: _Words) -> list[re.Match[str]]:
    """The place names at the head of a name, from the largest to the smallest."""
    masked = _masked(body, words)
    units: list[re.Match[str]] = []
    position = 0
    while True:
        unit = words.unit.match(masked, position)
        if not unit:
            return units
        position = unit.end()
        if unit["suffix"] == "州" and not re.match(r"人民政府|政府|[一-龥]{1,8}[县市区]", body[position:]):
            return units
        units.append(unit)
        position += len(_between(body[position:]))


def _between(rest: str) -> str:
    """The organ that may stand between two places: 西平县人民政府柏亭街道."""
    return "人民政府" if rest.startswith("人民政府") else ""


def _level_of(units: list[re.Match[str]], words: _Words, agency_type: str | None) -> str | None:
    last = units[-1]
    if last["suffix"] == "市":
        if last.group() in words.municipalities:
            return "province"
        above = units[-2]["suffix"] if len(units) > 1 else ""
        return "county" if above in ("市", "自治州", "州", "盟", "地区") else None
    level = words.levels[last["suffix"]]
    if level == "zone" and agency_type not in (None, "zone") and last["suffix"] == "新区":
        return "county"  # 浦东新区人民政府 is a district; a zone has a 管委会
    return level
