"""Runs of digits: rows that lost the separators of their cells."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.folding import fold_document
from gk_pipeline.extraction.runs import digit_runs
from tests.unit.extraction.reading import alignment_of, text_document

ROWS = (
    "一、本年新收政府信息公开申请数量2171000{}",
    "二、上年结转政府信息公开申请数量0000000",
    "（一）予以公开710000071",
    "（二）部分公开290000029",
    "（七）总计2171000218",
)


def runs(first_ends: str) -> list[str]:
    text = "".join(ROWS).format(first_ends)
    alignment = alignment_of(text_document(text))
    assert alignment is not None
    return [run.digits for run in digit_runs(fold_document(text).text, alignment)]


def test_rows_without_separators_are_runs() -> None:
    assert runs("218")[0] == "2171000218"


@pytest.mark.parametrize("letter", ["l", "O", "?", "○"])
def test_a_row_that_goes_on_with_a_letter_is_no_whole_run(letter: str) -> None:
    assert runs(f"2{letter}8")[0] == "0000000"
