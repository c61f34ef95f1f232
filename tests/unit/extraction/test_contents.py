"""One cell by itself: its folded text, its label, its value and where that stands in the cell as printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gk_pipeline.extraction.contents import content_of
from gk_pipeline.extraction.model import Status


@pytest.mark.parametrize(
    ("printed", "status", "value", "shown"),
    [
        ("17", Status.REPORTED, 17, "17"),
        ("１７", Status.REPORTED, 17, "１７"),
        ("  3 件", Status.REPORTED, 3, "3"),
        ("“ 1,204 ” 条", Status.REPORTED, 1204, "1,204"),
        ("1 204", Status.REPORTED, 1204, "1 204"),
        ("12.50万元", Status.REPORTED, Decimal("12.50"), "12.50"),
        ("18（其中修订 3 件）", Status.REPORTED, 18, "18"),
        (" —", Status.PLACEHOLDER, None, "—"),
        ("3 5", Status.AMBIGUOUS, None, "3 5"),
        ("00", Status.AMBIGUOUS, None, "00"),
    ],
)
def test_a_value_is_found_where_the_cell_prints_it(
    printed: str, status: Status, value: int | Decimal | None, shown: str
) -> None:
    content = content_of(printed, False)
    assert (content.skeleton.status, content.figure) == (status, value)
    assert printed[content.start : content.end] == shown
    assert content.skeleton.is_value
    assert content.skeleton.label is None


def test_an_empty_cell_is_a_blank_value_and_quotes_alone_are_none() -> None:
    assert content_of("", False).skeleton.is_value
    assert content_of("", False).skeleton.status is Status.BLANK
    assert not content_of("“”", False).skeleton.is_value


@pytest.mark.parametrize(
    ("printed", "number", "label"),
    [
        ("（一）予以公开", "(一)", "予以公开"),
        ("一、本年新收\n政府信息公开申请数量", "一、", "本年新收政府信息公开申请数量"),
        ("自然人", "", "自然人"),
        ("2014年度", "", "年度"),
        ("予以公开（按件数统计）", "", "予以公开"),
    ],
)
def test_a_label_is_known_whatever_stands_around_it(printed: str, number: str, label: str) -> None:
    if "\n" in printed:  # a line end in a cell parts cells: the label is torn
        assert content_of(printed, False).skeleton.label is None
        printed = printed.replace("\n", "")
    content = content_of(printed, False)
    assert content.skeleton.label is not None
    assert (content.skeleton.number, content.skeleton.label.text) == (number, label)
    assert not content.skeleton.is_value


def test_what_a_label_stands_for_is_told() -> None:
    assert content_of("予以公开", False).skeleton.is_row
    assert not content_of("自然人", False).skeleton.is_row
    assert content_of("件", False).skeleton.is_unit


def test_traditional_characters_are_folded_where_the_document_is_in_them() -> None:
    printed = "予以公開"
    assert content_of(printed, False).skeleton.label is None
    label = content_of(printed, True).skeleton.label
    assert label is not None
    assert label.text == "予以公开"


def test_long_cells_are_read_like_short_ones() -> None:
    printed = "18（" + "其中修订三件，" * 12 + "）"
    assert len(printed) > 60
    content = content_of(printed, False)
    assert (content.skeleton.status, content.figure, printed[content.start : content.end]) == (
        Status.REPORTED,
        18,
        "18",
    )
