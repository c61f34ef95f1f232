"""Cuts prose into the sentences that can state a figure, each with the section it stands in.

Belongs here: where sentences and sections begin and end, whatever broke the lines. Does not: what they say.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gk_pipeline.catalog.claims import load_sections
from gk_pipeline.extraction.folding import fold

# Patterns that run over whole documents open with one literal or one class of characters: that keeps them fast.
_HEADING_MARK = (
    r"[ \u3000]*(?:[一二三四五六七八九十]{1,3}[、是]|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[.、)](?!\d)|[#|*•-])"
)
# A line end inside a sentence: the line is full and does not close, or one of the two lines is a bare number.
_SOFT_BREAK = re.compile(
    rf"\n(?<=[^\n。!?:;|]\n)(?:(?<=[^\n]{{20}}\n)(?!\s|{_HEADING_MARK})|(?=[\d,.%余条件个次人万元]{{1,8}}\n)"
    r"|(?<=\n[\d%]\n)(?!\s)|(?<=\n[\d,.%余]{2}\n)(?!\s)|(?<=\n[\d,.%余条件个次人万元]{3}\n)(?!\s))"
)
_HEADING_LINE = re.compile(rf"{_HEADING_MARK}[^,。;:\n]*\n")
_QUOTED_TITLE = re.compile("《[^《》\n]{1,80}》")
# What makes a sentence worth reading: a negation, a zero in words, a number with a counting word.
_FIGURE = re.compile(
    r"[未没无收零0-9一二两三四五六七八九十百千](?:(?<=[未没无])|(?<=[免不]收)|(?<=[为是][零0])"
    r"|(?<=[0-9])\s*[条件起宗例建份项次场期班人名位个处家篇万元%余多千百]"
    r"|(?<=[一二两三四五六七八九十百千])\s*[条件起宗例次场期人名个处篇余多万])"
)
_CLOSE = re.compile("[。!?\n]")
_CHAPTER = re.compile(r"[一二三四五六七八九十][一二三四五六七八九十]{0,2}、[ \u3000]*(?P<title>[^,。;:\n]{2,24})")
_ITEM = re.compile(r"\([一二三四五六七八九十]{1,3}\)[、 \u3000]*(?P<title>[^,。;:\n]{2,24})")
# What stands in place of an excluded span: no sentence runs across it.
_CUT = "\n\n\n"
# What is longer is no sentence. Nobody could tell which words so far in front still hold for what stands behind: that
# is read clause by clause, and none of it is the report's own figure for sure.
_LONGEST = 5000
_LONGEST_CLAUSE = 200
_COMMA = re.compile("[,;]")
_IN_NUMBER = "0123456789.,零〇一二两三四五六七八九十百千万亿余多"
# In front of a heading stands no word, unless a heading has run into it (… 情况三、…).
_HEADING_BEFORE = "情况"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the document. `body` is folded, without blanks and with the titles in 《》 blacked out.

    `start:end` is its span in the document's text. `section` is the section it stands in, None when none is known.
    `origins` are the text offsets of the characters of `body`; None when they are `start + position`. `runs_on` tells a
    clause of a text without an end that is too long to be a sentence: what stands in front of it is not seen.
    """

    start: int
    end: int
    body: str
    section: str | None
    origins: Sequence[int] | None
    runs_on: bool = False

    def offset(self, position: int) -> int:
        """The text offset of a character of `body`."""
        return self.origins[position] if self.origins is not None else self.start + position

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The text span of `body[start:end]`; never empty."""
        return self.offset(start), self.offset(end - 1) + 1


@dataclass(frozen=True, slots=True)
class Flow:
    """The prose of a document as it flows on: folded, with a blank where a line ends inside a sentence, and without the
    spans that are no prose. `places` are where its pieces begin, `shifts` how far each was moved to the left."""

    text: str
    places: Sequence[int]
    shifts: Sequence[int]

    def offset(self, position: int) -> int:
        """The offset of a character in the text of the document."""
        return position + self.shifts[bisect_right(self.places, position) - 1]


@lru_cache(maxsize=2)  # figures and passages are looked for in the same prose
def flow_of(text: str, exclude: tuple[tuple[int, int], ...] = ()) -> Flow:
    """The prose of a text, without the excluded spans."""
    folded, places, shifts = _without(fold(text), exclude)
    return Flow(_SOFT_BREAK.sub(_join, folded), places, shifts)


def find_sentences(text: str, exclude: Sequence[tuple[int, int]] = ()) -> Iterator[Sentence]:
    """Yields the sentences that hold a counted number or a negation, in reading order, without the excluded spans."""
    flow = flow_of(text, tuple(exclude))
    folded = _QUOTED_TITLE.sub(lambda match: "《" + "□" * (len(match.group()) - 2) + "》", flow.text)
    sections = _Sections(folded)
    end = 0
    for figure in _FIGURE.finditer(folded):
        position = figure.start()
        if position < end:
            continue
        start = max([folded.rfind(mark, end, position) for mark in "。!?\n"]) + 1 or end
        close = _CLOSE.search(folded, position)
        end = close.start() if close else len(folded)
        pieces = _pieces(folded, start, end) if end - start > _LONGEST else ((start, end),)
        for piece in pieces:
            told = figure if piece[0] == start else _FIGURE.search(folded, *piece)
            if told is None:
                continue
            printed = folded[slice(*piece)]
            begin = flow.offset(piece[0] + len(printed) - len(printed.lstrip()))
            printed = printed.strip()
            body, origins = _squeeze(printed, begin)
            section = sections.at(told.start())
            yield Sentence(begin, begin + len(printed), body, section, origins, runs_on=piece[0] > start)


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What can be a sentence, up to the last comma within its length; then what stands behind, clause by clause."""
    limit = start + _LONGEST
    stop = max(_clause_ends(folded, start, limit), default=0) or _outside_number(folded, start, limit)
    yield start, stop
    while stop < end:
        start, limit = stop, min(stop + _LONGEST_CLAUSE, end)
        stop = next(_clause_ends(folded, start, limit), None) or _outside_number(folded, start, limit)
        yield start, stop


def _clause_ends(folded: str, start: int, end: int) -> Iterator[int]:
    """The places behind the commas up to `end` that are no part of a number."""
    for comma in _COMMA.finditer(folded, start, end):
        if not folded[comma.end() : comma.end() + 1].isdigit():
            yield comma.end()


def _outside_number(folded: str, start: int, end: int) -> int:
    """The last place up to `end` where no number is cut apart."""
    stop = end
    while stop > start and folded[stop - 1] in _IN_NUMBER:
        stop -= 1
    return stop if stop > start else end


def _without(folded: str, exclude: Sequence[tuple[int, int]]) -> tuple[str, list[int], list[int]]:
    """The text with every excluded span cut down, where its pieces begin, and how far each was moved to the left."""
    pieces: list[str] = []
    places, shifts = [0], [0]
    length = behind = 0
    for first, last in sorted(exclude):
        start, end = max(first, behind), max(last, behind)
        pieces += folded[behind:start], _CUT[: end - start]
        length += len(pieces[-2]) + len(pieces[-1])
        behind = end
        places.append(length)
        shifts.append(behind - length)
    return "".join([*pieces, folded[behind:]]) if pieces else folded, places, shifts


def _join(line_end: re.Match[str]) -> str:
    """A blank for a line end that breaks a sentence; behind a heading it stays a line end."""
    line_start = line_end.string.rfind("\n", 0, line_end.start()) + 1
    return "\n" if _HEADING_LINE.match(line_end.string, line_start, line_end.end()) else " "


def _squeeze(printed: str, start: int) -> tuple[str, Sequence[int] | None]:
    pieces = printed.split()
    if len(pieces) == 1:
        return printed, None
    origins: list[int] = []
    position = 0
    for piece in pieces:
        position = printed.index(piece, position)
        origins.extend(range(start + position, start + position + len(piece)))
        position += len(piece)
    return "".join(pieces), origins


class _Sections:
    """Which section an offset stands in: the last heading above it, or the chapter around that heading."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._sections: list[str | None] = []
        chapter: str | None = None
        headings = [(match.start(), True, match["title"]) for match in _CHAPTER.finditer(text)]
        headings += [(match.start(), False, match["title"]) for match in _ITEM.finditer(text)]
        for start, is_chapter, title in sorted(headings):
            if _is_word(text[start - 1 : start]) and not text.endswith(_HEADING_BEFORE, 0, start):
                continue
            section = _section_of("".join(title.split()))
            if is_chapter:
                chapter = section
            elif chapter == "plans":
                section = chapter
            self._starts.append(start)
            self._sections.append(section or chapter)

    def at(self, offset: int) -> str | None:
        index = bisect_right(self._starts, offset) - 1
        return self._sections[index] if index >= 0 else None


def _is_word(char: str) -> bool:
    return "一" <= char <= "龥"


@lru_cache(maxsize=4096)
def _section_of(title: str) -> str | None:
    return next((s.section for s in load_sections() if s.pattern.search(title)), None)
