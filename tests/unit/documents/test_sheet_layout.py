"""Sheets to lines and tables."""

from __future__ import annotations

import pytest

from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.rendition import Rendition
from gk_pipeline.documents.sheet_layout import Sheet, render_sheet


def sheet(*rows: str, bordered: bool = False, **more: object) -> Sheet:
    """Rows of cells separated by `|`; with borders every cell that is written down has one, `~` stands for none."""
    made = Sheet(**more)  # type: ignore[arg-type]
    for row, line in enumerate(rows):
        for column, text in enumerate(line.split("|")):
            if text not in ("", "~"):
                made.texts[row, column] = text
            if bordered and text != "~":
                made.bordered.add((row, column))
    return made


def rendered(made: Sheet) -> tuple[str, list[list[tuple[int, int, int, int, str]]]]:
    rendition = Rendition()
    render_sheet(rendition, made)
    text = rendition.text
    tables = [
        [(c.row, c.column, c.row_span, c.column_span, text[c.start : c.end]) for c in table.cells]
        for table in rendition.tables
    ]
    return text, tables


def test_titles_and_prose_are_lines_and_rows_of_cells_a_table() -> None:
    text, tables = rendered(sheet("年度报告", "", "项目|件数", "规章|1", "文件|", "", "全年没有收取费用。"))
    assert text == "年度报告\n项目\t件数\n规章\t1\n文件\t\n全年没有收取费用。"
    assert tables == [
        [
            (0, 0, 1, 1, "项目"),
            (0, 1, 1, 1, "件数"),
            (1, 0, 1, 1, "规章"),
            (1, 1, 1, 1, "1"),
            (2, 0, 1, 1, "文件"),
            (2, 1, 1, 1, ""),
        ]
    ]


@pytest.mark.parametrize(
    ("rows", "bordered", "text"),
    [
        # A blank row inside a table is nothing; with a lone text it is the end of the table.
        (("甲|1", "", "乙|2"), False, ["甲\t1\n乙\t2"]),
        (("甲|1", "", "第二部分", "乙|2"), False, ["甲\t1", "乙\t2"]),
        (("甲|1", "", "第二部分", "", "乙|2"), False, ["甲\t1", "乙\t2"]),
        # A label whose values are blank is a row of the table; a sentence is none.
        (("甲|1", "乙", "丙|2"), False, ["甲\t1\n乙\t\n丙\t2"]),
        (("甲|1", "乙"), False, ["甲\t1\n乙\t"]),
        (("甲|1", "本年没有收费。", "丙|2"), False, ["甲\t1", "丙\t2"]),
        (("甲|1", "长" * 61, "丙|2"), False, ["甲\t1", "丙\t2"]),
        # With borders, the borders tell.
        (("甲|1", "乙|", "丙|2"), True, ["甲\t1\n乙\t\n丙\t2"]),
        (("甲|1", "~", "~", "乙|2"), True, ["甲\t1\n乙\t2"]),
        (("甲|1", "~|~|注", "丙|2"), True, ["甲\t1", "丙\t2"]),
        (("|", "|"), True, ["\t\n\t"]),
    ],
)
def test_where_tables_end(rows: tuple[str, ...], bordered: bool, text: list[str]) -> None:
    rendition = Rendition()
    made = sheet(*(row.replace("注", "~") for row in rows), bordered=bordered)
    for number, row in enumerate(rows):
        if "注" in row:
            made.texts[number, 2] = "注"
    render_sheet(rendition, made)
    assert [rendition.text[table.start : table.end] for table in rendition.tables] == text


def test_a_value_that_is_not_shown_is_a_cell() -> None:
    assert rendered(sheet("甲||1", "乙||2", blanks={(0, 1)}))[0] == "甲\t\t1\n乙\t\t2"


def test_merged_ranges_span_and_hide_what_they_cover() -> None:
    made = sheet("表头|旧|", "竖|1|2", "旧|3|4", "合||5")
    made.merged = [(0, 0, 1, 3), (1, 0, 2, 1), (3, 0, 1, 2)]
    assert rendered(made)[0] == "表头\n竖\t1\t2\n3\t4\n合\t5"
    assert rendered(made)[1][0] == [
        (0, 0, 2, 1, "竖"),
        (0, 1, 1, 1, "1"),
        (0, 2, 1, 1, "2"),
        (1, 1, 1, 1, "3"),
        (1, 2, 1, 1, "4"),
        (2, 0, 1, 2, "合"),
        (2, 2, 1, 1, "5"),
    ]


def test_hidden_rows_and_columns_are_not_printed() -> None:
    made = sheet("甲|1|9", "乙|2|9", "丙|3|9")
    made.hidden_rows, made.hidden_columns = {1}, {2}
    assert rendered(made)[0] == "甲\t1\n丙\t3"


def test_a_merged_range_whose_corner_is_hidden_still_shows_its_text() -> None:
    made = sheet("合|1", "|2", "丙|3")
    made.merged, made.hidden_rows = [(0, 0, 2, 1)], {0}
    assert rendered(made)[0] == "合\t2\n丙\t3"


def test_cells_far_away_cost_nothing() -> None:
    made = Sheet({(0, 0): "甲", (0, 16_000): "1", (1_000_000, 0): "乙", (1_000_000, 16_000): "2"})
    assert rendered(made)[0] == "甲\t1\n乙\t2"


def test_a_sheet_too_large_to_lay_out_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="too many"):
        rendered(Sheet({(n, n): "1" for n in range(3000)}))
    merged = Sheet({(n, 0): "1" for n in range(5000)} | {(0, n): "1" for n in range(50)})
    merged.merged = [(0, 0, 5000, 50)] * 100
    with pytest.raises(UnreadableDocument, match="over and over"):
        rendered(merged)
