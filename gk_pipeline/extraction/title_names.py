"""What a title says of its agency, and what the lines around it add.

Belongs here: the name among the words of a title, and names torn over lines. Does not: where titles stand
(`titles.py`), what a title line looks like (`title_grammar.py`), who the agency is in the end (`naming.py`).
"""

from __future__ import annotations

from gk_pipeline.agencies.evidence import resolve_title
from gk_pipeline.agencies.names import classify_name
from gk_pipeline.extraction import title_grammar as grammar

# How far above a title the beginning of a name is looked for, in characters.
_REACH = 70
# What stands in front of a topic and is a part of it.
NAMELESS = ("", "政府", "政务")


def name_in(printed: str) -> str:
    """The name of the agency among what is printed where it stands in a title."""
    name = grammar.ABOUT.sub("", grammar.BUTTONS.sub("", printed))
    inner = grammar.SITE.sub("", name)
    if inner != name and (not inner or _is_of_place(inner)):
        name = inner
    name = grammar.BESIDES.sub("", name)
    if name.startswith("(") and name.find(")") == len(name) - 1:
        name = name[1:-1]
    name = name if name.count("(") == name.count(")") else name.strip("()")
    return with_topic_word(name)


def with_topic_word(name: str) -> str:
    """A name with the word that it shares with the topic, 某镇人民 of 某镇人民政府信息公开年报, or without it where
    the topic alone has it: 某局政府 above 信息公开年报."""
    if name.endswith("人民"):
        return f"{name}政府"
    shorter = name.removesuffix("政府")
    return shorter if shorter != name and classify_name(shorter).agency_type else name


def part_behind(folded: str, end: int, name: str) -> str | None:
    """The body of a place that stands in parentheses behind the title of the place: 某市2020年…报告(某街道)."""
    behind = grammar.NAME_BEHIND.match(folded, end)
    place = classify_name(name).place
    if not behind or not place or name not in (place, f"{place}人民政府"):
        return None
    who: str = behind["who"]
    kind = classify_name(who)
    is_body = kind.agency_type in ("department", "street_office") or kind.level == "township"
    return (who if who.startswith(place) else place + who) if is_body else None


def name_above(folded: str, start: int) -> tuple[str | None, int]:
    """The name on the line above a title that has none, and where the title begins with it."""
    end = len(folded[:start].rstrip())
    if "\n" not in folded[end:start]:
        return None, start
    above = grammar.LINE_OF_NAME.fullmatch(folded, folded.rfind("\n", 0, end) + 1, end)
    if above is None or grammar.NO_NAME.search(above["who"]) or is_labelled(folded, above.start("who")):
        return None, start
    name = grammar.BUTTONS.sub("", above["who"])
    return with_topic_word(name), above.end("who") - len(name)


def is_torn(above: str, name: str) -> bool:
    """Whether two lines hold one name: neither says whose it is, and both together do."""
    whole = classify_name(above + name)
    return bool(whole.place and whole.agency_type) and classify_name(above).agency_type is None


def mended(folded: str, name: str, start: int, year: int | None) -> tuple[str, int]:
    """A name with its beginning on the line above, where both together name an agency of a known place and the lower
    line alone does not; and where it begins."""
    above = grammar.LINE_ABOVE.search(folded, max(start - _REACH, 0), start)
    if above is None or classify_name(above["part"]).agency_type or _is_known(name, year):
        return name, start
    whole = with_topic_word(above["part"] + name)
    return (whole, above.start("part")) if _is_known(whole, year) else (name, start)


def names_agency(name: str) -> bool:
    """Whether a name tells a place, a kind of body, or an agency that is known."""
    return _is_of_place(name) or classify_name(name).agency_type is not None or _is_known(name, None)


def _is_known(name: str, year: int | None) -> bool:
    """Whether a name alone tells an agency of a known place, for sure."""
    found = resolve_title(name, year)
    return found is not None and found.resolution.confidence != "low"


def _is_of_place(name: str) -> bool:
    """Whether a name tells its place, which may be the whole country."""
    kind = classify_name(name)
    return bool(kind.place) or kind.level == "national"


def is_labelled(folded: str, start: int) -> bool:
    """Whether a label such as `来源:` stands in front on the line."""
    return grammar.LABEL.search(folded, folded.rfind("\n", 0, start) + 1, start) is not None


def squeeze(text: str) -> str:
    """A text without its blanks."""
    return "".join(text.split())
