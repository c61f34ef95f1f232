"""The way back: the bytes that are found, read by other means, are the piece of text that was asked for."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings

from gk_pipeline.documents.locate import SourceMap, locate
from gk_pipeline.documents.model import ByteRange, Document
from gk_pipeline.documents.read import read
from gk_pipeline.samples import samples_folder

from .pages import PAGE, TRADITIONAL_PAGE, junk, nested_tables, plain, squeezed, tables


def piece(data: bytes, text: str, *, within: str | None = None) -> bytes | None:
    """The bytes found for the one place of `text`, or for its one place in `within`."""
    document = read(data)
    start = 0
    if within is not None:
        assert document.text.count(within) == 1
        start = document.text.index(within)
    start = document.text.index(text, start)
    found = locate(data, document, start, start + len(text))
    return data[found.start : found.end] if found else None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("135", "1</b><b>35"),
        ("2017", "20</span><span>17"),
        ("公开 135条", "公开&nbsp;<b>1</b><b>35</b>条"),
        ("制作 数量", "制作<br/>数量"),
        ("0731-1234", "0731&#45;1234"),
        ("-", "&#45;"),
        ("7", "7"),
        ("首页\n信息公开", '首页</a></li><li><a href="/xx">信息公开'),
        ("网站\t条\t", "网站</td><td>条"),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_pieces_of_a_page(text: str, found: str, codec: str) -> None:
    if text == "2017":
        found_at = piece(PAGE.encode(codec), text, within="截至2017年")
    else:
        found_at = piece(PAGE.encode(codec), text)
    wide = "utf-16-le" if codec == "utf-16" else codec.removesuffix("-sig")
    assert found_at == found.encode(wide)


def test_the_place_is_told_from_others_that_read_the_same() -> None:
    data = b"<!-- 7 --><script>7</script><p title=7>7</p><table><tr><td>7</td><td></td><td>7</td></tr></table><p>7"
    document = read(data)
    assert document.text == "7\n7\t\t7\n7"
    starts = [locate(data, document, index, index + 1) for index in (0, 2, 5, 7)]
    assert starts == [ByteRange(position, position + 1) for position in (39, 59, 78, 100)]


def test_text_that_the_reader_moved() -> None:
    data = "<table><tr><td>1</td>甲<td>2</td></tr></table>".encode()
    document = read(data)
    assert document.text == "甲\n1\t2"
    assert [locate(data, document, index, index + 1) for index in (0, 2, 4)] == [
        ByteRange(21, 24),
        ByteRange(15, 16),
        ByteRange(28, 29),
    ]
    # From 1 to 2 there is more in the file than in the line.
    assert locate(data, document, 2, 5) is None


def test_marks_and_invisible_characters_do_not_shift_anything() -> None:
    data = "<p>\x0e甲\x01&#8203;&#1;&shy;乙&NotEqualTilde;&amp;丙".encode()
    document = read(data)
    start = document.text.index("丙")
    assert locate(data, document, start, start + 1) == ByteRange(len(data) - 3, len(data))
    start = document.text.index("\x01")
    assert locate(data, document, start, start + 1) == ByteRange(7, 8)


def test_a_page_longer_than_one_digit() -> None:
    data = ("<p>公开信息若干</p>" * 20_000 + "<p>共1<b>35</b>条</p>" + "<p>完</p>" * 9).encode("gbk")
    document = read(data)
    start = document.text.index("135")
    found = locate(data, document, start, start + 3)
    assert found is not None
    assert data[found.start : found.end] == b"1<b>35"


def test_bad_bytes_before_and_inside() -> None:
    data = (
        b"\xff<p>\xffa</p>"
        + "<p>公开1\xb35条</p>".encode()
        + b"<p>1\xff2</p>"
        + "<p>政府信息公开年度报告</p>".encode() * 9
    )
    document = read(data)
    for text, expected in (("5条", "5条".encode()), ("1\ufffd2", b"1\xff2")):
        start = document.text.index(text)
        found = locate(data, document, start, start + len(text))
        assert found is not None
        assert data[found.start : found.end] == expected


def test_nothing_printed_is_nowhere() -> None:
    data = b"<table><tr><td>1</td><td></td></tr></table>"
    document = read(data)
    cell = document.tables[0].cells[1]
    assert locate(data, document, cell.start, cell.end) is None
    text = b"1  2"
    assert locate(text, read(text), 1, 3) is None


def test_wrong_questions_are_refused() -> None:
    data = b"<p>12</p>"
    document = read(data)
    with pytest.raises(ValueError, match="not the bytes"):
        locate(b"<p>13</p>", document, 0, 1)
    for start, end in ((-1, 1), (1, 0), (0, 3)):
        with pytest.raises(ValueError, match="no span"):
            locate(data, document, start, end)


def test_formats_without_bytes_of_their_own_have_no_way_back() -> None:
    data = b"12"
    document = read(data)
    other = Document(document.document_id, "pdf", document.text)
    assert locate(data, other, 0, 2) is None


def test_a_document_of_another_reader_has_no_way_back() -> None:
    data = b"<p>12</p><p>3</p>"
    document = read(data)
    assert locate(data, Document(document.document_id, "html", "12 3"), 0, 2) == ByteRange(3, 5)
    assert locate(data, Document(document.document_id, "html", "12"), 0, 2) is None
    assert locate(data, Document(document.document_id, "html", "21\n3"), 0, 2) is None


def check(data: bytes, document: Document, spans: list[tuple[int, int]]) -> int:
    """Finds every span that has something printed, and reads its bytes by other means. The number found."""
    source_map = SourceMap(data, document)
    count = 0
    for start, end in spans:
        text = document.text[start:end]
        if not text.strip():
            continue
        found = source_map.locate(start, end)
        assert found is not None, text
        shown = data[found.start : found.end].decode(document.encoding or "")
        assert (shown if document.format == "text" else plain(shown)) == (
            text if document.format == "text" else squeezed(text)
        )
        count += 1
    return count


def cells_and_runs(document: Document) -> list[tuple[int, int]]:
    cells = [(cell.start, cell.end) for table in document.tables for cell in table.cells]
    return cells + [(start, min(start + 5, len(document.text))) for start in range(0, len(document.text), 50)]


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_every_cell_of_the_reference_pages(shared: Path, codec: str) -> None:
    found = 0
    for path in sorted((shared / "reports").glob("*.html")):
        data = path.read_text("utf-8").encode(codec)
        document = read(data)
        found += check(data, document, cells_and_runs(document))
    assert found > 500


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_every_fiftieth_run_of_the_seeds(shared: Path, codec: str) -> None:
    for path in sorted((shared / "seeds").iterdir()):
        data = path.read_text("utf-8").encode(codec)
        document = read(data)
        assert document.format == "text"
        assert check(data, document, cells_and_runs(document)) > 40


def test_every_cell_of_the_samples() -> None:
    found = 0
    for path in sorted((samples_folder() / "inbox").rglob("*.html")):
        data = path.read_bytes()
        if b"\0" not in data:
            document = read(data)
            found += check(data, document, cells_and_runs(document))
    assert found > 1000


def test_every_character_of_a_traditional_page() -> None:
    data = TRADITIONAL_PAGE.encode("big5")
    document = read(data)
    assert document.encoding == "big5"
    characters = [(index, index + 1) for index in range(len(document.text))]
    assert check(data, document, characters) == len(squeezed(document.text))


@given(tables | nested_tables)
@settings(max_examples=100, deadline=None)
def test_every_cell_of_any_table(markup: str) -> None:
    data = markup.encode()
    document = read(data)
    check(data, document, [(cell.start, cell.end) for table in document.tables for cell in table.cells])


@given(junk.map(lambda markup: f"<p>{'年' * 200}{markup}"))
@settings(max_examples=100, deadline=None)
def test_every_character_of_any_markup(markup: str) -> None:
    data = markup.encode()
    document = read(data)
    source_map = SourceMap(data, document)
    for start, character in list(enumerate(document.text))[-60:]:
        found = source_map.locate(start, start + 1)
        if character.isspace():
            assert found is None
        else:
            assert found is not None
            assert unescape(data[found.start : found.end].decode()) == character
