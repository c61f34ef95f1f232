"""Renditions of HTML, written out by hand: what ends a line, what is text and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from selectolax.lexbor import LexborHTMLParser

from gk_pipeline.documents.html import render
from gk_pipeline.documents.read import read

from .pages import PAGE, PAGE_TEXT, PAGE_TITLE, junk, plain, squeezed


def test_a_page() -> None:
    document = read(PAGE.encode())
    assert document.format == "html"
    assert document.text == PAGE_TEXT
    assert document.title == PAGE_TITLE
    assert (document.encoding, document.replaced) == ("utf-8", 0)
    assert document.metadata == {"declared_encoding": "utf-8", "images": "1"}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        # Inline tags separate nothing, known or not, closed or not.
        ("<p>截至<span>2</span><span>0</span>17<o:p></o:p><st1:date x='1'>年</st1:date>度</p>", "截至2017年度"),
        ("<p>1<b>2<i>3</b>4</i>5", "12345"),
        ("<P>1<SPAN>2</SPAN></P>", "12"),
        # Blocks end lines, and blank lines are left out.
        ("甲<div>乙<p>丙</div>丁", "甲\n乙\n丙\n丁"),
        ("甲<br>乙<BR/>丙<br><br>丁<hr>戊", "甲\n乙\n丙\n丁\n戊"),
        ("<ul><li>甲<li>乙</ul><dl><dt>丙<dd>丁</dl><h2>戊</h2>己", "甲\n乙\n丙\n丁\n戊\n己"),
        ("<p>  </p><p>&nbsp;</p>甲", "甲"),
        # White space of any kind collapses.
        ("<p>甲\n  乙\t\u3000 &nbsp;&emsp;丙 </p>", "甲 乙 丙"),
        ("<p>200 <span>000</span> <span>121</span></p>", "200 000 121"),
        # In <pre> line ends are line ends.
        ("<pre>甲 1\n\n乙   2\r\n丙</pre>丁\n戊", "甲 1\n乙 2\n丙\n丁 戊"),
        # Character references, with and without semicolon, and what only looks like one.
        ("1&lt;2 &amp;amp; &#50;&#x33;&nbsp4 &copy5 &x; AT&T &", "1<2 &amp; 23 4 ©5 &x; AT&T &"),
        ("&#0;&#xD800;&#99999999999;", "\ufffd\ufffd\ufffd"),
        ("&#" + "9" * 5000 + ";1&#" + "0" * 5000 + "50;", "\ufffd12"),
        # What looks like a tag to the eye only.
        ("1 < 2 <3> <国>", "1 < 2 <3> <国>"),
        # What is no text of the page.
        ("甲<script>if (1<2) document.write('<td>7</td>')</script>乙<style>p{}</style>丙", "甲乙丙"),
        ("甲<SCRIPT><!-- document.write('<script>7</script>') --></SCRIPT>乙", "甲乙"),
        ("甲<noscript><p>7</p></noscript><template>7</template><iframe>7</iframe><textarea><p>7</textarea>乙", "甲乙"),
        ("甲<!-- 7 --><!--> 1 <!-- 7 --!>2<![if x]>3<![endif]><?xml 7 ?>乙<!doctype 7>", "甲 1 23乙"),
        ("甲<select><option>7<option selected>7</select>乙<input type=hidden value=7><input value=7>", "甲乙"),
        ("<ruby>發<rp>(</rp><rt>fā</rt><rp>)</rp></ruby>件<ruby>數<rt>shù</ruby>1", "發件數1"),
        ("<p>甲<title>7</title>乙</p>", "甲乙"),
        # A picture separates words and is none itself.
        ("1<img alt=7 src=x>2", "1 2"),
        # Quotes and angle brackets inside tags.
        ("<p title='1>2' alt=\"3>4\">甲</p>", "甲"),
        ('<p title=a"b>甲</p><p "\'>乙</p>', "甲\n乙"),
        # End tags that are missing or too many hide nothing.
        ("</div></p>甲</td></tr></table>乙", "甲\n乙"),
        ("甲<textarea>乙<p>丙", "甲乙\n丙"),
        ("甲<noscript>乙", "甲乙"),
        ("<title>甲<p>乙", "甲\n乙"),
        ("<select><option>甲<p>乙<p>丙<select><option>7</select>", "甲\n乙\n丙"),
        ('<a href="x>甲</a><p>乙', "甲\n乙"),
        # A page cut off in the middle of a tag, a comment, a script.
        ("甲<p class='x", "甲"),
        ("甲<!-- 乙", "甲"),
        ("甲<script>乙", "甲"),
        # Control characters that the reader uses itself.
        ("甲\x0e1\x14\x11乙\x1d\x15丙", "甲 1 乙 丙"),
        ("", ""),
    ],
)
def test_rendition(markup: str, text: str) -> None:
    assert render(markup).text == text


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title> 甲 &amp;\n乙 </title><p>丙", "甲 & 乙"),
        ("<TITLE>甲</TITLE>", "甲"),
        ("<svg><title>甲</title></svg>", "甲"),
        ("<title>甲</title><title>乙</title>", "甲"),
        ("<title> </title>", None),
        ("<title>甲<p>乙", None),
        ("<!-- <title>甲</title> --><p>乙", None),
    ],
)
def test_title(markup: str, title: str | None) -> None:
    assert render(markup).title == title


def test_pictures_are_counted() -> None:
    assert render("<img src=a><IMG src=b><p>1<!-- <img> --><img></p>").images == 3


@given(junk)
@settings(max_examples=300, deadline=None)
def test_any_markup_has_a_rendition_of_trimmed_lines(markup: str) -> None:
    rendition = render(markup)
    for line in rendition.text.split("\n"):
        assert all(cell == cell.strip() for cell in line.split("\t"))
    for table in rendition.tables:
        assert 0 <= table.start <= table.end <= len(rendition.text)


LEFT_OUT = [
    "script",
    "style",
    "noscript",
    "template",
    "textarea",
    "select",
    "datalist",
    "iframe",
    "noembed",
    "noframes",
]
LEFT_OUT += ["title", "rt", "rp"]


def of_lexbor(markup: str) -> list[str]:
    """The characters that a browser's tree shows, in any order, for it moves what stands in tables outside cells."""
    tree = LexborHTMLParser(markup)
    tree.strip_tags(LEFT_OUT, recursive=True)
    return sorted(squeezed(tree.text()))


@given(
    junk.filter(
        lambda markup: not any(name in markup for name in (*LEFT_OUT, "<!--", "<!", "<a", "\x0e", "\x15", "\x1d"))
    )
)
@settings(max_examples=200, deadline=None)
def test_no_character_is_lost_or_invented(markup: str) -> None:
    assert sorted(squeezed(render(markup).text)) == of_lexbor(markup)


def test_reference_pages_show_what_a_browser_shows(shared: Path) -> None:
    for path in sorted((shared / "reports").glob("*.html")):
        markup = path.read_text("utf-8")
        assert sorted(squeezed(render(markup).text)) == of_lexbor(markup), path.name


def test_a_reference_page_without_scripts_reads_as_by_another_parser(shared: Path) -> None:
    markup = (shared / "reports" / "pingtan_2024.html").read_text("utf-8")
    assert squeezed(render(markup).text) == plain(markup)
