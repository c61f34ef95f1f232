"""Finds a value of an extraction by the labels it is printed under: `section/label/column`.

Belongs here: bringing printed labels of expected values and what was read together. Does not: counting (`evaluate.py`).
"""

from __future__ import annotations

from gk_pipeline.catalog.forms import load
from gk_pipeline.extraction.anchors import NUMBERING
from gk_pipeline.extraction.folding import fold_label
from gk_pipeline.extraction.model import Extraction, Fact, UnmappedCell

_CUMULATIVE = "累计"
# The beginning of a long label is enough when it has this many characters.
_TELLING = 6


def find_labelled(extraction: Extraction, name: str) -> float | None:
    """The value under a label, from facts whose row is printed so or from unmapped cells; None when none is there."""
    *_, label, column = name.rsplit("/", 2)
    wanted = _bare(label)
    cumulative = _CUMULATIVE in column
    for fact in extraction.facts:
        if fact.value is not None and (fact.column_id == "cumulative") == cumulative and wanted in _wordings(fact):
            return float(fact.value)
    for cell in extraction.unmapped:
        if cell.value is not None and _is_under(cell, wanted, cumulative):
            return float(cell.value)
    return None


def _is_under(cell: UnmappedCell, wanted: str, cumulative: bool) -> bool:
    *rows, head = cell.labels if len(cell.labels) > 1 else (*cell.labels, "")
    if not rows or (_CUMULATIVE in head) != cumulative:
        return False
    label = _bare(rows[-1])
    return label == wanted or (len(wanted) >= _TELLING and label.startswith(wanted))


def _wordings(fact: Fact) -> set[str]:
    rows = [row for form in load().forms.values() for row in form.rows if row.row_id == fact.indicator_id]
    return {_bare(label) for row in rows for label in row.labels}


def _bare(label: str) -> str:
    """A label without numbering, 其中, remarks and marks."""
    folded = fold_label(label)
    match = NUMBERING.match(folded)
    bare = folded[match.end() :] if match else folded
    cut = bare.find("(", 1)
    return (bare[:cut] if cut > 0 and bare.endswith(")") else bare).rstrip("★☆*")
