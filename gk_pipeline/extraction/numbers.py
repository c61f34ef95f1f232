"""Reads numbers as reports print them: digits, thousands separators, full-width digits, 万, Chinese numerals.

Belongs here: the grammar of a number and of a number with its counting word (a quantity). Does not: what is counted
(`prose.py`), what a table cell may hold (`cells.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from gk_pipeline.extraction.folding import fold_piece
from gk_pipeline.extraction.model import Number

# 〇 is typed in many ways: as circle, as Cyrillic or Latin letter, as digit.
_DIGITS = {"零": 0, "〇": 0, "○": 0, "О": 0, "O": 0, "0": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_DIGITS |= {"五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000, "廿": 20, "卅": 30}
_SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}

_ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SPOKEN = "零〇一二两三四五六七八九十百千"
_INSIDE = re.compile(rf"(?:第|[0-9][.,-]|[{_SPOKEN}.])$")
_ABOUT = ("约", "超过", "接近", "不少于", "至少", "突破", "近", "逾", "超")
_PRINTED = re.compile(rf"([+-]?)({_ARABIC})([百千]?[万亿]|[百千])?")
_MAGNITUDES = re.compile("(?:([^万亿]+)亿)?(?:([^万亿]+)万)?([^万亿]*)")


@lru_cache(maxsize=4096)  # years and small numbers come again and again
def read_number(printed: str) -> Number | None:
    """The exact value of a printed number, e.g. `1,204`, `１２`, `1.2万`, `十二`, `二〇一八`; None if it is no number.

    `二三十` and the like name no exact number: None.
    """
    if printed.isdecimal():
        return int(printed)
    folded = fold_piece(printed, traditional=False).strip()
    match = _PRINTED.fullmatch(folded)
    if match:
        sign, digits, scale = match.groups()
        digits = digits.replace(",", "")
        value: Number = Decimal(digits) if "." in digits else int(digits)
        for word in scale or "":
            value *= _SCALES[word]
        if scale and value == int(value):
            value = int(value)
        return -value if sign == "-" else value
    return _read_spoken(folded) if folded else None


def _read_spoken(text: str) -> int | None:
    """A number in Chinese numerals, by magnitude (`一百零五`, `两万三千`) or digit by digit (`二〇一八`)."""
    if len(text) > 2 and all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    match = _MAGNITUDES.fullmatch(text)
    if not match or (match[2] and len(match[3]) == 1):  # 三万二 may mean 32,000 or 30,002
        return None
    total = 0
    for part, factor in zip(match.groups(), (100_000_000, 10_000, 1), strict=True):
        if part:
            value = _below_ten_thousand(part)
            if value is None:
                return None
            total += value * factor
    return total


def _below_ten_thousand(text: str) -> int | None:
    total = 0
    digit: int | None = None
    limit = 10_000
    zero = False
    for position, char in enumerate(text):
        if char in _TENS:
            tens = _TENS[char]
            # A magnitude must be smaller than the one before; only 十 may stand without a digit, and only in front.
            if tens >= limit or (digit is None and not (position == 0 and tens in (10, 20, 30))) or digit == 0:
                return None
            total += (digit or 1) * tens
            limit, digit, zero = (tens if tens in (10, 100, 1000) else 10), None, False
        elif char in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[char]
            zero = zero or digit == 0
        else:
            return None
    # 一百五 may mean 150 or 105: only 一百零五 and 一百五十 are exact.
    if digit and limit in (100, 1000) and not zero:
        return None
    return total + (digit or 0)


class Quantity(NamedTuple):
    """A number with its counting word. `start:end` is the number alone, `behind` the place after the whole quantity.

    `unit` is the printed counting word. `approximate` is set by 余, 多, 约, 近, 以上 and the like around the number.
    """

    value: Number
    unit: str
    approximate: bool
    start: int
    end: int
    behind: int


class QuantityFinder:
    """Finds quantities with the given counting words in folded text without blanks."""

    def __init__(self, units: Sequence[str]) -> None:
        words = "|".join(sorted(map(re.escape, units), key=len, reverse=True))
        # The pattern opens with one class of characters: that is what keeps the scan fast.
        self._pattern = re.compile(
            rf"(?P<number>[0-9{_SPOKEN}][0-9{_SPOKEN}]*+(?:,[0-9]{{3}})*(?:\.[0-9]+)?(?:[万亿](?!元)[{_SPOKEN}]*)?)"
            rf"(?P<more>[余多来几])?(?P<scale>[万亿](?!元))?(?P<unit>{words})(?P<around>以上|左右|余|多)?"
        )

    def find(self, text: str) -> Iterator[Quantity]:
        """Yields the quantities of a text in reading order, but no ordinals (`第三条`) or ends of longer numbers."""
        for match in self._pattern.finditer(text):
            start, end = match.span("number")
            if _INSIDE.search(text[max(start - 2, 0) : start]):
                continue
            if match["scale"]:
                end = match.end("scale")
            value = read_number(match["number"] + (match["scale"] or ""))
            if value is None:
                continue
            approximate = bool(match["more"] or match["around"]) or text.endswith(_ABOUT, 0, start)
            yield Quantity(value, match["unit"], approximate, start, end, match.end())
