"""What converters leave of a table and of its marks: lines, spans of cells, signs of Markdown."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.furniture import without_furniture
from gk_pipeline.extraction.model import Status
from gk_pipeline.extraction.read import read_document
from tests.unit.extraction.reading import text_document

TITLE = "青石县水利局2016年政府信息公开工作年度报告"
LABELS = ("（一）收到申请数", "1.当面申请数", "2.传真申请数", "3.网络申请数", "4.信函申请数", "（二）申请办结数")
FIGURES = (23, 19, 0, 3, 1, 22)
IDS = ("old.3.1", "old.3.1.1", "old.3.1.2", "old.3.1.3", "old.3.1.4", "old.3.2")
SHAPES = {
    "strokes": "{label}   件   {figure}\n------------ ---- --------\n",
    "spans of AsciiDoc": "|{label} 3+|{figure}\n",
    "spans of rows and columns": ".2+|{label} 3.2+|{figure}\n",
    "bold": "**{label}**\n\n件\n\n**{figure}**\n\n",
    "escapes": "{label}\n\n件\n\n{figure}\n\n",
    "lines beside cells": "|{label}|件|{figure}|------+-----|\n+----+----+\n",
}


def read(text: str) -> dict[str, tuple[Status, object]]:
    facts = read_document(text_document(f"{TITLE}\n附表\n{text}")).facts
    return {fact.indicator_id: (fact.status, fact.value) for fact in facts}


@pytest.mark.parametrize("shape", SHAPES)
def test_what_converters_draw_is_no_value(shape: str) -> None:
    rows = [SHAPES[shape].format(label=label, figure=figure) for label, figure in zip(LABELS, FIGURES, strict=True)]
    text = "".join(rows)
    facts = read(text.replace(".", "\\.") if shape == "escapes" else text)
    assert [facts[key] for key in IDS] == [(Status.REPORTED, figure) for figure in FIGURES]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("件\n-------\n", "件\n-------\n"),
        ("数|----|3", "数|----|3"),
        ("数 5+ 3", "数 5+ 3"),
        ("** 5 ** 3", "** 5 ** 3"),
        ("\\ 数", "\\ 数"),
    ],
    ids=["a mark", "a mark in a cell", "a sum", "no bold text", "a mark"],
)
def test_what_may_stand_in_a_cell_is_left_alone(text: str, left: str) -> None:
    assert without_furniture(text, ()) == left


def test_a_line_beside_cells_is_blanked_alone() -> None:
    assert without_furniture("│（六）├───┼──┤\n│其他处│3│", ()) == f"│（六）{' ' * 8}\n│其他处│3│"


def test_marks_of_markdown_part_nothing() -> None:
    assert without_furniture("**12**\\.5", ()) == "\u200b\u200b12\u200b\u200b\u200b.5"
