"""Tables whose columns are headed by years: the report's own year names the column of its values.

Belongs here: the heads of such tables. Does not: heads in the words of the forms (`heads.py`), tables printed once for
every year (`copies.py`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from operator import itemgetter

from gk_pipeline.catalog.forms import Row, load
from gk_pipeline.extraction.align import Alignment
from gk_pipeline.extraction.anchors import Anchor, Heads

_YEAR = re.compile(r"(?:20)?(?P<year>\d\d)年(?P<rest>\D*)")


def may_be_yearly(alignment: Alignment) -> bool:
    """Whether it takes the year of the report to tell the columns of a table."""
    return any(_years(anchor, row) for anchor, row in alignment.matched)


def with_year_heads(alignment: Alignment, year: int | None) -> Alignment:
    """The alignment with the column headed by the report's year as that of the values, and no other."""
    if not may_be_yearly(alignment):
        return alignment
    matched = [(_headed(anchor, row, year), row) for anchor, row in alignment.matched]
    return replace(alignment, matched=tuple(matched))


def _headed(anchor: Anchor, row: Row, year: int | None) -> Anchor:
    years = _years(anchor, row)
    if not years:
        return anchor
    own = [place for place, named in years.items() if named == year]
    if not own and len(years) == 1:
        return anchor  # the heads beside it are sure
    heads = {name: known for name, known in anchor.heads.items() if name != row.column_set}
    if len(own) == 1:
        known = anchor.heads.get(row.column_set, Heads(()))
        others = [(c, place) for c, place in zip(known.columns, known.places, strict=False) if place not in years]
        named = sorted([(load().columns[row.column_set][0], own[0]), *others], key=itemgetter(1))
        heads[row.column_set] = Heads(tuple(column for column, _ in named), tuple(place for _, place in named))
    return replace(anchor, heads=heads)


def _years(anchor: Anchor, row: Row) -> dict[int, int]:
    """The years that head the values of a row in the same words, by their places; one alone only where the head beside
    it is that of another column."""
    if row.column_set not in _column_sets() or not anchor.in_table:
        return {}
    heads = {slot.column: anchor.head_texts.get(slot.column, "") for slot in anchor.slots if slot.column is not None}
    named = {place: year for place, head in heads.items() if (year := _YEAR.fullmatch(head))}
    words = [year["rest"] for year in named.values()]
    beside = anchor.heads.get(row.column_set)
    if len(named) == 1 and beside and all(column.position > 1 for column in beside.columns):
        words *= 2
    return {place: 2000 + int(year["year"]) for place, year in named.items() if words.count(year["rest"]) > 1}


@cache
def _column_sets() -> frozenset[str]:
    """The sets of columns whose first one is that of the year."""
    return frozenset(name for name, columns in load().columns.items() if "本年度" in columns[0].labels)
