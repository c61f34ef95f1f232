"""What one page shows, whether a program drew it or a scanner saw it: glyphs and ruling lines.

Belongs here: the value types that readers of pages share. Does not: where they come from (`pdf_page`, `ocr`), what they
make (`pdf_blocks`). Coordinates are points from the upper left corner of the page as it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

UNMAPPED = "\ufffd"
"""The character of a glyph that nothing is known of but that it is there."""


class Glyph(NamedTuple):
    """A printed character with its box and base line. Blanks are glyphs too where the file prints them."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float


class Ruling(NamedTuple):
    """A level or upright line: its position across, and where it begins and ends along."""

    position: float
    start: float
    end: float


@dataclass(slots=True)
class PageContent:
    """What one page shows.

    `images` counts its pictures, `dots` those of the largest. `turned` counts the characters of watermarks, which are
    left out; `unmapped` those that the font gives no Unicode for; `unseen` those that are in the file and can't be seen
    on the page, which are left out too. `is_recognised`: the text is an unpainted layer over a picture of the page,
    which is how OCR programs leave it. `is_crowded`: too much is drawn for its lines to be looked at.
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    glyphs: list[Glyph] = field(default_factory=list)
    levels: list[Ruling] = field(default_factory=list)
    uprights: list[Ruling] = field(default_factory=list)
    images: int = 0
    dots: int = 0
    turned: int = 0
    unmapped: int = 0
    unseen: int = 0
    is_recognised: bool = False
    is_crowded: bool = False
