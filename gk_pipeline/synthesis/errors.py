"""Makes a source wrong on purpose, as real ones are: sums that are off, requests in the wrong column, parts too large.

Belongs here: changing figures so that known rules break. Does not: errors of prose (`prose.py`), noise, which leaves
what is stated as it is.
"""

from __future__ import annotations

from random import Random

from gk_pipeline.synthesis.model import Injection, SynthesisError, key_of
from gk_pipeline.synthesis.sums import COLUMNS, NOT_OUTCOMES, Sum, limits, outcome_rows, sums
from gk_pipeline.synthesis.values import Values

# total: a sum is off; column: a request stands in the wrong column; parent: a part exceeds its whole; prose: the text
# states another figure than the table.
KINDS = {
    "old2014": ("total", "parent", "prose"),
    "fmt2019": ("total", "column", "parent", "prose"),
    "fmt2021": ("total", "column", "prose"),
    "local": ("total", "parent"),
}
# Figures that a sum of the table supports and a sentence of its own can state.
_STATED = {
    "old2014": ("old.3.1", "old.4", "old.5"),
    "fmt2019": ("app.new_received[total]", "rl.reconsideration.total"),
    "fmt2021": ("app.new_received[total]", "rl.reconsideration.total"),
}
PROSE_RULE = "P01"


def inject(rng: Random, kind: str, form: str, values: Values, *, one_other: bool = False) -> Injection | None:
    """Changes `values` so that a rule breaks; None, with nothing changed, when these figures give no occasion.

    Raises SynthesisError for a kind of error that the form can't have.
    """
    if kind not in KINDS[form]:
        raise SynthesisError(f"error {kind!r}: {form} can have {', '.join(KINDS[form])}")
    if kind == "total":
        return _total(rng, form, values, one_other)
    if kind == "column":
        return _column(rng, form, values, one_other)
    return _parent(rng, form, values)


def contradicted(rng: Random, form: str, values: Values) -> str | None:
    """A figure that prose can contradict, and that a sum of the table supports; None when all are nought."""
    return next((key for key in rng.sample(_STATED[form], len(_STATED[form])) if values[key]), None)


def _total(rng: Random, form: str, values: Values, one_other: bool) -> Injection | None:
    candidates = [s for s in sums(form, one_other=one_other) if len(s.left) == 1 and _is_complete(s, values)]
    # The busy sums first: most totals of a report are nought, and a nought is seldom wrong.
    weights = [10 if values[s.left[0]] else 1 for s in candidates]
    chosen = rng.choices(candidates, weights)[0]
    key = chosen.left[0]
    true = int(values[key])
    values[key] = _slip(rng, true)
    return Injection("total", (chosen.rule_id,), (key,))


def _slip(rng: Random, true: int) -> int:
    """A number as it is mistyped: off by a little, or two digits swapped."""
    digits = str(true)
    if len(digits) > 1 and digits[-1] != digits[-2] and rng.random() < 0.3:
        return int(digits[:-2] + digits[-1] + digits[-2])
    by = rng.choice((1, 1, 1, 2, 3, 10))
    return true - by if true >= by and rng.random() < 0.5 else true + by


def _column(rng: Random, form: str, values: Values, one_other: bool) -> Injection | None:
    """One request counted under another kind of applicant: two columns break, every row and the totals hold."""
    rows = [*outcome_rows(form, one_other), *NOT_OUTCOMES]
    filled = [(row, column) for row in rows for column in COLUMNS if values[key_of(row, column)]]
    if not filled:
        return None
    row, source = rng.choice(filled)
    target = rng.choice([column for column in COLUMNS if column != source])
    keys = (key_of(row, source), key_of(row, target))
    values[keys[0]] -= 1
    values[keys[1]] += 1
    balance, outcomes = (s.rule_id for s in sums(form, one_other=one_other)[:2])
    rule = outcomes if row in outcome_rows(form, one_other) else balance
    return Injection("column", (rule,), keys)


def _parent(rng: Random, form: str, values: Values) -> Injection | None:
    occasions = [limit for limit in limits(form) if limit.part in values and limit.whole in values]
    if not occasions:
        return None
    chosen = rng.choice(occasions)
    values[chosen.part] = values[chosen.whole] + rng.choice((1, 1, 2, 5))
    return Injection("parent", (chosen.rule_id,), (chosen.part, chosen.whole))


def _is_complete(each: Sum, values: Values) -> bool:
    return each.is_error and each.holds(values) is not None
