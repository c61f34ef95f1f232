"""What of the text of a Word file nobody can see, though nothing hides it: white on white, or too small.

Belongs here: letters and the ground under them. Does not: what a document hides outright (`docx_text`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gk_pipeline.documents.ooxml import attribute, name_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_WHITE = "FFFFFF"
# In half points: nobody reads letters of a point.
_UNSEEN_SIZE = 2
# Styles that are based on others are followed this far.
_STYLE_DEPTH = 20
_STYLE_NAMES = ("tblStyle", "pStyle", "rStyle")


def shaded_styles(styles: _Element | None) -> frozenset[str]:
    """The styles that shade, in whole or in part, what they are given to, from the part of a file that lists them."""
    if styles is None:
        return frozenset()
    based_on: dict[str, str] = {}
    shaded: set[str] = set()
    for style in styles.iterfind("{*}style"):
        name = attribute(style, "styleId") or ""
        based_on[name] = attribute(style.find("{*}basedOn"), "val") or ""
        if any(_is_shade(shade) for shade in style.iter("{*}shd")):
            shaded.add(name)
    for _ in range(_STYLE_DEPTH):
        shaded |= {name for name, base in based_on.items() if base in shaded}
    return frozenset(shaded)


def is_unseen(run: _Element, properties: _Element, shaded: frozenset[str]) -> bool:
    """Whether the letters of a run are as white as the paper, or too small for anybody to see."""
    size = attribute(properties.find("{*}sz"), "val") or ""
    if size.isascii() and size.isdigit() and len(size) < 4 and int(size) <= _UNSEEN_SIZE:
        return True
    if (attribute(properties.find("{*}color"), "val") or "").upper() != _WHITE:
        return False
    return not any(_has_ground(element, shaded) for element in (run, *run.iterancestors()))


def _has_ground(element: _Element, shaded: frozenset[str]) -> bool:
    """Whether an element gives its text a ground of its own."""
    name = name_of(element)
    if name == "txbxContent" or element.find("{*}background") is not None:
        return True
    properties = element.find(f"{{*}}{name}Pr")
    if properties is None:
        return False
    styles = (attribute(properties.find(f"{{*}}{style}"), "val") for style in _STYLE_NAMES)
    return (
        any(_is_shade(shade) for shade in properties.iterfind("{*}shd"))
        or properties.find("{*}highlight") is not None
        or any(style in shaded for style in styles)
    )


def _is_shade(shade: _Element) -> bool:
    return (attribute(shade, "fill") or "auto").upper() not in ("AUTO", _WHITE)
