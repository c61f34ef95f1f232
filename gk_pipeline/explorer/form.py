"""The cells of a report arranged as its form prints them.

Belongs here: sections, rows and columns. Does not: asking for the cells, how they look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from gk_pipeline.warehouse.marts import Row

Column = tuple[str, str]
"""Key of the applicant, and the period that the figures count."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the form: its indicator, how deep it lies below its section, and its cells (None: there is none)."""

    indicator: Row
    depth: int
    cells: tuple[Row | None, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form with columns of its own. A single column without applicant and of the year needs no head."""

    name: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def arrange(indicators: Sequence[Row], applicants: Sequence[Row], facts: Iterable[Row]) -> list[Section]:
    """The sections of a form, `indicators` and `applicants` (rows of their dimensions) being in its order.

    Headings stand where a row below them has cells. Every fact stands in exactly one cell.
    """
    cells = {(fact["indicator_key"], fact["applicant_key"], fact["period"]): fact for fact in facts}
    places = {row["applicant_key"]: place for place, row in enumerate(applicants)}
    by_key = {row["indicator_key"]: row for row in indicators}
    columns: dict[str, set[Column]] = {}
    headings: set[str] = set()
    for key, applicant, period in cells:
        indicator = by_key[key]
        columns.setdefault(indicator["section"], set()).add((applicant, period))
        headings.update(_above(indicator, by_key))
    sections: dict[str, list[Line]] = {}
    for indicator in indicators:
        name, key = indicator["section"], indicator["indicator_key"]
        if name not in columns:
            continue
        found = tuple(cells.get((key, *column)) for column in _in_order(columns[name], places))
        if any(found) or key in headings:
            sections.setdefault(name, []).append(Line(indicator, len(_above(indicator, by_key)), found))
    return [Section(name, _in_order(columns[name], places), tuple(lines)) for name, lines in sections.items()]


def _in_order(columns: set[Column], places: Mapping[str, int]) -> tuple[Column, ...]:
    """Columns as forms have them: applicants in their order, the year before what has added up since."""
    return tuple(sorted(sorted(columns, key=itemgetter(1), reverse=True), key=lambda column: places[column[0]]))


def _above(indicator: Row, by_key: Mapping[str, Row]) -> list[str]:
    """The keys of the rows that a row lies below, the nearest first."""
    keys: list[str] = []
    key = indicator["parent_key"]
    while key in by_key and key not in keys:
        keys.append(key)
        key = by_key[key]["parent_key"]
    return keys
