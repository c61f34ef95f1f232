"""Failed rules in words: one English sentence that names the rows and their figures.

Belongs here: wording. Does not: judging, whose fault it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from gk_pipeline.catalog.forms import load
from gk_pipeline.extraction.model import Claim, Number
from gk_pipeline.rules.arithmetic import Condition, Figure, IsWhole, Linear
from gk_pipeline.rules.binding import Reading
from gk_pipeline.rules.cells import FactKey
from gk_pipeline.rules.expression import Source
from gk_pipeline.rules.model import RuleResult

_RELATIONS = {"=": "", "<=": "at most ", ">=": "at least ", "<": "less than ", ">": "more than "}
# A longer sum names only the terms that are not zero.
_SHORT = 4

# The words and the figure of a slot.
Term = Callable[[int], tuple[str, Number | None]]


def rule_message(reading: Reading, figures: Mapping[tuple[Source, FactKey], Number]) -> str:
    """What a rule asks of the figures. A cell that is not among them is named as not reported."""
    sources = reading.sources or (Source.THIS,) * len(reading.keys)

    def term(slot: int) -> tuple[str, Number | None]:
        source, key = sources[slot], reading.keys[slot]
        return cell_label(key, source), figures.get((source, key))

    sentence = f"{_sentence(reading.test, 'should be', term)}."
    return f"Where {_sentence(reading.condition, 'is', term)}, {sentence}" if reading.condition else sentence


def value_message(test: Condition, key: FactKey, value: Number | None) -> str:
    """What a domain rule asks of one value."""
    return f"{_sentence(test, 'should be', lambda _: (cell_label(key), value))}."


def prose_message(key: FactKey, result: RuleResult, words: Sequence[str]) -> str:
    """What the text says, in its own words where they are not just the number, and what the table prints."""
    stated = _number(result.expected)
    quoted = ", ".join(word for word in dict.fromkeys(words) if word != stated)
    in_words = f" ({quoted})" if quoted else ""
    return f"The text states {stated}{in_words} for {cell_label(key)}, the table prints {_number(result.actual)}."


def share_message(result: RuleResult, part: Claim) -> str:
    """What share the text says a figure is of its whole, and what it is."""
    of = f"{cell_label((part.indicator_id, part.column_id))} ({_number(part.value)})"
    return f"The text states {_number(result.actual)} % as the share of {of}; it is {_number(result.expected)} %."


def cell_label(key: FactKey, source: Source = Source.THIS) -> str:
    """The English label of a cell, its column in brackets."""
    labels, columns = _labels()
    indicator_id, column_id = key
    label = labels.get(indicator_id, indicator_id)
    if column_id:
        label = f"{label} [{columns.get(column_id, column_id)}]"
    match source:
        case Source.THIS:
            return label
        case Source.PREVIOUS:
            return f"last year's {label}"
        case Source.SUBORDINATES:
            return f"the subordinate bodies' {label}"


def _sentence(test: Condition, verb: str, term: Term) -> str:
    if isinstance(test, IsWhole):
        return f"{_figure(test.operand, term)} {verb} a whole number"
    return f"{_figure(test.left, term)} {verb} {_RELATIONS[test.relation]}{_figure(test.right, term)}"


def _figure(figure: Figure, term: Term) -> str:
    if not isinstance(figure, Linear):
        return f"the largest of {', '.join(_figure(operand, term) for operand in figure.operands)}"
    signed = [(" + ", slot) for slot in figure.plus] + [(" - ", slot) for slot in figure.minus]
    terms = [(sign, *term(slot)) for sign, slot in signed]
    named = [each for each in terms if each[2] or len(terms) <= _SHORT] or terms[:1]
    text = "".join(f"{sign}{label} ({_number(value)})" for sign, label, value in named)
    text += "".join(f"{' + ' if sign > 0 else ' - '}{_figure(each, term)}" for sign, each in figure.nested)
    if figure.constant or not text:
        text += f" + {_number(figure.constant)}"
    text = text.removeprefix(" + ")
    known = [value if sign == " + " else -value for sign, _, value in terms if value is not None]
    if len(known) == len(terms) > 1 and not figure.nested:
        text += f" = {_number(sum(known, figure.constant))}"
    return text


def _number(value: Number | None) -> str:
    return "not reported" if value is None else f"{value:f}" if not isinstance(value, int) else str(value)


@cache
def _labels() -> tuple[dict[str, str], dict[str, str]]:
    """(indicator id -> label, column id -> label). A row's label is preferred to the heading it is on other forms."""
    catalog = load()
    indicators = sorted(catalog.indicators.values(), key=lambda indicator: indicator.kind == "value")
    columns = (column for each in catalog.columns.values() for column in each if column.column_id)
    return {i.indicator_id: i.label_en for i in indicators}, {c.column_id or "": c.label_en for c in columns}
