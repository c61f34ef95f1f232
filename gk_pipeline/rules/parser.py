"""Reads the language of identities: text to syntax tree.

Belongs here: words and grammar. Does not: what the language is and its tree (`expression.py`), which ids a form has
(`binding.py`).
"""

from __future__ import annotations

import re
from decimal import Decimal

from gk_pipeline.rules.expression import (
    Comparison,
    Constant,
    Either,
    Largest,
    Operand,
    Reference,
    Rule,
    Source,
    Sum,
    Test,
    Whole,
    Wildcard,
)

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<reference>[A-Za-z$][\w$]*(?:\.(?:[\w$]+|\*))*)"
    r"|(?P<symbol><=|>=|[=<>+\-(),\[\]@*]))"
)
_RELATIONS = ("=", "<=", ">=", "<", ">")
_WORDS = ("if", "then", "max", "sum", "either", "integer")


class ExpressionError(ValueError):
    """The text is not in the language. `position` counts characters from 0."""

    def __init__(self, message: str, text: str, position: int) -> None:
        super().__init__(f"{message} at character {position + 1} of {text!r}")
        self.position = position


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
