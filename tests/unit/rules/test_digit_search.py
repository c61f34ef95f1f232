"""Runs of digits into the values of one row. Expected splits were worked out by hand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gk_pipeline.rules.digit_search import splits
from gk_pipeline.rules.digits import Shape, Sum

ROW = Shape(7, (Sum(6, (0, 1, 2, 3, 4, 5)),))
REVIEW = Shape(15, (Sum(4, (0, 1, 2, 3)), Sum(9, (5, 6, 7, 8)), Sum(14, (10, 11, 12, 13))))
ITEMS = Shape(3, signed=frozenset({1}))
PURCHASES = Shape(2, decimal=frozenset({1}))


def numerals(pieces: list[str], shape: Shape, *, lost: bool = False) -> list[tuple[str, ...]]:
    return [split.numerals for split in splits(tuple(pieces), shape, lost=lost)]


@pytest.mark.parametrize(
    ("pieces", "shape", "expected"),
    [
        (["21710000218"], ROW, [(217, 1, 0, 0, 0, 0, 218)]),
        (["0000000"], ROW, [(0, 0, 0, 0, 0, 0, 0)]),
        (["200", "000121"], ROW, [(20, 0, 0, 0, 0, 1, 21)]),
        (["112000013"], ROW, [(1, 12, 0, 0, 0, 0, 13), (11, 2, 0, 0, 0, 0, 13)]),
        (["21317000001324019"], REVIEW, [(2, 1, 3, 1, 7, 0, 0, 0, 0, 0, 13, 2, 4, 0, 19)]),
        (["007"], Shape(3), [(0, 0, 7)]),
        (["112"], Shape(2), [(1, 12), (11, 2)]),
        (["5100007"], ROW, []),
        (["123"], Shape(4), []),
        (["1", "2", "3"], Shape(2), []),
    ],
)
def test_splits(pieces: list[str], shape: Shape, expected: list[tuple[int, ...]]) -> None:
    assert [split.values for split in splits(tuple(pieces), shape)] == expected


def test_the_cells_of_a_total_stand_in_any_order() -> None:
    first = Shape(3, (Sum(0, (1, 2)),))
    assert numerals(["1064"], first) == [("10", "6", "4")]


def test_cells_that_left_no_trace() -> None:
    assert ("12", "", "3") in numerals(["123"], Shape(3), lost=True)
    assert numerals(["000"], Shape(3), lost=True) == [("0", "0", "0")]
    # A sum is asked only where all its cells are there.
    total = Shape(3, (Sum(2, (0, 1)),))
    one_lost = {("2", "2", ""), ("2", "", "2"), ("", "2", "2")}
    assert set(numerals(["22"], total, lost=True)) == one_lost | {("22", "", ""), ("", "22", ""), ("", "", "22")}


def test_a_sign_begins_a_value_of_a_signed_cell_alone() -> None:
    found = numerals(["2648", "-18538"], ITEMS)
    assert found == [("2648", "-1", "8538"), ("2648", "-18", "538"), ("2648", "-185", "38"), ("2648", "-1853", "8")]
    assert numerals(["2648", "-18538"], Shape(3)) == []
    # A mark between two figures is no sign.
    assert numerals(["10", "-0"], ITEMS) == []


def test_decimals_stand_last_in_an_amount_and_begin_without_superfluous_zero() -> None:
    found = numerals(["39573802895.90"], PURCHASES)
    assert ("395", "73802895.90") in found
    assert not any(decimal.startswith("0") for _, decimal in found)
    assert numerals(["39573802895.90"], Shape(2)) == []


def test_bounds_choose_where_there_are_too_many_splits() -> None:
    pieces = ("123412123413114512561",)  # 123, 412, 123, 41, 311, 45 and 12561 are one of very many ways
    assert splits(pieces, Shape(7)) == ()
    exact = tuple((value, value) for value in (123, 412, 123, 41, 311, 45, 12561))
    assert [split.values for split in splits(pieces, Shape(7), bounds=exact)] == [(123, 412, 123, 41, 311, 45, 12561)]


def test_work_is_bounded() -> None:
    started = time.perf_counter()
    assert splits(("9" * 60,), Shape(15)) == ()
    assert splits(("9" * 60,), REVIEW, lost=True) == ()
    assert time.perf_counter() - started < 5  # a hang, not a benchmark, is what this excludes


@given(st.lists(st.integers(0, 400), min_size=6, max_size=6))
def test_the_printed_row_is_always_among_the_splits(parts: list[int]) -> None:
    row = (*parts, sum(parts))
    found = splits(("".join(map(str, row)),), ROW)
    assert not found or row in [split.values for split in found]
    assert all(sum(split.values[:6]) == split.values[6] for split in found)


@given(st.lists(st.integers(0, 99), min_size=3, max_size=3), st.sets(st.integers(0, 2), max_size=2))
def test_a_row_with_lost_cells_is_always_among_the_splits(row: list[int], lost: set[int]) -> None:
    printed = tuple("" if cell in lost else str(value) for cell, value in enumerate(row))
    assert printed in numerals(["".join(printed)], Shape(3), lost=True)
