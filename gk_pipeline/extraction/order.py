"""What the order of labels and figures in a text gives away: that a row's figures are not those behind its label.

Belongs here: figures printed before their labels, labels and figures in blocks of their own, rows torn apart. Does not:
numbers of pages among the cells (`page_numbers.py`), numbers alone on a line where rows stand on one line each
(`lines.py`), what becomes of a row that is doubted (`facts.py`).

Nothing is put right here. Where the order shows that labels and figures do not belong together as they follow each
other, the figures are ambiguous, and rows that seem empty are not blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import groupby, pairwise

from gk_pipeline.extraction.align import Alignment, Matched
from gk_pipeline.extraction.anchors import Anchor, Slot
from gk_pipeline.extraction.folding import BETWEEN_FIGURES, Folded
from gk_pipeline.extraction.model import Status
from gk_pipeline.extraction.page_numbers import with_page_numbers
from gk_pipeline.extraction.unheaded import doubted_slots, heads_above
from gk_pipeline.extraction.unread import unread_slots

# So many rows must seem empty, and so many figures follow each other elsewhere, before they are taken for each other's.
_MINIMUM_EMPTY = 3
_MINIMUM_BLOCK = 5
# How far behind the last row its figures may stand, in characters.
_REACH = 4000
_FIGURE = r"[+-]?\d[\d.,]*"
_BLOCK = re.compile(rf"(?<![^\s\x1f]){_FIGURE}(?:{BETWEEN_FIGURES}+{_FIGURE})++(?![^\s\x1f])")
_FIGURES = re.compile(_FIGURE)
_FIGURES_BEFORE = re.compile(rf"(?<![^\s\x1f])(?:{_FIGURE}{BETWEEN_FIGURES}*+)+$")
_LONGEST_BEFORE = 200
# Of the end of a row no more than so many characters are looked at: it may hold a tab for every cell.
_ROW_END = 40

# The heads of columns of figures, as they follow on the heads of the labels and units: one match for each column.
_HEADS_OF_LABELS = re.compile("指标|项目|内容|单位|名称")
_HEAD_OF_FIGURES = re.compile(
    r"(?:20)?\d\d年度?(?:发生数)?|(?:本年度?|历年)?累计|[本上去当前]年度?|上期|本期|同期|同比|增减|环比|增长"
)
_LONGEST_HEAD = 60

# The rows of a table that stand in text, in printed order.
_Rows = Sequence[Matched]


def doubt_order(folded: Folded, alignment: Alignment) -> Alignment:
    """The alignment with the slots of rows in text ambiguous, or unreadable, where their order shows that they are."""
    rows = [(a, row) for a, row in alignment.matched if not a.in_table]
    if not rows:
        return alignment
    doubted: dict[int, list[Slot]] = {}
    for anchor, _ in rows:
        if _is_torn_over_lines(folded.text, anchor.slots) or _may_be_shifted(folded.text, anchor.slots):
            doubted[id(anchor)] = doubted_slots(anchor)
    doubted |= {id(anchor): doubted_slots(anchor) for anchor in _going_on_below(rows, alignment.rest)}
    empty = [a for a, row in rows if not a.slots and not row.is_heading and row.when_absent != "omit"]
    if empty:
        labelled = [anchor for anchor in (*alignment.rest, *alignment.others) if anchor.labels]
        claimed = {slot.start for anchor in labelled for slot in anchor.slots}
        below = {id(anchor): behind for (anchor, _), (behind, _) in pairwise(rows)}
        doubted |= {id(a): slots for a in empty if (slots := unread_slots(folded, a, below.get(id(a))))}
        doubted |= _torn_labels(folded, rows, {start for start in claimed if start is not None})
    if len(empty) >= _MINIMUM_EMPTY and _stand_elsewhere(folded, rows):
        doubted |= {id(anchor): doubted_slots(anchor) for anchor in empty}
    for _, pairs in groupby(rows, key=lambda pair: pair[1].table_id):
        table = list(pairs)
        if _stand_before_labels(folded, table) or _heads_in_other_order(folded, table):
            printed = [a for a, row in table if a.slots or not (row.is_heading or row.when_absent == "omit")]
            doubted |= {id(anchor): doubted_slots(anchor) for anchor in printed}
        if _has_further_columns(folded, table):
            doubted |= {id(a): doubted_slots(a) for a, row in table if len(a.slots) == len(a.cells(row)) == 1}
    doubted |= {id(anchor): doubted_slots(anchor) for anchor in with_page_numbers(folded.text, rows)}
    if not doubted:
        return alignment
    matched = tuple((replace(a, slots=doubted[id(a)]) if id(a) in doubted else a, row) for a, row in alignment.matched)
    return replace(alignment, matched=matched)


def _is_torn_over_lines(text: str, slots: Sequence[Slot]) -> bool:
    """Whether a row begins with a figure glued to its label and goes on in another line: cells lost their separators,
    so the figure may be several, and what follows another row's."""
    if len(slots) < 2 or slots[0].separated or slots[0].in_cell:
        return False
    return any(s.end is not None and t.start is not None and "\n" in text[s.end : t.start] for s, t in pairwise(slots))


def _may_be_shifted(text: str, slots: Sequence[Slot]) -> bool:
    """Whether a row begins with an empty cell, which its label may span, and ends with a tab: one more empty cell may
    stand behind that."""
    ends = [slot.end for slot in slots if slot.end is not None]
    if not ends or slots[0].status is not Status.BLANK:
        return False
    return text[ends[-1] : ends[-1] + _ROW_END].partition("\n")[0].rstrip(" \r").endswith("\t")


def _going_on_below(rows: _Rows, rest: Sequence[Anchor]) -> Iterator[Anchor]:
    """Rows of empty cells whose label may go on below, beside their figures: no label of the form has those."""
    unknown = [anchor for anchor in rest if not anchor.rows and anchor.slots]
    for (anchor, row), (behind, _) in pairwise(rows if unknown else ()):
        if anchor.slots and all(slot.status is Status.BLANK for slot in anchor.slots):
            below = next((other for other in unknown if anchor.start < other.start < behind.start), None)
            printed = [slot for slot in below.slots if slot.status is not Status.BLANK] if below else []
            if len(printed) == len(anchor.cells(row)) > 1:
                yield anchor


def _torn_labels(folded: Folded, rows: _Rows, claimed: Set[int]) -> dict[int, list[Slot]]:
    """Rows that seem empty, but whose label goes on, on its line, in text that holds figures before the next row; and
    those whose label follows as many figures as it has cells, none of them `claimed` by another row."""
    found: dict[int, list[Slot]] = {}
    for (anchor, row), (behind, next_row) in pairwise(rows):
        if row.table_id != next_row.table_id:
            continue
        start, stop = folded.offset(anchor.behind), folded.end_offset(behind.start)
        if not anchor.slots and not row.is_heading and folded.on_one_line(anchor.behind - 1, anchor.behind):
            figures = [match.span() for match in _FIGURES.finditer(folded.folded, start, stop)]
            if figures:
                found[id(anchor)] = [Slot(Status.UNREADABLE, start=figures[0][0], end=figures[-1][1])]
        if not behind.slots and not next_row.is_heading:
            before = _figures_before(folded, behind, folded.offset(anchor.start) if row.is_heading else start)
            if len(before) >= len(next_row.cells) and claimed.isdisjoint(before):
                found[id(behind)] = doubted_slots(behind)
    return found


def _figures_before(folded: Folded, anchor: Anchor, start: int = 0) -> list[int]:
    """Where the figures begin that stand right before a label, one after the other."""
    stop = folded.offset(anchor.start)
    before = _FIGURES_BEFORE.search(folded.folded, max(start, stop - _LONGEST_BEFORE), stop)
    return [figure.start() for figure in _FIGURES.finditer(folded.folded, *before.span())] if before else []


def _stand_elsewhere(folded: Folded, rows: _Rows) -> bool:
    """Whether figures follow each other that are no row's: a block of their own, or more than the row can have."""
    first, last = folded.offset(rows[0][0].start), folded.offset(rows[-1][0].start)
    claimed = {
        slot.start for anchor, row in rows if len(anchor.slots) <= len(anchor.cells(row)) for slot in anchor.slots
    }
    for block in _BLOCK.finditer(folded.folded, first, last + _REACH):
        figures = [figure.start() for figure in _FIGURES.finditer(folded.folded, *block.span())]
        if sum(start not in claimed for start in figures) >= _MINIMUM_BLOCK:
            return True
    return False


def _stand_before_labels(folded: Folded, table: _Rows) -> bool:
    """Whether the rows of a table print their figures before their labels, so that each seems to have the next one's.

    Either the figures stand on the line of the next label, or the first label follows figures that would be its own and
    the last one has none.
    """
    rows = [(anchor, row) for anchor, row in table if row.cells]
    if len(rows) < 2:
        return False
    ahead = sum(_on_line_of_next(folded, anchor, behind) for (anchor, _), (behind, _) in pairwise(table))
    if 2 * ahead > len(rows):
        return True
    (first, row), (last, _) = rows[0], rows[-1]
    if last.slots:
        return False
    return len(_figures_before(folded, first)) == len(first.cells(row))


def _heads_in_other_order(folded: Folded, table: _Rows) -> bool:
    """Whether the heads of the applicants stand in another order than the form's: total first, or columns exchanged.

    The total stands on a level above most of them, so that it may come anywhere behind the first; heads of several
    lines each may come in any order of lines.
    """
    anchor, row = next(((anchor, row) for anchor, row in table if row.cells), table[0])
    if row.column_set != "applicant" or anchor.heads.get(row.column_set):
        return False
    lines = heads_above(folded, anchor)
    columns = [column for line in lines for column in line]
    first = next((place for place, column in enumerate(columns) if column.position == 1), None)
    if first is None:
        return False
    if all(len(line) == 1 for line in lines):
        lines = [columns]  # a cell a line
    parts = [[column.position for column in line if not column.is_total] for line in lines]
    return any(column.is_total for column in columns[:first]) or any(line != sorted(line) for line in parts)


def _has_further_columns(folded: Folded, table: _Rows) -> bool:
    """Whether the heads right above the rows name several columns of figures, where the form has one: a lone figure is
    that of any of them, or glued to that of another. Tables with heads of their own for each group are not looked at.
    """
    if len({row.column_set for _, row in table if row.cells}) > 1:
        return False
    first = table[0][0].start
    above = folded.norm[max(0, first - _LONGEST_HEAD) : first]
    labels = [head.end() for head in _HEADS_OF_LABELS.finditer(above)]
    return bool(labels) and len(_HEAD_OF_FIGURES.findall(above, labels[-1])) > 1


def _on_line_of_next(folded: Folded, anchor: Anchor, behind: Anchor) -> bool:
    """Whether the figures of a row stand on another line than its label, and on that of the next row's label."""
    starts = [slot.start for slot in anchor.slots if slot.start is not None]
    if not starts:
        return False
    label, following = folded.offset(anchor.start), folded.offset(behind.start)
    return "\n" in folded.text[label : starts[0]] and "\n" not in folded.text[starts[0] : following]
