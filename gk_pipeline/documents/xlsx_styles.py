"""The styles of a workbook: what they do to what a cell shows.

Belongs here: number formats, borders, letters as white as the sheet under them. Does not: cells, what a number looks
like under a format (`sheet_values`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gk_pipeline.documents.limits import MAXIMUM_FORMAT
from gk_pipeline.documents.ooxml import name_of
from gk_pipeline.documents.sheet_values import GENERAL, built_in_format

if TYPE_CHECKING:
    from lxml.etree import _Element

_SIDES = ("left", "right", "top", "bottom")
_WHITE = ("FFFFFF", "FFFFFFFF", "00FFFFFF")
# White among the indexed colours, and as the colour of the ground in every theme.
_WHITE_INDEXES = ("1", "9")
_GROUND = "0"


@dataclass(frozen=True, slots=True)
class Style:
    """What a cell with this style shows: its number format, whether it has a border, whether its text can't be seen."""

    number_format: str = GENERAL
    has_border: bool = False
    is_white: bool = False


PLAIN = Style()


def read_styles(root: _Element) -> list[Style]:
    """The styles of cells, in the order of their numbers."""
    formats = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iterfind("{*}numFmts/{*}numFmt")}
    borders = [
        any(side.get("style", "none") != "none" for name in _SIDES for side in border.iterfind(f"{{*}}{name}"))
        for border in root.iterfind("{*}borders/{*}border")
    ]
    white = [_is_white(font.find("{*}color")) for font in root.iterfind("{*}fonts/{*}font")]
    filled = [_is_filled(fill) for fill in root.iterfind("{*}fills/{*}fill")]
    return [
        Style(
            _format(formats, style.get("numFmtId")),
            _at(borders, style.get("borderId")),
            _at(white, style.get("fontId")) and not _at(filled, style.get("fillId")),
        )
        for style in root.iterfind("{*}cellXfs/{*}xf")
    ]


def _format(formats: dict[str | None, str], number: str | None) -> str:
    written = formats.get(number)
    if written:
        return written if len(written) <= MAXIMUM_FORMAT else GENERAL
    return built_in_format(integer(number))


def _at(flags: Sequence[bool], number: str | None) -> bool:
    place = integer(number)
    return place < len(flags) and flags[place]


def _is_white(colour: _Element | None) -> bool:
    if colour is None:
        return False
    is_ground = colour.get("theme") == _GROUND and not colour.get("tint", "").startswith("-")
    return is_ground or colour.get("indexed") in _WHITE_INDEXES or (colour.get("rgb") or "").upper() in _WHITE


def _is_filled(fill: _Element) -> bool:
    """Whether a fill gives a cell another ground than the white of the sheet."""
    pattern = next(iter(fill), None)
    if pattern is None or (name_of(pattern) == "patternFill" and pattern.get("patternType", "none") == "none"):
        return False
    return name_of(pattern) != "patternFill" or not _is_white(pattern.find("{*}fgColor"))


def integer(value: str | None, default: int = 0) -> int:
    """The number of an attribute; the default for one that is missing or makes no sense."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else default
