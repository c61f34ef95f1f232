"""What styles of a workbook do to what its cells show."""

from __future__ import annotations

import pytest
from lxml import etree

from gk_pipeline.documents.xlsx_styles import PLAIN, Style, read_styles


def read_style(*, font: str = "", fill: str = "", numbers: str = "", style: str = "") -> Style:
    root = etree.fromstring(
        f"<styleSheet><numFmts>{numbers}</numFmts><fonts><font/><font>{font}</font></fonts>"
        f"<fills><fill/><fill>{fill}</fill></fills><cellXfs><xf fontId='1' fillId='1' {style}/></cellXfs></styleSheet>"
    )
    return read_styles(root)[0]


@pytest.mark.parametrize(
    "colour", ["rgb='FFFFFFFF'", "rgb='ffffff'", "theme='0'", "indexed='9'", "theme='0' tint='0.5'"]
)
def test_white_letters(colour: str) -> None:
    font = f"<color {colour}/>"
    assert read_style(font=font).is_white
    assert read_style(font=font, fill="<patternFill patternType='none'/>").is_white
    assert read_style(
        font=font, fill="<patternFill patternType='solid'><fgColor rgb='FFFFFFFF'/></patternFill>"
    ).is_white
    dark = "<patternFill patternType='solid'><fgColor rgb='FF1F3864'/></patternFill>"
    assert not read_style(font=font, fill=dark).is_white
    assert not read_style(font=font, fill="<gradientFill/>").is_white


@pytest.mark.parametrize("colour", ["rgb='FF000000'", "theme='1'", "theme='0' tint='-0.5'", "indexed='64'", "auto='1'"])
def test_letters_that_are_seen(colour: str) -> None:
    assert not read_style(font=f"<color {colour}/>").is_white
    assert not read_style().is_white


def test_formats() -> None:
    numbers = f"<numFmt numFmtId='200' formatCode='0.0'/><numFmt numFmtId='201' formatCode='{'0' * 256}'/>"
    assert read_style(numbers=numbers, style="numFmtId='200'").number_format == "0.0"
    # No program takes a format this long.
    assert read_style(numbers=numbers, style="numFmtId='201'").number_format == PLAIN.number_format
    assert read_style(style="numFmtId='9'").number_format == "0%"
    assert read_style(style="numFmtId='-1'").number_format == PLAIN.number_format
