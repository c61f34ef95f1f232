"""What a cell of a table says, wherever it stands: its folded text, the label it is, the value it prints.

Belongs here: one cell by itself, remembered for the many cells that print the same. Does not: rows, heads and columns
(`grid.py`), the grammar of a value (`cells.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gk_pipeline.extraction.anchors import NUMBERING, without_year
from gk_pipeline.extraction.cells import CellValue, is_doubtful, is_unit, read_cell
from gk_pipeline.extraction.folding import CELL, fold_piece, kept_positions, kept_span, without_separators
from gk_pipeline.extraction.labels import Label, label_of
from gk_pipeline.extraction.model import Number, Status

# Longer cells are prose, of which no two are alike.
_LONGEST_REMEMBERED = 100
_REMEMBERED = 16384
# What makes a text that is no label a value.
_VALUES = (Status.REPORTED, Status.PLACEHOLDER, Status.AMBIGUOUS)


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """What a cell says, whatever figure it prints: all that the plan of a table may know of it (`plans.py`).

    `text` is the folded text of the cell, empty for a value. `label` is the label that the text is, with the numbering
    before it, `is_row` whether that may be the label of a row. `status` and `unit` are those of its reading as a value.
    Cells with the same skeleton share one object, which is what makes tables quick to compare.
    """

    text: str
    number: str
    label: Label | None
    is_value: bool
    is_unit: bool
    is_row: bool
    status: Status
    unit: str | None


class Content(NamedTuple):
    """What a cell says, and its figure with the place of its figure or mark in the cell as printed."""

    skeleton: Skeleton
    figure: Number | None
    start: int
    end: int


def content_of(printed: str, traditional: bool) -> Content:
    """Reads the text of a cell, as printed. `traditional`: the document is in traditional characters."""
    return (_remembered if len(printed) <= _LONGEST_REMEMBERED else _read)(printed, traditional)


def _read(printed: str, traditional: bool) -> Content:
    folded = fold_piece(printed, traditional=traditional).replace("\n", CELL)
    text = without_separators(folded)
    value = _as_printed(read_cell(text), printed, folded, len(text))
    number, label = ("", None) if not printed or text.isdigit() else _label(text)
    is_value = not printed or text.isdigit() or (label is None and value.status in _VALUES)
    skeleton = _skeleton(
        "" if is_value else text,
        number,
        label,
        is_value,
        not is_value and is_unit(text),
        bool(label and label.rows),
        value.status,
        value.unit,
    )
    return Content(skeleton, value.value, value.start, value.end)


# Reports print the same labels over and over, and few different figures.
_remembered = lru_cache(maxsize=_REMEMBERED)(_read)
_skeleton = lru_cache(maxsize=_REMEMBERED)(Skeleton)


def _as_printed(value: CellValue, printed: str, folded: str, characters: int) -> CellValue:
    """The value with its place in the cell as printed; ambiguous where the digits are no one number there.

    `characters` are those of the folded text that are no blanks or quotes.
    """
    if value.status is Status.BLANK:
        return value
    if (value.start, value.end) == (0, characters):
        start, end = kept_span(folded)
    else:
        kept = kept_positions(folded)
        start, end = kept[value.start], kept[value.end - 1] + 1
    if value.status is Status.REPORTED and is_doubtful(printed[start:end]):
        return CellValue(Status.AMBIGUOUS, None, value.unit, start, end)
    return CellValue(value.status, value.value, value.unit, start, end)


def _label(text: str) -> tuple[str, Label | None]:
    """The numbering and the label of a folded text."""
    match = NUMBERING.match(text)
    number = match.group() if match else ""
    bare = text[len(number) :]
    label = label_of(bare) or label_of(_without_remark(bare)) or label_of(text) or label_of(without_year(text))
    return (number, label) if label else ("", None)


def _without_remark(text: str) -> str:
    """The label before a closing remark or mark: `(区分处理的…)`, `★`."""
    text = text.rstrip("★☆*:")
    cut = text.find("(", 1)
    return text[:cut] if cut > 0 and text.endswith(")") else text
