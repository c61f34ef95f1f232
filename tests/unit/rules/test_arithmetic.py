from __future__ import annotations

from decimal import Decimal

import pytest

from gk_pipeline.rules.arithmetic import INFINITY, Compare, IsWhole, Linear, Maximum

A, B = Linear(plus=(0,)), Linear(plus=(1,))


def test_sums_are_exact() -> None:
    figure = Linear(plus=(0, 1), minus=(2,), constant=5)
    assert figure.value((Decimal("0.1"), Decimal("0.2"), 5)) == Decimal("0.3")
    assert isinstance(figure.value((1, 2, 3)), int)


def test_bounds_of_a_difference_cross_over() -> None:
    assert Linear(plus=(0,), minus=(1,)).bounds(((2, 3), (0, INFINITY))) == (-INFINITY, 3)
    assert Linear(nested=((-1, A),), constant=1).bounds(((2, 3),)) == (-2, -1)


def test_largest() -> None:
    largest = Maximum((A, B))
    assert largest.value((3, 7)) == 7
    assert largest.bounds(((3, 3), (0, INFINITY))) == (3, INFINITY)
    assert largest.slots == (0, 1)


@pytest.mark.parametrize(
    ("relation", "left", "right", "refuted"),
    [
        ("=", (5, INFINITY), (4, 4), True),
        ("=", (4, INFINITY), (4, 4), False),
        ("=", (2, 2), (3, INFINITY), True),
        ("<=", (5, INFINITY), (4, 4), True),
        ("<=", (4, 4), (0, INFINITY), False),
        ("<", (4, INFINITY), (4, 4), True),
        (">=", (3, 3), (4, INFINITY), True),
        (">=", (0, INFINITY), (4, 4), False),
        (">", (4, 4), (4, INFINITY), True),
    ],
)
def test_refuted_only_when_nothing_could_mend_it(
    relation: str, left: tuple[int, int], right: tuple[int, int], *, refuted: bool
) -> None:
    assert Compare(A, relation, B).refuted((left, right)) is refuted


@pytest.mark.parametrize(
    ("relation", "holding"), [("=", {0}), ("<=", {-1, 0}), (">=", {0, 1}), ("<", {-1}), (">", {1})]
)
def test_relations(relation: str, holding: set[int]) -> None:
    test = Compare(A, relation, B)
    assert {value for value in (-1, 0, 1) if test.holds(test.sides((value, 0)))} == holding


def test_least_figures() -> None:
    assert Compare(A, "=", B).least(((2, INFINITY), (-INFINITY, INFINITY))) == (2, None)
    assert IsWhole(A).least(((-INFINITY, 1),)) == (None, None)


def test_whole_numbers() -> None:
    test = IsWhole(A)
    assert test.holds(test.sides((Decimal("3.0"),)))
    assert not test.holds(test.sides((Decimal("3.5"),)))
    assert test.refuted(((Decimal("3.5"), Decimal("3.5")),))
    assert not test.refuted(((0, INFINITY),))
