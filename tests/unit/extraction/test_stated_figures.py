"""What some seven hundred sentences in the manner of reports state, decided by hand, and what is read of them.

`stated_figures.csv` holds a sentence, the heading it stands under and the report year. `states` are its figures as
`indicator=value unit`, apart by `;`, with `~` for an approximate number, `!` for a zero in words and `@` for a figure
that is narrowed by a scope. What begins with `?` may be read so or be left: it is stated in passing, has to be
inferred, or is no figure of a form.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gk_pipeline.extraction.model import Claim
from gk_pipeline.extraction.prose import read_claims
from tests.unit.extraction.reading import text_document

_FIGURE = re.compile(r"(\??)([^=]+)=([\d.]+)([^\d.~!@]+)(~?)(!?)(@?)")


class Figure(NamedTuple):
    """A figure as a sentence states it: indicator, value, unit, approximate, said in words, narrowed."""

    indicator: str
    value: Decimal
    unit: str | None
    approximate: bool
    negated: bool
    narrowed: bool


class Case(NamedTuple):
    """A sentence: figures that must be read of it, figures that may be, and figures that were."""

    sentence: str
    stated: set[Figure]
    possible: set[Figure]
    read: set[Figure]


@cache
def cases() -> tuple[Case, ...]:
    with Path(__file__).with_name("stated_figures.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(map(case, csv.DictReader(lines)))


def case(line: dict[str, str]) -> Case:
    document = text_document(f"{line['heading']}\n{line['sentence']}\n")
    year = int(line["year"])
    found = read_claims(document, year=year, family="old" if year <= 2018 else "new")
    states = list(figures(line["states"]))
    return Case(
        f"{year} {line['heading']} {line['sentence']}",
        {figure for sure, figure in states if sure},
        {figure for sure, figure in states if not sure},
        set(map(as_figure, found)),
    )


def figures(states: str) -> Iterator[tuple[bool, Figure]]:
    for printed in filter(None, map(str.strip, states.split(";"))):
        match = _FIGURE.fullmatch(printed)
        assert match, printed
        maybe, indicator, value, unit, about, words, scope = match.groups()
        yield not maybe, Figure(indicator, Decimal(value), unit, bool(about), bool(words), bool(scope))


def as_figure(claim: Claim) -> Figure:
    key = claim.indicator_id + (f"[{claim.column_id}]" if claim.column_id else "")
    narrowed = claim.scope is not None
    return Figure(key, Decimal(claim.value), claim.unit, claim.approximate, claim.negated, narrowed)


def test_nothing_is_read_that_is_not_stated() -> None:
    wrong = [(each.sentence, figure) for each in cases() for figure in each.read - each.stated - each.possible]
    assert wrong == []


def test_most_of_what_is_stated_is_read() -> None:
    stated = sum(len(each.stated) for each in cases())
    read = sum(len(each.stated & each.read) for each in cases())
    assert (len(cases()), stated) == (678, 652)
    assert read >= 625


def test_sentences_that_state_no_figure_of_the_report_are_among_them() -> None:
    none = [each for each in cases() if not any(not figure.narrowed for figure in each.stated | each.possible)]
    assert len(none) >= 130
