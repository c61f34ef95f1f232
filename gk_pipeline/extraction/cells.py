"""Reads what stands in one cell: a number with its unit, a mark, nothing, or something else.

Belongs here: the grammar of a printed value. Does not: where cells are, which row they belong to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from gk_pipeline.catalog.forms import load
from gk_pipeline.extraction.folding import BETWEEN_FIGURES
from gk_pipeline.extraction.model import Number, Status

_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
# What agencies print where they mean that a figure does not apply; kept apart from blank and from zero.
_PLACEHOLDER = re.compile(r"(?:[/\\*★☆×·]+|[-－—–―_─]+|不填|无|暂无|不适用|不涉及|N/A)")
_PARTED = re.compile(r"[\d.,]\s+[\d.,]")
_THOUSANDS = re.compile(r"[+-]?\s*\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?")
_ZERO_FIRST = re.compile(r"[+-]?\s*[0０]\d")
_NOTE = re.compile(r"\([^()]*\)")
# A figure with characters in it that are no digits (`O6`, `1?`, `12/3`, `(12)`), or letters in the place of one; no
# numbering.
_LETTER = "A-Za-z?○〇◯"
_ODD = (
    rf"(?:[+-]?(?=[{_LETTER}]*[0-9])(?=[0-9.,]*[{_LETTER}])[0-9.,{_LETTER}]{{2,10}}|[OoQDlI○〇◯零]{{1,3}}"
    rf"|[0-9]+/[0-9]+|[(\[][0-9]+[)\]])"
    rf"(?![0-9.,{_LETTER}])"
)


@dataclass(frozen=True, slots=True)
class CellValue:
    """The reading of one cell. `start:end` is the number or mark inside the text that was given."""

    status: Status
    value: Number | None
    unit: str | None
    start: int
    end: int


def read_cell(text: str) -> CellValue:
    """Reads the folded text of one cell. Never fails: what is neither number nor mark is `unreadable`."""
    if not text:
        return CellValue(Status.BLANK, None, None, 0, 0)
    match = _cell_pattern().fullmatch(text)
    if match:
        start, end = match.span("number")
        unit = unit_of(match["after"] or match["before"]) or unit_in(match["note"])
        return CellValue(Status.REPORTED, to_number(text[start:end]), unit, start, end)
    if _PLACEHOLDER.fullmatch(text):
        return CellValue(Status.PLACEHOLDER, None, None, 0, len(text))
    return CellValue(Status.UNREADABLE, None, None, 0, len(text))


def is_doubtful(printed: str) -> bool:
    """Whether the digits of a cell may be several values: blanks among them that part no thousands, or `00`, `012`."""
    if len(printed) == 1:
        return False
    return bool(_PARTED.search(printed) and not _THOUSANDS.fullmatch(printed)) or bool(_ZERO_FIRST.match(printed))


def to_number(printed: str) -> Number:
    """The exact value of printed digits: int, or Decimal when there is a point."""
    digits = printed.replace(",", "")
    return Decimal(digits) if "." in digits else int(digits)


def unit_of(word: str | None) -> str | None:
    """The usual name of the unit that a printed word stands for (`宗` is 件); None when there is no word."""
    return _unit_words()[word.strip("()")] if word else None


def is_unit(text: str) -> bool:
    """Whether a folded text is nothing but a unit, perhaps in parentheses."""
    return text in _unit_words() or (text[:1] == "(" and text[-1:] == ")" and text[1:-1] in _unit_words())


def unit_in(label: str | None) -> str | None:
    """The unit that a folded label, head or remark names: `…(元)`, `…(单位:万元,保留4位小数)`; None for no unit."""
    match = _unit_remark().search(label) if label else None
    return unit_of(match["unit"]) if match else None


def match_value(text: str, start: int, end: int) -> re.Match[str] | None:
    """A value at the beginning of `text[start:end]`, with groups `before`, `number` and `after` (unit words)."""
    return _value_pattern().match(text, start, end)


def without_unit(label: str) -> str:
    """A label without the unit that stands behind it in a column of its own: `行政复议数件`."""
    word = max((word for word in _unit_words() if label.endswith(word)), key=len, default="")
    return label.removesuffix(word) if len(word) < len(label) else label


def ends_in_value(text: str, end: int) -> bool:
    """Whether `text[:end]` ends in a figure with its unit."""
    if not text.endswith(_all_unit_words(), 0, end):
        return False
    return any(text.endswith(word, 0, end) and text[end - len(word) - 1].isdigit() for word in _unit_words())


def match_placeholder(text: str, start: int, end: int) -> re.Match[str] | None:
    """A mark in place of a value at the beginning of `text[start:end]`, perhaps behind its unit; group `mark`."""
    return _mark_pattern().match(text, start, end)


def match_odd(text: str, start: int, end: int) -> re.Match[str] | None:
    """A figure with letters in it at the beginning of `text[start:end]`, perhaps behind its unit; group `figure`."""
    return _odd_pattern().match(text, start, end)


def match_note(text: str, position: int) -> re.Match[str] | None:
    """A remark in parentheses."""
    return _NOTE.match(text, position)


@cache
def figures_alone() -> re.Pattern[str]:
    """Figures and what separates them, and nothing else but a `unit` in front."""
    words = "|".join(sorted(map(re.escape, _unit_words()), key=len, reverse=True))
    between = BETWEEN_FIGURES
    return re.compile(f"(?P<unit>(?:{words})(?={between}))?(?:[0-9]+(?={between}|$)|{between}+)*+")


@cache
def _unit_words() -> dict[str, str]:
    return {word: unit.unit_zh for unit in load().units.values() for word in unit.words}


@cache
def _all_unit_words() -> tuple[str, ...]:
    return tuple(_unit_words())


@cache
def _value_pattern() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _unit_words()), key=len, reverse=True))
    return re.compile(f"(?P<before>{words})?_*(?P<number>{_NUMBER})_*(?P<after>{words})?")


@cache
def _unit_remark() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _unit_words()), key=len, reverse=True))
    return re.compile(rf"(?:\((?:单位[:为]?)?|单位[:为]?)(?P<unit>{words})(?=[),;]|$)")


@cache
def _mark_pattern() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _unit_words()), key=len, reverse=True))
    return re.compile(f"(?:{words})?(?P<mark>{_PLACEHOLDER.pattern})")


@cache
def _odd_pattern() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _unit_words()), key=len, reverse=True))
    return re.compile(f"(?:{words})?(?P<figure>{_ODD})(?:{words})?")


@cache
def _cell_pattern() -> re.Pattern[str]:
    return re.compile(f"{_value_pattern().pattern}(?P<note>{_NOTE.pattern})?")
