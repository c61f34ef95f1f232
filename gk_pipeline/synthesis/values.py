"""Draws the figures of a report: skewed as real ones are, and keeping every sum of their form.

Belongs here: figures of the four forms, and those that only prose states. Does not: their sums (`sums.py`), errors
(`errors.py`), how they are printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

from gk_pipeline.synthesis.chance import divide, part_of, skewed
from gk_pipeline.synthesis.model import Filer, Number, key_of
from gk_pipeline.synthesis.sums import COLUMNS, RESULTS, REVIEWS, TOTAL, outcome_rows

Values = dict[str, Number]

FORMS = ("old2014", "fmt2019", "fmt2021", "local")

_COLUMN_WEIGHTS = (60, 6, 0.3, 0.8, 2, 0.5)
_COMMON_OUTCOMES = {
    "app.granted": 40,
    "app.partial": 8,
    "app.unable.not_held": 25,
    "app.other": 3,
    "app.other.other": 3,
}
# Rows of the catalogue that only some old tables print.
_PROPOSALS = "old.1.1.c"


def draw_values(rng: Random, form: str, filer: Filer, *, one_other: bool = False) -> Values:
    """Every figure that a report of this form prints in its tables: key to value, all sums of the form satisfied.

    Rows that only some reports print may be left out: the row of proposals of the old form, most rows of local forms.
    `one_other` asks for 其他处理 as one row in a form of 2021.
    """
    if form == "old2014":
        return _old(rng, filer.size)
    if form == "local":
        return _local(rng, filer.size)
    return _new(rng, form, filer, one_other)


def draw_stated(rng: Random, form: str, filer: Filer, values: Values) -> Values:
    """The figures that only prose states, by the ids that the prose of that time speaks of."""
    if form == "local":
        request = values.get("loc.10", 0)
        stated: Values = {"old.1.1": values["loc.01"], "old.3.1": request}
        stated |= {
            f"old.{old}": values[f"loc.{new}"] for old, new in (("4", "32"), ("5", "33")) if f"loc.{new}" in values
        }
        return stated
    if form == "old2014":
        return {"loc.08": skewed(rng, 40 * filer.size), "loc.06": skewed(rng, 15 * filer.size)}
    litigation = sum(values[f"rl.{review}.total"] for review in REVIEWS[1:])
    return {
        "proactive.total": skewed(rng, 700 * filer.size),
        "rl.litigation.total": litigation,
        "fee.collected": 0 if rng.random() < 0.9 else rng.randrange(100, 3000, 20),
    }


def _old(rng: Random, size: float) -> Values:
    v: Values = {}
    total = skewed(rng, 500 * size, zero=0.01, spread=1.3)
    made = skewed(rng, 4 * size, zero=0.4)
    v["old.1.1"] = total
    v["old.1.1.a"] = min(part_of(rng, made, 0.7), total)
    v["old.1.1.b"] = made
    if rng.random() < 0.4:
        v[_PROPOSALS] = skewed(rng, 20 * size, zero=0.6)
    channels = divide(rng, total, (0.5, 12, 1, 2, 3))
    if rng.random() < 0.4:  # an entry counts once in the total, but once in every channel
        channels = [min(total, count + part_of(rng, total, 0.1)) for count in channels]
    v |= {f"old.1.2.{place}": count for place, count in enumerate(channels, start=1)}
    _old_responses(rng, v, size)
    _old_requests(rng, v, size)
    v["old.6"] = skewed(rng, 2, zero=0.9)
    v["old.7"] = _money(rng, 0.01, 0.5, 2) if v["old.3.1"] and rng.random() < 0.15 else 0
    v["old.8.1"] = skewed(rng, max(1.0, 6 * size), zero=0.2)
    v["old.8.2"] = skewed(rng, max(1.0, 8 * size), zero=0.2)
    full, part = skewed(rng, 1 + size, zero=0.3), skewed(rng, 2 + 10 * size, zero=0.15)
    v |= {"old.8.3": full + part, "old.8.3.1": full, "old.8.3.2": part}
    v["old.8.4"] = 0 if rng.random() < 0.5 else _money(rng, 0.5, 60, rng.choice((0, 0, 1, 2)))
    v["old.9.1"] = skewed(rng, 2 + size, zero=0.2, spread=0.6)
    v["old.9.2"] = skewed(rng, 1 + size, zero=0.3, spread=0.6)
    v["old.9.3"] = skewed(rng, 60 * (1 + size)) if v["old.9.2"] else 0
    return v


def _old_responses(rng: Random, v: Values, size: float) -> None:
    conferences, interviews = skewed(rng, 2 * size, zero=0.7), skewed(rng, 2, zero=0.75)
    v |= {"old.2.2.1": conferences, "old.2.2.1.a": part_of(rng, conferences, 0.5)}
    v |= {"old.2.2.2": interviews, "old.2.2.2.a": part_of(rng, interviews, 0.5)}
    v["old.2.2.3"] = skewed(rng, 8 * size, zero=0.5)
    v["old.2.2.4"] = skewed(rng, 5 * size, zero=0.7)
    v["old.2.2.5"] = skewed(rng, 4 * size, zero=0.7)
    v["old.2.1"] = part_of(rng, int(sum(v[f"old.2.2.{n}"] for n in range(1, 6))), 0.6)


def _old_requests(rng: Random, v: Values, size: float) -> None:
    received = skewed(rng, 6 * size, zero=0.45, spread=1.2)
    closed = received - (part_of(rng, received, 0.1) if rng.random() < 0.3 else 0)
    v["old.3.1"] = received
    v |= {f"old.3.1.{n}": count for n, count in enumerate(divide(rng, received, (4, 0.4, 8, 3)), start=1)}
    v["old.3.2"] = closed
    v |= {f"old.3.2.{n}": count for n, count in enumerate(divide(rng, closed, (20, 1)), start=1)}
    v["old.3.3"] = closed
    replies = divide(rng, closed, (6, 8, 2, 2, 5, 5, 1, 1))
    v |= {f"old.3.3.{n}": count for n, count in enumerate(replies, start=1)}
    v |= {f"old.3.3.4.{n}": count for n, count in zip("abcdef", divide(rng, replies[3], (1,) * 6), strict=True)}
    for section in ("old.4", "old.5"):
        cases = skewed(rng, 0.6 * size, zero=0.75)
        v[section] = cases
        v |= {f"{section}.{n}": count for n, count in enumerate(divide(rng, cases, (6, 2, 3)), start=1)}


def _new(rng: Random, form: str, filer: Filer, one_other: bool) -> Values:
    v: Values = {}
    rules = rng.random() < 0.3 if filer.level == "prefecture" else False
    for row, has in (("pub.rules", rules), ("pub.normdocs", rng.random() < 0.6)):
        v |= _documents(rng, form, row, filer.size if has else 0.0)
    if form == "fmt2019":
        for row, typical in (("licensing", 90.0), ("other_services", 40.0), ("penalty", 300.0), ("coercion", 15.0)):
            before = skewed(rng, typical * filer.size, zero=0.4)
            v[f"pub.{row}.items_prev"] = before
            v[f"pub.{row}.items_change"] = _change(rng, before)
            v[f"pub.{row}.decisions"] = skewed(rng, 120 * filer.size, zero=0.5, spread=1.8)
        before = skewed(rng, 6 * filer.size, zero=0.6)
        v |= {"pub.fees.items_prev": before, "pub.fees.items_change": _change(rng, before)}
        projects = skewed(rng, 15 * filer.size, zero=0.4)
        v["pub.procurement.projects"] = projects
        v["pub.procurement.amount"] = _money(rng, 1e5, 3e7, rng.choice((0, 2))) if projects else 0
    else:
        for row in ("licensing", "penalty", "coercion"):
            v[f"pub.{row}.decisions"] = skewed(rng, 150 * filer.size, zero=0.5, spread=2.0)
        v["pub.fees.amount"] = (
            0 if rng.random() < 0.6 else _money(rng, 0.2, 9000 * filer.size, rng.choice((0, 2, 4, 6)))
        )
    v |= _applicants(rng, outcome_rows(form, one_other), filer.size)
    for review in REVIEWS:
        cases = skewed(rng, 0.7 * filer.size, zero=0.75)
        v |= {f"rl.{review}.{r}": c for r, c in zip(RESULTS, divide(rng, cases, (6, 2, 2, 2)), strict=True)}
        v[f"rl.{review}.total"] = cases
    return v


def _documents(rng: Random, form: str, row: str, size: float) -> Values:
    made = skewed(rng, 3 * size, zero=0.3) if size else 0
    stock = made + (skewed(rng, 25 * size, zero=0.1) if size else 0)
    if form == "fmt2019":
        disclosed = part_of(rng, made, 0.8)
        return {f"{row}.new_made": made, f"{row}.new_disclosed": disclosed, f"{row}.total_disclosed": stock}
    repealed = part_of(rng, stock, 0.15)
    return {f"{row}.issued": made, f"{row}.repealed": repealed, f"{row}.in_force": max(stock - repealed, made)}


def _change(rng: Random, before: int) -> int:
    if rng.random() < 0.5:
        return 0
    return -part_of(rng, before, 0.1) if rng.random() < 0.5 else skewed(rng, 1 + before * 0.08)


def _applicants(rng: Random, rows: Sequence[str], size: float) -> Values:
    weights = [_COMMON_OUTCOMES.get(row, 0.8) for row in rows]
    v: Values = {}
    received = skewed(rng, 12 * size, zero=0.35, spread=1.3)
    carried_in = skewed(rng, 0.4 + received * 0.06, zero=0.6) if received else 0
    news, olds = divide(rng, received, _COLUMN_WEIGHTS), divide(rng, carried_in, _COLUMN_WEIGHTS)
    for column, new, old in zip(COLUMNS, news, olds, strict=True):
        left = part_of(rng, new + old, 0.08) if rng.random() < 0.4 else 0
        v[key_of("app.new_received", column)], v[key_of("app.carried_in", column)] = new, old
        closed = new + old - left
        for row, count in zip(rows, divide(rng, closed, weights), strict=True):
            v[key_of(row, column)] = count
        v[key_of("app.outcome_total", column)], v[key_of("app.carried_out", column)] = closed, left
    for row in ("app.new_received", "app.carried_in", *rows, "app.outcome_total", "app.carried_out"):
        v[key_of(row, TOTAL)] = sum(v[key_of(row, column)] for column in COLUMNS)
    return v


def _local(rng: Random, size: float) -> Values:
    """The local lineage: requests and replies always, the rest as the place has it; perhaps with cumulative figures."""
    v: Values = {}
    total = skewed(rng, 400 * size, spread=1.2)
    v["loc.01"] = total
    if rng.random() < 0.5:
        v["loc.02"] = part_of(rng, total, 0.9)
    if rng.random() < 0.6:
        v |= {"loc.03": part_of(rng, total, 0.05), "loc.04": part_of(rng, total, 0.2)}
        v |= {"loc.05": skewed(rng, 5000 * size, zero=0.2, spread=1.5), "loc.07": skewed(rng, 30, zero=0.4)}
        v |= {"loc.08": skewed(rng, 60, zero=0.3), "loc.09": skewed(rng, 20, zero=0.5)}
    requests = skewed(rng, 8 * size, zero=0.4)
    v["loc.10"] = requests
    v |= {f"loc.{n}": count for n, count in enumerate(divide(rng, requests, (4, 0.3, 1, 6, 2, 0.5)), start=11)}
    replies = requests if rng.random() < 0.8 else part_of(rng, requests, 0.8)
    granted, partly, refused = divide(rng, replies, (12, 2, 5))
    v |= {"loc.17": replies, "loc.18": granted, "loc.19": partly, "loc.20": refused}
    if rng.random() < 0.7:
        v |= {f"loc.{n}": count for n, count in enumerate(divide(rng, refused, (1,) * 11), start=21)}
    v |= {f"loc.{n}": skewed(rng, 1.5, zero=0.8) for n in (32, 33, 34)}
    if rng.random() < 0.5:
        v["loc.35"] = part_of(rng, int(v["loc.34"]), 0.5)
    if rng.random() < 0.5:
        fees = divide(rng, skewed(rng, 300, zero=0.8), (1, 1, 4, 1))
        v["loc.fee"] = sum(fees)
        v |= {f"loc.fee.{kind}": fee for kind, fee in zip(("search", "mail", "copy", "other"), fees, strict=True)}
    if rng.random() < 0.6:
        full, part = skewed(rng, 1 + size, zero=0.2), skewed(rng, 2 + 4 * size, zero=0.2)
        v |= {"loc.staff": full + part, "loc.staff.full": full, "loc.staff.part": part}
    if rng.random() < 0.5:
        v |= {"loc.budget": _money(rng, 0.5, 40, rng.choice((0, 1, 2))), "loc.spend": _money(rng, 0.5, 40, 2)}
    return v | dict(_cumulative(rng, v)) if rng.random() < 0.6 else v


def _cumulative(rng: Random, values: Values) -> Iterator[tuple[str, Number]]:
    """The figures of all years together, never below those of the year."""
    years = rng.randint(1, 6)
    for key, value in values.items():
        yield key_of(key, "cumulative"), value + part_of(rng, int(value) * years, 0.9)


def _money(rng: Random, low: float, high: float, decimals: int) -> Number:
    """A sum of money, spread evenly over its orders of magnitude; a round sum is a whole number."""
    value = low * (high / low) ** rng.random() if high > low else low
    if not decimals:
        return max(1, round(value))
    return max(Decimal(round(value * 10**decimals)), Decimal(1)).scaleb(-decimals)
