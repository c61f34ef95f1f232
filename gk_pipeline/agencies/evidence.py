"""Tells whose report a document is, from everything in it that names an agency or a place.

Belongs here: the order and the weight of the evidence. Does not: finding evidence in a text (`extraction.naming`),
what a single name stands for (`resolver.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from gk_pipeline.agencies.contact import area_votes, host_votes
from gk_pipeline.agencies.gazetteer import gazetteer
from gk_pipeline.agencies.resolution import Context, Resolution
from gk_pipeline.agencies.resolver import province_key, resolve_within, votes_of
from gk_pipeline.agencies.settle import Vote, supports

# What naming a place counts as a vote. Titles beside the report's own, and who publishes, may be another agency's.
_WEIGHTS = {
    "title": 4.0,
    "other titles": 1.0,
    "compiled_by": 4.0,
    "signed": 4.0,
    "publisher": 2.0,
    "contact": 3.0,
    "subject": 2.0,
}
_WEIGHT_OF_MENTION = 0.5
_MOST_MENTIONS = 4
_WEIGHT_OF_PHONE = 1.5
_WEIGHT_OF_HOST = 0.75

_TOWN_WORDS = frozenset({"镇", "乡", "街道", "办事处", "街道办事处"})
_DEPARTMENT_WORDS = frozenset({"局", "委", "厅", "院"})
_AUTHORITIES = frozenset({"government", "office", "street_office"})
_UPPER = ("prefecture", "county")
_PLACE_WORDS = frozenset("省市州县区旗")
_INSTITUTIONS = frozenset({"public_institution", "judicial"})


@dataclass(frozen=True, slots=True)
class AgencyEvidence:
    """What a document prints about its agency, in the order of its weight; in each tuple the strongest comes first.

    `titles` holds the names in the titles, the report's own first; `subjects` whom the overview begins with; `mentions`
    all agencies and places of the text, as often as they occur; `phones` numbers with their area code; `hosts` those of
    addresses. `own_word` is the word the report uses for itself (镇 of 我镇), `year` the year it covers.
    """

    titles: tuple[str, ...] = ()
    compiled_by: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    own_word: str | None = None
    year: int | None = None


class Attribution(NamedTuple):
    """The agency of a document; `source` is the kind of evidence that named it, None when nothing did."""

    resolution: Resolution
    source: str | None


@lru_cache(maxsize=64)  # asked for the name and for the division of the same document
def resolve_title(title: str, year: int | None) -> Attribution | None:
    """The agency in the report's own title, where no other evidence can change it; what `resolve_document` gives."""
    found = resolve_within(title, Context(gazetteer(), year=year))
    return Attribution(found, "title") if found.is_resolved and not _is_town_alone(found) else None


def resolve_document(evidence: AgencyEvidence, *, province: str | None = None) -> Attribution:
    """The agency that the strongest evidence names; all other evidence votes on which place it means.

    A weaker name settles a stronger one that stands for several places only if it is one of these. An office stands for
    its government unless it is in the title. Raises ValueError for an unknown province.
    """
    context = Context(gazetteer(), province_key(province), evidence.year, tuple(_votes(evidence)))
    question: Attribution | None = None
    told: Resolution | None = None
    for source, name in _names(evidence):
        found = resolve_within(name, context)
        if source != "title":
            found = _principal(found)
            if not _may_call_itself(found, evidence.own_word) or (told and not _is_of_kind(found, told)):
                continue
        told = told or found
        if _is_town_alone(found) and _is_contradicted(found, context):
            found = _withdrawn(found)
        if found.is_resolved and (question is None or _answers(found, question.resolution, context)):
            return Attribution(found, source)
        if question is None and found.candidates:
            question = Attribution(found, source)
    return question or Attribution(Resolution(""), None)


def _names(evidence: AgencyEvidence) -> Iterator[tuple[str, str]]:
    for name in evidence.titles:
        yield "title", name
    for source, names in _labelled(evidence):
        for name in names:
            yield source, name
    # The text names other agencies too: its own is the one that it names most, of the kind that it calls itself.
    own = evidence.own_word
    named = Counter(name for name in evidence.mentions if own and own in name).most_common(2)
    if len(named) == 1 or (named and named[0][1] > named[1][1]):
        yield "mentions", named[0][0]


def _labelled(evidence: AgencyEvidence) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("compiled_by", evidence.compiled_by),
        ("signed", evidence.signed),
        ("publisher", evidence.publishers),
        ("contact", evidence.contacts),
        ("subject", evidence.subjects),
    )


def _votes(evidence: AgencyEvidence) -> Iterator[Vote]:
    places = gazetteer()
    yield from votes_of(evidence.titles[:1], places, _WEIGHTS["title"])
    yield from votes_of(evidence.titles[1:], places, _WEIGHTS["other titles"])
    for source, names in _labelled(evidence):
        yield from votes_of(dict.fromkeys(names), places, _WEIGHTS[source])
    for name, count in Counter(evidence.mentions).items():
        yield from votes_of([name], places, _WEIGHT_OF_MENTION * min(count, _MOST_MENTIONS))
    yield from area_votes(evidence.phones, places, _WEIGHT_OF_PHONE)
    yield from host_votes(evidence.hosts, places, _WEIGHT_OF_HOST)


def _principal(found: Resolution) -> Resolution:
    """What an office acts for: named as compiler or contact it stands for its government."""
    if found.agency_type != "office":
        return found
    authority = "zone" if found.zone_key else "government"
    return replace(found, agency_type=authority, departments=(), department_name=None)


def _may_call_itself(found: Resolution, own_word: str | None) -> bool:
    """Whether an agency can use this word for itself; a publisher is often the level above."""
    if own_word in _TOWN_WORDS:
        return found.level == "township"
    if own_word in _DEPARTMENT_WORDS:
        return found.agency_type not in _AUTHORITIES
    if own_word not in _PLACE_WORDS:
        return True
    if found.agency_type == "government" and not found.unlisted and not found.zone_key:
        return (found.division_name or own_word).endswith(own_word)
    return found.agency_type not in _INSTITUTIONS


def _is_of_kind(found: Resolution, told: Resolution) -> bool:
    """Whether an agency is of the kind that the title tells, which alone does not tell its place: 市烟草专卖局."""
    if told.is_resolved or told.agency_type is None:
        return True
    if told.name[:1] in _PLACE_WORDS and not (found.division_name or "").endswith(told.name[0]):
        return False
    subjects = set(found.departments) & set(told.departments) or not (found.departments and told.departments)
    return bool(subjects) and found.agency_type == told.agency_type and found.level != "national"


def _is_town_alone(found: Resolution) -> bool:
    return found.is_resolved and found.level == "township" and found.confidence == "medium"


def _is_contradicted(found: Resolution, context: Context) -> bool:
    """Whether all places above townships that the document names lie elsewhere: it is another town of that name."""
    places, key = context.places, found.division_key or ""
    above = [vote.keys for vote in context.votes if all(places.get(one).level in _UPPER for one in vote.keys)]
    return bool(above) and not any(supports(places, keys, key) for keys in above)


def _withdrawn(found: Resolution) -> Resolution:
    return Resolution(
        name=found.name,
        level=found.level,
        agency_type=found.agency_type,
        departments=found.departments,
        department_name=found.department_name,
        candidates=(found.division_key,) if found.division_key else (),
    )


def _answers(found: Resolution, question: Resolution, context: Context) -> bool:
    key = found.division_key
    return key is not None and not context.places.body(key).isdisjoint(question.candidates)
