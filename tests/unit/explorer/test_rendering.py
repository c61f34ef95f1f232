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


def test_texts_are_no_markup() -> None:
    page = render(Page("problem.html", {"problem": "<script>alert(1)</script>"}), Words("en"), path="/x")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
