"""The language identities are written in: text to syntax tree.

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

Belongs here: the grammar. Does not: which ids a form has (`binding.py`), what the values are (`evaluate.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gk_pipeline.extraction.model import Number


class ExpressionError(ValueError):
    """The text is not in the language. `position` counts characters from 0."""

    def __init__(self, message: str, text: str, position: int) -> None:
        super().__init__(f"{message} at character {position + 1} of {text!r}")
        self.position = position


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


_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<reference>[A-Za-z$][\w$]*(?:\.(?:[\w$]+|\*))*)"
    r"|(?P<symbol><=|>=|[=<>+\-(),\[\]@*]))"
)
_RELATIONS = ("=", "<=", ">=", "<", ">")
_WORDS = ("if", "then", "max", "sum", "either", "integer")


def parse(text: str) -> Rule:
    """The syntax tree of a rule. Raises ExpressionError where the text leaves the language."""
    return _Parser(text).rule()


class _Parser:
    """Recursive descent over the tokens (kind, text, position); one method for each production."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[str, str, int]] = []
        self._next = 0
        position = 0
        while text[position:].strip():
            match = _TOKEN.match(text, position)
            if not match or not match.lastgroup:
                raise ExpressionError("no word of the language", text, position)
            self._tokens.append((match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
            position = match.end()
        self._tokens.append(("end", "", len(text)))

    def rule(self) -> Rule:
        condition = None
        if self._accept("if"):
            condition = self._test()
            self._expect("then")
        rule = Rule(self._test(), condition)
        if self._is("end"):
            return rule
        raise self._error("nothing more is expected")

    def _test(self) -> Test:
        if self._accept("integer"):
            return Whole(self._arguments(1)[0])
        left = self._sum()
        for relation in _RELATIONS:
            if self._accept(relation):
                return Comparison(left, relation, self._sum())
        raise self._error("one of = <= >= < > is expected")

    def _sum(self) -> Operand:
        terms = [(-1 if self._accept("-") else 1, self._operand())]
        while True:
            if self._accept("+"):
                terms.append((1, self._operand()))
            elif self._accept("-"):
                terms.append((-1, self._operand()))
            else:
                return terms[0][1] if len(terms) == 1 and terms[0][0] == 1 else Sum(tuple(terms))

    def _operand(self) -> Operand:
        if self._is("number"):
            digits = self._take()
            return Constant(Decimal(digits) if "." in digits else int(digits))
        if self._accept("max"):
            return Largest(self._arguments(None))
        if self._accept("either"):
            usual, variant = self._arguments(2)
            return Either(usual, variant)
        if self._accept("sum"):
            self._expect("(")
            wildcard = Wildcard(self._reference(wildcard=True))
            self._expect(")")
            return wildcard
        if self._accept("("):
            operand = self._sum()
            self._expect(")")
            return operand
        return self._reference(wildcard=False)

    def _arguments(self, count: int | None) -> tuple[Operand, ...]:
        self._expect("(")
        arguments = [self._sum()]
        while self._accept(","):
            arguments.append(self._sum())
        self._expect(")")
        if count is not None and len(arguments) != count:
            raise self._error(f"{count} arguments are expected before this, not {len(arguments)}")
        return tuple(arguments)

    def _reference(self, *, wildcard: bool) -> Reference:
        start = self._next
        indicator = self._word("a number or an indicator id is expected")
        column = None
        if self._accept("["):
            column = "*" if self._accept("*") else self._word("a column is expected")
            self._expect("]")
        source = Source.THIS
        if self._accept("@"):
            source = Source.PREVIOUS if self._accept("prev") else Source.SUBORDINATES
            if source is Source.SUBORDINATES:
                self._expect("subordinates")
        if wildcard != ("*" in indicator or column == "*"):
            self._next = start
            raise self._error("a wildcard is expected" if wildcard else "a wildcard stands only inside sum()")
        return Reference(indicator, column, source)

    def _word(self, expected: str) -> str:
        if not self._is("reference") or self._tokens[self._next][1] in _WORDS:
            raise self._error(expected)
        return self._take()

    def _is(self, kind: str) -> bool:
        return self._tokens[self._next][0] == kind

    def _take(self) -> str:
        text = self._tokens[self._next][1]
        self._next += 1
        return text

    def _accept(self, text: str) -> bool:
        if self._tokens[self._next][1] == text:
            self._next += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._error(f"{text!r} is expected")

    def _error(self, message: str) -> ExpressionError:
        return ExpressionError(message, self._text, self._tokens[self._next][2])
