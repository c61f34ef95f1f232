"""Reads dates, reporting periods and report years as they are printed, with what transcription has done to them.

Belongs here: the grammar of dates. Does not: which date of a report is which (`identity.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gk_pipeline.extraction.folding import fold
from gk_pipeline.extraction.numbers import read_number

# 〇 is typed as circle, letter or digit.
_CJK_ZERO = "〇○零ОＯOo0"
_CJK_YEAR = rf"二[{_CJK_ZERO}][{_CJK_ZERO}一二][{_CJK_ZERO}一二三四五六七八九]"
_CJK_SMALL = "[一二三四五六七八九十廿卅]{1,3}"
_ARABIC_DATE = (
    r"(?<!\d)(?P<year>20\d\d)(?:\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日"
    r"|\s*(?P<mark>[-./—])\s*(?P<month2>\d{1,2})\s*(?P=mark)\s*(?P<day2>\d{1,2})(?!\d))"
)
# 2022年1月21日 with 年 lost, or with 年 and 月 lost; the day is told by 日.
_BROKEN_DATE = r"(?<!\d)(?P<year3>20\d\d)(?:(?P<month3>\d{1,2})\s*月\s*(?P<day3>\d{1,2})|(?P<run>\d{2,4}))\s*日"
_CJK_DATE = rf"(?P<year4>{_CJK_YEAR})\s*年\s*(?P<month4>{_CJK_SMALL})\s*月\s*(?P<day4>{_CJK_SMALL})\s*日"
_DATE = re.compile(f"{_ARABIC_DATE}|{_BROKEN_DATE}|{_CJK_DATE}")
_BEGIN = re.compile(rf"[2二](?:(?<=2)0\d\d|(?<=二)[{_CJK_ZERO}])")
_MONTH_DAY = re.compile(rf"\s*(?P<month>\d{{1,2}}|{_CJK_SMALL})\s*月\s*(?P<day>\d{{1,2}}|{_CJK_SMALL})\s*日?")
_UNTIL = re.compile(r"\s*(?:零时)?\s*起?\s*(?:至|到|[-—–―~～]+)\s*")
_YEAR = re.compile(
    rf"[2二](?:(?<=2)(?<![\d.〔\[]2)0[0-4]\d|(?<=二)[{_CJK_ZERO}][{_CJK_ZERO}一二][{_CJK_ZERO}一二三四五六七八九])"
    r"(?=\s*年)"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and its place: `text[start:end]` is what is printed."""

    value: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days that a report says it covers."""

    first: date
    last: date
    start: int
    end: int

    @property
    def year(self) -> int:
        """The year that holds most of the period; the later one when both hold as much."""
        days = {
            year: (min(self.last, date(year, 12, 31)) - max(self.first, date(year, 1, 1))).days
            for year in range(self.first.year, self.last.year + 1)
        }
        return max(days, key=lambda year: (days[year], year))


def read_date(printed: str) -> date | None:
    """The date that a text is, whatever stands around it being blank; None for anything else."""
    folded = fold(printed).strip()
    match = _DATE.match(folded)
    return _to_date(match) if match and match.end() == len(folded) else None


def find_dates(text: str) -> Iterator[FoundDate]:
    """Yields the full dates of a text in reading order; impossible ones (30 February) are left out.

    `20221月21日` and `201511日` are read as the only date they can be; where two are possible, none is given.
    """
    for match in _dates_in(fold(text)):
        value = _to_date(match)
        if value:
            yield FoundDate(value, match.start(), match.end())


def find_periods(text: str) -> Iterator[Period]:
    """Yields the periods (`2017年1月1日至12月31日`) of a text in reading order; the end may leave out its year."""
    folded = fold(text)
    for match in _dates_in(folded):
        first = _to_date(match)
        joint = _UNTIL.match(folded, match.end())
        if not first or not joint:
            continue
        second = _DATE.match(folded, joint.end())
        if second:
            last, end = _to_date(second), second.end()
        else:
            short = _MONTH_DAY.match(folded, joint.end())
            if not short:
                continue
            last, end = _make(first.year, _small(short["month"]), _small(short["day"])), short.end()
        if last and last > first:
            yield Period(first, last, match.start(), end)


def find_years(text: str) -> Iterator[tuple[int, int]]:
    """Yields (year, offset) for every year printed with 年, never one in a document number such as 〔2019〕60号."""
    for match in _YEAR.finditer(fold(text)):
        year = read_year(match.group())
        if year:
            yield year, match.start()


def read_year(printed: str) -> int | None:
    """A year in digits or Chinese numerals (`2017`, `二〇一七`); None for anything else."""
    value = read_number(printed.replace("o", "0"))
    return value if isinstance(value, int) and 2000 <= value < 2100 else None


@lru_cache(maxsize=2)  # asked for dates and for periods of the same text
def _dates_in(folded: str) -> tuple[re.Match[str], ...]:
    end = 0
    found: list[re.Match[str]] = []
    for begin in _BEGIN.finditer(folded):
        match = _DATE.match(folded, begin.start()) if begin.start() >= end else None
        if match:
            end = match.end()
            found.append(match)
    return tuple(found)


def _to_date(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    if groups["year"]:
        month, day = groups["month"] or groups["month2"], groups["day"] or groups["day2"]
        return _make(int(groups["year"]), int(month), int(day))
    if groups["year4"]:
        year = read_year(groups["year4"])
        return _make(year, _small(groups["month4"]), _small(groups["day4"])) if year else None
    year = int(groups["year3"])
    if groups["month3"]:
        return _make(year, int(groups["month3"]), int(groups["day3"]))
    run = groups["run"]
    options = {_make(year, int(run[:cut]), int(run[cut:])) for cut in (1, 2) if 0 < len(run) - cut <= 2} - {None}
    return options.pop() if len(options) == 1 else None


def _make(year: int, month: int | None, day: int | None) -> date | None:
    try:
        return date(year, month or 0, day or 0)
    except ValueError:
        return None


def _small(printed: str) -> int | None:
    value = read_number(printed)
    return value if isinstance(value, int) else None
