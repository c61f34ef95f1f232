"""Tables that a document prints more than once: last year's beside this year's, another agency's further down.

Belongs here: telling copies apart, and which of them is the report's own. Does not: the rows of one copy (`align.py`).

A sequence of rows that begins again is another copy. The year that is named above a copy tells whose it is. Where
nothing tells, all copies are kept, so that cells they disagree in become ambiguous.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from gk_pipeline.catalog.forms import NATIONAL_FORMS, Row
from gk_pipeline.extraction.align import Alignment, Matched, align_table, tables_of
from gk_pipeline.extraction.anchors import Anchor
from gk_pipeline.extraction.folding import Folded, fold, without_separators

# Fewer rows with values are a mention, not a copy, unless the whole table has no more.
_MINIMUM_ROWS = 3
_MOST_COPIES = 6
# How many lines above the first row of a table its heading may stand, heads and blank lines counted, and how long.
_REACH = 12
_LONGEST_HEADING = 60
_YEAR = re.compile(r"(?<!\d)(20\d\d)年度?(第?[一二三四1-4前]*季度|[上下]半年)?")
# The title of a report, which heads all of its tables; not the link to another one.
_TITLE = re.compile(
    r"^[ \t]*(?![上下前后]一[篇条页]|相关)(?:附件?\d*[:.、 ]*)?(?P<name>[^\n]{0,40}?)"
    r"(?P<year>20\d\d)年度?[^\n]{0,30}报告[ \t\r]*$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Copy:
    """Rows in rising order; `before` is the text between the copy above and this one."""

    rows: tuple[Matched, ...]
    before: str

    @property
    def start(self) -> int:
        """Where its first row stands."""
        return self.rows[0][0].start

    @property
    def year(self) -> int | None:
        """The year its heading names, or the title above it, 0 for a part of a year; None without either.

        Sentences name any year.
        """
        for line in islice(reversed(self.before.split("\n")), _REACH):
            if len(line) > _LONGEST_HEADING:
                break
            named = _YEAR.findall(line)
            if named:
                year, part = named[-1]
                return 0 if part else int(year)
        years = {title["year"] for title in _TITLE.finditer(self.before)}
        return int(years.pop()) if len(years) == 1 else None

    @property
    def agency(self) -> str | None:
        """The name in the title above it; None without one, or with several."""
        names = {without_separators(title["name"]) for title in _TITLE.finditer(self.before)}
        return names.pop() if len(names) == 1 else None


def settle_copies(folded: Folded, alignment: Alignment, year: int | None) -> Alignment:
    """The alignment with one copy of every table: the report's own, for the year that it reports.

    Rows of copies that may as well be the report's own are its `rivals`.
    """
    form, known = alignment.form, _further_rows(alignment)
    told: dict[int, bool] = {}
    for rows in tables_of(form).values() if known else ():
        runs = _runs(alignment, known, rows) if form.form in NATIONAL_FORMS else _unordered_runs(alignment, known)
        copies = _copies(folded, runs, rows)
        if len(copies) > 1 and _disagree(copies):
            own = _own(copies, year) or _below_own(copies, told)
            told |= {copy.start: copy is own for copy in copies} if own else {}
            alignment = _settled(alignment, copies, own)
    repeated = _repeated(alignment) if known else []
    return replace(alignment, rivals=(*alignment.rivals, *repeated)) if repeated else alignment


def may_have_copies(alignment: Alignment) -> bool:
    """Whether rows of the form are printed again, so that `settle_copies` may find copies."""
    return bool(_further_rows(alignment))


def _repeated(alignment: Alignment) -> list[Matched]:
    """Rows that are printed twice, one right below the other. One value behind a label of text may be a mention."""
    starts = [anchor.start for anchor, _ in alignment.matched]
    found: list[Matched] = []
    for further in _further_rows(alignment):
        place = bisect_left(starts, further.start)
        for anchor, row in alignment.matched[max(place - 1, 0) : place + 1]:
            is_same = row in further.rows and anchor.in_table == further.in_table and bool(anchor.slots)
            if is_same and (further.in_table or len(row.cells) > 1) and _is_whole(further, row):
                found.append((further, row))
    return found


def _further_rows(alignment: Alignment) -> list[Anchor]:
    form = alignment.form.form
    return [a for a in alignment.rest if a.slots and any(row.form == form for row in a.rows)]


def _runs(alignment: Alignment, known: Sequence[Anchor], rows: Sequence[Row]) -> list[list[Matched]]:
    """The sequences of rows of a table that rise in the order of the form."""
    table_id, whole = rows[0].table_id, _size(rows)
    found = [(a, row) for a, row in alignment.matched if row.table_id == table_id and not row.is_heading and a.slots]
    left = list(known)
    for _ in range(_MOST_COPIES):
        further = [(a, row) for a, row in align_table(left, rows)[1] if not row.is_heading and _is_whole(a, row)]
        if len(further) < min(_MINIMUM_ROWS, whole):
            break
        found += further
        used = {id(anchor) for anchor, _ in further}
        left = [anchor for anchor in left if id(anchor) not in used]
    found.sort(key=lambda pair: pair[0].start)
    runs: list[list[Matched]] = []
    for pair in found:
        if not runs or _begins_again(runs[-1], *pair):
            runs.append([])
        runs[-1].append(pair)
    return runs


def _unordered_runs(alignment: Alignment, known: Sequence[Anchor]) -> list[list[Matched]]:
    """The tables of a local form, whose rows have no order: one begins again where most of its rows follow again."""
    form = alignment.form.form
    found = [(a, row) for a, row in alignment.matched if a.slots]
    found += [(a, row) for a in known for row in a.rows if row.form == form]
    runs: list[dict[str, Matched]] = [{}]
    for pair in sorted(found, key=lambda pair: pair[0].start):
        if pair[1].row_id in runs[-1]:
            runs.append({})
        runs[-1][pair[1].row_id] = pair
    joined = runs[:1]
    for run in runs[1:]:
        if len(run.keys() & joined[-1].keys()) < max(_MINIMUM_ROWS, min(len(run), len(joined[-1])) / 2):
            joined[-1] = run | joined[-1]
        else:
            joined.append(run)
    return [sorted(run.values(), key=lambda pair: pair[0].start) for run in joined]


def _copies(folded: Folded, runs: Sequence[Sequence[Matched]], rows: Sequence[Row]) -> list[_Copy]:
    """The runs that are long enough to be copies of a table, with what stands above them."""
    copies: list[_Copy] = []
    end = 0
    for run in runs:
        if len(run) >= min(_MINIMUM_ROWS, _size(rows)):
            start = folded.offset(run[0][0].start)
            copies.append(_Copy(tuple(run), fold(folded.text[end:start])))
            end = folded.offset(run[-1][0].start)
    return copies


def _size(rows: Sequence[Row]) -> int:
    return sum(not row.is_heading for row in rows)


def _is_whole(anchor: Anchor, row: Row) -> bool:
    """Whether a row has a value for every cell: a copy is printed as the table is. Values may be glued together."""
    values, cells = anchor.values(row), len(anchor.cells(row))
    if len(values) == cells or anchor.in_table or not values or values[0].separated or values[0].in_cell:
        return len(values) == cells
    digits = sum((slot.end or 0) - (slot.start or 0) for slot in values)
    return len(values) < cells <= digits


def _begins_again(run: Sequence[Matched], anchor: Anchor, row: Row) -> bool:
    """Whether a row stands before the end of the run so far, or has cells that are printed there already."""
    last = run[-1][1]
    if row.position != last.position:
        return row.position < last.position
    cells = set(anchor.cells(row))
    return any(other is row and not cells.isdisjoint(before.cells(row)) for before, other in run)


def _disagree(copies: Sequence[_Copy]) -> bool:
    printed: dict[tuple[str, str | None], tuple[object, object]] = {}
    for copy in copies:
        for anchor, row in copy.rows:
            for cell, slot in zip(anchor.cells(row), anchor.values(row), strict=False):
                if printed.setdefault(cell, (slot.status, slot.value)) != (slot.status, slot.value):
                    return True
    return False


def _own(copies: Sequence[_Copy], year: int | None) -> _Copy | None:
    """The one copy that is the report's own, by the titles above them: all others are of other years or agencies."""
    own = [copy for copy in copies if copy.year in (None, year)]
    if len(own) > 1 and own[0] is copies[0] and all(_is_of_other(copy, own[0]) for copy in own[1:]):
        del own[1:]
    return own[0] if len(own) == 1 and year is not None else None


def _below_own(copies: Sequence[_Copy], told: Mapping[int, bool]) -> _Copy | None:
    """The one copy that stands below a table of the report's own, where all others stand below one that is not.

    `told` has the places of the copies of other tables, and whether each is the report's own: a heading over the first
    of several tables is that of all of them.
    """
    above = [max((place for place in told if place < copy.start), default=None) for copy in copies]
    own = [copy for copy, place in zip(copies, above, strict=True) if place is not None and told[place]]
    return own[0] if len(own) == 1 and None not in above else None


def _is_of_other(copy: _Copy, own: _Copy) -> bool:
    """Whether the titles above two copies name two agencies; one may be named in short or in full."""
    name, other = own.agency or "", copy.agency or ""
    return bool(name and other) and name not in other and other not in name


def _settled(alignment: Alignment, copies: Sequence[_Copy], own: _Copy | None) -> Alignment:
    """The alignment with the rows of one copy; without an own one, those of the first, the others as its rivals."""
    chosen = own or copies[0]
    table_id = chosen.rows[0][1].table_id
    further = [pair for copy in copies if copy is not chosen for pair in copy.rows]
    spans = [(copy.rows[0][0].start, copy.rows[-1][0].start) for copy in copies if copy is not chosen]
    kept = [
        (a, row)
        for a, row in alignment.matched
        if row.table_id != table_id
        or ((row.is_heading or not a.slots) and not any(first <= a.start <= last for first, last in spans))
    ]
    matched = sorted([*kept, *chosen.rows], key=lambda pair: pair[0].start)
    used = {id(anchor) for anchor, _ in matched}
    others = {id(anchor): anchor for anchor, _ in further}
    dropped = [anchor for anchor, _ in alignment.matched if id(anchor) not in used]
    rest = [anchor for anchor in (*alignment.rest, *dropped) if id(anchor) not in used and id(anchor) not in others]
    return replace(
        alignment,
        matched=tuple(matched),
        rest=tuple(sorted(rest, key=lambda anchor: anchor.start)),
        others=(*alignment.others, *others.values()),
        rivals=alignment.rivals if own else (*alignment.rivals, *further),
    )
