"""Finds the title of a yearly report, and takes it apart into name and year.

Belongs here: where a title stands, whatever page surrounds it, and what its parts are. Does not: what a title line
looks like (`title_grammar.py`), the name in it (`title_names.py`), who the agency is in the end (`naming.py`), which
year counts when the title is silent (`identity.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gk_pipeline.agencies.names import classify_name
from gk_pipeline.extraction import title_grammar as grammar
from gk_pipeline.extraction.dates import read_year
from gk_pipeline.extraction.folding import CELL, fold
from gk_pipeline.extraction.title_names import (
    NAMELESS,
    is_labelled,
    is_torn,
    mended,
    name_above,
    name_in,
    names_agency,
    part_behind,
    squeeze,
    with_topic_word,
)

# How far a title may reach around its topic, and the head of a document, in characters.
_REACH = 70
_REACH_BEHIND = 70
_LONGEST_HEAD = 2000


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed, blanks aside; `name` is the agency as the title has it, None when it names none.

    `year` is None in a heading of the report that leaves it out; such a one always has a name, or stands below links.
    """

    text: str
    name: str | None
    year: int | None
    start: int


def find_titles(text: str) -> list[Title]:
    """The titles that stand at the head of a report, in reading order; the last one is the report's own.

    Lines far below the beginning of the body (links to other reports) are no titles. Nor are several of different
    reports above a heading without a year, which then is the own one. Empty when the head is cut off.
    """
    folded = grammar.WIDE_LINE.sub(_set_close, fold(text))
    first = next(_find(folded, len(folded)), None)
    chapter = grammar.FIRST_CHAPTER.search(folded) if first is None or first.start > _REACH else None
    if first is None or (chapter and _ends_chapters(folded, chapter.end(), first.start)):
        heading = _heading(folded, 0, chapter.start() if chapter else len(folded))
        return [heading] if heading and heading.name else []
    # The body begins where the text first speaks of itself behind the first title.
    body = grammar.BODY.search(folded, first.start)
    limit = max(body.start() if body else first.start + _LONGEST_HEAD, first.start + 1)
    titles = [title for title in _find(folded, limit + _REACH) if title.start < limit]
    heading = _heading(folded, _end(folded, titles[-1]), limit)
    if heading and (_are_links(titles) or (heading.name and not _may_be_one(heading.name, titles[-1].name))):
        return [heading]
    return titles


def read_title(line: str) -> Title | None:
    """The title that one line holds, e.g. of `<title>`; None when it holds none."""
    folded = fold(line)
    return next(_find(folded, len(folded)), None)


def _ends_chapters(folded: str, start: int, end: int) -> bool:
    """Whether the first chapter of a report and the heading of another lie in between: what follows are links."""
    later = grammar.LATER_CHAPTER.search(folded, start, end)
    return later is not None and "。" in folded[start : later.start()]


def _are_links(titles: Sequence[Title]) -> bool:
    """Whether titles are those of different reports."""
    last = titles[-1]
    return any(title.year != last.year or not _may_be_one(title.name, last.name) for title in titles)


def _end(folded: str, title: Title) -> int:
    """Where the characters of a title end, which stand on one line or on several."""
    end = title.start
    for character in title.text:
        end = folded.find(character, end) + 1 or end
    return end


def _may_be_one(name: str | None, other: str | None) -> bool:
    """Whether two names may be one, in short or in full."""
    return not name or not other or name.endswith(other) or other.endswith(name)


def _heading(folded: str, start: int, end: int) -> Title | None:
    """The last line in a stretch of text that is a title but for its year."""
    found: Title | None = None
    for anchor in grammar.ANCHOR.finditer(folded, start, end):
        line = grammar.HEADING.match(folded, max(start, folded.rfind("\n", 0, anchor.start()) + 1), end)
        if line is None:
            continue
        name = name_in(squeeze(line["who"] or ""))
        if grammar.OTHER_INSIDE.search(name) or (name and not names_agency(name)):
            continue
        who, above = (name, line.start()) if name not in NAMELESS else name_above(folded, line.start())
        who, above = mended(folded, who, above, None) if who else (who, above)
        found = Title((who or "") + squeeze(line["topic"]), who, None, above)
    return found


def _find(folded: str, end: int) -> Iterator[Title]:
    """Yields what reads like a title, looking only around the words that every title has: that keeps it fast.

    Titles whose words stand behind `end` are not looked for.
    """
    behind = -1
    for anchor in grammar.ANCHOR.finditer(folded, 0, end):
        left, right = max(anchor.start() - _REACH, 0), anchor.end() + _REACH_BEHIND
        if not grammar.ANY_YEAR.search(folded, left, right):
            continue
        found: list[Title] = []
        for form, core in zip(grammar.FORMS, grammar.CORES, strict=True):
            for match in _matches(form, folded, left, right) if core.search(folded, left, right) else ():
                if match.start() <= anchor.start() < match.end() and (left == 0 or match.start() > left):
                    found += _title(folded, match)
        found += _over_lines(folded, anchor)
        yield from (title for title in found if title.start > behind)  # not again what an anchor before has found
        behind = max([behind, *(title.start for title in found)])


def _matches(form: re.Pattern[str], folded: str, left: int, right: int) -> Iterator[re.Match[str]]:
    """The matches of a form; one that begins behind a label, on the line above the title, gives way to the title."""
    for match in form.finditer(folded, left, right):
        end_of_line = folded.find("\n", match.start(), match.end())
        if end_of_line < 0 or not is_labelled(folded, match.start()):
            yield match
        elif below := form.match(folded, end_of_line + 1, right):
            yield below


def _title(folded: str, match: re.Match[str]) -> Iterator[Title]:
    year = read_year(match["year"])
    printed, who, mid = squeeze(match.group()), squeeze(match["who"] or ""), squeeze(match["mid"])
    whole = mid if mid and who.rstrip("(") == mid else who + mid
    is_about = grammar.ABOUT.search(whole) is not None
    if year is None or grammar.OTHER_BEHIND.match(folded, match.end()):
        return
    if grammar.OTHER_INSIDE.search(printed.replace("关于", "", 1) if is_about else printed):
        return
    name = name_in(whole)
    if name.startswith(("年", "度")):
        return  # the year of another title
    if name and (is_about or match.re is grammar.FORMS[-1]) and not names_agency(name):
        return  # these words follow on each other in other texts too
    is_cut = bool(name) and whole.endswith(name) and grammar.SITE.match(whole) is not None
    if is_cut:
        printed = printed[max(printed.find(name), 0) :]
    elif not _stands_free(folded, match.start()) or is_labelled(folded, match.start()):
        return
    if name in NAMELESS:
        yield _named_outside(folded, match, printed, year)
        return
    part = part_behind(folded, match.end(), name)
    if part:
        yield Title(printed, part, year, match.start())
        return
    above, start = (None, match.start()) if classify_name(name).place else name_above(folded, match.start())
    if above and match["who"] and is_torn(above, name):
        yield Title(above + printed, with_topic_word(above + name), year, start)
    else:
        full, start = mended(folded, name, match.start(), year)
        yield Title(squeeze(folded[start : match.start()]) + printed, full, year, start)


def _named_outside(folded: str, match: re.Match[str], printed: str, year: int) -> Title:
    """A title without a name, with the one in parentheses behind it or on the line above, if there is any."""
    behind = grammar.NAME_BEHIND.match(folded, match.end())
    if behind and names_agency(behind["who"]):
        return Title(squeeze(folded[match.start() : behind.end()]), behind["who"], year, match.start())
    name, start = name_above(folded, match.start())
    name, start = mended(folded, name, start, year) if name else (name, start)
    return Title((name or "") + printed, name, year, start)


def _set_close(line: re.Match[str]) -> str:
    """A line set wide without its blanks, as long as it was."""
    return squeeze(line.group()).ljust(len(line.group()))


def _over_lines(folded: str, anchor: re.Match[str]) -> Iterator[Title]:
    """A title on lines of its own: 某市人民政府2016年 / 政府信息公开工作年度报告, or with the year above the name."""
    line_start = folded.rfind("\n", 0, anchor.start()) + 1
    line = grammar.LINE_OF_TOPIC.match(folded, line_start)
    above_start = folded.rfind("\n", 0, line_start - 1) + 1
    above = grammar.LINE_OF_NAME.fullmatch(folded, above_start, line_start - 1) if line else None
    if line and above and above_start:
        top_start = folded.rfind("\n", 0, above_start - 1) + 1
        top = grammar.LINE_OF_YEAR.fullmatch(folded, top_start, above_start - 1)
        printed = above["year"] or (top["year"] if top else None)
        year = read_year(printed) if printed else None
        if year:
            start = above.start("who") if above["year"] else top_start
            yield Title(squeeze(folded[start : line.end()]), above["who"], year, start)


def _stands_free(folded: str, start: int) -> bool:
    return start == 0 or folded[start - 1] in f" \u3000\n\r#:_>-\xa0*([【{CELL}"
