"""Reads the figures that a report states in its sentences.

Belongs here: applying the wordings of the catalogue to sentences. Does not: the wordings (`catalog/data/claims.csv`),
finding sentences and figures (`sentences.py`, `figures.py`), what narrows a figure (`narrowing.py`), comparing prose
with tables.

One rule stands above all: a claim without a scope says that this is the report's own figure for the year. Whatever
speaks of another year, a part, a channel, or is not sure to speak of the whole, carries a scope or is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gk_pipeline.catalog.claims import ClaimPattern, Family, load_units
from gk_pipeline.documents.model import Document
from gk_pipeline.extraction.figures import Figure, find_figures
from gk_pipeline.extraction.model import Claim
from gk_pipeline.extraction.narrowing import (
    Place,
    Reading,
    is_of_another,
    is_of_place,
    narrowed,
    parts_of_year,
    without_rivals,
    without_weak,
    years_named,
)
from gk_pipeline.extraction.numbers import Quantity
from gk_pipeline.extraction.sentences import Sentence, find_sentences
from gk_pipeline.extraction.wordings import wordings_for

_PLAN = re.compile(
    r"下一步|今后|力争|明年|拟于|拟在|预计|计划(?:在|于)"
    r"|计划(?<!工作计划)(?<!规划计划)(?:主动|新增|再|全年)?(?:公开|公布|发布|办理|收到|举办|开展|召开|设立|投入)"
)
_CONTINUES = re.compile(r"其中|分别")
_LISTED = ("、", "和", "及")  # between one figure and the words of the next
# Between a figure and the share that it is of all of its kind; a share of anything else is not read.
_SHARE = re.compile(
    r"[,(]?约?占(?:比例?|总比例?)?(?:全部|全年|本年)?(?:(?:政府信息公开|依申请公开|主动公开|公开)?"
    r"(?:信息|申请|答复|办结|受理|收到申请)?(?:的)?(?:总件?数|总数?量|总条数))?(?:的比例)?的?(?:为|达到?)?约?"
)
_BEHIND = 20  # characters behind a figure that a wording may look at


def read_claims(
    document: Document,
    *,
    year: int | None,
    family: Family,
    exclude: Sequence[tuple[int, int]] = (),
    agency: str | None = None,
) -> list[Claim]:
    """The numbers that the prose of a report states, in reading order.

    `family` says which indicators are meant: `old` for report years up to 2018, `new` from 2019 on. `exclude` are text
    spans that have been read as tables; `agency` is the name of who reports, whose figures are not narrowed where a
    sentence names it. Units are the Chinese words (`条`, `件`, `万元`, `%`); a zero said in words has
    the usual unit of its indicator and `negated` set.
    """
    reader = _Reader(family, year, agency)
    found: list[tuple[Sentence, Reading]] = []
    for sentence in find_sentences(document.text, exclude):
        if sentence.section != "plans":
            found.extend((sentence, reading) for reading in reader.read(sentence))
    return [
        _claim(document, number, sentence, reading)
        for number, (sentence, reading) in enumerate(without_weak(found), start=1)
    ]


def _claim(document: Document, number: int, sentence: Sentence, reading: Reading) -> Claim:
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


class _Reader:
    """Reads sentence after sentence; the subject a sentence opens lives on while the next ones begin with 其中."""

    def __init__(self, family: Family, year: int | None, agency: str | None) -> None:
        self._year, self._agency = year, agency
        self._wordings = wordings_for(family, year)
        self._subject: str | None = None
        self._subject_scope: str | None = None
        # The subject around a parenthesis in which another one was opened, and where that was.
        self._outer: tuple[str | None, str | None, int] | None = None

    def read(self, sentence: Sentence) -> list[Reading]:
        """What each figure of the sentence states."""
        self._outer = None
        readings = without_rivals(list(self._read(sentence)), sentence.body)
        if sentence.runs_on:
            readings = [reading if reading.scope else replace(reading, scope="run_on") for reading in readings]
        return readings

    def _read(self, sentence: Sentence) -> Iterator[Reading]:
        body = sentence.body
        if not _CONTINUES.match(body):
            self._subject = self._subject_scope = None
        plan = _PLAN.search(body)
        named, parts = years_named(body), parts_of_year(body)
        run_start = 0
        counted: Reading | None = None  # what the figure before counts
        for figure in find_figures(body):
            if plan and plan.end() <= figure.start:
                break
            number = figure.quantity
            if self._outer and ")" in body[self._outer[2] : figure.start]:
                self._subject, self._subject_scope, _ = self._outer
                self._outer = None
            if number and counted and counted.scope is None and _is_share(body, counted.figure, figure):
                yield replace(
                    counted, figure=figure, value=number.value, unit="%", scope="share", approximate=number.approximate
                )
                continue
            counted = None if number else counted
            local = body[max(figure.local_start, run_start if number else 0) : figure.start]
            patterns = self._candidates(figure, local, body)
            if patterns:
                place = Place(
                    sentence=sentence,
                    figure=figure,
                    year=next((year for year, held in reversed(named) if figure.start in held), None),
                    partly=any(figure.start in part for part in parts),
                    run=body[run_start : figure.start],
                    local=local,
                    behind=body[figure.behind :],
                )
                found = [*(self._read_number(place, number, patterns) if number else self._read_zero(place, patterns))]
                counted = found[0] if number and found else counted
                yield from found
            if number:
                run_start = figure.behind + body.startswith(_LISTED, figure.behind)

    def _candidates(self, figure: Figure, local: str, body: str) -> list[ClaimPattern]:
        """The wordings of which a trigger stands near a figure."""
        if figure.quantity is None:
            return self._wordings.none.candidates(figure.words)
        return self._wordings.numbers[figure.quantity.unit].candidates(
            local + body[figure.behind : figure.behind + _BEHIND]
        )

    def _read_zero(self, place: Place, patterns: Sequence[ClaimPattern]) -> Iterator[Reading]:
        words = place.figure.words
        for pattern in patterns:
            denied = pattern.before and pattern.before.match(words)
            if (
                denied
                and not (pattern.unless and pattern.unless.search(words))
                and _counts_here(pattern, place, self._subject)
            ):
                yield Reading(pattern, place.figure, 0, pattern.units[0], False, self._scope(pattern, place))

    def _read_number(self, place: Place, number: Quantity, patterns: Sequence[ClaimPattern]) -> Iterator[Reading]:
        pattern = self._match(place, patterns)
        if not pattern:
            return
        unit, scope = load_units()[number.unit], self._scope(pattern, place)
        reading = Reading(pattern, place.figure, number.value, unit, number.approximate, scope)
        yield reading
        if pattern.opens:
            start = place.figure.start
            if not self._outer and place.sentence.body.rfind("(", 0, start) > place.sentence.body.rfind(")", 0, start):
                self._outer = self._subject, self._subject_scope, start
            self._subject, self._subject_scope = pattern.opens, scope
            # The further figures of 受理16件,已全部办结.
            for other in self._wordings.all:
                if self._subject in other.within and other.after and other.after.match(place.behind):
                    yield replace(reading, pattern=other, scope=other.scope or scope)

    def _match(self, place: Place, patterns: Sequence[ClaimPattern]) -> ClaimPattern | None:
        """The first wording of the catalogue that fits the words around a number."""
        for pattern in patterns:
            if (
                (self._subject in pattern.within or not pattern.bound)
                and (pattern.before is None or pattern.before.search(place.local))
                and (pattern.after is None or pattern.after.match(place.behind))
                and not (pattern.unless and pattern.unless.search(place.local))
                and _counts_here(pattern, place, self._subject)
            ):
                return pattern
        return None

    def _scope(self, pattern: ClaimPattern, place: Place) -> str | None:
        scope = self._other_year(place.year) or ("part" if place.partly else narrowed(pattern, place)) or pattern.scope
        if scope is None and pattern.marker and not pattern.marker.search(place.sentence.body, 0, place.figure.start):
            return "part"
        if scope is None and self._agency:
            if is_of_place(place, self._agency):
                return "territory"
            if is_of_another(place.sentence.body[: place.figure.start], self._agency):
                return "part"
        if scope is None and self._subject in pattern.within and not (pattern.sections or pattern.restates):
            return self._subject_scope  # a part of something narrowed
        return scope

    def _other_year(self, named: int | None) -> str | None:
        """The scope that the last year named in front of a figure sets; None when it is the report's own."""
        if self._year is None or named is None or named == self._year:
            return None
        return "last_year" if named == self._year - 1 else "other_year"


def _is_share(body: str, counted: Figure, figure: Figure) -> bool:
    """Whether a figure is the share that the one before it is of its whole."""
    is_percentage = figure.quantity is not None and figure.quantity.unit == "%"
    return is_percentage and _SHARE.fullmatch(body, counted.behind, figure.start) is not None


def _counts_here(pattern: ClaimPattern, place: Place, subject: str | None) -> bool:
    """Whether the wording may count in this place: anywhere, or in one of the places it is bound to."""
    if not (pattern.within or pattern.sections or pattern.topic):
        return True
    if subject in pattern.within or place.sentence.section in pattern.sections:
        return True
    near = f"{place.run}{place.figure.words}{place.behind[:_BEHIND]}"
    return bool(pattern.topic and pattern.topic.search(near))
