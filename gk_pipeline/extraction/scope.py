"""What a report says of whom its figures cover: its own body, its departments, the governments below.

Belongs here: finding the sentence that says so. Does not: what to believe of it, which depends on the kind and rank of
the agency (`agencies.scope`): reports of townships repeat such sentences of the reports of their districts.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from gk_pipeline.catalog.forms import read_rows
from gk_pipeline.extraction.folding import fold

# A sentence on coverage speaks of the figures or the report, and of bringing them together.
_SUBJECT = re.compile(r"本报告|年度报告|报告中|数据|统计")
_TOGETHER = re.compile(r"汇总|综合|合并|包括|包含|涵盖|覆盖|范围|含(?=[各所下全])")
_SENTENCE = re.compile(r"[^。;\n]{6,200}")
# Where coverage is told: in the opening paragraphs and in the closing remarks.
_HEAD, _TAIL = 2_500, 1_500
# The wider scope is the stronger word.
_ORDER = ("territory_rollup", "system_rollup", "government_rollup")


class CoverageStatement(NamedTuple):
    """A scope (`territory_rollup`, `system_rollup`, `government_rollup`) and the sentence that states it."""

    scope: str
    sentence: str


def coverage_statement(text: str) -> CoverageStatement | None:
    """The widest scope that a sentence of the document states; None when none does."""
    parts = (text,) if len(text) <= _HEAD + _TAIL else (text[:_HEAD], text[-_TAIL:])
    found: dict[str, str] = {}
    for part in parts:
        if not _TOGETHER.search(part):
            continue
        for match in _SENTENCE.finditer(fold(part)):
            sentence = match[0].strip()
            if _SUBJECT.search(sentence) and _TOGETHER.search(sentence):
                for scope, pattern in _phrases():
                    if scope not in found and pattern.search(sentence):
                        found[scope] = sentence
    return next((CoverageStatement(scope, found[scope]) for scope in _ORDER if scope in found), None)


@cache
def _phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((fields["scope"], re.compile(fields["pattern"])) for _, fields in read_rows("scope_phrases.csv"))
