"""Failed rules in words: a sentence that names the rows and their figures, and one for what would mend them.

Belongs here: which phrases say what. Does not: the phrases (`wording.py`), judging, whose fault it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gk_pipeline.extraction.model import Claim, Number
from gk_pipeline.rules.arithmetic import Condition, Figure, IsWhole, Linear
from gk_pipeline.rules.binding import Reading
from gk_pipeline.rules.cells import FactKey
from gk_pipeline.rules.diagnosis import Change, Diagnosis, Moved
from gk_pipeline.rules.expression import Source
from gk_pipeline.rules.model import RuleResult
from gk_pipeline.rules.wording import Wording

# A longer sum names only the terms that are not zero.
_SHORT = 4
# So many repairs are told, the others counted.
_SHOWN = 3

# The words and the figure of a slot.
Term = Callable[[int], tuple[str, Number | None]]


def rule_message(say: Wording, reading: Reading, figures: Mapping[tuple[Source, FactKey], Number]) -> str:
    """What a rule asks of the figures. A cell that is not among them is named as not reported."""
    sources = reading.sources or (Source.THIS,) * len(reading.keys)

    def term(slot: int) -> tuple[str, Number | None]:
        source, key = sources[slot], reading.keys[slot]
        return cell_label(say, key, source), figures.get((source, key))

    sentence = say("sentence", sentence=_sentence(say, reading.test, "should", term))
    if not reading.condition:
        return sentence
    return say("where", condition=_sentence(say, reading.condition, "is", term), sentence=sentence)


def value_message(say: Wording, test: Condition, key: FactKey, value: Number | None) -> str:
    """What a domain rule asks of one value."""
    return say("sentence", sentence=_sentence(say, test, "should", lambda _: (cell_label(say, key), value)))


def prose_message(say: Wording, key: FactKey, result: RuleResult, words: Sequence[str]) -> str:
    """What the text says, in its own words where they are not just the number, and what the table prints."""
    stated = _number(say, result.expected)
    others = [word for word in dict.fromkeys(words) if word != stated]
    quoted = say("quoted", words=say("list joint").join(others)) if others else ""
    label, printed = cell_label(say, key), _number(say, result.actual)
    return say("stated", stated=stated, quoted=quoted, label=label, printed=printed)


def share_message(say: Wording, result: RuleResult, part: Claim) -> str:
    """What share the text says a figure is of its whole, and what it is."""
    label = cell_label(say, (part.indicator_id, part.column_id))
    of = say("term", label=label, value=_number(say, part.value))
    return say("share", stated=_number(say, result.actual), part=of, computed=_number(say, result.expected))


def suggestion(say: Wording, diagnosis: Diagnosis) -> str:
    """What would mend a report: the pattern that people know, else the smallest repairs."""
    if diagnosis.moved:
        return _moved(say, diagnosis.moved)
    repairs = diagnosis.repairs
    shown = [say("change joint").join(_change(say, each) for each in repair) for repair in repairs[:_SHOWN]]
    others = _others(say, "other repair", len(repairs) - _SHOWN)
    return say("repaired", repairs=say("repair joint").join(shown) + others)


def cell_label(say: Wording, key: FactKey, source: Source = Source.THIS) -> str:
    """The name of a cell, its column in brackets; an id where the catalogue has no name."""
    indicator_id, column_id = key
    label = say.rows.get(indicator_id, indicator_id)
    if column_id:
        label = say("column", label=label, column=say.columns.get(column_id, column_id))
    match source:
        case Source.THIS:
            return label
        case Source.PREVIOUS:
            return say("last year", label=label)
        case Source.SUBORDINATES:
            return say("subordinates", label=label)


def _sentence(say: Wording, test: Condition, verb: str, term: Term) -> str:
    if isinstance(test, IsWhole):
        return say(f"{verb} whole", left=_figure(say, test.operand, term))
    left, right = _figure(say, test.left, term), _figure(say, test.right, term)
    return say(f"{verb} {test.relation}", left=left, right=right)


def _figure(say: Wording, figure: Figure, term: Term) -> str:
    if not isinstance(figure, Linear):
        return say("largest", figures=say("list joint").join(_figure(say, each, term) for each in figure.operands))
    signed = [(" + ", slot) for slot in figure.plus] + [(" - ", slot) for slot in figure.minus]
    terms = [(sign, *term(slot)) for sign, slot in signed]
    named = [each for each in terms if each[2] or len(terms) <= _SHORT] or terms[:1]
    text = "".join(sign + say("term", label=label, value=_number(say, value)) for sign, label, value in named)
    text += "".join(f"{' + ' if sign > 0 else ' - '}{_figure(say, each, term)}" for sign, each in figure.nested)
    if figure.constant or not text:
        text += f" + {_number(say, figure.constant)}"
    text = text.removeprefix(" + ")
    known = [value if sign == " + " else -value for sign, _, value in terms if value is not None]
    if len(known) == len(terms) > 1 and not figure.nested:
        text += f" = {_number(say, sum(known, figure.constant))}"
    return text


def _change(say: Wording, change: Change) -> str:
    label = cell_label(say, change.key)
    return say("change", label=label, printed=_number(say, change.printed), instead=_number(say, change.instead))


def _moved(say: Wording, moved: Moved) -> str:
    return say(
        "moved",
        number=_number(say, moved.number),
        giving=say.columns.get(moved.giving, moved.giving),
        taking=say.columns.get(moved.taking, moved.taking),
        row=cell_label(say, (moved.indicator_id, None)),
        others=_others(say, "other row", moved.other_rows),
    )


def _others(say: Wording, phrase: str, number: int) -> str:
    """What else there is; the phrase for several has an `s` at its end."""
    return "" if number <= 0 else say(phrase if number == 1 else f"{phrase}s", number=number)


def _number(say: Wording, value: Number | None) -> str:
    return say("not reported") if value is None else f"{value:f}" if not isinstance(value, int) else str(value)
