"""Text of a Word file that is in it, and on no page that is printed of it."""

from __future__ import annotations

import pytest
from lxml import etree

from gk_pipeline.documents.docx_visibility import shaded_styles
from tests.unit.documents.test_docx import paragraph, run, table, text_of

WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:color="auto" w:fill="1F3864"/>'


@pytest.mark.parametrize("properties", [WHITE, '<w:color w:val="ffffff"/>', '<w:sz w:val="2"/>', '<w:sz w:val="1"/>'])
def test_what_cannot_be_seen_is_left_out(properties: str) -> None:
    assert text_of(f"<w:p>{run('9', properties)}{run('7')}</w:p>") == "7"


@pytest.mark.parametrize(
    "properties",
    [WHITE + DARK, WHITE + '<w:highlight w:val="black"/>', '<w:color w:val="FFFF00"/>', '<w:sz w:val="9"/>'],
)
def test_what_is_seen_is_read(properties: str) -> None:
    assert text_of(f"<w:p>{run('9', properties)}{run('7')}</w:p>") == "97"


def test_a_shaded_paragraph_and_a_shaded_cell() -> None:
    assert text_of(f"<w:p><w:pPr>{DARK}</w:pPr>{run('9', WHITE)}</w:p>") == "9"
    cell = f"<w:tcPr>{DARK}</w:tcPr><w:p>{run('9', WHITE)}</w:p>"
    assert text_of(table((cell, paragraph("1")))) == "9\t1"
    assert text_of(table((cell.replace("1F3864", "auto"), paragraph("1")))) == "\t1"


def test_styles_that_shade_and_those_based_on_them() -> None:
    shade = '<style styleId="dark"><tblStylePr><tcPr><shd fill="000000"/></tcPr></tblStylePr></style>'
    light = '<style styleId="grid"><tblPr/></style><style styleId="paper"><shd fill="FFFFFF"/></style>'
    based = '<style styleId="darker"><basedOn val="dark"/></style>'
    assert shaded_styles(etree.fromstring(f"<styles>{based}{shade}{light}</styles>")) == {"dark", "darker"}
    assert shaded_styles(None) == frozenset()
