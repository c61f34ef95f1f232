"""The numbers that Word puts before paragraphs, which stand nowhere in their text.

Belongs here: lists, their levels and counters, and how a number is written. Does not: text that the author typed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gk_pipeline.documents.limits import MAXIMUM_FORMAT
from gk_pipeline.documents.ooxml import attribute

if TYPE_CHECKING:
    from lxml.etree import _Element

_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"}
    | {"taiwaneseCountingThousand", "ideographTraditional", "ideographDigital"}
)
_NOT_PRINTED = frozenset({"bullet", "none"})
_LEVELS = 9
# Styles that are based on others are followed this far.
_STYLE_DEPTH = 20


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    number_format: str
    pattern: str
    suffix: str


@dataclass(slots=True)
class _List:
    """A list: its levels, and the counters that all numbers of it share."""

    levels: dict[int, _Level] = field(default_factory=dict)
    counters: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the paragraphs of a document in reading order."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, tuple[str | None, str | None, int]] = {}
        if numbering is not None:
            self._read_numbering(numbering)
        if styles is not None and self._lists:
            for style in styles.iterfind("{*}style"):
                number, level = _reference(style)
                based_on = attribute(style.find("{*}basedOn"), "val")
                self._styles[attribute(style, "styleId") or ""] = number, based_on, level

    def _read_numbering(self, root: _Element) -> None:
        shared: dict[str, _List] = {}
        for abstract in root.iterfind("{*}abstractNum"):
            levels = {_integer(attribute(level, "ilvl")): _level(level) for level in abstract.iterfind("{*}lvl")}
            shared[attribute(abstract, "abstractNumId") or ""] = _List(levels)
        for number in root.iterfind("{*}num"):
            identifier = attribute(number, "numId") or ""
            found = shared.get(attribute(number.find("{*}abstractNumId"), "val") or "")
            if found:
                self._lists[identifier] = found
                self._restarts[identifier] = {
                    _integer(attribute(override, "ilvl")): _integer(attribute(start, "val"))
                    for override in number.iterfind("{*}lvlOverride")
                    for start in override.iterfind("{*}startOverride")
                }

    def before(self, paragraph: _Element) -> str:
        """What Word prints before a paragraph; to be asked of every paragraph once, in reading order."""
        number, level = self._of(paragraph)
        found = self._lists.get(number or "")
        if not found or level not in found.levels:
            return ""
        restarts = self._restarts[number or ""]
        if level in restarts:
            found.counters[level] = restarts.pop(level)
        else:
            found.counters[level] = found.counters.get(level, found.levels[level].start - 1) + 1
        for deeper in [other for other in found.counters if other > level]:
            del found.counters[deeper]
        return _print(found, level)

    def _of(self, paragraph: _Element) -> tuple[str | None, int]:
        """The list and the level of a paragraph, by itself or by its style."""
        if not self._lists:
            return None, 0
        number, level = _reference(paragraph)
        if number is not None:
            return number, level
        properties = paragraph.find("{*}pPr")
        style = None if properties is None else attribute(properties.find("{*}pStyle"), "val")
        for _ in range(_STYLE_DEPTH):
            if style not in self._styles:
                break
            number, based_on, level = self._styles[style]
            if number is not None:
                return number, level
            style = based_on
        return None, 0


def _reference(element: _Element) -> tuple[str | None, int]:
    """The list and the level that a paragraph or a style names."""
    properties = element.find("{*}pPr/{*}numPr")
    if properties is None:
        return None, 0
    return attribute(properties.find("{*}numId"), "val"), _integer(attribute(properties.find("{*}ilvl"), "val"))


def _level(level: _Element) -> _Level:
    pattern = attribute(level.find("{*}lvlText"), "val") or ""
    return _Level(
        _integer(attribute(level.find("{*}start"), "val"), 1),
        attribute(level.find("{*}numFmt"), "val") or "decimal",
        pattern if len(pattern) <= MAXIMUM_FORMAT else "",
        "" if attribute(level.find("{*}suff"), "val") == "nothing" else " ",
    )


def _integer(value: str | None, default: int = 0) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else default


def _print(numbered: _List, level: int) -> str:
    printed = numbered.levels[level]
    if printed.number_format in _NOT_PRINTED or not printed.pattern:
        return ""
    text = printed.pattern
    for other in range(min(level + 1, _LEVELS)):
        if f"%{other + 1}" in text and other in numbered.levels:
            counter = numbered.counters.get(other, numbered.levels[other].start)
            text = text.replace(f"%{other + 1}", write_number(counter, numbered.levels[other].number_format))
    return text + printed.suffix


def write_number(number: int, number_format: str) -> str:
    """A number in one of Word's formats; in digits for those that Chinese reports do not use."""
    if number_format in _CHINESE:
        return chinese_number(number)
    if number_format == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if number_format.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if number_format in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr(ord("a" if number_format == "lowerLetter" else "A") + number - 1)
    return str(number)


def chinese_number(number: int) -> str:
    """A number below a hundred in Chinese signs, a larger one digit by digit."""
    if not 0 < number < 100:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
