"""Expressions over numbered slots: exact values where all slots are known, bounds where some are not.

Belongs here: arithmetic with `int` and `Decimal`, never floats. Does not: which cell stands in a slot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge, gt, le, lt

from gk_pipeline.extraction.model import Number

INFINITY = Decimal("Infinity")

# The smallest and the largest figure that may stand in a slot; both are the figure itself where it is known.
Bounds = tuple[Number, Number]


@dataclass(frozen=True, slots=True)
class Linear:
    """A constant, plus and minus slots and nested figures."""

    plus: tuple[int, ...] = ()
    minus: tuple[int, ...] = ()
    nested: tuple[tuple[int, Figure], ...] = ()
    constant: Number = 0

    def value(self, values: Sequence[Number]) -> Number:
        total = sum(map(values.__getitem__, self.plus), self.constant)
        for slot in self.minus:
            total -= values[slot]
        for sign, figure in self.nested:
            total += sign * figure.value(values)
        return total

    def bounds(self, bounds: Sequence[Bounds]) -> Bounds:
        low = high = self.constant
        parts = [(1, bounds[slot]) for slot in self.plus] + [(-1, bounds[slot]) for slot in self.minus]
        parts += [(sign, figure.bounds(bounds)) for sign, figure in self.nested]
        for sign, (smallest, largest) in parts:
            low += smallest if sign > 0 else -largest
            high += largest if sign > 0 else -smallest
        return low, high

    @property
    def slots(self) -> tuple[int, ...]:
        return (*self.plus, *self.minus, *(slot for _, figure in self.nested for slot in figure.slots))

    @property
    def has_constant(self) -> bool:
        """Whether it may differ from zero where all figures are zero."""
        return bool(self.constant) or any(figure.has_constant for _, figure in self.nested)


@dataclass(frozen=True, slots=True)
class Maximum:
    """The largest of some figures."""

    operands: tuple[Figure, ...]

    def value(self, values: Sequence[Number]) -> Number:
        return max(operand.value(values) for operand in self.operands)

    def bounds(self, bounds: Sequence[Bounds]) -> Bounds:
        each = [operand.bounds(bounds) for operand in self.operands]
        return max(low for low, _ in each), max(high for _, high in each)

    @property
    def slots(self) -> tuple[int, ...]:
        return tuple(slot for operand in self.operands for slot in operand.slots)

    @property
    def has_constant(self) -> bool:
        """Whether it may differ from zero where all figures are zero."""
        return any(operand.has_constant for operand in self.operands)


Figure = Linear | Maximum


def combined(terms: Iterable[tuple[int, Figure]]) -> Linear:
    """Signed figures as one: sums of sums are laid flat, so that most rules are two runs over slots."""
    plus: list[int] = []
    minus: list[int] = []
    nested: list[tuple[int, Figure]] = []
    constant: Number = 0
    for sign, figure in terms:
        if isinstance(figure, Linear):
            plus += figure.plus if sign > 0 else figure.minus
            minus += figure.minus if sign > 0 else figure.plus
            nested += [(sign * inner, each) for inner, each in figure.nested]
            constant += sign * figure.constant
        else:
            nested.append((sign, figure))
    return Linear(tuple(plus), tuple(minus), tuple(nested), constant)


_AGREE: dict[str, Callable[[Number, Number], bool]] = {"=": eq, "<=": le, ">=": ge, "<": lt, ">": gt}

# What a test sees: its left side (or the one figure it asks about), and its right side.
Sides = tuple[Number, Number | None]


@dataclass(frozen=True, slots=True)
class Compare:
    """Two figures and the relation (`=`, `<=`, `>=`, `<`, `>`) in which they must stand."""

    left: Figure
    relation: str
    right: Figure

    def sides(self, values: Sequence[Number]) -> Sides:
        return self.left.value(values), self.right.value(values)

    def holds(self, sides: Sides) -> bool:
        left, right = sides
        return right is not None and _AGREE[self.relation](left, right)

    def refuted(self, bounds: Sequence[Bounds]) -> bool:
        """Whether it fails whatever stands in the unknown slots."""
        (low, high), (right_low, right_high) = self.left.bounds(bounds), self.right.bounds(bounds)
        match self.relation:
            case "=":
                return low > right_high or high < right_low
            case "<=" | "<":
                return not _AGREE[self.relation](low, right_high)
            case _:
                return not _AGREE[self.relation](high, right_low)

    def least(self, bounds: Sequence[Bounds]) -> tuple[Number | None, Number | None]:
        """(left, right), each the least it can be; None where there is no least."""
        low, right_low = self.left.bounds(bounds)[0], self.right.bounds(bounds)[0]
        return (None if low == -INFINITY else low, None if right_low == -INFINITY else right_low)

    @property
    def slots(self) -> tuple[int, ...]:
        return (*self.left.slots, *self.right.slots)

    @property
    def has_constant(self) -> bool:
        """Whether its sides may differ from zero where all figures are zero."""
        return self.left.has_constant or self.right.has_constant


@dataclass(frozen=True, slots=True)
class IsWhole:
    """A figure that must be a whole number."""

    operand: Figure

    def sides(self, values: Sequence[Number]) -> Sides:
        return self.operand.value(values), None

    def holds(self, sides: Sides) -> bool:
        return sides[0] % 1 == 0

    def refuted(self, bounds: Sequence[Bounds]) -> bool:
        low, high = self.operand.bounds(bounds)
        return low == high and low % 1 != 0

    def least(self, bounds: Sequence[Bounds]) -> tuple[Number | None, Number | None]:
        low = self.operand.bounds(bounds)[0]
        return None if low == -INFINITY else low, None

    @property
    def slots(self) -> tuple[int, ...]:
        return self.operand.slots


Condition = Compare | IsWhole
