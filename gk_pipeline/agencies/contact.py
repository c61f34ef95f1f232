"""Places told by how an agency is reached: the area code of a phone number, the host of an address.

Belongs here: weak evidence as votes. Does not: its weight (`evidence.py`), finding numbers and hosts in a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from gk_pipeline.agencies.divisions import phone_codes
from gk_pipeline.agencies.gazetteer import Gazetteer, Keys, gazetteer
from gk_pipeline.agencies.settle import Vote
from gk_pipeline.agencies.tables import rows_of

_AREA = re.compile(r"0(?:10|2\d|[3-9]\d\d)")
_GOVERNMENT = ".gov.cn"
_SHORTEST = 4  # letters; shorter labels stand for too many places


def area_votes(phones: Iterable[str], places: Gazetteer, weight: float) -> Iterator[Vote]:
    """A vote for what each area code serves, once a code; numbers without a known area code say nothing."""
    areas = dict.fromkeys(found.group() for found in map(_AREA.match, phones) if found)
    for area in areas:
        codes = phone_codes().get(area, ())
        keys = frozenset(division.key for code in codes for division in places.divisions.by_code(code))
        if keys:
            yield Vote(keys, weight)


def host_votes(hosts: Iterable[str], places: Gazetteer, weight: float) -> Iterator[Vote]:
    """A vote for each label of a government host that spells a place: taoyuan, or ccerdao for Erdao in Changchun."""
    labels = dict.fromkeys(
        label for host in hosts if host.endswith(_GOVERNMENT) for label in host.removesuffix(_GOVERNMENT).split(".")
    )
    for label in labels:
        keys = _labels().get(label)
        if keys:
            yield Vote(keys, weight)


@cache
def _labels() -> dict[str, Keys]:
    """Label -> places: the pinyin of a place, alone or behind the initials or the pinyin of the city above it."""
    places = gazetteer()
    pinyin = _pinyin()
    found: dict[str, set[str]] = {}
    for stem, syllables in pinyin.items():
        for key in places.stems().get(stem, ()):
            spelled = "".join(syllables)
            labels = {spelled}
            for above in _above(key, places):
                upper = pinyin.get(above, ())
                initials = "".join(syllable[0] for syllable in upper)
                labels |= {initials + spelled, "".join(upper) + spelled, initials + "".join(s[0] for s in syllables)}
            for label in labels:
                if len(label) >= _SHORTEST:
                    found.setdefault(label, set()).add(key)
    return {label: frozenset(keys) for label, keys in found.items()}


def _above(key: str, places: Gazetteer) -> Iterator[str]:
    for division in places.divisions.ancestors(key):
        if division.level == "prefecture":
            yield places.stem(division.name)


@cache
def _pinyin() -> dict[str, tuple[str, ...]]:
    """A name without its suffix -> its syllables."""
    return {row["stem"]: tuple(row["pinyin"].split()) for row in rows_of("place_pinyin.csv")}
