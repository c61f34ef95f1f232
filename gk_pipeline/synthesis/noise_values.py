"""Quirks of what stands in value cells.

Belongs here: other ways to print a figure, and cells left empty or marked. Does not: labels, whole rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from gk_pipeline.catalog.forms import load
from gk_pipeline.synthesis.model import BLANK, PLACEHOLDER, Cell, Draft

_FULL_WIDTH = str.maketrans("0123456789.+-", "０１２３４５６７８９．＋－")
_MARKS = ("/", "／", "-", "—", "--", "不填", "★", "无")
_NOTES = ("（其中修订{n}件）", "（含{n}件转办）", "(不含下属单位)")


def full_width(draft: Draft, rng: Random) -> None:
    """Digits typed full-width, in every cell or in some."""
    share = rng.choice((1.0, 0.3))
    for cell in _figures(draft):
        if rng.random() < share:
            cell.text = cell.text.translate(_FULL_WIDTH)


def thousands(draft: Draft, rng: Random) -> None:
    """Separators in figures from a thousand on, wherever the next figure does not follow at once."""
    for row in draft.rows():
        if draft.separated or len(row.values) == 1:
            for cell in row.values:
                if len(cell.text) > 3 and cell.text.isascii() and cell.text.isdigit():
                    cell.text = f"{int(cell.text):,}"


def units(draft: Draft, rng: Random) -> None:
    """The unit printed in the cell, in the whole table or in some rows."""
    share = rng.choice((1.0, 0.3))
    for row in draft.rows():
        if rng.random() < share:
            for cell in row.values:
                if cell.key and cell.text:
                    cell.text += _unit(draft.form, cell.key)


def notes(draft: Draft, rng: Random) -> None:
    """Remarks behind a few figures."""
    for cell in _figures(draft):
        if draft.facts[cell.key or ""] and rng.random() < 0.15:
            note = rng.choice(_NOTES).format(n=rng.randint(1, 9))
            cell.text += note if rng.random() < 0.7 else note.replace("（", "(").replace("）", ")")


def blank_zeros(draft: Draft, rng: Random) -> None:
    """Noughts left blank: all of them, or those of some rows."""
    share = rng.choice((1.0, 0.4))
    for row in draft.rows():
        if rng.random() < share:
            for cell in row.values:
                if cell.key and draft.facts[cell.key] == 0:
                    _empty(draft, cell)


def blank_totals(draft: Draft, rng: Random) -> None:
    """The total column left blank, in every row of section 3 or in some."""
    share = rng.choice((1.0, 0.3))
    for row in draft.rows(("app",)):
        if rng.random() < share and row.row_id:
            _empty(draft, row.values[-1])


def slashes(draft: Draft, rng: Random) -> None:
    """A mark in every cell of some rows, or of all of them."""
    share, mark = rng.choice((1.0, 0.15, 0.15)), rng.choice(_MARKS)
    for row in draft.rows():
        if rng.random() < share:
            for cell in row.values:
                if cell.key:
                    cell.text = mark
                    draft.facts[cell.key] = PLACEHOLDER


def partly_spaced(draft: Draft, rng: Random) -> None:
    """Glued rows in which some of the blanks between figures survived."""
    for row in draft.rows():
        if len(row.values) > 1 and rng.random() < 0.5:
            for cell in row.values:
                cell.gap = rng.random() < 0.4


def _figures(draft: Draft) -> Iterator[Cell]:
    return (cell for row in draft.rows() for cell in row.values if cell.key and cell.text)


def _empty(draft: Draft, cell: Cell) -> None:
    cell.text = ""
    draft.facts[cell.key or ""] = BLANK


def _unit(form: str, key: str) -> str:
    return load().indicator(form, key.partition("[")[0]).unit_zh or ""
