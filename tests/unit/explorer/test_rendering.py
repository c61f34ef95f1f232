"""How numbers are written, and that nothing of a report can become part of the page."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gk_pipeline.explorer.page import Page
from gk_pipeline.explorer.rendering import number, render, share
from gk_pipeline.explorer.words import Words


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (1234567, "1,234,567"),
        (-3, "-3"),
        (Decimal("862.4513"), "862.4513"),
        (2.5, "2.5"),
        (30.0, "30"),
        (None, ""),
    ],
)
def test_numbers(value: object, written: str) -> None:
    assert number(value) == written


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (1, 2, "50 %"),
        (0, 7, "0 %"),
        (7, 7, "100 %"),
        (1, 1000, "<1 %"),
        (999, 1000, ">99 %"),
        (0, 0, ""),
        (None, 3, ""),
    ],
)
def test_shares_are_never_rounded_to_all_or_nothing(part: int | None, whole: int, written: str) -> None:
    assert share(part, whole) == written


REPORT = {"document_id": "d", "agency_name": "A", "report_year": 2020, "form": "fmt2019", "version_status": "current"}
FIGURE = {"value": 5, "unit": "元", "status": "reported", "fact_id": "f"}
PLAIN = {"approximate": False, "is_disputed": False, "is_corrected": False}


def compared(a: dict[str, object], b: dict[str, object]) -> list[str]:
    """The two cells of a row of two reports side by side, from the class on."""
    row = {"label_en": "Fees", "applicant_key": "none", "period": "year", "differs": False}
    row |= {f"a_{name}": value for name, value in (FIGURE | PLAIN | a).items()}
    row |= {f"b_{name}": value for name, value in (FIGURE | PLAIN | b).items()}
    values = {"a": REPORT, "b": REPORT, "is_one_form": True, "rows": [row], "n_rows": 1, "n_different": 0}
    page = render(Page("compare.html", values), Words("en"), path="/compare")
    return [cell.partition("</td>")[0] for cell in page.split('<td class="')[1:]]


def test_a_figure_shows_that_it_is_approximate_contradicted_or_corrected() -> None:
    plain, approximate = compared({}, {"approximate": True})
    assert "≈" not in plain
    assert '<span class="mark" title="approximate">≈</span>5' in approximate
    disputed, corrected = compared({"is_disputed": True}, {"is_corrected": True})
    assert disputed.startswith('n disputed"')
    assert corrected.startswith('n corrected"')


def test_units_are_shown_where_they_differ() -> None:
    assert not any("<small>" in cell for cell in compared({}, {}))
    one, other = compared({}, {"unit": "万元"})
    assert "<small>元</small>" in one
    assert "<small>万元</small>" in other


def test_texts_are_no_markup() -> None:
    page = render(Page("problem.html", {"problem": "<script>alert(1)</script>"}), Words("en"), path="/x")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
