"""Numbers as agencies report them: mostly zero, a few small, now and then a large one.

Belongs here: distributions and ways to divide a number. Does not: which row gets which.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from random import Random


def skewed(rng: Random, typical: float, *, zero: float = 0.0, spread: float = 1.0) -> int:
    """0 with probability `zero`, else a log-normal count around `typical`, at least 1."""
    if rng.random() < zero:
        return 0
    return max(1, round(rng.lognormvariate(log(max(typical, 1e-6)), spread)))


def divide(rng: Random, total: int, weights: Sequence[float]) -> list[int]:
    """Divides a count among parts; small counts leave most parts at zero."""
    parts = [0] * len(weights)
    if total <= 60:
        for place in rng.choices(range(len(weights)), weights, k=total):
            parts[place] += 1
        return parts
    shares = [weight * rng.expovariate(1.0) for weight in weights]
    whole = sum(shares)
    parts = [int(total * share / whole) for share in shares]
    parts[shares.index(max(shares))] += total - sum(parts)
    return parts


def part_of(rng: Random, total: int, typical: float = 0.3) -> int:
    """Some of a count, between none and all of it."""
    return min(total, round(total * rng.betavariate(1.0, max(1.0 / typical - 1.0, 0.2)))) if total else 0
