"""What a spreadsheet cell prints: its value under its number format.

Belongs here: numbers, percentages, dates, zeros that a format hides. Does not: cells that are text, files.

The value is printed whole, without the noise of binary fractions, even where the format rounds it: 4166.241619 under
`0.00` stays that. What the format adds to it is kept: a percent sign, a unit in quotes.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
"""The format that prints a number and nothing else."""

_DIGITS = Context(prec=15)
# Larger and smaller numbers are printed with an exponent, as spreadsheets do.
_LARGEST, _SMALLEST = Decimal("1e21"), Decimal("1e-12")
_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|(\[[^\]]*\])|[_*](.)|(General)|(.)', re.IGNORECASE | re.DOTALL
)
# A section for the numbers that it names: `[=0]"—";0`.
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_TIME = re.compile(r"[hs]", re.IGNORECASE)
_FRACTION = re.compile(r"\.0+")
_SCALE = re.compile(r"[0#?](,+)(?=$|[^0#?,])")
# Formats that files name by number and do not spell out; Chinese programs read 27 to 36 and 50 to 58 as dates.
_BUILT_IN: dict[int, str] = {
    9: "0%",
    10: "0.00%",
    14: "yyyy-m-d",
    **dict.fromkeys((15, 16, 17), "yyyy-m-d"),
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm"),
    22: "yyyy-m-d h:mm",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), 'yyyy"年"m"月"d"日"'),
    **dict.fromkeys((32, 33, 34, 35), "h:mm"),
}


class _Section(NamedTuple):
    """What one section of a format does: the literal text around the number, and how it changes it.

    `shows_zero` is false when it has no place that a zero must fill (`#`, `?`).
    """

    before: str
    after: str
    shift: int
    is_date: bool
    has_time: bool
    has_number: bool
    shows_zero: bool


def built_in_format(number: int) -> str:
    """The format that a file names by number alone; `General` for those that only round or group digits."""
    return _BUILT_IN.get(number, GENERAL)


def print_number(value: str | float, number_format: str, *, epoch_1904: bool = False, show_zero: bool = True) -> str:
    """What a cell with a number shows. A value that is no number comes back as it is."""
    try:
        number = _DIGITS.create_decimal(value if isinstance(value, str) else repr(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    if number == 0 and not show_zero:
        return ""
    section = _section(_chosen(number_format, number), -1 if number < 0 else int(number > 0))
    if section is None:
        return plain(number)
    if section.is_date:
        return _date(number, section, epoch_1904) or plain(number)
    if not section.has_number:
        return section.before
    if number == 0 and not section.shows_zero:
        return section.before + section.after
    return section.before + plain(number.scaleb(section.shift)) + section.after


def plain(number: Decimal) -> str:
    """A number in full, without needless zeros."""
    if number == 0:
        return "0"
    if not _SMALLEST <= abs(number) < _LARGEST:
        return str(number.normalize())
    return f"{number.normalize():f}"


def _chosen(number_format: str, number: Decimal) -> str:
    """The one section of a format with conditions that a number meets; a format without conditions as it is."""
    if not _CONDITION.search(number_format):
        return number_format
    sections = _split(number_format)
    for section in sections:
        condition = _CONDITION.search(section)
        if condition is None or _COMPARED[condition[1]](number, Decimal(condition[2])):
            return section
    return sections[-1]


@lru_cache(maxsize=1024)
def _section(number_format: str, sign: int) -> _Section | None:
    """The section of a format that numbers of a sign use; None when it prints the number and nothing else."""
    sections = _split(number_format)
    if len(sections) > 1 and sign < 0:
        # A second section prints the number without its sign, and brings a sign of its own.
        section = _read(sections[1])
        return section if section.is_date or not section.has_number else None
    chosen = sections[2] if len(sections) > 2 and sign == 0 else sections[0]
    section = _read(chosen)
    adds_something = section.before or section.after or section.shift or section.is_date
    hides_zero = sign == 0 and not section.shows_zero
    return section if adds_something or hides_zero or not section.has_number else None


def _split(number_format: str) -> list[str]:
    sections = [""]
    for token in _TOKEN.finditer(number_format):
        if token[0] == ";":
            sections.append("")
        else:
            sections[-1] += token[0]
    return sections


def _read(section: str) -> _Section:
    before: list[str] = []
    after: list[str] = []
    code = ""
    shows_zero = False
    for token in _TOKEN.finditer(section):
        quoted, escaped, currency, bracketed, filler, general, character = token.groups()
        literal = quoted or escaped or currency or ""
        if bracketed or filler:
            continue
        if general or (character and character in "0#?"):
            code += "0"
            shows_zero = shows_zero or bool(general) or character == "0"
        elif character and character in ",./eE+-@ymdhsYMDHS %":
            code += character
            literal = "%" if character == "%" else ""
        elif character:
            literal = character
        if literal:
            (after if "0" in code else before).append(literal)
    is_date = bool(_DATE.search(code)) and "0" not in _FRACTION.sub("", code)
    scale = _SCALE.search(code)
    shift = 2 * code.count("%") - (3 * len(scale[1]) if scale else 0)
    has_number = "0" in code or "@" in code
    shows_zero = shows_zero or "@" in code
    has_time = bool(_TIME.search(code))
    return _Section("".join(before), "".join(after), shift, is_date, has_time, has_number, shows_zero)


def _date(number: Decimal, section: _Section, epoch_1904: bool) -> str | None:
    """A date, with its Chinese signs where the format has them; None for a number that is no date."""
    # Day 60 is a 29 February 1900 that never was; days count from 1900-01-01 or 1904-01-01.
    days = float(number)
    if not 0 <= days < 2_958_466:
        return None
    epoch = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30 if days >= 60 else 31)
    moment = epoch + timedelta(seconds=round(days * 86_400))
    time = f"{moment:%H:%M}" if section.has_time else ""
    if days < 1:
        return time or None
    chinese = "年" in section.before
    date = f"{moment.year}年{moment.month}月{moment.day}日" if chinese else f"{moment:%Y-%m-%d}"
    return f"{date} {time}".strip() if section.has_time else date
