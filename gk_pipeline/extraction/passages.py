"""Cuts the prose of a report into passages, each with a fingerprint by which the same words are found again elsewhere.

Belongs here: what counts as the same words. Does not: comparing reports with each other (`dbt_project`), the figures
that a passage states (`prose.py`).

Figures, the name of who reports and its place say nothing about whether a text was copied: a copy has others. So they
do not count, nor do the words for the own territory (我县, 全市), the numbering in front, blanks and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

from gk_pipeline.agencies.names import classify_name
from gk_pipeline.extraction.folding import fold_piece
from gk_pipeline.extraction.model import Passage
from gk_pipeline.extraction.sentences import flow_of

# What has fewer characters is said alike by chance.
FEWEST_LETTERS = 20

_END = re.compile("[。!?;\n]")
_NO_LETTER = re.compile("[^一-鿿。!?;\n]+")
_OWN = re.compile("(?<=[我全本各])(?:省|市|州|县|区|旗|盟|镇|乡|街道|村|局|委|厅|院|校|办)")
# With the mark or word that makes a number of it: 九资河镇 and 一些单位 begin with none.
_NUMBERING = re.compile(
    r"\s*(?:(?:第[一二三四五六七八九十]{1,3}(?:[、.,]|是|章|节|部分)|[一二三四五六七八九十]{1,3}(?:[、.,]|是)"
    r"|\([一二三四五六七八九十]{1,3}\))\s*)+"
)


def find_passages(text: str, *, exclude: Sequence[tuple[int, int]] = (), agency: str | None = None) -> list[Passage]:
    """The passages of a text, in reading order. `exclude` are spans that are tables, `agency` is who reports."""
    flow = flow_of(text, tuple(exclude))
    compared = _NO_LETTER.sub("", flow.text)
    for name in _names(agency) if agency else ():
        compared = compared.replace(name, "")
    found: list[Passage] = []
    position = 0
    for printed, letters in zip(_END.split(flow.text), _END.split(_OWN.sub("", compared)), strict=True):
        start, position = position, position + len(printed) + 1
        if len(letters) < FEWEST_LETTERS:
            continue
        numbering = _NUMBERING.match(printed)
        own = letters[len(_NO_LETTER.sub("", numbering.group())) :] if numbering else letters
        if len(own) >= FEWEST_LETTERS:
            first = start + len(printed) - len(printed.lstrip())
            last = start + len(printed.rstrip()) - 1
            found.append(Passage(flow.offset(first), flow.offset(last) + 1, len(own), _fingerprint(own)))
    return found


def _names(agency: str) -> tuple[str, ...]:
    """The name of who reports and that of its place, the longer one first."""
    folded = _NO_LETTER.sub("", fold_piece(agency, traditional=False))
    place = classify_name(folded).place
    return (folded, place) if len(place) > 1 else (folded,)


def _fingerprint(letters: str) -> int:
    return int.from_bytes(blake2b(letters.encode(), digest_size=8).digest(), "big", signed=True)
