"""Rows of text that lost the separators of their cells: runs of digits that hold several values.

Belongs here: which rows are such runs, and the pieces that separators leave of them. Does not: which split of a run is
right (`rules.splits`), cells as facts (`facts.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gk_pipeline.catalog.forms import NATIONAL_FORMS
from gk_pipeline.extraction.align import Alignment
from gk_pipeline.extraction.anchors import Slot
from gk_pipeline.extraction.assign import fits
from gk_pipeline.extraction.facts import contested_rows
from gk_pipeline.extraction.folding import fold
from gk_pipeline.extraction.model import Piece, Run, Status

_LINE_OF_DIGITS = re.compile(r"[^\S\n]*\n\s*([0-9]+)[^\S\n]*(?:\n|$)")
# A mark in place of a figure on the same line, a figure that other text is glued to, or a letter where a digit should
# be: the row goes on.
_ROW_GOES_ON = re.compile(r"[^\S\n]*(?:[/／\\*★☆×·－—–―_─-]|[0-9]+(?![0-9、.．,)）年]))|[OoQDlI○〇◯?？]")


def digit_runs(text: str, alignment: Alignment) -> list[Run]:
    """The rows of text that hold fewer pieces than cells, all of digits: candidates for splitting.

    Only a national form has the sums that prove a split, and only a layout that lost its separators is split: where
    most rows have as many pieces as cells, a row with fewer has lost cells instead. A row of which only the
    beginning was read is no run, nor is one whose heads are not all there, or one that may hold the figures of the row
    behind it, whose label is not there.
    """
    rivals = {row.row_id for _, row in alignment.rivals} | {row.row_id for row in contested_rows(alignment)}
    glued = [
        (anchor, row)
        for anchor, row in alignment.matched
        if not anchor.in_table and anchor.slots and not fits(anchor, row) and row.row_id not in rivals
    ]
    if not glued or alignment.form.form not in NATIONAL_FORMS or _has_separators(alignment):
        return []
    runs: list[Run] = []
    missing = _missing_behind(alignment)
    for anchor, row in glued:
        cells = tuple(row.cells)
        if len(anchor.slots) <= len(cells) == len(anchor.cells(row)) and all(_is_digits(slot) for slot in anchor.slots):
            run = Run(cells, tuple(_pieces(text, anchor.slots)))
            holds_two = row.row_id in missing and len(run.digits) >= len(cells) + missing[row.row_id]
            if not holds_two and not _ROW_GOES_ON.match(text, anchor.slots[-1].end or 0):
                runs.append(run)
    return runs


def _has_separators(alignment: Alignment) -> bool:
    """Whether the rows of the text have as many pieces as cells, but for some that lost cells."""
    several = [(a, r) for a, r in alignment.matched if not a.in_table and a.slots and len(a.cells(r)) > 1]
    return 3 * sum(fits(anchor, row) for anchor, row in several) > len(several)


def _missing_behind(alignment: Alignment) -> dict[str, int]:
    """The rows whose like next row in the form was not found, with the number of cells it should have."""
    found = {row.row_id for _, row in alignment.matched}
    rows = [row for row in alignment.form.rows if row.cells and (row.when_absent != "omit" or row.row_id in found)]
    return {
        row.row_id: len(behind.cells)
        for row, behind in pairwise(rows)
        if behind.row_id not in found and behind.table_id == row.table_id and behind.column_set == row.column_set
    }


def _is_digits(slot: Slot) -> bool:
    """Whether a slot may hold several values; a cell of its own can't."""
    return slot.status is Status.REPORTED and slot.start is not None and not slot.in_cell


def _pieces(text: str, slots: Sequence[Slot]) -> Iterator[Piece]:
    """The digits of slots, and of lines between and behind them that passed for numbers of pages but may not be."""
    behind: int | None = None
    for slot in slots:
        assert slot.start is not None
        if behind is not None:
            yield from _stray(text, behind, slot.start)
        raw = text[slot.start : slot.end]
        yield Piece(fold(raw), raw, slot.start, behind is not None and "\n" in text[behind : slot.start])
        behind = slot.end
    if behind is not None:
        yield from _stray(text, behind, len(text))


def _stray(text: str, behind: int, stop: int) -> Iterator[Piece]:
    line = _LINE_OF_DIGITS.match(text, behind, stop)
    if line:
        yield Piece(line[1], line[1], line.start(1), on_new_line=True)
