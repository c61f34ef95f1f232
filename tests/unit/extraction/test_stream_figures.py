"""Stretches of figures alone are read at once; the reading is the one that goes from character to character."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from gk_pipeline.extraction import slots as cutting
from gk_pipeline.extraction.folding import CELL, fold_document
from gk_pipeline.extraction.model import Status
from gk_pipeline.extraction.slots import slots_from

UNITS = st.sampled_from(["", "件", "件 ", "万元\n", "条|", "人次", "件\u3000"])
PIECES = st.sampled_from(["0", "7", "00", "012", "1204", " ", "\n", "\t", "|", "\u3000", "  \n"])


@given(
    st.tuples(UNITS, st.lists(PIECES, min_size=1, max_size=12).map("".join)).map("".join),
    st.sampled_from(["数", "数 ", "数|"]),
    st.sampled_from(["", "条", "|", "9"]),
)
def test_figures_are_read_at_once_as_they_are_read_one_by_one(printed: str, before: str, behind: str) -> None:
    folded = fold_document(f"{before}{printed}{behind}")
    position = folded.position(len(before))
    stop = folded.position(len(before) + len(printed))
    at_once = slots_from(folded, position, stop)
    with patch.object(cutting, "_figures", lambda *_: None):
        assert slots_from(folded, position, stop) == at_once


def test_an_empty_cell_between_boundaries_is_a_blank_slot() -> None:
    folded = fold_document("数|5||0 12")
    slots, behind = slots_from(folded, 1, len(folded.norm))
    assert [(slot.status, slot.value) for slot in slots] == [
        (Status.REPORTED, 5),
        (Status.BLANK, None),
        (Status.REPORTED, 0),
        (Status.REPORTED, 12),
    ]
    assert [slot.in_cell for slot in slots] == [True, True, True, False]
    assert [folded.text[slot.start : slot.end] for slot in slots if slot.start is not None] == ["5", "0", "12"]
    assert behind == len(folded.norm)
    assert folded.norm.count(CELL) == 3
