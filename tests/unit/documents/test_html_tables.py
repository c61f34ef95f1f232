"""Tables of HTML: cells with their grid positions and offsets, written out by hand, and laws for any markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from selectolax.lexbor import LexborHTMLParser

from gk_pipeline.documents.html import Rendition, render
from gk_pipeline.documents.limits import MAXIMUM_CELL_LINE
from gk_pipeline.documents.model import Table
from gk_pipeline.documents.read import read

from .pages import PAGE, PAGE_CELLS, junk, nested_tables, squeezed, tables

CellRead = tuple[int, int, int, int, str]


def cells(text: str, table: Table) -> list[CellRead]:
    assert all(cell.start <= cell.end for cell in table.cells)
    return [(c.row, c.column, c.row_span, c.column_span, text[c.start : c.end]) for c in table.cells]


def only(rendition: Rendition) -> tuple[list[CellRead], str]:
    (table,) = rendition.tables
    return cells(rendition.text, table), rendition.text


def test_the_table_of_a_page() -> None:
    document = read(PAGE.encode())
    (table,) = document.tables
    assert cells(document.text, table) == PAGE_CELLS
    assert (table.rows, table.columns) == (3, 4)
    assert document.text[table.start : table.end] == "主动公开\t指标\t数量\n制作 数量\t件\t1\n网站\t条\t"


@pytest.mark.parametrize(
    ("markup", "expected", "text"),
    [
        # End tags missing, header cells, sections, rows outside sections.
        (
            "<table><thead><tr><th>甲<th>乙<tbody><tr><td>1<td>2</tbody><tr><td>3</table>",
            [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "2"), (2, 0, 1, 1, "3")],
            "甲\t乙\n1\t2\n3",
        ),
        # Empty cells have a place in the line.
        (
            "<table><tr><td></td><td>1</td><td> &nbsp;<br></td></tr><tr><td></td></tr></table>x",
            [(0, 0, 1, 1, ""), (0, 1, 1, 1, "1"), (0, 2, 1, 1, ""), (1, 0, 1, 1, "")],
            "\t1\t\n\nx",
        ),
        # Characters without width do not fill a cell; they stay in the text.
        (
            "<table><tr><td>&#8203;</td><td>\u200b5\ufeff</td></tr></table>",
            [(0, 0, 1, 1, ""), (0, 1, 1, 1, "5")],
            "\u200b\t\u200b5\ufeff",
        ),
        # Breaks of all kinds are one space.
        (
            "<table><tr><td><p>社会</p><p>公益</p><div>组织</div><br>1<pre>2\n3</pre></td></tr></table>",
            [(0, 0, 1, 1, "社会 公益 组织 1 2 3")],
            "社会 公益 组织 1 2 3",
        ),
        # Row and column spans, one around the other.
        (
            "<table><tr><td rowspan=2 colspan=2>甲<td>1</tr><tr><td>2</td></tr><tr><td>3<td>4<td>5</tr></table>",
            [
                (0, 0, 2, 2, "甲"),
                (0, 2, 1, 1, "1"),
                (1, 2, 1, 1, "2"),
                (2, 0, 1, 1, "3"),
                (2, 1, 1, 1, "4"),
                (2, 2, 1, 1, "5"),
            ],
            "甲\t1\n2\n3\t4\t5",
        ),
        # A row span ends with the table, or with its section; 0 means to the end of it.
        (
            "<table><thead><tr><th rowspan=9>甲<th>乙</thead><tr><td rowspan=0>1<td>2<tr><td>3</table>",
            [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "乙"), (1, 0, 2, 1, "1"), (1, 1, 1, 1, "2"), (2, 1, 1, 1, "3")],
            "甲\t乙\n1\t2\n3",
        ),
        # A column span that runs into a cell from above ends there.
        (
            "<table><tr><td>1<td rowspan=2>2<td>3<tr><td colspan=3>4<td>5</table>",
            [(0, 0, 1, 1, "1"), (0, 1, 2, 1, "2"), (0, 2, 1, 1, "3"), (1, 0, 1, 1, "4"), (1, 2, 1, 1, "5")],
            "1\t2\t3\n4\t5",
        ),
        # Spans that are none.
        (
            "<table><tr><td colspan=0>1<td colspan=-1>2<td colspan=abc>3"
            "<td colspan>4<td rowspan=-3>5<td rowspan=x>6</table>",
            [(0, column, 1, 1, str(column + 1)) for column in range(6)],
            "1\t2\t3\t4\t5\t6",
        ),
        (
            "<table><tr><td colspan='2' colspan=5>1<td data-colspan=4 title=' colspan=3'>2"
            '<TD COLSPAN = " +3px">3</table>',
            [(0, 0, 1, 2, "1"), (0, 2, 1, 1, "2"), (0, 3, 1, 3, "3")],
            "1\t2\t3",
        ),
        ("<table><tr><td colspan=99999999999999999999>1</table>", [(0, 0, 1, 100, "1")], "1"),
        ("<table><tr><td rowspan=1000000000>1<tr><td>2</table>", [(0, 0, 2, 1, "1"), (1, 1, 1, 1, "2")], "1\n2"),
        # An empty row keeps its number.
        (
            "<table><tr><td rowspan=3>1<td>2<tr></tr><tr><td>3</table>",
            [(0, 0, 3, 1, "1"), (0, 1, 1, 1, "2"), (2, 1, 1, 1, "3")],
            "1\t2\n3",
        ),
        # Text outside cells is no cell: before the row, between its cells, behind it.
        (
            "<table>甲<tr>乙<td>1</td>丙<td>2</td>丁</tr>戊<tr><td>3</td></tr></table>",
            [(0, 0, 1, 1, "1"), (0, 1, 1, 1, "2"), (1, 0, 1, 1, "3")],
            "甲\n丙\n乙\n1\t2\n丁\n戊\n3",
        ),
        ("<table><caption>甲</caption><col><tr><td>1</table>", [(0, 0, 1, 1, "1")], "甲\n1"),
        ("<table><tr><td>1<caption>甲</caption><tr><td>2</table>", [(0, 0, 1, 1, "1"), (1, 0, 1, 1, "2")], "1\n甲\n2"),
        # Rows and cells that stand in no table: a browser would glue the values.
        (
            "甲</table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr>乙",
            [(0, 0, 1, 1, "1"), (0, 1, 1, 1, "2"), (1, 0, 1, 1, "3")],
            "甲\n1\t2\n3\n乙",
        ),
        ("<p>1<td>2", [(0, 0, 1, 1, "2")], "1\n2"),
        # Forms and inline tags between the parts of a table.
        (
            "<table><form><tr><b><td>1</td></b><span><td>2</td></span></form></tr></table>",
            [(0, 0, 1, 1, "1"), (0, 1, 1, 1, "2")],
            "1\t2",
        ),
    ],
)
def test_one_table(markup: str, expected: list[CellRead], text: str) -> None:
    assert only(render(markup)) == (expected, text)


def test_tables_that_hold_tables_are_layout() -> None:
    rendition = render(
        "<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙<table><tr><td>1</td><td>2</td></tr></table>丁</td><td>戊</td></tr>"
        "<tr><td>己</td><td>庚</td></tr></table><table><tr><td>3</td></tr></table>"
    )
    assert rendition.text == "甲\t乙\n丙\n1\t2\n丁\n戊\n己\t庚\n3"
    assert [cells(rendition.text, table) for table in rendition.tables] == [
        [(0, 0, 1, 1, "1"), (0, 1, 1, 1, "2")],
        [(0, 0, 1, 1, "3")],
    ]


def test_the_row_around_tables_goes_on_behind_them() -> None:
    rendition = render(
        "<table><tr><td>甲<table><tr><td>1</table>乙<table><tr><td>2</table>丙<td>丁<tbody><td>戊<td>己<tr><td>庚</table>辛"
    )
    assert rendition.text == "甲\n1\n乙\n2\n丙\n丁\n戊\t己\n庚\n辛"
    assert [cells(rendition.text, table) for table in rendition.tables] == [[(0, 0, 1, 1, "1")], [(0, 0, 1, 1, "2")]]


def test_a_table_between_the_cells_of_another_ends_it() -> None:
    rendition = render("<table><tr><td>1</td><table><tr><td>2</td></tr></table>")
    assert [cells(rendition.text, table) for table in rendition.tables] == [[(0, 0, 1, 1, "1")], [(0, 0, 1, 1, "2")]]


def test_tables_without_cells_are_none() -> None:
    assert render("<table></table><table><tr></tr></table>").tables == ()


def test_prose_in_a_cell_keeps_its_lines() -> None:
    sentence = "字" * MAXIMUM_CELL_LINE
    rendition = render(f"<table><tr><td><p>{sentence}</p>甲<br>乙</td><td>1<br>2</td></tr></table>")
    assert rendition.text == f"{sentence}\n甲\n乙\t1 2"
    assert [rendition.text[cell.start : cell.end] for cell in rendition.tables[0].cells] == [
        f"{sentence}\n甲\n乙",
        "1 2",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr>" + "<td>1</td>" * 501 + "</tr></table>",
        "<table>" + "<tr><td colspan=100>1<td colspan=100>2" * 5001 + "</table>",
    ],
    ids=["wide", "large"],
)
def test_oversize_tables_are_counted_and_keep_their_text(markup: str) -> None:
    document = read(markup.encode())
    assert document.tables == ()
    assert document.metadata["oversize_tables"] == "1"
    assert len(squeezed(document.text)) == markup.count("<td")


def check_laws(rendition: Rendition) -> None:
    """No slot has two cells, all lie on the grid, and text spans are ordered, trimmed and apart."""
    end = -1
    for table in rendition.tables:
        assert end < table.start or table.start == table.end
        taken: set[tuple[int, int]] = set()
        position = table.start
        for cell in table.cells:
            slots = {
                (row, column)
                for row in range(cell.row, cell.row + cell.row_span)
                for column in range(cell.column, cell.column + cell.column_span)
            }
            assert slots
            assert not slots & taken
            taken |= slots
            assert position <= cell.start <= cell.end <= table.end
            position = cell.end
            content = rendition.text[cell.start : cell.end]
            assert content == content.strip()
            assert "\t" not in content
        assert max(row for row, _ in taken) < table.rows
        assert max(column for _, column in taken) + 1 == table.columns
        end = table.end


@given(tables)
@settings(max_examples=200, deadline=None)
def test_laws_of_tables(markup: str) -> None:
    check_laws(render(markup))


@given(nested_tables)
@settings(max_examples=100, deadline=None)
def test_laws_of_nested_tables(markup: str) -> None:
    check_laws(render(markup))


@given(junk)
@settings(max_examples=200, deadline=None)
def test_laws_of_any_markup(markup: str) -> None:
    check_laws(render(markup))


def of_lexbor(markup: str) -> list[list[str]]:
    """Texts of the cells of all tables without tables inside, as a browser's tree has them."""
    tree = LexborHTMLParser(markup)
    tree.strip_tags(["script", "style", "select"], recursive=True)
    leaves = [table for table in tree.css("table") if len(table.css("table")) == 1]
    return [[squeezed(cell.text()) for cell in table.css("td,th")] for table in leaves if table.css_first("td,th")]


def of_reader(markup: str) -> list[list[str]]:
    rendition = render(markup)
    return [[squeezed(rendition.text[cell.start : cell.end]) for cell in table.cells] for table in rendition.tables]


@given(tables)
@settings(max_examples=200, deadline=None)
def test_cells_are_those_of_a_browser(markup: str) -> None:
    assert of_reader(markup) == of_lexbor(markup)


@given(nested_tables)
@settings(max_examples=100, deadline=None)
def test_cells_of_nested_tables_are_those_of_a_browser(markup: str) -> None:
    assert of_reader(markup) == of_lexbor(markup)


def test_cells_of_reference_pages_are_those_of_a_browser(shared: Path) -> None:
    for path in sorted((shared / "reports").glob("*.html")):
        markup = path.read_text("utf-8")
        assert of_reader(markup) == of_lexbor(markup), path.name


def test_reference_tables_have_the_cells_that_people_read(shared: Path) -> None:
    """Counted and read in the files themselves."""
    pingtan = read((shared / "reports" / "pingtan_2024.html").read_bytes())
    assert [(table.rows, table.columns) for table in pingtan.tables] == [(14, 4), (28, 10), (4, 15)]
    _, requests, disputes = pingtan.tables
    by_place = {(row, column): text for row, column, _, _, text in cells(pingtan.text, requests)}
    assert by_place[3, 3] == "217"
    assert by_place[3, 9] == "218"
    assert by_place[26, 3] == "217"
    assert [text for row, _, _, _, text in cells(pingtan.text, disputes) if row == 3] == [
        "2",
        "1",
        "3",
        "1",
        "7",
        "0",
        "0",
        "0",
        "0",
        "0",
        "13",
        "2",
        "4",
        "0",
        "19",
    ]
    jilin = read((shared / "reports" / "jilin_forestry_2018.html").read_bytes())
    assert [table.rows for table in jilin.tables] == [6, 28, 14, 7, 4]
    staff = cells(jilin.text, jilin.tables[0])
    assert [text for *_, text in staff[3:8]] == [
        "人员配置",
        "1.从事信息公开工作人员数",
        "不填",
        "2",
        "其中：⑴专职人员数",
    ]
    assert (staff[3][2], staff[3][3]) == (3, 1)
    empty = [text for _, column, _, _, text in cells(jilin.text, jilin.tables[2]) if column > 1][2:]
    assert set(empty) == {""}
