"""Interprets one normalised name: reads its place, then its body, and puts them together or abstains.

Belongs here: what a combination of place and body means. Does not: other spellings of the name (`resolver.py`),
which of several places is meant (`settle.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gk_pipeline.agencies.bodies import Body, Prefix, branch_of, is_any_zone, is_university, prefix_of, read_body
from gk_pipeline.agencies.departments import OTHER, departments_of, vocabulary
from gk_pipeline.agencies.divisions import Division
from gk_pipeline.agencies.gazetteer import Gazetteer, Keys, Reading
from gk_pipeline.agencies.names import cuts_a_word, is_national, type_of
from gk_pipeline.agencies.resolution import Context, Resolution
from gk_pipeline.agencies.settle import settle

NATIONAL_CODE = "000000"
_TOWNSHIPS = ("township", "street")
# The corps ranks as a province, its divisions as prefectures, whatever the place they sit in.
_LEVEL_OF_CORPS = {"prefecture": "province", "county": "prefecture"}
_GENERIC = re.compile(r"[我本全该]?(?P<word>街道|[省市州盟县旗区镇乡])(?P<rest>.*)$")
_GENERIC_LEVELS = {
    **dict.fromkeys("省", ("province",)),
    **dict.fromkeys("州盟", ("prefecture",)),
    **dict.fromkeys("市", ("province", "prefecture", "county")),
    **dict.fromkeys("县旗区", ("county",)),
    **dict.fromkeys(("镇", "乡", "街道"), ("township",)),
}
# How much more often one of two places, of which one lies in the other, must be named.
_FAR = 2.0
_GENERIC_TYPES = {"街道": "street_office"}
# Bodies of the central government that have local names.
_CENTRAL_WITH_LOCAL_NAME = re.compile("(?:海关|海事局|检验检疫局|边防检查站)$")


@dataclass(frozen=True, slots=True)
class _Place:
    """The divisions that a name may be about, the body behind them and how that is printed.

    `full` is false for a place without its suffix, `alone` true where no other place stands in front of it.
    """

    keys: Keys
    body: Body
    full: bool
    rest: str
    alone: bool = False


def interpret(name: str, context: Context) -> Resolution:
    """The agency with this name; a resolution that says nothing when the name is none."""
    prefix = prefix_of(name)
    if prefix is None and is_national(name):
        return _national(name, None, context.places)
    rest = name[len(prefix.prefix) :] if prefix else name
    party = prefix is not None and prefix.agency_type == "party"
    contradicted: _Place | None = None
    for reading in context.places.readings(rest):
        place = _place(rest, reading, context.places, party=party)
        if place is None:
            continue
        if prefix and prefix.department:
            place = _prefixed(place, prefix.agency_type, prefix.department)
        found = _compose(name, place, context)
        if found:
            return found
        contradicted = contradicted or place
    if contradicted:
        return _abstain(name, contradicted, contradicted.keys, context.places)
    return _national(name, prefix, context.places) if is_national(name) else _generic(name, rest, context)


def _place(name: str, reading: Reading, places: Gazetteer, *, party: bool) -> _Place | None:
    """The reading with the body behind it; None when what is left of the name is no body."""
    rest = name[reading.end :]
    if cuts_a_word(name, reading.end) or (not reading.full and (not rest or _is_word(name, reading))):
        return None
    if is_any_zone(name[reading.start : reading.end]) and not _is_direct(reading, places):
        return None
    body = read_body(rest, party=party, by_place=_authority(places, reading.keys))
    if body.agency_type is None or (not reading.full and body.unlisted and body.unlisted_level != "zone"):
        return None  # 崇礼|县人民政府 is no place without its suffix, it is a county that no list has
    branch = branch_of(rest)
    if branch is None:
        return _Place(reading.keys, body, reading.full, rest, not reading.above)
    length = len(branch.place)
    inside = next((one for one in places.heads(branch.place, 0, reading.keys, stems=True) if one.end == length), None)
    if inside is None:
        return _Place(reading.keys, body, reading.full and not branch.is_office, rest)
    return _Place(inside.keys, read_body(branch.bureau), reading.full, rest)


def _is_direct(reading: Reading, places: Gazetteer) -> bool:
    """Whether the place lies directly in the one in front of it; always true of what is no zone."""
    return not all(places.is_area(places.get(key)) for key in reading.keys) or any(
        places.get(key).parent in reading.above for key in reading.keys
    )


def _is_word(name: str, reading: Reading) -> bool:
    """Whether a place without its suffix is but a word of another meaning: 公安 of 公安局, 资源 of 资源局."""
    return any(
        match.start() < reading.end and match.end() > reading.start for match in vocabulary().keyword.finditer(name)
    )


def _authority(places: Gazetteer, keys: Keys) -> str:
    """The type of the authority of a place itself, named by the place alone."""
    types = {_authority_of(places.get(key), places) for key in keys}
    return types.pop() if len(types) == 1 else "government"


def _authority_of(division: Division, places: Gazetteer) -> str:
    if places.is_area(division):
        return division.kind
    return "street_office" if division.kind == "街道" or division.name.endswith("办事处") else "government"


def _prefixed(place: _Place, agency_type: str | None, department: str) -> _Place:
    """The place with what the prefix tells: its class comes first."""
    departments = (department, *(one for one in place.body.departments if one not in (department, OTHER)))
    return replace(place, body=replace(place.body, agency_type=agency_type, departments=departments))


def _compose(name: str, place: _Place, context: Context) -> Resolution | None:
    """The agency at the place that the context leaves; abstains when several are left, None when none is left."""
    places, body = context.places, place.body
    choice = settle(places, place.keys, province=context.province, year=context.year, votes=context.votes)
    if not choice.keys:
        return None
    division = places.get(min(choice.keys))
    if len({_governing(places.get(key), places).key for key in choice.keys}) > 1 or not _may_hold(
        division, place, places
    ):
        return _abstain(name, place, choice.keys, places)
    special = division if places.is_area(division) else None
    division = _governing(division, places)
    is_corps = special is not None and special.kind == "xpcc"
    level = _LEVEL_OF_CORPS[special.level] if special and is_corps else division.level
    # Lists of townships miss some: a town alone may be another one of that name.
    alone = place.alone and division.level == "township"
    clear = choice.how == "name" and not body.unlisted and not alone
    guessed = not place.full or is_university(place.rest)
    return Resolution(
        name=name,
        division_key=division.key,
        division_code=division.code,
        division_name=division.name,
        level="township" if body.unlisted_level in _TOWNSHIPS else level,
        agency_type=body.agency_type,
        departments=body.departments,
        department_name=place.rest if body.departments else None,
        zone_key=special.key if special else None,
        seat_code=special.seat if special else None,
        is_corps=is_corps,
        unlisted=body.unlisted or None,
        method=choice.how,
        confidence="low" if guessed else "high" if clear else "medium",
    )


def _governing(division: Division, places: Gazetteer) -> Division:
    """The division that a body belongs to: of a zone what runs it, of a division of the corps the city it governs."""
    if division.kind == "xpcc" and division.seat:
        return places.divisions.by_code(division.seat)[0]
    while division.parent and places.is_area(division):
        division = places.get(division.parent)
    return division


def _may_hold(division: Division, place: _Place, places: Gazetteer) -> bool:
    """Whether the division is the one right above what the name says beyond it."""
    if is_university(place.rest) and not place.full and division.level != "province":
        return False  # 长沙 in the name of a university tells where it stands, not who runs it
    if place.body.agency_type == "street_office" and not place.body.unlisted:
        return division.level == "township"
    level = place.body.unlisted_level
    if not place.body.unlisted or level == "zone" or division.kind == "zone":
        return True
    if level not in _TOWNSHIPS:
        return False
    below = {places.get(child).level for child in places.divisions.children(division.key)}
    return division.level in ("county", "prefecture") and "county" not in below


def _abstain(name: str, place: _Place, keys: Keys, places: Gazetteer) -> Resolution:
    levels = {places.get(key).level for key in keys}
    level = "township" if place.body.unlisted_level in _TOWNSHIPS else levels.pop() if len(levels) == 1 else None
    return Resolution(
        name=name,
        level=level,
        agency_type=place.body.agency_type,
        departments=place.body.departments,
        department_name=place.rest if place.body.departments else None,
        candidates=tuple(sorted(keys, key=lambda key: (places.get(key).code, key))),
        unlisted=place.body.unlisted or None,
    )


def _national(name: str, prefix: Prefix | None, places: Gazetteer) -> Resolution:
    """A body of the central government; one with a prefix may be its local one, at a place that no list has."""
    told = type_of(name)
    if told == "public_institution" or told is None:
        return Resolution(name)
    local = prefix and (prefix.agency_type == "vertical" or _CENTRAL_WITH_LOCAL_NAME.search(name))
    root = next(iter(places.divisions.by_code(NATIONAL_CODE)), None)
    return Resolution(
        name=name,
        division_key=root.key if root else None,
        division_code=NATIONAL_CODE,
        division_name=root.name if root else None,
        level="national",
        agency_type="vertical" if local else "national",
        departments=departments_of(name) or (OTHER,),
        department_name=name,
        method="name",
        confidence="high",
    )


def _generic(name: str, rest: str, context: Context) -> Resolution:
    """A name that says 县 or 我镇 instead of the place: the votes tell which, or nothing does."""
    found = _GENERIC.fullmatch(rest)
    body = read_body(found["rest"], by_place=_GENERIC_TYPES.get(found["word"], "government")) if found else None
    if found is None or body is None or body.agency_type is None:
        return Resolution(name)
    word, levels = found["word"], _GENERIC_LEVELS[found["word"]]
    weights: dict[str, float] = {}
    for vote in context.votes:
        for key in {near for named in vote.keys for near in _nearest(named, word, levels, context.places)}:
            weights[key] = weights.get(key, 0.0) + vote.weight
    place = _Place(_without_nested(weights, context.places), body, False, found["rest"])
    keys = place.keys
    level = levels[0] if len(levels) == 1 else None
    resolved = _compose(name, place, context) if keys else None
    if resolved is None:
        return replace(_abstain(name, place, frozenset(), context.places), level=level)
    return replace(resolved, method="votes" if resolved.is_resolved else None)


def _nearest(key: str, word: str, levels: Sequence[str], places: Gazetteer) -> Keys:
    """The division, or the first one above it, that is of these levels and called so, under all its names."""
    lineage = (places.get(key), *places.divisions.ancestors(key))
    first = next((one for one in lineage if one.level in levels and one.name.endswith(word)), None)
    return frozenset(one for one in places.body(first.key) if places.get(one).name.endswith(word)) if first else Keys()


def _without_nested(weights: dict[str, float], places: Gazetteer) -> Keys:
    """The divisions without those around or inside another one that is named far more often; none where neither is:
    市 of a city that lies in another city is its own or the one above."""
    kept = set(weights)
    for lower, weight in weights.items():
        for upper in weights.keys() & (places.chain(lower) - places.body(lower)):
            if weight >= _FAR * weights[upper]:
                kept.discard(upper)
            elif weights[upper] >= _FAR * weight:
                kept.discard(lower)
            else:
                return Keys()
    return frozenset(kept)
