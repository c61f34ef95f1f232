"""What narrows a figure of a sentence: another year, a part, a channel, a figure of the same thing beside it.

Belongs here: the scopes of the catalogue, named years, and readings that take the certainty from one another. Does not:
what a figure counts (`prose.py`), the words that narrow (`catalog/data/claim_scopes.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from gk_pipeline.agencies.names import classify_name
from gk_pipeline.catalog.claims import ClaimPattern, Scope, load_scopes
from gk_pipeline.extraction.figures import Figure
from gk_pipeline.extraction.model import Number
from gk_pipeline.extraction.sentences import Sentence

_YEAR = re.compile(
    r"(?P<year>[12](?<!\d[12])(?:(?<=1)9|(?<=2)0)\d\d)年"
    r"(?!度?(?:以来|起)|度?[^,;\d]{0,10}(?:要点|要求|方案|通知|部署|考核))"
)
_CARRIED = tuple(carried + to for carried in ("结转", "转结", "顺延") for to in ("", "至", "到", "入"))
_REACH_BEHIND = 60
_ASIDE = re.compile(r"\([^()]*\)")
# A body below a government that does what is counted: 市教育局收到, 县政府办公室举办. Matches overlap.
_ACTS = re.compile(
    r"(?=(?P<body>(?<![全各本我该])[省市州县区旗镇乡][一-龥]{0,12}?(?:局|委员会|委|厅|办公室|办|部|中心|街道|镇|乡|人民政府|政府(?!信息|门户|网)))"
    r"(?:共|全年|累计|总共|今年|本年度?|\d{4}年度?|主动|依法|先后|直接|新|分别|牵头)*"
    r"(?:收到|接到|受理|办理|答复|举办|召开|开展|组织|公开|发布|公布|配备|设立|安排))"
)
_WHOLE = re.compile(r"全[省市州县区旗镇乡系]|我[省市州县区旗镇乡局委厅办]|本[省市州县区旗镇乡局委厅办机单]")
_ITSELF = "(?!.*[我本](?:局|委|厅|院|办|中心|单位|机关|部门))"
_ALL_OF_PLACE = re.compile(f"全[省市州盟县旗区镇乡]{_ITSELF}|各级(?:行政机关|政府)")
_ALL_OF_PLACE_HAVE = re.compile(f"全[省市州盟县旗区](?:共|累计|总计|主动|收到|受理|公开|设|配|现?有){_ITSELF}")
_ONE_OF_MANY = frozenset({"department", "judicial", "public_institution", "vertical"})


@dataclass(slots=True)
class Place:
    """A figure in its sentence, with the words around it.

    `year` is the last one named before it, `partly` tells that it speaks of a part of a year; `run` are the words since
    the last number, `local` those since the last comma, `behind` is what follows its counting word.
    """

    sentence: Sentence
    figure: Figure
    year: int | None
    partly: bool
    run: str
    local: str
    behind: str


@dataclass(slots=True)
class Reading:
    """What a figure counts: the wording that fits, the value in its Chinese unit, and what narrows it."""

    pattern: ClaimPattern
    figure: Figure
    value: Number
    unit: str
    approximate: bool
    scope: str | None


def years_named(body: str) -> list[tuple[int, range]]:
    """The years a sentence names, each with where it holds: up to its end, or to that of the parenthesis around it."""
    named: list[tuple[int, range]] = []
    if "年" not in body:
        return named
    for match in _YEAR.finditer(body):
        if not body.endswith(_CARRIED, 0, match.start()):
            asides = (aside.span() for aside in _ASIDE.finditer(body))
            end = next((end for start, end in asides if start < match.start() < end), len(body))
            named.append((int(match["year"]), range(match.end(), end)))
    return named


def parts_of_year(body: str) -> list[range]:
    """Where a sentence speaks of a part of a year: from its words up to those of a whole year."""
    return [
        range(match.end(), whole.start() if whole else len(body))
        for scope in _sentence_scopes()
        if any(trigger in body for trigger in scope.triggers)
        for match in scope.pattern.finditer(body)
        for whole in [scope.unless.search(body, match.end()) if scope.unless else None]
    ]


@cache
def _sentence_scopes() -> tuple[Scope, ...]:
    return tuple(scope for scope in load_scopes() if scope.where == "sentence")


@cache
def _scope_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What sets any scope, in the local words, in the run and behind: most figures have nothing of it around them."""
    local, run, behind = (
        re.compile("|".join(scope.pattern.pattern for scope in load_scopes() if scope.where == where))
        for where in ("local", "run", "behind")
    )
    return local, run, behind


def narrowed(pattern: ClaimPattern, place: Place) -> str | None:
    """The first scope of the catalogue that the words around a figure set."""
    local, run, behind = _scope_words()
    following = place.behind[:_REACH_BEHIND]
    if not (local.search(place.local) or run.search(place.run) or behind.search(following)):
        return None
    whole = pattern.opens or pattern.kind == "none"
    for scope in load_scopes():
        if scope.where == "sentence" or (scope.groups and not (whole and pattern.group in scope.groups)):
            continue
        if scope.scope == "cumulative" and pattern.kind == "none":
            continue  # nothing up to a day is nothing in the year
        words = {"local": place.local, "run": place.run}.get(scope.where, following)
        if not scope.pattern.search(words) or (scope.unless and scope.unless.search(words)):
            continue
        if scope.unless_behind and scope.unless_behind.match(place.behind.lstrip(",;")):
            continue
        return scope.scope
    return None


def is_of_another(words: str, agency: str) -> bool:
    """Whether the words before a figure name a body that counts it, and that body is not who reports.

    A body is who reports when its characters stand in the agency's name in their order: 市住建局 for a
    市住房和城乡建设局, but no 市政府办公室 for a 市人民政府.
    """
    bodies = [match.span("body") for match in _ACTS.finditer(words)]
    if not bodies:
        return False
    end = max(end for _, end in bodies)
    if _WHOLE.search(words, end):
        return False
    return not any(_is_short_for(words[start:behind], agency) for start, behind in bodies if behind == end)


def is_of_place(place: Place, agency: str) -> bool:
    """Whether the words before a figure speak of all bodies of a place, and who reports is but one of them."""
    if classify_name(agency).agency_type not in _ONE_OF_MANY:
        return False
    body, start = place.sentence.body, place.figure.start
    return bool(_ALL_OF_PLACE.search(place.local) or _ALL_OF_PLACE_HAVE.search(body, 0, start))


def _is_short_for(body: str, agency: str) -> bool:
    letters = iter(agency)
    return all(letter in letters for letter in body)


def without_rivals(readings: list[Reading], body: str) -> list[Reading]:
    """Of several own figures of one thing in a sentence none is that of the report: they count bodies or kinds.

    Not so a whole that is said again or rounded, one told from its parts (40条,其中乡镇公开30条) or from a wider one
    (其中今年公开40条).
    """
    if len(readings) < 2:
        return readings
    places: dict[tuple[str, str | None], list[int]] = {}
    for place, reading in enumerate(readings):
        if reading.scope is None and reading.pattern.kind != "all":
            places.setdefault((reading.pattern.indicator_id, reading.pattern.column_id), []).append(place)
    for same in places.values():
        if len(same) > 1 and _are_rivals([readings[place] for place in same]):
            own = _own_among([readings[place] for place in same], body)
            for place in same:
                if readings[place] is not own:
                    readings[place] = replace(readings[place], scope="one_of_several")
    return readings


def _are_rivals(same: Sequence[Reading]) -> bool:
    values = {reading.value for reading in same}
    if len(values) == 1:
        return values != {0} and not any(reading.pattern.opens for reading in same)
    rounded = any(reading.approximate for reading in same)
    return max(values) - min(values) > (max(values) / 10 if rounded else 0)


def _own_among(same: Sequence[Reading], body: str) -> Reading | None:
    """The one that the sentence tells from its parts or from a wider one."""
    told = [reading for reading in same if reading.pattern.restates]
    if len(told) == 1:
        return told[0]
    first, second = same[0], same[1]
    among = "其中" in body[first.figure.end : second.figure.start] and first.value > second.value
    return first if among else None


def without_weak(found: list[tuple[Sentence, Reading]]) -> Iterator[tuple[Sentence, Reading]]:
    """A weak wording (受理 for 收到) keeps a scope when another wording gives another number for the same thing."""
    firm: dict[tuple[str, str | None], set[Number]] = {}
    for _, reading in found:
        if reading.scope is None and reading.pattern.weak_scope is None:
            firm.setdefault((reading.pattern.indicator_id, reading.pattern.column_id), set()).add(reading.value)
    for sentence, reading in found:
        others = firm.get((reading.pattern.indicator_id, reading.pattern.column_id), set())
        if reading.scope is None and reading.pattern.weak_scope and others - {reading.value}:
            yield sentence, replace(reading, scope=reading.pattern.weak_scope)
        else:
            yield sentence, reading
