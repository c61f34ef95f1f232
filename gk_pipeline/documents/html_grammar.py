"""How HTML source falls into tags and text: one regular expression after the tokenizer of the HTML standard.

Belongs here: the grammar of tags, attributes, comments, raw elements and character references. Does not: what a tag
does to the text, which is the reader's, and where it stands in the file, which is the locator's; both use this grammar,
so they can't disagree.

Every alternative is possessive and stops where the next attempt would start, so the time is linear in the source,
whatever it holds. It departs from the standard where the standard would drop the rest of a broken page: a quote
or a <textarea>, <noscript> or <template> that is never closed hides nothing.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

_SPACE = r"[\t\n\f\r ]"
# A quote opens a value only right after "=". `[^>=]` runs over names, blanks and stray quotes alike.
_ATTRIBUTES = rf"""[^>=]*+(?:={_SPACE}*+(?:"[^"]*+"|'[^']*+')?+[^>=]*+)*+"""
_NAME_END = r"(?=[\t\n\f\r />])"
# In a script, <!-- ... <script> ... </script> ... --> is one piece: pages write scripts with scripts.
_SCRIPT = rf"""
    (?i:script){_NAME_END}{_ATTRIBUTES}>
    (?: [^<]++
      | <!--(?: [^<-]++ | -(?!->) | <(?!/?(?i:script){_NAME_END}|!--)
              | (?i:<script){_NAME_END}(?:[^<]++|<(?!/?(?i:script){_NAME_END}))*+(?i:</script){_NAME_END} )*+-->
      | <(?!/(?i:script){_NAME_END})
    )*+"""


def _raw(name: str, *, only_if_closed: bool) -> str:
    """An element whose content is no text of the page, up to its end tag."""
    if only_if_closed:
        return rf"(?i:{name}){_NAME_END}{_ATTRIBUTES}>(?:[^<]++|<(?!/?(?i:{name}){_NAME_END}))*+(?=<(?i:/{name}))"
    return rf"(?i:{name}){_NAME_END}{_ATTRIBUTES}>(?:[^<]++|<(?!(?i:/{name}){_NAME_END}))*+"


_RAW = "|".join(
    [
        _SCRIPT,
        *(_raw(name, only_if_closed=False) for name in ("style", "iframe", "noembed", "noframes")),
        *(_raw(name, only_if_closed=True) for name in ("noscript", "textarea", "template")),
    ]
)
TOKEN = re.compile(
    rf"""<(?:
    (?=[sStTnNiI][cCtTeEoOfF]) (?:{_RAW})
  | (/?[a-zA-Z]{_ATTRIBUTES})>?+
  | !--(?:-?>|(?:[^-]++|-(?!-!?>))*+(?:--!?>)?+)
  | [!?/][^>]*+>?+
    )""",
    re.VERBOSE,
)
"""A tag, comment, declaration, or raw element with its content. The group is what stands between the angle brackets of
a tag, and None for the others. What lies between two matches is text."""

_NAME = re.compile(r"/?[^\t\n\f\r />]*+")

_ATTRIBUTE = re.compile(
    rf"""([^\t\n\f\r />][^\t\n\f\r />=]*+)(?:{_SPACE}*+={_SPACE}*+(?:"([^"]*+)"|'([^']*+)'|([^\t\n\f\r >]*+)))?+"""
)
_CHARACTER_REFERENCE = re.compile(r"&(?:#(?:[0-9]++|[xX][0-9a-fA-F]++);?+|[a-zA-Z][a-zA-Z0-9]{1,31}+;?+)")


# Python refuses to read integers of thousands of digits; a code point has seven.
_LONG_DECIMAL = re.compile(r"&#(?=[0-9]{8})0*+([0-9]*+);?+")


def tag_name(tag: str) -> str:
    """Name of a tag in lower case, with "/" before that of an end tag."""
    found = _NAME.match(tag)
    return found[0].lower() if found else ""


def attribute_values(tag: str) -> dict[str, str]:
    """Attributes of a tag by lower-case name; the first of a name counts, as in the standard."""
    values: dict[str, str] = {}
    for name, *quoted_or_bare in _ATTRIBUTE.findall(tag, len(tag_name(tag))):
        values.setdefault(name.lower(), "".join(quoted_or_bare))
    return values


def resolve(text: str) -> str:
    """`text` with its character references replaced by the characters they stand for."""
    text = text.replace("&nbsp;", "\xa0")
    return unescape(_LONG_DECIMAL.sub(_short_decimal, text)) if "&" in text else text


def _short_decimal(found: re.Match[str]) -> str:
    return f"&#{found[1]};" if len(found[1]) < 8 else "\ufffd"


def reference(source: str, position: int) -> tuple[int, str] | None:
    """The character reference at `position`, where "&" stands: its length and the characters it stands for.

    None when the ampersand is one. References without their semicolon are read by their longest known name.
    """
    found = _CHARACTER_REFERENCE.match(source, position)
    if not found:
        return None
    if source[position + 1] == "#":
        return len(found[0]), resolve(found[0])
    name = found[0][1:]
    for length in range(len(name), 1, -1):
        if name[:length] in html5:
            return length + 1, html5[name[:length]]
    return None
