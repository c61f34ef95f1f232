"""Finds the figures of a sentence: numbers with a counting word, and zeros said in words.

Belongs here: what is a figure, and which words stand directly before it. Does not: what it counts (`prose.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from gk_pipeline.catalog.claims import load_units
from gk_pipeline.extraction.numbers import Quantity, QuantityFinder

_NEGATION = re.compile(
    r"(?P<no>未曾|未有|尚未|未|没有|没|无(?!法|正当|关|障碍|纸|缝|差|需|误|论|偿|人)|暂不(?=收)|不(?=收)|免(?=收))"
    r"(?P<words>(?:(?!、?(?:没有|未|无))(?:[^,;:().\d]|\d{4}年))+)"
)
# The words that may follow 未 or 没; anything else (未经, 未予, 未按 ...) denies something other than a number.
_VERB = re.compile(
    r"收到|接到|接收|收取|收费|受理|发生|产生|出现|引发|引起|涉及|被|因|有|办理|对|向|针对|由|就|公民|发出"
    r"|召开|举行|举办|开展|新?制发|新?制定|安排|设立|结转|新收|新增"
)
_NEEDS_VERB = ("未", "没", "尚未", "未曾")
_ZERO = re.compile(r"[为是](?P<zero>[零0])(?=$|[,;:()、])")
# What the words before a figure stop at: a comma, colon or parenthesis, but no short aside (各县(市、区), 专(兼)职).
_BREAK = re.compile(r"[,;:()](?:(?<=\()[^(),;:\d]{1,8}\))?")


@dataclass(slots=True)
class Figure:
    """A figure of a sentence: `body[start:end]` is what a claim quotes, `behind` the place after its counting word.

    `quantity` is None for a zero in words; `words` are then the words that are denied, or that are said to be zero.
    `local_start` is where the words directly before it begin: behind the last comma, colon or parenthesis that is
    more than a short aside.
    """

    start: int
    end: int
    behind: int
    local_start: int
    quantity: Quantity | None
    words: str
    negated: bool


def find_figures(body: str) -> list[Figure]:
    """The figures of a sentence (folded, without blanks) in reading order."""
    starts = [0, *[mark.end() for mark in _BREAK.finditer(body) if mark.end() - mark.start() == 1]]

    def local_start(position: int) -> int:
        return starts[bisect_right(starts, position) - 1]

    figures = [
        Figure(q.start, q.end, q.behind, local_start(q.start), q, "", negated=False) for q in _finder().find(body)
    ]
    for match in _NEGATION.finditer(body):
        start, end = match.span()
        words = match["words"]
        counted = body[end : end + 1].isdigit()  # 免收费用2件, 未办结1件
        if not counted and (match["no"] not in _NEEDS_VERB or _VERB.match(words)):
            figures.append(Figure(start, end, end, local_start(start), None, words, negated=True))
    for match in _ZERO.finditer(body):
        start, end = match.span("zero")
        begin = local_start(start)
        figures.append(Figure(start, end, end, begin, None, body[begin : match.start()], negated=False))
    figures.sort(key=lambda figure: figure.start)
    return figures


@cache
def _finder() -> QuantityFinder:
    return QuantityFinder(tuple(load_units()))
