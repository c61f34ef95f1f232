"""The language identities are written in, and its syntax tree.

    if old.9.2 = 0 then old.9.3 = 0
    $r[total] = sum($r[*])
    max(old.1.2.1, old.1.2.2) <= old.1.1
    app.carried_in[$c] = app.carried_out[$c]@prev

A rule is a test, or a test under a condition. A test compares two sums (`=`, `<=`, `>=`, `<`, `>`) or asks for a whole
number (`integer(a)`). A sum adds and subtracts numbers, references, `max(a, b ...)`, `sum(wildcard)` and
`either(a, b)`: b stands for a where the form prints b's row in place of a's.
A reference is an indicator id, with its column in brackets and the report it is read from after `@`: `@prev` is last
year's report of the same filer, `@subordinates` the sum over the bodies below it. `*` in an id stands for all value
rows under it, `[*]` for all columns but the total; both only inside `sum`. `$c` is the variable that `foreach` binds.

Belongs here: what the language can say. Does not: reading it (`parser.py`), which ids a form has (`binding.py`), what
the values are (`evaluate.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gk_pipeline.extraction.model import Number


class Source(StrEnum):
    """The report that a reference is read from."""

    THIS = "this"
    PREVIOUS = "prev"
    SUBORDINATES = "subordinates"


@dataclass(frozen=True, slots=True)
class Constant:
    """A number written in the rule."""

    value: Number


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell of a report. `indicator` and `column` may hold `$name` and `*`."""

    indicator: str
    column: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`sum(...)`: all the cells that the reference matches."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class Largest:
    """`max(...)`: the largest operand."""

    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """`either(a, b)`: two ways of printing the same figure."""

    usual: Operand
    variant: Operand


@dataclass(frozen=True, slots=True)
class Sum:
    """Signed operands in printed order; the sign is 1 or -1."""

    terms: tuple[tuple[int, Operand], ...]


Operand = Constant | Reference | Wildcard | Largest | Either | Sum


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two operands and the relation in which they must stand."""

    left: Operand
    relation: str
    right: Operand


@dataclass(frozen=True, slots=True)
class Whole:
    """`integer(...)`: the operand is a whole number."""

    operand: Operand


Test = Comparison | Whole


@dataclass(frozen=True, slots=True)
class Rule:
    """A test, and the condition under which it is asked."""

    test: Test
    condition: Test | None = None

    @property
    def is_equality(self) -> bool:
        """Whether two sides must be the same figure whatever else holds: what can corroborate a value."""
        return self.condition is None and isinstance(self.test, Comparison) and self.test.relation == "="
