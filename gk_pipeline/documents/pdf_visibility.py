"""Which characters of a PDF page can be seen on it.

Belongs here: text that is transparent, too small, cut off, painted over, or of the colour of the ground under it. Does
not: text that is off the page, or not painted at all, as OCR programs leave it (`pdf_page`).

Where the objects leave a doubt whether text has the colour of its ground, or its layer is switched off, the page is
looked at (`pdf_looks.py`). Otherwise it counts as seen: on a picture, under anything but a plain box.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from gk_pipeline.documents.limits import MAXIMUM_GROUNDS
from gk_pipeline.documents.pdf_looks import Looks
from gk_pipeline.documents.pdf_paths import MAXIMUM_THICKNESS
from gk_pipeline.documents.pdf_shapes import Box, holds, is_box, placed, window_of

Colour = tuple[int, int, int]

_WHITE = (255, 255, 255)
# What PDFium gives as the colour of a pattern.
_PATTERN = (191, 191, 191)
# Colours that differ by less, of 255, can't be told apart; text smaller than this, in points, can't be read.
_SAME_COLOUR = 6
_SMALLEST = 1.0
# A box that fills this part of the page is the paper.
_PAPER = 0.95
_OPAQUE = 255
_OPTIONAL = "OC"


class _Ground(NamedTuple):
    """Something painted on an area, the how-manieth of the page. Its colour is None where it has several, or a doubt.

    `is_cover`: it surely hides whatever was painted below it. `doubtful` is the colour it may have where that is in
    doubt.
    """

    number: int
    box: Box
    colour: Colour | None
    is_cover: bool
    doubtful: Colour | None = None


@dataclass(slots=True)
class _Text:
    """What is known of a piece of text. `window` is the part of the page outside which it is cut off; what is optional
    belongs to a layer."""

    number: int
    is_void: bool
    is_optional: bool
    colour: Colour | None
    window: Box | None
    covers: list[_Ground] = field(default_factory=list)
    grounds: list[_Ground] = field(default_factory=list)


class Painting:
    """What a page paints, in its order: `add` its objects first, then ask which of its text is seen."""

    def __init__(self, page: pdfium.PdfPage, has_layers: bool) -> None:
        self._has_layers = has_layers
        self._page: Box = page.get_bbox()
        self._looks = Looks(page)
        self._count = 0
        self._grounds: list[_Ground] = []
        self._texts: dict[int, tuple[int, int]] = {}
        self._known: dict[int, _Text | None] = {}

    def add(self, item: pdfium.PdfObject) -> None:
        """The next object of the page."""
        self._count += 1
        if item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            self._texts[ctypes.addressof(item.raw.contents)] = self._count, item.level
        elif len(self._grounds) <= MAXIMUM_GROUNDS and (ground := self._ground(item)):
            self._grounds.append(ground)

    def is_seen(self, text: pdfium_c.FPDF_PAGEOBJECT, box: Box) -> bool:
        """Whether the character in a box (left, bottom, right, top), a part of this piece of text, is seen."""
        address = ctypes.addressof(text.contents)
        if address not in self._known:
            self._known[address] = self._text(text, address)
        known = self._known[address]
        if known is None:
            return True
        point = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if known.is_void or (known.window and not holds(known.window, point)):
            return False
        if any(holds(cover.box, point) for cover in known.covers):
            return False
        if known.is_optional and self._looks.is_plain(box):
            return False
        if known.colour is None:
            return True
        under = next((ground for ground in known.grounds if holds(ground.box, point)), None)
        colour = under.colour if under else _WHITE
        if colour is None:
            may_hide = under is not None and under.doubtful is not None and _is_same(under.doubtful, known.colour)
            return not may_hide or not self._looks.is_plain(box)
        return not _is_same(colour, known.colour)

    def _text(self, text: pdfium_c.FPDF_PAGEOBJECT, address: int) -> _Text | None:
        """What is known of a piece of text; None for one of a page too full to look at."""
        if address not in self._texts or len(self._grounds) > MAXIMUM_GROUNDS:
            return None
        number, level = self._texts[address]
        colour, alpha = _fill(text)
        is_filled = pdfium_c.FPDFTextObj_GetTextRenderMode(text) == pdfium_c.FPDF_TEXTRENDERMODE_FILL
        # The size and the window of text inside a form are those of the form, which may be drawn larger.
        is_void = (is_filled and alpha == 0) or (level == 0 and _size(text) < _SMALLEST)
        window = window_of(text) if level == 0 else None
        known = _Text(number, is_void, self._is_optional(text, level), colour if is_filled else None, window)
        known.covers = [ground for ground in self._grounds if ground.is_cover and ground.number > number]
        known.grounds = [ground for ground in reversed(self._grounds) if ground.number < number]
        return known

    def _ground(self, item: pdfium.PdfObject) -> _Ground | None:
        is_path = item.type == pdfium_c.FPDF_PAGEOBJ_PATH
        if is_path and not _is_filled(item):
            return None
        box = placed(item, item.get_bounds())
        if min(box[2] - box[0], box[3] - box[1]) <= MAXIMUM_THICKNESS:
            return None
        if not is_path:
            return _Ground(self._count, box, None, is_cover=False)
        colour, alpha = _fill(item.raw)
        is_opaque = alpha == _OPAQUE and not pdfium_c.FPDFPageObj_HasTransparency(item.raw)
        is_plain = is_opaque and is_box(item)
        # PDFium calls patterns white, or grey: such a ground may have any colour, but for the paper.
        is_doubtful = colour == _PATTERN or (colour == _WHITE and not self._is_paper(box))
        is_cover = is_plain and colour != _PATTERN and not self._is_optional(item.raw, item.level)
        return _Ground(self._count, box, colour if is_plain and not is_doubtful else None, is_cover, colour)

    def _is_optional(self, item: pdfium_c.FPDF_PAGEOBJECT, level: int) -> bool:
        """Whether an object may belong to a layer. A form may as a whole, which what stands in it does not tell."""
        return (self._has_layers and level > 0) or _is_marked(item)

    def _is_paper(self, box: Box) -> bool:
        left, bottom, right, top = self._page
        width, height = min(box[2], right) - max(box[0], left), min(box[3], top) - max(box[1], bottom)
        return max(width, 0) * max(height, 0) >= _PAPER * (right - left) * (top - bottom)


def _fill(item: pdfium_c.FPDF_PAGEOBJECT) -> tuple[Colour | None, int]:
    """The colour that an object is filled with, None if that is not known, and how opaque it is, up to 255."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return None, _OPAQUE
    return (red.value, green.value, blue.value), alpha.value


def _is_filled(path: pdfium.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(path.raw, fill, stroke)
    return bool(fill.value)


def _is_same(colour: Colour, other: Colour) -> bool:
    return max(abs(a - b) for a, b in zip(colour, other, strict=True)) < _SAME_COLOUR


def _is_marked(item: pdfium_c.FPDF_PAGEOBJECT) -> bool:
    """Whether an object is marked as part of a layer, which may be switched off."""
    name, length = ctypes.create_string_buffer(16), ctypes.c_ulong()
    for number in range(pdfium_c.FPDFPageObj_CountMarks(item)):
        mark = pdfium_c.FPDFPageObj_GetMark(item, number)
        wide = ctypes.cast(name, ctypes.POINTER(pdfium_c.FPDF_WCHAR))
        if pdfium_c.FPDFPageObjMark_GetName(mark, wide, len(name), length) and name.raw.startswith(
            f"{_OPTIONAL}\0".encode("utf-16-le")
        ):
            return True
    return False


def _size(text: pdfium_c.FPDF_PAGEOBJECT) -> float:
    """The size of letters on the page, in points; of doubtful ones a usual size."""
    size, matrix = ctypes.c_float(), pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFTextObj_GetFontSize(text, size) or not pdfium_c.FPDFPageObj_GetMatrix(text, matrix):
        return 10.0
    return float(abs(size.value) * max(abs(matrix.c), abs(matrix.d)))
