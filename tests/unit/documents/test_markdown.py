"""Pipe tables with the offsets of their cells, and text that is no Markdown."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gk_pipeline.documents.locate import locate
from gk_pipeline.documents.markdown import find_tables
from gk_pipeline.documents.model import Document, Table
from gk_pipeline.documents.read import read
from tests.unit.documents.grids import check, printed, slots
from tests.unit.documents.sample_report import PROACTIVE, as_markdown

REPORT = """# 青溪县2023年年度报告

正文 | 一行里的竖线。

| 信息内容 | 本年制发件数 |
|---|:---:|
| 规章 | **0** |
|  行政规范性文件|  3 |
| 其他 |  |

尾声"""


def read_markdown(text: str, name: str | None = None) -> Document:
    document = read(text.encode(), name=name)
    assert document.format == "markdown"
    check(document)
    return document


def test_the_text_is_its_own_rendition_and_tables_have_their_cells() -> None:
    document = read_markdown(REPORT)
    assert document.text == REPORT
    (table,) = document.tables
    assert printed(document) == ["信息内容|本年制发件数", "规章|0", "行政规范性文件|3", "其他|_"]
    assert REPORT[table.start : table.end].startswith("信息内容 |")
    assert (table.rows, table.columns) == (4, 2)


def test_a_value_is_traced_to_its_bytes() -> None:
    data = REPORT.encode("gb18030")
    document = read(data, name="报告.md")
    cell = document.tables[0].cells[5]
    place = locate(data, document, cell.start, cell.end)
    assert place is not None
    assert data[place.start : place.end] == b"3"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a|b\n-|-\n1|2", ["a|b", "1|2"]),
        ("| a |\n|---|\n| 1 |", ["a", "1"]),
        ("|a|b|\r\n|:-|-:|\r\n|1|2|\r\n", ["a|b", "1|2"]),
        ("|a|b|\n|-|-|\n|1|\n|1|2|3|", ["a|b|_", "1|_|_", "1|2|3"]),
        ("|a|b|\n|-|-|\n||&nbsp;|\n|<br>|1|", ["a|b", "_|_", "_|1"]),
        ("|a|b|\n|-|-|\n|一\\|二|`3`|", ["a|b", "一\\|二|3"]),
        ("|a|b|\n|-|-|\n|*|**|\n|__1__|*2*|\n|*1*2*|/|", ["a|b", "*|**", "1|2", "*1*2*|/"]),
        ("|a|b|\n\n|-|-|\n\n|1|2|\n\n|3|4|", ["a|b", "1|2", "3|4"]),
        ("> |a|b|\n> |-|-|\n> |1|2|", [">|a|b", ">|1|2"]),
        ("文字\n|a|b|\n|-|-|\n|1|2|\n文字", ["a|b", "1|2"]),
    ],
)
def test_ways_to_write_a_table(text: str, rows: list[str]) -> None:
    document = read_markdown(text)
    assert printed(document) == rows
    assert len(document.tables) == 1


def test_two_tables_with_a_blank_line_between_are_two() -> None:
    document = read_markdown("|a|b|\n|-|-|\n|1|2|\n\n|c|d|\n|-|-|\n|3|4|")
    assert [printed(document, number) for number in (0, 1)] == [["a|b", "1|2"], ["c|d", "3|4"]]


@pytest.mark.parametrize(
    "text",
    [
        "一 | 2\n三 | 4",
        "收到2件 | 办结2件。",
        "| 甲 | 1 |\n| 乙 | 2 |",
        "a\n---\nb",
        "a|b\n\n---\n1|2",
        "|||\n" * 9,
        "a|b\n=|=\n1|2",
        "甲 |\n- |\n3 |",
        "甲 |\n---- |\n3 |",
        "| 甲 |\n| - |\n| 3 |",
    ],
)
def test_pipes_that_are_no_table(text: str) -> None:
    assert read(text.encode()).format == "text"
    assert read(text.encode()).tables == ()


def test_the_name_makes_any_text_markdown() -> None:
    assert read_markdown("# 报告\n\n正文", "报告.MD").tables == ()
    assert read_markdown(REPORT, "报告.txt").tables
    assert read(b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", name="a.md").format == "html"


def test_the_tables_of_a_report() -> None:
    document = read_markdown(as_markdown([PROACTIVE]).decode())
    assert [printed(document, number) for number in range(4)] == [
        ["信息内容|本年制发件数|本年废止件数|现行有效件数", "规章|0|0|0", "行政规范性文件|3|1|12"],
        ["信息内容|本年处理决定数量", "行政许可|215"],
        ["信息内容|本年处理决定数量", "行政处罚|87", "行政强制|4"],
        ["信息内容|本年收费金额（单位：万元）", "行政事业性收费|160.5964"],
    ]


def test_a_row_of_marks_is_a_row() -> None:
    assert printed(read_markdown("|a|b|\n|---|---|\n| - | - |\n| 1 | 2 |")) == ["a|b", "-|-", "1|2"]


@pytest.mark.parametrize(
    "text",
    [
        "|" * 500_000,
        "|-" * 200_000,
        "|a|b|\n|-|-|\n" * 5_000,
        "-|\n" * 30_000,
        "\\" * 500_000 + "|\n-|-",
        "|\n" * 200_000,
    ],
)
def test_large_texts_take_linear_time(text: str) -> None:
    started = time.process_time()
    read(text.encode(), name="a.md")
    assert time.process_time() - started < 10


def test_a_table_over_the_limits_keeps_its_text() -> None:
    document = read(("|a" * 600 + "|\n" + "|-" * 600 + "|\n" + "|1" * 600 + "|").encode())
    assert (document.format, document.tables, document.metadata["oversize_tables"]) == ("markdown", (), "1")


CELLS = st.text(alphabet="ab12甲 ", max_size=4)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=4), st.integers(2, 4))
def test_grids_are_those_of_another_reader(rows: list[list[str]], columns: int) -> None:
    # Rows as long as the head: for shorter and longer ones the other reader drops and pads.
    rows = [["头"] * columns, *([*row, *[""] * columns][:columns] for row in rows)]
    lines = ["|" + "|".join(row) + "|" for row in rows]
    text = "\n".join([lines[0], "|" + "-|" * columns, *lines[1:]])
    (table,) = find_tables(text)
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    expected = [token.content for token in tokens if token.type == "inline"]
    assert [text[cell.start : cell.end] for cell in table.cells] == expected


def test_slots_of_a_table_written_by_hand() -> None:
    document = read_markdown("|a|b|\n|-|-|\n|1|2|")
    table: Table = document.tables[0]
    assert slots(document, table) == [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "2")]
    assert [(cell.start, cell.end) for cell in table.cells] == [(1, 2), (3, 4), (13, 14), (15, 16)]


def test_what_is_struck_out_keeps_its_marks() -> None:
    document = read_markdown("|a|b|\n|-|-|\n|~~1~~|**2**|")
    assert [each[-1] for each in slots(document, document.tables[0])] == ["a", "b", "~~1~~", "2"]
