"""Text of a page that is not shown, or is struck out: it must never run into a number beside it."""

from __future__ import annotations

import hashlib

import pytest

from gk_pipeline.documents.html import render
from gk_pipeline.documents.html_marks import UNTOLD
from gk_pipeline.documents.locate import locate
from gk_pipeline.documents.read import read


@pytest.mark.parametrize(
    "hidden",
    [
        '<span style="display:none">9</span>',
        '<span style="color:red; DISPLAY : none;">9</span>',
        "<span style='visibility:hidden'>9</span>",
        '<font style="font-size:0">9</font>',
        '<span style="font-size:0px;">9</span>',
        '<span style="text-decoration:line-through">9</span>',
        '<span style="opacity:0">9</span>',
        '<span style="mso-hide:all">9</span>',
        '<span style="position:absolute; left:-9999px">9</span>',
        "<b hidden>9</b>",
        '<span style="display:none"><b>9</b><span>8</span></span>',
        "<del>9</del>",
        "<s>9</s>",
        "<strike>9</strike>",
        "<sup>9</sup>",
        "<sub>9</sub>",
    ],
)
@pytest.mark.parametrize("cell", ["{0}7", "7{0}", "<p>{0}7</p>"])
def test_what_is_not_shown_is_not_read(hidden: str, cell: str) -> None:
    assert render(f"<table><tr><td>件</td><td>{cell.format(hidden)}</td></tr></table>").text == "件\t7"


@pytest.mark.parametrize(
    "shown",
    [
        '<span style="font-size:0.8em">9</span>',
        '<span class="a hidden b">9</span>',
        '<span style="display:inline">9</span>',
        '<span style="opacity:0.5">9</span>',
        '<span style="margin-left:-1000px">9</span>',
        '<span title="display:none">9</span>',
        '<span style="display:none">9',  # never closed: it hides nothing
        "<s>9",
        '<div style="display:none">9</div>',  # a click may show it
    ],
)
def test_what_may_be_shown_is_read(shown: str) -> None:
    assert "9" in render(f"<p>件{shown}</p>").text


def test_hidden_elements_that_hold_cells_keep_them() -> None:
    text = render('<table><tr><td>1</td><span style="display:none"><td>2</td></span><td>3</td></tr></table>').text
    assert text == "1\t2\t3"


def test_a_value_beside_hidden_text_is_found_in_the_bytes() -> None:
    data = '<p>收到<span style="display:none">99</span>12<sup>1</sup>件</p>'.encode()
    document = read(data, name="a.html")
    document = document[0] if isinstance(document, (list, tuple)) else document
    assert document.document_id == hashlib.sha256(data).hexdigest()
    start = document.text.index("12")
    found = locate(data, document, start, start + 2)
    assert found is not None
    assert data[found.start : found.end] == b"12"


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ('<img src="20.png">', "\ufffc"),
        ("<p>&nbsp;<img src=a> <img src=b></p>", "\ufffc"),
        ("5<img src=a>", "5"),
        ('<input type="text" value="20">', "\ufffc"),
        ('<input type="hidden" value="20">', ""),
        ('<input type="text" value="">', ""),
        ('<bdo dir="rtl">02</bdo>', "\ufffc02"),
        ('<bdo dir="ltr">20</bdo>', "20"),
    ],
)
def test_a_cell_that_shows_what_its_text_does_not_tell_is_not_blank(cell: str, printed: str) -> None:
    page = render(f"<table><tr><td>新收申请<td>{cell}<td colspan=2>{cell}</table>")
    assert page.text == f"新收申请\t{printed}\t{printed}"
    assert [page.text[each.start : each.end] for each in page.tables[0].cells] == ["新收申请", printed, printed]


def test_pictures_outside_tables_leave_no_trace() -> None:
    assert render("<p><img src=a></p><p>甲<img src=b>乙</p>").text == "甲 乙"


@pytest.mark.parametrize(
    "cell",
    ["<del>7</del>", " <p><s>7</s></p> ", "<del><p>7</p></del>", "<sup>7</sup>", "<strike>7", "&nbsp;<sup>7</sup>"],
)
def test_a_cell_with_nothing_but_struck_or_raised_text_is_doubtful(cell: str) -> None:
    page = render(f"<table><tr><td>件</td><td>{cell}</td><td rowspan=2>{cell}</td></tr></table>")
    printed = [page.text[each.start : each.end] for each in page.tables[0].cells]
    assert printed == (["件", "7", "7"] if cell == "<strike>7" else ["件", "\ufffc7", "\ufffc7"])


def test_a_cell_struck_out_by_its_style_is_doubtful() -> None:
    struck = '<span style="text-decoration:line-through">7</span>'
    page = render(f'<table><tr><td>{struck}</td><td style="text-decoration:line-through">8</td><td>{struck}9</td></tr>')
    assert page.text == "\ufffc7\t\ufffc8\t9"


@pytest.mark.parametrize("empty", ["<del></del>", "<sup> </sup>", "<s>&nbsp;</s>"])
def test_a_cell_with_an_empty_mark_is_blank(empty: str) -> None:
    page = render(f"<table><tr><td>件</td><td>{empty}</td></tr></table>")
    assert [each.start == each.end for each in page.tables[0].cells] == [False, True]


@pytest.mark.parametrize("hidden", ['style="display:none"', "hidden", "STYLE='DISPLAY: None;width:0'"])
def test_hidden_rows_cells_and_groups_are_left_out(hidden: str) -> None:
    source = (
        f"<table><tr><td>甲</td><td {hidden}>9<table><tr><td>8</table></td><td>1</td></tr>"
        f"<tr {hidden}><td>甲</td><td>7</td></tr><tr><td>乙</td><td>2</td></tr>"
        f"<tbody {hidden}><tr><td>丙</td><td>6</td></tr></tbody><tr><td>丁<td {hidden}>5<td>3</table>"
    )
    assert render(source).text == "甲\t1\n乙\t2\n丁\t3"


def test_a_frame_around_one_figure_of_a_table_is_no_table() -> None:
    page = render("<table><tr><td>件</td><td><table><tr><td>7</td></tr></table></td><td>8</td></tr></table>")
    assert page.text == "件\t7\t8"
    assert len(page.tables) == 1


def test_a_hidden_row_that_never_ends_hides_nothing() -> None:
    assert render("<table><tr><td>甲<td>1<tr hidden><td>乙<td>2").text == "甲\t1\n乙\t2"


@pytest.mark.parametrize("name", ["hide", "hidden", "sr-only", "d-none"])
def test_what_a_style_sheet_may_hide_makes_a_figure_doubtful(name: str) -> None:
    text = render(f'<table><tr><td>件</td><td>7<span class="x {name}">9</span></td></tr></table>').text
    assert text == f"件\t7{UNTOLD}9"
    assert UNTOLD not in render('<table><tr><td>7<span class="hideous">9</span></td></tr></table>').text


def test_a_hidden_table_is_no_part_of_the_page_unless_it_is_the_larger_one() -> None:
    shown, hidden = "<table><tr><td>件</td><td>7</td></tr></table>", '<table style="display:none"><tr><td>件<td>9'
    assert render(f"{hidden}</table>{shown}").text == "件\t7"
    assert render(f"{shown}{shown}{hidden}<table><tr><td>8</table></table>").text == "件\t7\n件\t7"
    assert render(f"{hidden}</table>").text == "件\t9"
    assert render(f"{shown}{hidden}<tr><td>条<td>8</table>").text == "件\t7\n件\t9\n条\t8"
    assert render(f"{shown}{hidden}").text == "件\t7\n件\t9"  # it never ends
