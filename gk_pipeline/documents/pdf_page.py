"""One page of a PDF as it is shown: its glyphs and its ruling lines.

Belongs here: everything that is asked of PDFium, and turning its coordinates so that the page is upright. Does not:
lines of text, tables. Coordinates are points from the upper left corner of the shown page.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from gk_pipeline.documents.limits import MAXIMUM_GLYPHS, MAXIMUM_PAGE_OBJECTS
from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.page import UNMAPPED, Glyph, PageContent, Ruling

# A line is drawn as a stroke or as a filled box no thicker than this; a thicker box is a background.
_MAXIMUM_THICKNESS = 3.0
# A stroke this far off level, in points, still is a ruling line.
_SLANT = 1.0
# Glyphs turned against the page by no multiple of a right angle, within these degrees, are a watermark.
_ANGLE_TOLERANCE = 10
_FORM_DEPTH = 12
_HYPHEN_MARK = "\x02"

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]


class _View:
    """From the coordinates of the file to those of the page as shown, turned by quarters clockwise."""

    def __init__(self, box: tuple[float, float, float, float], quarters: int) -> None:
        self._left, self._bottom, self._right, self._top = box
        self._quarters = quarters % 4
        width, height = self._right - self._left, self._top - self._bottom
        self.size = (width, height) if self._quarters % 2 == 0 else (height, width)

    def point(self, x: float, y: float) -> Point:
        match self._quarters:
            case 0:
                return x - self._left, self._top - y
            case 1:
                return y - self._bottom, x - self._left
            case 2:
                return self._right - x, y - self._bottom
            case _:
                return self._top - y, self._right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom as shown."""
        (ax, ay), (bx, by) = self.point(left, bottom), self.point(right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


class _Character(NamedTuple):
    text: str
    box: tuple[float, float, float, float]
    origin: Point
    angle: int
    is_hidden: bool


def read_page(page: pdfium.PdfPage, number: int) -> PageContent:
    """The content of a page, turned so that most of its text is upright."""
    content = PageContent(number)
    characters = list(_characters(page))
    hidden = sum(character.is_hidden for character in characters)
    content.is_recognised = hidden * 2 > len(characters)
    if hidden and not content.is_recognised:
        characters = [character for character in characters if not character.is_hidden]
    angles = Counter(round(-character.angle / 90) % 4 for character in characters if _is_square(character.angle))
    # Text that runs upwards (a quarter counter-clockwise) is upright on a page turned a quarter clockwise.
    view = _View(page.get_bbox(), angles.most_common(1)[0][0] if angles else page.get_rotation() // 90)
    content.width, content.height = view.size
    for character in characters:
        if not _is_square(character.angle):
            content.turned += 1
            continue
        x0, top, x1, bottom = view.box(*character.box)
        if x1 < 0 or bottom < 0 or x0 > content.width or top > content.height:
            continue
        content.unmapped += character.text == UNMAPPED
        content.glyphs.append(Glyph(character.text, x0, top, x1, bottom, view.point(*character.origin)[1]))
    _read_objects(page, content, view)
    return content


def _is_square(angle: int) -> bool:
    return min(angle % 90, 90 - angle % 90) <= _ANGLE_TOLERANCE


def _characters(page: pdfium.PdfPage) -> Iterator[_Character]:
    text_page = page.get_textpage()
    raw = text_page.raw
    if text_page.count_chars() > MAXIMUM_GLYPHS:
        reason = f"a page of the PDF has {text_page.count_chars()} characters, the limit is {MAXIMUM_GLYPHS}"
        raise UnreadableDocument(reason, "cut the report out of the file")
    box, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    hidden: dict[int, bool] = {}
    for index in range(text_page.count_chars()):
        if pdfium_c.FPDFText_IsGenerated(raw, index):
            continue
        text_object = pdfium_c.FPDFText_GetTextObject(raw, index)
        address = ctypes.addressof(text_object.contents) if text_object else 0
        if address not in hidden:
            hidden[address] = bool(address) and _is_hidden(text_object)
        pdfium_c.FPDFText_GetLooseCharBox(raw, index, box)
        pdfium_c.FPDFText_GetCharOrigin(raw, index, x, y)
        angle = math.degrees(pdfium_c.FPDFText_GetCharAngle(raw, index))
        text = printed_character(pdfium_c.FPDFText_GetUnicode(raw, index))
        if text:
            edges = (box.left, box.bottom, box.right, box.top)
            yield _Character(text, edges, (x.value, y.value), round(angle), hidden[address])
    text_page.close()


def _is_hidden(text_object: pdfium_c.FPDF_PAGEOBJECT) -> bool:
    return bool(
        pdfium_c.FPDFTextObj_GetTextRenderMode(text_object)
        in (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)
    )


def printed_character(code: int) -> str:
    """The character of a glyph. Radicals, which some fonts name instead of the character, become the character."""
    if code == 0 or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF:
        return UNMAPPED
    text = chr(code)
    if text == _HYPHEN_MARK:
        return "-"
    if "\u2e80" <= text <= "\u2fdf":
        return unicodedata.normalize("NFKC", text)
    category = unicodedata.category(text)
    if category == "Co":
        return UNMAPPED
    return " " if text.isspace() else "" if category in ("Cc", "Cf") else text


def _read_objects(page: pdfium.PdfPage, content: PageContent, view: _View) -> None:
    """Ruling lines and the number of images. A page of more objects than any table needs keeps its text alone."""
    kinds = [pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE]
    seen = 0
    for item in page.get_objects(filter=kinds, max_depth=_FORM_DEPTH):
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            content.images += 1
            continue
        seen += 1
        if seen > MAXIMUM_PAGE_OBJECTS:
            content.is_crowded = True
            content.levels.clear()
            content.uprights.clear()
            return
        for start, end in _lines(item):
            _add_ruling(content, view.point(*start), view.point(*end))


def _add_ruling(content: PageContent, start: Point, end: Point) -> None:
    (ax, ay), (bx, by) = start, end
    if abs(ay - by) <= _SLANT and abs(ax - bx) > _SLANT:
        content.levels.append(Ruling((ay + by) / 2, min(ax, bx), max(ax, bx)))
    elif abs(ax - bx) <= _SLANT and abs(ay - by) > _SLANT:
        content.uprights.append(Ruling((ax + bx) / 2, min(ay, by), max(ay, by)))


def _lines(path: pdfium.PdfObject) -> Iterator[tuple[Point, Point]]:
    """The straight lines that a path paints: its strokes, or the middle line of each thin box that it fills."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(path.raw, fill, stroke)
    if not fill.value and not stroke.value:
        return
    transform = _transform(path)
    for points in _subpaths(path):
        placed = [transform(*point) for point in points]
        if stroke.value:
            yield from pairwise(placed)
        elif middle := _middle_line(placed):
            yield middle


def _middle_line(points: list[Point]) -> tuple[Point, Point] | None:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if height <= _MAXIMUM_THICKNESS and height < width:
        middle = (min(ys) + max(ys)) / 2
        return (min(xs), middle), (max(xs), middle)
    if width <= _MAXIMUM_THICKNESS and width < height:
        middle = (min(xs) + max(xs)) / 2
        return (middle, min(ys)), (middle, max(ys))
    return None


def _subpaths(path: pdfium.PdfObject) -> Iterator[list[Point]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    for index in range(pdfium_c.FPDFPath_CountSegments(path.raw)):
        segment = pdfium_c.FPDFPath_GetPathSegment(path.raw, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append((x.value, y.value))
        if pdfium_c.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if points:
        yield points


def _transform(path: pdfium.PdfObject) -> Callable[[float, float], Point]:
    """From the coordinates of a path to those of the page, through the forms it stands in."""
    matrices: list[Matrix] = []
    item = path
    while item is not None:
        matrices.append(item.get_matrix().get())
        item = item.container

    def transform(x: float, y: float) -> Point:
        for a, b, c, d, e, f in matrices:
            x, y = a * x + c * y + e, b * x + d * y + f
        return x, y

    return transform
