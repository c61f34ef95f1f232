"""HTML source to marked text: tags become single control characters, or nothing.

Belongs here: what each tag means for lines, cells and tables, and what is no text. Does not: the grammar of tags, the
lines and tables themselves. Marks are control characters from U+000E on; those of the source give way to spaces.
"""

from __future__ import annotations

import re

from gk_pipeline.documents.html_grammar import TOKEN, attribute_values, resolve, tag_name

CELL, CELL_END, SPANS_END = "\x0e", "\x0f", "\x10"
ROW, ROW_END, GROUP, TABLE, TABLE_END = "\x11", "\x12", "\x13", "\x14", "\x15"
_PRE, _PRE_END, _TITLE, _TITLE_END = "\x16", "\x17", "\x18", "\x19"
_SELECT, _SELECT_END, _RUBY, _RUBY_END = "\x1a", "\x1b", "\x1e", "\x1f"
# These two are white space to `str.split`, so that they vanish wherever white space collapses.
IMAGE, BREAK = "\x1c", "\x1d"
# What a page shows and its text does not tell, such as the picture of a figure: the cell is not blank.
UNTOLD = "\ufffc"
MARKS = "".join(chr(code) for code in range(0x0E, 0x20))

_BLOCKS = (
    "address article aside blockquote body br center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main marquee menu nav ol p"
    " section summary text ul"
)
_MARKED_TAGS: tuple[tuple[str, str, str], ...] = (
    # names, mark of the start tag, mark of the end tag
    (_BLOCKS, BREAK, BREAK),
    ("td th", CELL, CELL_END),
    ("tr", ROW, ROW_END),
    ("thead tbody tfoot caption col colgroup", GROUP, GROUP),
    ("table", TABLE, TABLE_END),
    ("pre listing xmp", _PRE, _PRE_END),
    ("title", _TITLE, _TITLE_END),
    ("select datalist", _SELECT, _SELECT_END),
    # Beside the text: how it is pronounced, what was struck out of it, marks of its notes.
    ("rt rp del s strike sub sup", _RUBY, _RUBY_END),
    ("ruby", "", _RUBY_END),
    ("img image", IMAGE, ""),
    # Any other tag is inline too; these are frequent.
    ("a b em font i o:p span strong u", "", ""),
)
# What a reader fills in, unless it is no field that shows what its value is.
_NOT_SHOWN = frozenset(["button", "checkbox", "hidden", "image", "radio", "reset", "submit"])


# Elements inside a line that a page hides or strikes out by their style; blocks may be shown by a click.
_IN_LINE = frozenset(["b", "big", "em", "font", "i", "mark", "small", "span", "strong", "u"])
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|line-through"
    r"|(?:font-size|opacity)\s*:\s*0+(?:\.0+)?(?:[a-z%]+\s*)?(?:;|$)|(?<![a-z-])(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
# What style sheets everywhere call such elements.
_HIDING_CLASSES = frozenset(["d-none", "hidden", "hide", "screen-reader-text", "sr-only", "visually-hidden"])
# What a tag holds somewhere if it has one of these styles, or the attribute `hidden`: few do.
_HIDING_WORD = re.compile(
    r"hidden|hide|display\s*:\s*none|visibility\s*:\s*collapse|line-through|(?:font-size|opacity)\s*:\s*0|:\s*-\d{3}"
    r"|d-none|sr-only|screen-reader",
    re.IGNORECASE,
)
_STRIKING = re.compile(r"line-through", re.IGNORECASE)
# Parts of a table that a page may leave out: they hold a draft, a template, columns of a spreadsheet that were hidden.
# So may a table be, but not the only one: a click may show it.
_IN_TABLE = frozenset(["table", "tr", "td", "th", "tbody", "thead", "tfoot"])
_LEAVING_OUT = re.compile(r"display\s*:\s*none|visibility\s*:\s*collapse", re.IGNORECASE)
# Of a page's tags an element that is hidden holds no more.
_MOST_HIDDEN = 40


# Tags that mean nothing, and comments, have this mark until references are resolved: "&am<!-- -->p;" is no "&amp;".
_NOTHING = "\0"
# The tag of an element that is hidden means nothing either.
_HIDDEN = _NOTHING * 2
# How many tags are remembered, and how long they may be; a cell's tag as Word writes it has 300 to 600 characters.
_MOST_TAGS, _LONGEST_TAG = 8192, 1000
_TO_SPACES = dict.fromkeys(map(ord, _NOTHING + MARKS), " ")


class _Marks(dict[str | None, str]):
    """The mark of a tag as written. Pages of a site repeat few tags many times, so each is looked into once."""

    def __init__(self) -> None:
        super().__init__(_MARK_OF)

    def __missing__(self, tag: str) -> str:
        if len(self) > _MOST_TAGS:
            self.clear()
            self.update(_MARK_OF)
        name = tag.partition(" ")[0]
        mark = self.get(name)
        if mark is None:
            # Written in capitals, or the name ends otherwise, or a tag that means nothing here.
            name = tag_name(tag)
            mark = self.get(name, _NOTHING)
        if name in _IN_TABLE and _hides(tag, _LEAVING_OUT):
            mark = _HIDDEN
        elif mark == CELL:
            mark += _written_spans(attribute_values(tag)) if "span" in tag.lower() else ""
            mark += UNTOLD if _hides(tag, _HIDING) else ""
        elif name in _IN_LINE and _hides(tag, _HIDING):
            mark = _HIDDEN
        elif name in _IN_LINE and _may_hide(tag):
            mark = UNTOLD
        elif name == "input" and _shows_a_value(attribute_values(tag)):
            mark = IMAGE
        elif name == "bdo" and attribute_values(tag).get("dir", "").lower() == "rtl":
            # The page shows the characters in the other order than they are written in.
            mark = UNTOLD
        if len(tag) <= _LONGEST_TAG:
            self[tag] = mark
        return mark


_MARK_OF: dict[str | None, str] = {None: _NOTHING}
for _names, _start, _end in _MARKED_TAGS:
    for _name in _names.split():
        _MARK_OF |= {_name: _start or _NOTHING, f"/{_name}": _end or _NOTHING}

_marks = _Marks()

_SPAN = re.compile(r"[\t\n\f\r ]*\+?([0-9]{1,9})")

# Text that is left out: up to its end tag, and no further than the line, the end tag being missing otherwise.
_LINE_MARKS = "".join([CELL, CELL_END, SPANS_END, ROW, ROW_END, GROUP, TABLE, TABLE_END, BREAK, _PRE, _PRE_END])
_TITLE_TEXT = re.compile(rf"{_TITLE}([^{_LINE_MARKS}{_TITLE}{_TITLE_END}]*){_TITLE_END}")
_SELECT_TEXT = re.compile(rf"{_SELECT}[^{_LINE_MARKS}{_SELECT}{_SELECT_END}]*{_SELECT_END}")
_RUBY_TEXT = re.compile(rf"{_RUBY}[^{_LINE_MARKS}{_RUBY}{_RUBY_END}]*(?:{_RUBY_END}|(?={_RUBY}))")
_PICTURE_ALONE = re.compile(
    rf"({CELL}(?:[0-9,]+{SPANS_END})?\s*{IMAGE})(?=\s*(?:[{CELL}{CELL_END}{ROW}{ROW_END}{GROUP}{TABLE_END}]|$))"
)
# A cell that shows nothing but what was struck out or set above the line: such a figure may be meant or not.
_INSIDE_CELL = f"[^{CELL}{CELL_END}{ROW}{ROW_END}{GROUP}{TABLE}{TABLE_END}]"
_BLANKS = rf"[^\S{_RUBY}{_RUBY_END}]*+"
_BESIDE_ALONE = re.compile(
    rf"({CELL}(?:[0-9,]+{SPANS_END})?)(?=(?:[\s{MARKS}](?<={_INSIDE_CELL}))*+[^\s{MARKS}])"
    rf"((?:{_BLANKS}{_RUBY}(?:(?![{_RUBY}{_RUBY_END}]){_INSIDE_CELL})*+{_RUBY_END})++)"
    rf"(?={_BLANKS}(?:[{CELL}{CELL_END}{ROW}{ROW_END}{GROUP}{TABLE_END}]|$))"
)
# A table that is nothing but the frame around one figure in a cell of another.
_LONGEST_FRAMED, _REACH = 20, 40
_FRAMED = re.compile(
    rf"({CELL}(?:[0-9,]+{SPANS_END})?\s*){TABLE}[\s{GROUP}]*{ROW}?\s*{CELL}(?:[0-9,]+{SPANS_END})?"
    rf"({_INSIDE_CELL}{{0,{_LONGEST_FRAMED}}})"
    rf"{CELL_END}?\s*{ROW_END}?[\s{GROUP}]*{TABLE_END}"
)
_PRE_TEXT = re.compile(rf"{_PRE}([^{_PRE}{_PRE_END}]*){_PRE_END}?")
_LEFT_OVER = (_PRE_END, _TITLE, _TITLE_END, _SELECT, _SELECT_END, _RUBY, _RUBY_END)


def _written_spans(attributes: dict[str, str]) -> str:
    """Row span, comma, column span, SPANS_END; nothing when both are 1."""
    row_span, column_span = (_leading_number(attributes.get(name, "")) for name in ("rowspan", "colspan"))
    # What is no number counts as 1, and so does a column span of 0.
    spans = (1 if row_span is None else row_span, column_span or 1)
    return "" if spans == (1, 1) else f"{spans[0]},{spans[1]}{SPANS_END}"


def _leading_number(value: str) -> int | None:
    found = _SPAN.match(value)
    return int(found[1]) if found else None


def mark(source: str) -> tuple[str, str | None]:
    """Marked text of HTML source, and its title. The text has the marks that this module exports, and no others.

    A cell with spans is CELL, row span, comma, column span, SPANS_END, text.
    """
    if any(character in source for character in _NOTHING + MARKS):
        source = source.translate(_TO_SPACES)
    # Text and tags in turns.
    parts = TOKEN.split(source)
    marked = [*map(_marks.__getitem__, parts[1::2])]
    if _HIDDEN in marked:
        _blank(parts, marked)
    parts[1::2] = marked
    return _leave_out(resolve("".join(parts)).replace(_NOTHING, ""))


def _shows_a_value(attributes: dict[str, str]) -> bool:
    return bool(attributes.get("value", "").strip()) and attributes.get("type", "").lower() not in _NOT_SHOWN


def _hides(tag: str, styles: re.Pattern[str]) -> bool:
    """Whether a tag opens an element with one of these styles, or one that says that it is hidden."""
    # Few tags get so far that their attributes are taken apart.
    if not _HIDING_WORD.search(tag):
        return False
    attributes = attribute_values(tag)
    return "hidden" in attributes or bool(styles.search(attributes.get("style", "")))


def _may_hide(tag: str) -> bool:
    """Whether a tag opens an element of a class that the style sheets of most pages hide."""
    return bool(_HIDING_WORD.search(tag)) and not _HIDING_CLASSES.isdisjoint(
        attribute_values(tag).get("class", "").lower().split()
    )


def _blank(parts: list[str], marked: list[str]) -> None:
    """Takes hidden elements out: parts of tables with all that they hold, others as long as nothing but tags without
    meaning stands in them. What is struck out by its style is marked as the tags for that are."""
    names = {tag: tag_name(tag or "") for tag in set(parts[1::2])}
    is_sound = True  # a part of a table that never ends hides nothing, nor do those behind it
    for number, mark in enumerate(marked):
        if mark != _HIDDEN:
            continue
        start = 2 * number + 1
        name, depth = names[parts[start]], 1
        if name in _IN_TABLE:
            is_sound = is_sound and _leave_out_part(parts, marked, names, number)
            marked[number] = marked[number].replace(_HIDDEN, _MARK_OF[name])
            continue
        for end in range(start + 2, min(start + 2 * _MOST_HIDDEN, len(parts)), 2):
            tag = names[parts[end]]
            if _MARK_OF.get(tag, _NOTHING) != _NOTHING:
                break
            depth += (tag == name) - (tag == f"/{name}")
            if depth:
                continue
            if _STRIKING.search(parts[start]):
                marked[number], marked[end // 2] = _RUBY, _RUBY_END
            else:
                parts[start + 1 : end : 2] = [""] * ((end - start) // 2)
            break


def _leave_out_part(parts: list[str], marked: list[str], names: dict[str, str], number: int) -> bool:
    """Takes a row, a cell, a group of rows out, up to its end tag or to what ends it; false if none does."""
    name = names[parts[2 * number + 1]]
    wider = {"td": ("td", "th", "tr"), "th": ("td", "th", "tr"), "tr": ("tr",)}.get(name, ())
    groups = () if name == "table" else ("tbody", "thead", "tfoot")
    ends = {*wider, *groups, *(f"/{each}" for each in (*wider, *groups))}
    inner = 0
    for end in range(number + 1, len(marked)):
        tag = names[parts[2 * end + 1]]
        if not inner and (tag in ends or tag == "/table"):
            break
        inner += (tag == "table") - (tag == "/table")
    else:
        return False
    if name == "table" and 2 * marked[number:end].count(ROW) > marked.count(ROW):
        return True
    if tag == f"/{name}":
        end += 1
    parts[2 * number + 2 : 2 * end + 1 : 2] = [""] * (end - number)
    marked[number:end] = [_NOTHING] * (end - number)
    return True


def _leave_out(marked: str) -> tuple[str, str | None]:
    title = None
    if found := _TITLE_TEXT.search(marked):
        title = " ".join(found[1].split()) or None
        marked = _TITLE_TEXT.sub("", marked)
    if _SELECT in marked:
        marked = _SELECT_TEXT.sub("", marked)
    if _RUBY in marked:
        marked = _BESIDE_ALONE.sub(_doubted, marked)
        marked = _RUBY_TEXT.sub("", marked)
    if _PRE in marked:
        marked = _PRE_TEXT.sub(lambda found: BREAK + found[1].replace("\n", BREAK) + BREAK, marked)
    for left_over in _LEFT_OVER:
        marked = marked.replace(left_over, "")
    if IMAGE in marked and CELL in marked:
        marked = _PICTURE_ALONE.sub(rf"\1{UNTOLD}", marked)
    if any(before[-_REACH:].rstrip()[-1:] in (CELL, SPANS_END) for before in marked.split(TABLE)[:-1]):
        marked = _FRAMED.sub(r"\1\2", marked)
    return marked, title


def _doubted(cell: re.Match[str]) -> str:
    """The cell with its text, and the sign that this is not what the cell shows."""
    return cell[1] + UNTOLD + cell[2].replace(_RUBY, "").replace(_RUBY_END, "").lstrip()
