from __future__ import annotations

from decimal import Decimal

import pytest

from gk_pipeline.rules.expression import (
    Comparison,
    Constant,
    Either,
    Largest,
    Reference,
    Rule,
    Source,
    Sum,
    Whole,
    Wildcard,
)
from gk_pipeline.rules.parser import ExpressionError, parse


def cell(indicator: str, column: str | None = None, source: Source = Source.THIS) -> Reference:
    return Reference(indicator, column, source)


def test_equality_of_sums() -> None:
    right = Sum(((1, cell("a.1", "total")), (-1, cell("a.2.b"))))
    assert parse("old.3 = a.1[total] - a.2.b") == Rule(Comparison(cell("old.3"), "=", right))


def test_condition_and_constants() -> None:
    rule = parse("if old.9.2 = 0 then old.9.3 < 1.5")
    assert rule.condition == Comparison(cell("old.9.2"), "=", Constant(0))
    assert rule.test == Comparison(cell("old.9.3"), "<", Constant(Decimal("1.5")))


def test_functions() -> None:
    rule = parse("max(a, b + c) <= either(sum(r.*[$c]), r[$c])")
    left = Largest((cell("a"), Sum(((1, cell("b")), (1, cell("c"))))))
    assert rule.test == Comparison(left, "<=", Either(Wildcard(cell("r.*", "$c")), cell("r", "$c")))
    assert parse("integer($v)").test == Whole(cell("$v"))


def test_other_reports_parentheses_and_leading_minus() -> None:
    rule = parse("-a >= b[*_]@subordinates - (c@prev + 1)".replace("[*_]", "[total]"))
    assert isinstance(rule.test, Comparison)
    assert rule.test.left == Sum(((-1, cell("a")),))
    inner = Sum(((1, cell("c", None, Source.PREVIOUS)), (1, Constant(1))))
    assert rule.test.right == Sum(((1, cell("b", "total", Source.SUBORDINATES)), (-1, inner)))


@pytest.mark.parametrize(
    ("text", "equality"),
    [("a = b", True), ("a <= b", False), ("if a = 0 then b = 0", False), ("integer(a)", False)],
)
def test_what_is_an_equality(text: str, *, equality: bool) -> None:
    assert parse(text).is_equality is equality


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("", "a number or an indicator id is expected", 0),
        ("a", "one of = <= >= < > is expected", 1),
        ("a = ", "a number or an indicator id is expected", 4),
        ("a = b c", "nothing more is expected", 6),
        ("a = b + ;", "no word of the language", 7),
        ("if a = 0 b = 0", "'then' is expected", 9),
        ("a = sum(b)", "a wildcard is expected", 8),
        ("a = b.*", "a wildcard stands only inside sum", 4),
        ("a[*] = b", "a wildcard stands only inside sum", 0),
        ("a[1] = b", "a column is expected", 2),
        ("a@next = b", "'subordinates' is expected", 2),
        ("a = max(b, c", "')' is expected", 12),
        ("a = either(b)", "2 arguments are expected", 13),
        ("max = a", "'(' is expected", 4),
        ("then = a", "a number or an indicator id is expected", 0),
    ],
)
def test_errors_say_what_and_where(text: str, message: str, position: int) -> None:
    with pytest.raises(ExpressionError, match=message.replace("(", r"\(").replace(")", r"\)")) as error:
        parse(text)
    assert error.value.position == position
    assert f"character {position + 1} of {text!r}" in str(error.value)
