"""The languages in which failed rules are told: phrases, and the names of rows and columns.

Belongs here: finding a phrase or a name in a language. Does not: which phrase a finding takes (`messages.py`), the
phrases themselves, which are data of the catalogue (`phrases.csv`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gk_pipeline.catalog.forms import Column, Indicator, load, read_rows


@dataclass(frozen=True, slots=True)
class Wording:
    """One language. Called with the name of a phrase and what stands in its places, it gives the words."""

    phrases: Mapping[str, str]
    rows: Mapping[str, str]
    columns: Mapping[str, str]

    def __call__(self, phrase: str, **places: object) -> str:
        return self.phrases[phrase].format(**places)


@cache
def english() -> Wording:
    """As messages have always been."""
    return Wording(
        {fields["phrase"]: fields["en"] for _, fields in read_rows("phrases.csv")},
        {indicator.indicator_id: indicator.label_en for indicator in _indicators()},
        {column.column_id: column.label_en for column in _columns() if column.column_id},
    )


@cache
def chinese() -> Wording:
    """In the terms that the forms print."""
    return Wording(
        {fields["phrase"]: fields["zh"] for _, fields in read_rows("phrases.csv")},
        {indicator.indicator_id: indicator.label_zh for indicator in _indicators()},
        {column.column_id: column.labels[0] for column in _columns() if column.column_id},
    )


def _indicators() -> list[Indicator]:
    """A row comes after the heading that it is on other forms, so that its name counts."""
    return sorted(load().indicators.values(), key=lambda indicator: indicator.kind == "value")


def _columns() -> list[Column]:
    return [column for each in load().columns.values() for column in each]
