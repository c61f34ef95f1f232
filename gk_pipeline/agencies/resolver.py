"""Resolves the name of an agency: which division of the country, what kind of body, what department.

Belongs here: the entry points, and the spellings of a name that are tried. Does not: the parts of a name
(`interpret.py`), the evidence of a whole document (`evidence.py`), agencies over time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gk_pipeline.agencies.gazetteer import Gazetteer, gazetteer
from gk_pipeline.agencies.interpret import interpret
from gk_pipeline.agencies.normalise import normalise, simplified, without_misprint
from gk_pipeline.agencies.resolution import Context, Resolution
from gk_pipeline.agencies.settle import Vote


def resolve(
    name: str, *, province: str | None = None, year: int | None = None, votes: Iterable[str] = ()
) -> Resolution:
    """Resolves a name, or abstains and gives the candidates.

    `province` is the name or code of the province that the agency lies in, `year` the year of its report, `votes` are
    other strings of the same source that name places (a publisher, a site). Raises ValueError for an unknown province.
    """
    places = gazetteer()
    return resolve_within(name, Context(places, province_key(province), year, votes_of(votes, places)))


def resolve_within(name: str, context: Context) -> Resolution:
    """Like `resolve`, with the context worked out beforehand.

    A name that is nothing as it stands is tried in simplified characters, then as a misprint of the one name that
    differs from it by a look-alike character.
    """
    printed = normalise(name)
    found = interpret(printed, context)
    if _says_nothing(found):
        found = interpret(simplified(printed), context)
    if _says_nothing(found):
        meant = [one for one in (interpret(other, context) for other in without_misprint(printed)) if one.is_resolved]
        if len(meant) == 1 and meant[0].confidence != "low":
            found = replace(meant[0], confidence="low")
    return replace(found, name=name)


def _says_nothing(found: Resolution) -> bool:
    return not found.is_resolved and not found.candidates


def province_key(province: str | None) -> str | None:
    """The key of a province by its name, short name or code; None for an empty one."""
    if not province:
        return None
    places = gazetteer()
    keys = [*places.named(normalise(province)), *(division.key for division in places.divisions.by_code(province))]
    found = next((key for key in keys if places.get(key).level == "province"), None)
    if found is None:
        raise ValueError(f"{province} is no province")
    return found


def votes_of(names: Iterable[str], places: Gazetteer, weight: float = 1.0) -> tuple[Vote, ...]:
    """The places that strings name, each as a vote."""
    return tuple(Vote(keys, weight) for name in names for keys in places.mentions(simplified(normalise(name))))
