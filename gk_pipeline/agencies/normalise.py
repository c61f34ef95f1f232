"""Brings the name of an agency, as printed, into the one form in which it is looked up.

Belongs here: widths, blanks, brackets, what a title says behind the name, traditional characters, misprints of
look-alike characters. Does not: places and bodies.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from gk_pipeline.agencies.tables import rows_of

_NOISE = re.compile(r"[\s()\[\]【】《》〈〉“”\"'‘’、,。:;|\-—_*#\u200b-\u200f\ufeff]+")
_YEAR = r"(?:20\d\d|二[〇○零O0]..)年?度?"
_HEAD = re.compile(rf"^(?:关于)?{_YEAR}(?=.)")
_TOPIC = "(?:政府信息公开|政务公开|信息公开)(?:工作)?"
_TAIL = re.compile(rf"(?:{_YEAR})?{_TOPIC}(?:{_YEAR})?(?:年度)?(?:工作)?(?:报告|年报|总结).*$|{_YEAR}$|(?<=.)本级$")


def normalise(name: str) -> str:
    """Half-width, without blanks and punctuation, without the year and the words of a title behind the name."""
    folded = _NOISE.sub("", unicodedata.normalize("NFKC", name))
    return _TAIL.sub("", _HEAD.sub("", folded))


def simplified(name: str) -> str:
    """The name in simplified characters; those that names of divisions are written with (乾县, 於潜镇) stay."""
    return name.translate(_traditional())


def without_misprint(name: str) -> Iterator[str]:
    """The names that this one may be a misprint of: one character replaced by its look-alike."""
    for position, char in enumerate(name):
        for meant in _lookalikes().get(char, ()):
            yield f"{name[:position]}{meant}{name[position + 1 :]}"


@cache
def _traditional() -> dict[int, str]:
    rows = rows_of("traditional_places.csv")
    return {ord(old): fields["simplified"] for fields in rows for old in fields["traditional"]}


@cache
def _lookalikes() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for fields in rows_of("lookalikes.csv"):
        found[fields["printed"]] = (*found.get(fields["printed"], ()), fields["meant"])
    return found
