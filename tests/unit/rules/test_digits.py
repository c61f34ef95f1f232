"""Runs of digits into the values of one row. Expected splits were worked out by hand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gk_pipeline.rules.digits import Sum, TooManySplits, scaled, splits

ROW = [Sum(6, (0, 1, 2, 3, 4, 5))]
REVIEW = [Sum(4, (0, 1, 2, 3)), Sum(9, (5, 6, 7, 8)), Sum(14, (10, 11, 12, 13))]


@pytest.mark.parametrize(
    ("pieces", "cells", "sums", "expected"),
    [
        (["21710000218"], 7, ROW, [(217, 1, 0, 0, 0, 0, 218)]),
        (["0000000"], 7, ROW, [(0, 0, 0, 0, 0, 0, 0)]),
        (["200", "000121"], 7, ROW, [(20, 0, 0, 0, 0, 1, 21)]),
        (["21317000001324019"], 15, REVIEW, [(2, 1, 3, 1, 7, 0, 0, 0, 0, 0, 13, 2, 4, 0, 19)]),
        (["007"], 3, [], [(0, 0, 7)]),
        (["112"], 2, [], [(1, 12), (11, 2)]),
        (["5100007"], 7, ROW, []),
        (["123"], 4, [], []),
    ],
)
def test_splits(pieces: list[str], cells: int, sums: list[Sum], expected: list[tuple[int, ...]]) -> None:
    assert [tuple(map(int, found)) for found in splits(pieces, cells, sums)] == expected


def test_a_sign_begins_a_value() -> None:
    assert ("2648", "-185", "38") in splits(["2648", "-18538"], 3, [])
    assert all(any(numeral.startswith("-") for numeral in found) for found in splits(["2648-18538"], 3, []))


def test_decimals_stand_last_and_begin_without_superfluous_zero() -> None:
    found = splits(["39573802895.90"], 2, [])
    assert ("395", "73802895.90") in found
    assert not any(decimal.startswith("0") for _, decimal in found)


def test_work_is_bounded() -> None:
    started = time.perf_counter()
    with pytest.raises(TooManySplits):
        splits(["9" * 60], 15, [])
    assert time.perf_counter() - started < 5  # a hang, not a benchmark, is what this excludes


@given(st.lists(st.integers(0, 400), min_size=6, max_size=6))
def test_the_printed_row_is_always_among_the_splits(parts: list[int]) -> None:
    row = [*parts, sum(parts)]
    try:
        found = splits(["".join(map(str, row))], 7, ROW)
    except TooManySplits:
        return
    assert tuple(map(str, row)) in found
    assert all(sum(map(int, each[:6])) == int(each[6]) for each in found)


def test_scaled_is_exact() -> None:
    assert scaled("4166.241619") == 4166241619
    assert scaled("-3") == -3000000
    assert scaled("+3") == 3000000
