"""Reads the figures that a report states in its sentences.

Belongs here: applying the wordings of the catalogue to sentences, and what narrows a figure. Does not: the wordings
(`catalog/data/claims.csv`), finding sentences and figures (`sentences.py`, `figures.py`), comparing prose with tables.

One rule stands above all: a claim without a scope says that this is the report's own figure for the year. Whatever
speaks of another year, a part, a channel, or is not sure to speak of the whole, carries a scope or is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from gk_pipeline.catalog.claims import ClaimPattern, Family, load_scopes, load_units
from gk_pipeline.documents.model import Document
from gk_pipeline.extraction.figures import Figure, find_figures
from gk_pipeline.extraction.model import Claim, Number
from gk_pipeline.extraction.numbers import Quantity
from gk_pipeline.extraction.sentences import Sentence, find_sentences
from gk_pipeline.extraction.wordings import wordings_for

_PLAN = re.compile(
    r"下一步|今后|力争|明年|拟于|拟在|预计|计划(?:在|于)"
    r"|计划(?<!工作计划)(?<!规划计划)(?:主动|新增|再|全年)?(?:公开|公布|发布|办理|收到|举办|开展|召开|设立|投入)"
)
_YEAR = re.compile(r"(?P<year>[12](?<!\d[12])(?:(?<=1)9|(?<=2)0)\d\d)年(?!度?(?:以来|起))")
_CARRIED = tuple(carried + to for carried in ("结转", "转结", "顺延") for to in ("", "至", "到", "入"))
_CONTINUES = re.compile(r"其中|分别")
_BEHIND = 20  # characters behind a figure that a wording may look at


@dataclass(slots=True)
class _Place:
    """A figure in its sentence, with the words around it.

    `lead` is all of the sentence before the figure, `year` the last one named there, `run` the words since the last
    number, `local` those since the last comma; `behind` is what follows its counting word.
    """

    sentence: Sentence
    figure: Figure
    lead: str
    year: int | None
    run: str
    local: str
    behind: str


@dataclass(slots=True)
class _Reading:
    pattern: ClaimPattern
    figure: Figure
    value: Number
    unit: str
    approximate: bool
    scope: str | None


def read_claims(
    document: Document, *, year: int | None, family: Family, exclude: Sequence[tuple[int, int]] = ()
) -> list[Claim]:
    """The numbers that the prose of a report states, in reading order.

    `family` says which indicators are meant: `old` for report years up to 2018, `new` from 2019 on. `exclude` are text
    spans that have been read as tables. Units are the Chinese words (`条`, `件`, `万元`, `%`); a zero said in words has
    the usual unit of its indicator and `negated` set.
    """
    reader = _Reader(family, year)
    found: list[tuple[Sentence, _Reading]] = []
    for sentence in find_sentences(document.text, exclude):
        if sentence.section != "plans":
            found.extend((sentence, reading) for reading in reader.read(sentence))
    return [
        _claim(document, number, sentence, reading)
        for number, (sentence, reading) in enumerate(_without_weak(found), start=1)
    ]


def _claim(document: Document, number: int, sentence: Sentence, reading: _Reading) -> Claim:
    start, end = sentence.span(reading.figure.start, reading.figure.end)
    return Claim(
        claim_id=f"{document.document_id[:20]}:claim:{number}",
        indicator_id=reading.pattern.indicator_id,
        column_id=reading.pattern.column_id,
        value=reading.value,
        unit=reading.unit,
        approximate=reading.approximate,
        negated=reading.figure.negated,
        scope=reading.scope,
        raw_text=document.text[start:end],
        start=start,
        end=end,
        sentence=document.text[sentence.start : sentence.end],
        sentence_start=sentence.start,
        sentence_end=sentence.end,
    )


def _without_weak(found: list[tuple[Sentence, _Reading]]) -> Iterator[tuple[Sentence, _Reading]]:
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


class _Reader:
    """Reads sentence after sentence; the subject a sentence opens lives on while the next ones begin with 其中."""

    def __init__(self, family: Family, year: int | None) -> None:
        self._year = year
        self._wordings = wordings_for(family, year)
        self._subject: str | None = None
        self._subject_scope: str | None = None

    def read(self, sentence: Sentence) -> Iterator[_Reading]:
        """Yields what each figure of the sentence states."""
        body = sentence.body
        if not _CONTINUES.match(body):
            self._subject = self._subject_scope = None
        plan = _PLAN.search(body)
        named = [
            (match.end(), int(match["year"]))
            for match in _YEAR.finditer(body)
            if not body.endswith(_CARRIED, 0, match.start())
        ]
        run_start = 0
        for figure in find_figures(body):
            if plan and plan.end() <= figure.start:
                break
            place = _Place(
                sentence=sentence,
                figure=figure,
                lead=body[: figure.start],
                year=next((year for end, year in reversed(named) if end <= figure.start), None) if named else None,
                run=body[run_start : figure.start],
                local=body[max(figure.local_start, run_start) : figure.start],
                behind=body[figure.behind :],
            )
            if figure.quantity is None:
                yield from self._read_zero(place)
            else:
                yield from self._read_number(place, figure.quantity)
                run_start = figure.behind

    def _read_zero(self, place: _Place) -> Iterator[_Reading]:
        words = place.figure.words
        for pattern in self._wordings.none.candidates(words):
            denied = pattern.before and pattern.before.match(words)
            if denied and not (pattern.unless and pattern.unless.search(words)) and _counts_here(pattern, place, None):
                yield _Reading(pattern, place.figure, 0, pattern.units[0], False, self._scope(pattern, place))

    def _read_number(self, place: _Place, number: Quantity) -> Iterator[_Reading]:
        pattern = self._match(place, number)
        if not pattern:
            return
        unit, scope = load_units()[number.unit], self._scope(pattern, place)
        reading = _Reading(pattern, place.figure, number.value, unit, number.approximate, scope)
        yield reading
        if pattern.opens:
            self._subject, self._subject_scope = pattern.opens, scope
            # The further figures of 受理16件,已全部办结.
            for other in self._wordings.all:
                if self._subject in other.within and other.after and other.after.match(place.behind):
                    yield replace(reading, pattern=other, scope=other.scope or scope)

    def _match(self, place: _Place, number: Quantity) -> ClaimPattern | None:
        """The first wording of the catalogue that fits the words around a number."""
        words = place.local + place.behind[:_BEHIND]
        for pattern in self._wordings.numbers[number.unit].candidates(words):
            if (
                (pattern.before is None or pattern.before.search(place.local))
                and (pattern.after is None or pattern.after.match(place.behind))
                and not (pattern.unless and pattern.unless.search(place.local))
                and _counts_here(pattern, place, self._subject)
            ):
                return pattern
        return None

    def _scope(self, pattern: ClaimPattern, place: _Place) -> str | None:
        scope = self._other_year(place.year) or _narrowed(pattern, place) or pattern.scope
        if scope is None and pattern.marker and not pattern.marker.search(place.lead):
            return "part"
        if scope is None and self._subject in pattern.within and not pattern.sections:
            return self._subject_scope  # a part of something narrowed
        return scope

    def _other_year(self, named: int | None) -> str | None:
        """The scope that the last year named in front of a figure sets; None when it is the report's own."""
        if self._year is None or named is None or named == self._year:
            return None
        return "last_year" if named == self._year - 1 else "other_year"


def _counts_here(pattern: ClaimPattern, place: _Place, subject: str | None) -> bool:
    """Whether the wording may count in this place: anywhere, or in one of the places it is bound to."""
    if not (pattern.within or pattern.sections or pattern.topic):
        return True
    if subject in pattern.within or place.sentence.section in pattern.sections:
        return True
    near = f"{place.run}{place.figure.words}{place.behind[:_BEHIND]}"
    return bool(pattern.topic and pattern.topic.search(near))


@cache
def _scope_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What sets any scope, in the local words and in the run: most figures have nothing of it before them."""
    local, run = (
        re.compile("|".join(f"(?:{scope.pattern.pattern})" for scope in load_scopes() if scope.where == where))
        for where in ("local", "run")
    )
    return local, run


def _narrowed(pattern: ClaimPattern, place: _Place) -> str | None:
    """The first scope of the catalogue that the words before a figure set."""
    local, run = _scope_words()
    if not (local.search(place.local) or run.search(place.run)):
        return None
    whole = pattern.opens or pattern.kind == "none"
    for scope in load_scopes():
        if scope.groups and not (whole and pattern.group in scope.groups):
            continue
        if scope.scope == "cumulative" and pattern.kind == "none":
            continue  # nothing up to a day is nothing in the year
        words = place.local if scope.where == "local" else place.run
        if not scope.pattern.search(words) or (scope.unless and scope.unless.search(words)):
            continue
        if scope.unless_behind and scope.unless_behind.match(place.behind.lstrip(",;")):
            continue
        return scope.scope
    return None
