"""Lines, rows and cells as text with offsets."""

from __future__ import annotations

import pytest

from gk_pipeline.documents import rendition as renditions
from gk_pipeline.documents.limits import MAXIMUM_CELL_LINE, MAXIMUM_GRID_COLUMNS
from gk_pipeline.documents.model import Place, UnreadableDocument
from gk_pipeline.documents.rendition import GridCell, Rendition


def test_lines_and_tables() -> None:
    rendition = Rendition()
    rendition.add_paragraph(" 一\t 二 \n\n三")
    rendition.add_table([GridCell(0, 0, 2, 1, " a\nb "), GridCell(0, 1, 1, 1, ""), GridCell(1, 1, 1, 1, "1")])
    rendition.add_row(["外", " 旁\n边"])
    rendition.add_paragraph("四")
    assert rendition.text == "一 二\n三\na b\t\n1\n外\t旁 边\n四"
    (table,) = rendition.tables
    assert (table.start, table.end, table.rows, table.columns) == (6, 12, 2, 2)
    assert [(cell.start, cell.end) for cell in table.cells] == [(6, 9), (10, 10), (11, 12)]


def test_prose_in_a_cell_keeps_its_lines() -> None:
    rendition = Rendition()
    rendition.add_table([GridCell(0, 0, 1, 1, "长 文 " * MAXIMUM_CELL_LINE + "\n第二段"), GridCell(0, 1, 1, 1, "1")])
    first, second = rendition.tables[0].cells
    assert rendition.text[first.start : first.end].split("\n")[1] == "第二段"
    assert rendition.text[second.start : second.end] == "1"


def test_places_move_with_the_text() -> None:
    rendition = Rendition()
    rendition.add_placed("一二", [Place(0, 2, 1, 0, 0, 0, 0)])
    places = (Place(0, 1, 1, 0, 0, 0, 0), Place(1, 2, 2, 0, 0, 0, 0))
    rendition.add_table([GridCell(0, 0, 1, 1, ""), GridCell(0, 1, 1, 1, "三四", places)])
    assert [rendition.text[place.start : place.end] for place in rendition.places] == ["一二", "三", "四"]


def test_a_table_over_the_limits_gives_its_text_alone() -> None:
    rendition = Rendition()
    rendition.add_table([GridCell(0, column, 1, 1, "1") for column in range(MAXIMUM_GRID_COLUMNS + 1)])
    rendition.add_table([])
    assert (rendition.tables, rendition.oversize_tables) == ([], 1)
    assert rendition.text.count("1") == MAXIMUM_GRID_COLUMNS + 1


def test_a_text_said_over_and_over_ends_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions, "MAXIMUM_CHARACTERS", 100)
    rendition = Rendition()
    rendition.add_paragraph("一" * 99)
    with pytest.raises(UnreadableDocument, match="more than 100 characters"):
        rendition.add_paragraph("二")
    with pytest.raises(UnreadableDocument):
        Rendition().add_table([GridCell(0, column, 1, 1, "一" * 60) for column in range(2)])
