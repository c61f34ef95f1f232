"""Pages to one flow: what is furniture of the pages, which lines make a paragraph, which tables go on overleaf.

Belongs here: all that needs more than one page at a time, except for the joining of tables (`pdf_joining`). Does not:
what stands on a page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gk_pipeline.documents.pdf_blocks import Block, TableBlock
from gk_pipeline.documents.pdf_joining import continues, join
from gk_pipeline.documents.pdf_lines import TextLine

# Page numbers and running heads stand in this part of the page, at its top or bottom, and this many lines deep.
_MARGIN = 0.12
_DEPTH = 2
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[-—–－―─·\s]+\d{1,3}[-—–－―─·\s]*|第\s*\d{1,3}\s*页.{0,12}|\d{1,3}\s*/\s*\d{1,3}")
_CONTINUED = re.compile(r"[(（]?(?:续表|接上表|续上表|接上页)[)）]?")
# Lines long enough to show where the text of a document begins and ends, in characters; positions in points.
_LONG_LINE = 10
_EDGE = 3.0
# How far a full line may end before the right edge, and how far an indent is, in sizes of its characters.
_ROOM = 1.5
_INDENT = 0.7
_SAME_SIZE = 1.25


@dataclass(slots=True)
class PageBlocks:
    """The blocks of a page from top to bottom."""

    number: int
    height: float
    blocks: list[Block]


def flow(pages: Sequence[PageBlocks]) -> Iterator[list[TextLine] | TableBlock]:
    """Paragraphs (their lines) and tables in reading order, as if the document had one endless page."""
    furniture = _furniture(pages)
    bodies = [[block for block in page.blocks if id(block) not in furniture] for page in pages]
    edges = _edges([block for body in bodies for block in body if isinstance(block, TextLine)])
    paragraph: list[TextLine] = []
    open_table: TableBlock | None = None
    for body in bodies:
        for place, block in enumerate(_after_mark(body, open_table)):
            if isinstance(block, TableBlock):
                if paragraph:
                    yield paragraph
                    paragraph = []
                if open_table and place == 0 and continues(open_table, block):
                    open_table = join(open_table, block)
                    continue
                if open_table:
                    yield open_table
                open_table = block
                continue
            if open_table:
                yield open_table
                open_table = None
            if paragraph and not _goes_on(paragraph[-1], block, edges):
                yield paragraph
                paragraph = []
            paragraph.append(block)
    if paragraph:
        yield paragraph
    if open_table:
        yield open_table


def _after_mark(body: Sequence[Block], open_table: TableBlock | None) -> Sequence[Block]:
    """A page without the line that says a table goes on there."""
    if open_table and len(body) > 1 and isinstance(body[0], TextLine) and isinstance(body[1], TableBlock):
        return body[1:] if _CONTINUED.fullmatch(body[0].text) else body
    return body


def _furniture(pages: Sequence[PageBlocks]) -> set[int]:
    """The ids of page numbers, and of heads and feet that repeat themselves, but for the first of each."""
    found: set[int] = set()
    same: dict[tuple[str, bool], list[TextLine]] = defaultdict(list)
    for page in pages:
        for is_foot, line in _outer_lines(page):
            same[_DIGITS.sub("#", line.text), is_foot].append(line)
    for (masked, _), lines in same.items():
        if "#" in masked:
            counts = Counter(_offset(line) for line in lines)
            found |= {id(line) for line in lines if counts[_offset(line)] > 1 or _PAGE_NUMBER.fullmatch(line.text)}
        else:
            found |= {id(line) for line in lines[1:]}
    return found


def _offset(line: TextLine) -> int:
    """How far the first number of a line is from the number of its page."""
    digits = _DIGITS.search(line.text)
    return int(digits[0][:9]) - line.page if digits else 0


def _outer_lines(page: PageBlocks) -> Iterator[tuple[bool, TextLine]]:
    for block in page.blocks[:_DEPTH]:
        if not isinstance(block, TextLine) or block.bottom > _MARGIN * page.height:
            break
        yield False, block
    for block in page.blocks[: -_DEPTH - 1 : -1]:
        if not isinstance(block, TextLine) or block.top < (1 - _MARGIN) * page.height:
            break
        yield True, block


def _edges(lines: Sequence[TextLine]) -> tuple[float, float]:
    """Where the lines of the running text begin and end: the leftmost and rightmost positions that several share."""
    long = [line for line in lines if len(line.text) >= _LONG_LINE]
    starts = Counter(round(line.x0 / _EDGE) for line in long)
    ends = Counter(round(line.x1 / _EDGE) for line in long)
    shared_starts = [place for place, count in starts.items() if count > 1]
    left = min(shared_starts or starts, default=0) * _EDGE
    return left, (ends.most_common(1)[0][0] if ends else 0) * _EDGE


def _goes_on(before: TextLine, line: TextLine, edges: tuple[float, float]) -> bool:
    """Whether a line continues the paragraph of the line before: that one is full, and this one is not indented."""
    left, right = edges
    return (
        before.x1 >= right - _ROOM * before.size
        and line.x0 <= left + _INDENT * line.size
        and max(before.size, line.size) <= _SAME_SIZE * min(before.size, line.size)
    )
