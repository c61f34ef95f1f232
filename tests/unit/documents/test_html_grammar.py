"""Tags, attributes and character references, one by one."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gk_pipeline.documents.html_grammar import TOKEN, attribute_values, reference, resolve, tag_name

from .pages import junk


@pytest.mark.parametrize(
    ("source", "tags"),
    [
        ("<p>", ["p"]),
        ("<br/></br >", ["br/", "/br "]),
        ("<td colspan=2 title='a>b' x=\"<c>\">1</td>", ["td colspan=2 title='a>b' x=\"<c>\"", "/td"]),
        ("<o:p></o:p>", ["o:p", "/o:p"]),
        # A quote that is not behind "=" is no quote.
        ("<a b\"c>d</a '>", ['a b"c', "/a '"]),
        # Comments, declarations and raw content are tokens without a tag.
        ("<!-- <p> --><!doctype html><?xml?></ 3></>", [None] * 5),
        ("<script a='>'>1<2 <p></script>", [None, "/script"]),
        ("<style><p></styles></style >", [None, "/style "]),
        ("<textarea><p></textarea>", [None, "/textarea"]),
        ("<textarea><p>", ["textarea", "p"]),
        # Names that only begin like those of raw elements.
        ("<strong><scripts><template-x>", ["strong", "scripts", "template-x"]),
        ("1 < 2 <3", []),
    ],
)
def test_tokens(source: str, tags: list[str | None]) -> None:
    assert [token[1] for token in TOKEN.finditer(source)] == tags


@pytest.mark.parametrize(
    ("tag", "name"), [("p", "p"), ("/P", "/p"), ("TD\tx", "td"), ("br/", "br"), ("o:p x", "o:p"), ("/td x", "/td")]
)
def test_tag_names(tag: str, name: str) -> None:
    assert tag_name(tag) == name


def test_attribute_values() -> None:
    tag = "td  ROWSPAN = 2 colspan='3'style=\"a=b > c\" rowspan=9 checked width=1/2"
    assert attribute_values(tag) == {
        "rowspan": "2",
        "colspan": "3",
        "style": "a=b > c",
        "checked": "",
        "width": "1/2",
    }


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("&nbsp;1", (6, "\xa0")),
        ("&nbsp1", (5, "\xa0")),
        ("&notit;", (4, "¬")),
        ("&notin;", (7, "∉")),
        ("&NotEqualTilde;", (15, "≂̸")),
        ("&#49;9", (5, "1")),
        ("&#49 9", (4, "1")),
        ("&#x4E00;", (8, "一")),
        ("&#;", None),
        ("&", None),
        ("& x", None),
        ("&unknown;", None),
        ("&#" + "9" * 5000 + ";", (5003, "\ufffd")),
    ],
)
def test_references(source: str, expected: tuple[int, str] | None) -> None:
    assert reference(source, 0) == expected


@given(
    st.lists(st.sampled_from(["&", "#", "x", "5", "65", ";", "nbsp", "amp", "lt", "not", "in", " ", "年"])).map("".join)
)
@settings(max_examples=300)
def test_resolving_is_that_of_the_standard_and_of_single_references(text: str) -> None:
    assert resolve(text) == unescape(text)
    found = ""
    position = 0
    while position < len(text):
        length, shown = (reference(text, position) if text[position] == "&" else None) or (1, text[position])
        found += shown
        position += length
    assert found == unescape(text)


@given(junk)
@settings(max_examples=200)
def test_tokens_and_text_make_up_the_source(source: str) -> None:
    rebuilt, position = "", 0
    for token in TOKEN.finditer(source):
        assert token.start() >= position
        assert token.end() > token.start()
        rebuilt += source[position : token.start()] + token[0]
        position = token.end()
    assert rebuilt + source[position:] == source
