"""Glyphs to lines, lines to running text."""

from __future__ import annotations

import pytest

from gk_pipeline.documents.page import Glyph
from gk_pipeline.documents.pdf_lines import TextLine, cell_text, is_full, paragraph_text, text_lines
from gk_pipeline.documents.pdf_page import printed_character


def glyph(text: str, x: float, base: float = 100, width: float = 5, height: float = 10) -> Glyph:
    return Glyph(text, x, base - height * 0.8, x + width, base + height * 0.2, base)


def glyphs(text: str, x: float, step: float = 5, base: float = 100) -> list[Glyph]:
    return [glyph(character, x + step * number, base) for number, character in enumerate(text)]


def texts(*groups: list[Glyph]) -> list[str]:
    return [line.text for line in text_lines([glyph for group in groups for glyph in group], 1)]


def test_glyphs_are_ordered_as_they_stand() -> None:
    assert texts(glyphs("34", 20), glyphs("12", 10)) == ["1234"]
    assert texts(glyphs("下", 10, base=120), glyphs("上", 50)) == ["上", "下"]


def test_a_raised_glyph_belongs_to_its_line() -> None:
    assert texts(glyphs("10", 10), [glyph("㎡", 20, base=98, height=6)], glyphs("次", 10, base=112)) == ["10㎡", "次"]


@pytest.mark.parametrize(("gap", "text"), [(0, "12"), (2, "12"), (3, "1 2"), (40, "1 2")])
def test_a_gap_is_a_blank(gap: float, text: str) -> None:
    assert texts(glyphs("1", 10), glyphs("2", 15 + gap)) == [text]


def test_printed_blanks_are_blanks_and_lines_of_blanks_are_none() -> None:
    assert texts(glyphs("1 2", 10)) == ["1 2"]
    assert texts(glyphs("  ", 10)) == []


@pytest.mark.parametrize(("shift", "text"), [(0.0, "1"), (0.8, "1"), (5.0, "11")])
def test_a_glyph_printed_over_itself_is_one(shift: float, text: str) -> None:
    assert texts(glyphs("1", 10), glyphs("1", 10 + shift)) == [text]


def line(text: str, x0: float = 0, width: float = 10, page: int = 1) -> TextLine:
    return TextLine(text, page, x0, 10, x0 + width * len(text), 20, 10, width)


@pytest.mark.parametrize(
    ("text", "following", "full"),
    [
        # Room for 60 points of text; characters may end one early, digits of 10 points may not.
        ("一二三四五六", "七", True),
        ("一二三四五", "七", True),
        ("一二三四", "七", False),
        ("123456", "7", True),
        ("12345", "7", False),
        ("12345", "七", True),
    ],
)
def test_full_lines_of_a_cell(text: str, following: str, full: bool) -> None:
    assert is_full(line(text), line(following), 0, 60 + 2 * 5.4) is full
    joined = text + ("" if full else " ") + following
    assert cell_text([line(text), line(following)], 0, 60 + 2 * 5.4)[0] == joined


def test_lines_of_a_paragraph() -> None:
    text, places = paragraph_text(
        [line("收到2", page=1), line("0件", page=2), line("abc", page=2), line("de，", page=2)]
    )
    assert text == "收到2 0件abc de，"
    assert [(text[place.start : place.end], place.page) for place in places] == [
        ("收到2", 1),
        ("0件", 2),
        ("abc", 2),
        ("de，", 2),
    ]
    assert (places[0].x0, places[0].top, places[0].x1, places[0].bottom) == (0, 10, 30, 20)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (0x4E00, "一"),
        # The radical that some fonts name in place of the character.
        (0x2F00, "一"),
        (0x3000, " "),
        (0x00A0, " "),
        (0x0002, "-"),
        (0x200B, ""),
        (0xFF11, "１"),
        (0x0000, "\ufffd"),
        (0xE000, "\ufffd"),
        (0xD800, "\ufffd"),
        (0xFFFE, "\ufffd"),
    ],
)
def test_characters_of_glyphs(code: int, text: str) -> None:
    assert printed_character(code) == text
