"""Numbers that Word puts before paragraphs."""

from __future__ import annotations

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from gk_pipeline.documents.docx_numbering import chinese_number, write_number
from gk_pipeline.documents.read import read
from tests.unit.documents.grids import printed
from tests.unit.documents.test_docx import paragraph, saved, table

W = nsdecls("w")


def level(number: int, number_format: str, pattern: str, more: str = "") -> str:
    return (
        f"<w:lvl w:ilvl='{number}'><w:start w:val='1'/><w:numFmt w:val='{number_format}'/>"
        f"<w:lvlText w:val='{pattern}'/>{more}</w:lvl>"
    )


NOTHING = "<w:suff w:val='nothing'/>"
LEVELS = level(0, "chineseCountingThousand", "%1、", NOTHING) + level(1, "chineseCounting", "（%2）", NOTHING)
LEVELS += level(2, "decimal", "%3.", NOTHING) + level(3, "decimal", "%3.%4")


def listed(text: str, list_level: int, number: int = 1) -> str:
    properties = f"<w:pPr><w:numPr><w:ilvl w:val='{list_level}'/><w:numId w:val='{number}'/></w:numPr></w:pPr>"
    return paragraph(text, properties)


def read_numbered(body: str, levels: str = LEVELS, nums: str = "", styles: str = "") -> list[str]:
    document = docx.Document()
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    lists = f"<w:abstractNum w:abstractNumId='7'>{levels}</w:abstractNum>"
    lists += "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>" + nums
    for child in parse_xml(f"<w:numbering {W}>{lists}</w:numbering>"):
        root.append(child)
    for child in parse_xml(f"<w:styles {W}>{styles}</w:styles>"):
        document.styles.element.append(child)
    for child in parse_xml(f"<w:body {W}>{body}</w:body>"):
        document.element.body.insert(len(document.element.body) - 1, child)
    result = read(saved(document))
    return printed(result) if result.tables else result.text.split("\n")


def test_headings_are_counted_level_by_level() -> None:
    texts = ["总体", "公开", "申请", "收到", "办结", "其中", "主动", "文件"]
    body = "".join(map(listed, texts, [0, 1, 1, 2, 2, 3, 0, 1]))
    assert read_numbered(body) == [
        "一、总体", "（一）公开", "（二）申请", "1.收到", "2.办结", "2.1 其中", "二、主动", "（一）文件"
    ]  # fmt: skip


def test_lists_of_one_kind_count_on_unless_told_to_begin_anew() -> None:
    nums = (
        "<w:num w:numId='2'><w:abstractNumId w:val='7'/></w:num>"
        "<w:num w:numId='3'><w:abstractNumId w:val='7'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/>"
        "</w:lvlOverride></w:num>"
    )
    body = listed("甲", 0) + listed("乙", 0, 2) + listed("丙", 0, 3) + listed("丁", 0, 3)
    assert read_numbered(body, nums=nums) == ["一、甲", "二、乙", "五、丙", "六、丁"]


def test_a_style_may_bring_the_number() -> None:
    styles = (
        "<w:style w:styleId='H'><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
        "<w:style w:styleId='I'><w:basedOn w:val='H'/></w:style>"
        "<w:style w:styleId='L'><w:basedOn w:val='L'/></w:style>"
    )
    body = "".join(paragraph("段", f"<w:pPr><w:pStyle w:val='{style}'/></w:pPr>") for style in "HIL")
    off = paragraph("无", "<w:pPr><w:pStyle w:val='H'/><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr>")
    assert read_numbered(body + off, styles=styles) == ["（一）段", "（二）段", "段", "无"]


def test_numbers_in_cells_and_none_for_empty_paragraphs() -> None:
    body = table((listed("规章", 2), listed("", 2)), (listed("文件", 2), "3"))
    assert read_numbered(body) == ["1.规章|_", "2.文件|3"]


def test_bullets_are_not_printed() -> None:
    assert read_numbered(listed("甲", 0), level(0, "bullet", "\uf0b7")) == ["甲"]


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        (3, "decimal", "3"),
        (12, "japaneseCounting", "十二"),
        (12, "decimalFullWidth", "１２"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (2, "lowerLetter", "b"),
        (27, "upperLetter", "27"),
        (4, "ganada", "4"),
    ],
)
def test_formats_of_numbers(number: int, number_format: str, text: str) -> None:
    assert write_number(number, number_format) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "〇"), (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九"), (105, "一〇五")],
)
def test_chinese_numbers(number: int, text: str) -> None:
    assert chinese_number(number) == text
