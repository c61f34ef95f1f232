"""What stands on a page besides its text: page numbers, running heads, lines drawn around tables, marks of converters.

Belongs here: telling furniture by its looks, and taking it out of the way of labels and values. Does not: numbers that
look like values (`lines.py`, `order.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gk_pipeline.documents.model import Table

Span = tuple[int, int]

# A line that is a page number and says so: `— 3 —`, `第3页 共8页`, `3/8`.
_PAGE_NUMBER = re.compile(
    r"^[ \t\u3000]*(?:[—–―─·-]+ ?\d{1,3} ?[—–―─·-]+"
    r"|第 ?\d{1,3} ?页(?:[ ,，/]*共 ?\d{1,3} ?页)?|(?P<page>\d{1,3}) ?/ ?(?P<of>\d{1,3}))[ \t\u3000]*$",
    re.MULTILINE,
)
# Lines around the cells of a table drawn with characters, and those between cells beside others of several rows.
_CORNERS = ("├", "┌", "┼", "╠", "+-", "+=")
_RULING = re.compile(
    r"^[ \t]*[┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝+|│┃─━═=-]{3,}[ \t\r]*$"
    r"|[├┌└┼╠╔╚+|][─━═=-]{3,}[┬┴┼┐┤┘╦╩╬╗╣╝│|+─━═=-]*[┤┐┘╣╗╝+|]",
    re.MULTILINE,
)
# A line of dashes over or under a table, one stroke for each column; no mark in place of a figure is so long.
_STROKE = "-" * 8
_STROKES = re.compile(rf"^(?=[ \t-]*{_STROKE})[ \t]*-+(?:[ \t]+-+)*[ \t\r]*$", re.MULTILINE)
# How many columns a cell covers, as AsciiDoc writes it in front of the cell.
_SPANNING = re.compile(r"(?<![^\s|])\d{0,2}(?:\.\d{1,2})?\+(?=\|)")
# What a browser prints at the head and foot of a page: its address, the time.
_PRINTED_PAGE = re.compile(
    r"^[ \t]*(?:https?://\S+(?:[ \t]+\d{1,3} ?/ ?\d{1,3})?|20\d\d[/-]\d{1,2}[/-]\d{1,2}[ ,]+\d{1,2}:\d\d.{0,80})"
    r"[ \t\r]*$",
    re.MULTILINE,
)
# Each with words of which one must be there.
_KINDS = (
    (_RULING, _CORNERS),
    (_STROKES, (_STROKE,)),
    (_SPANNING, ("+|",)),
    (_PRINTED_PAGE, ("://",)),
)
# A number alone on the last line of a page, as the form feed behind it tells.
_FED_NUMBER = re.compile(r"^[ \t]*(\d{1,3})[ \t\r]*\n?\f", re.MULTILINE)
# The title of a report is a running head when it stands so often.
_TITLE_ENDS = re.compile(r"报告[ \t\r]*$", re.MULTILINE)
_TIMES_RUNNING = 3
_LONGEST_TITLE = 60
# What Markdown sets around bold text, and before characters that are to mean themselves.
_BOLD = re.compile(r"\*\*(?=[^\s*])([^*\n]{1,80})(?<=\S)\*\*")
_ESCAPE = re.compile(r"\\(?=[.()\[\]{}+_*#!>~`-])")
_UNSEEN = "\u200b"


def without_furniture(text: str, tables: Sequence[Table]) -> str:
    """The text with blanks for its page numbers, ruling lines, running heads and feet, as long as it was.

    The marks of Markdown give way to characters without a width: they separate nothing. What stands in tables is left
    alone.
    """
    starts = [table.start for table in tables]
    parts, behind = [], 0
    spans = [(*span, " ") for span in (*_furniture(text), *_running_heads(text))]
    spans += [(*span, _UNSEEN) for span in _markup(text)]
    for start, end, filler in sorted(spans):
        table = bisect_right(starts, start) - 1
        if start >= behind and not (table >= 0 and start < tables[table].end):
            parts += [text[behind:start], filler * (end - start)]
            behind = end
    return "".join([*parts, text[behind:]]) if parts else text


def _furniture(text: str) -> Iterator[Span]:
    """Page numbers, and lines that are told by their characters."""
    for number in _PAGE_NUMBER.finditer(text):
        if not number["of"] or int(number["page"]) <= int(number["of"]):
            yield number.span()
    for pattern, words in _KINDS:
        if any(word in text for word in words):
            for found in pattern.finditer(text):
                yield found.span()
    fed = [*_FED_NUMBER.finditer(text)] if "\f" in text else []
    if len(fed) > 1 and all(int(after[1]) == int(before[1]) + 1 for before, after in pairwise(fed)):
        for number in fed:
            yield number.span(1)


def _running_heads(text: str) -> Iterator[Span]:
    """The title of the report where it stands again and again, but for the first time."""
    titles = [(text.rfind("\n", 0, title.start()) + 1, title.end()) for title in _TITLE_ENDS.finditer(text)]
    printed = Counter(text[start:end].strip() for start, end in titles)
    seen: set[str] = set()
    for start, end in titles:
        title = text[start:end].strip()
        if title in seen and printed[title] >= _TIMES_RUNNING and len(title) <= _LONGEST_TITLE:
            yield start, end
        seen.add(title)


def _markup(text: str) -> Iterator[Span]:
    """The marks of Markdown outside its tables."""
    if "**" in text:
        for bold in _BOLD.finditer(text):
            yield bold.start(), bold.start(1)
            yield bold.end(1), bold.end()
    if "\\" in text:
        for escape in _ESCAPE.finditer(text):
            yield escape.span()
