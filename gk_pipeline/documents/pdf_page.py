"""One page of a PDF as it is shown: its glyphs and its ruling lines.

Belongs here: what is asked of PDFium, and turning its coordinates so that the page is upright. Does not: which lines a
path paints (`pdf_paths`), which characters are seen (`pdf_visibility`), lines of text, tables. Coordinates are points
from the upper left corner of the shown page.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from gk_pipeline.documents.limits import MAXIMUM_GLYPHS, MAXIMUM_PAGE_OBJECTS
from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.page import UNMAPPED, Glyph, PageContent, Ruling
from gk_pipeline.documents.pdf_paths import Point, straight_lines
from gk_pipeline.documents.pdf_visibility import Painting

# A stroke this far off level, in points, still is a ruling line.
_SLANT = 1.0
# Glyphs turned against the page by no multiple of a right angle, within these degrees, are a watermark.
_ANGLE_TOLERANCE = 10
_FORM_DEPTH = 12
_HYPHEN_MARK = "\x02"


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
    is_painted: bool
    is_seen: bool


# What stands on a page beside its content and is text of it: fields that were filled in, notes typed on it.
_WRITTEN_ON = (pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT)


def open_page(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """A page of a document, what was written on it made a part of it."""
    page = document[index]
    if not _is_written_on(page):
        return page
    pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY)
    page.close()
    return document[index]


def _is_written_on(page: pdfium.PdfPage) -> bool:
    for number in range(min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), MAXIMUM_PAGE_OBJECTS)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, number)
        if annotation:
            kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
            pdfium_c.FPDFPage_CloseAnnot(annotation)
            if kind in _WRITTEN_ON:
                return True
    return False


def read_page(page: pdfium.PdfPage, number: int, has_layers: bool) -> PageContent:
    """The content of a page, turned so that most of its text is upright. `has_layers`: the document has any."""
    content = PageContent(number)
    painting = Painting(page, has_layers)
    paths = _read_objects(page, content, painting)
    characters = _printed([*_characters(page, painting)], content)
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
    for path in paths:
        for start, end in straight_lines(path):
            _add_ruling(content, view.point(*start), view.point(*end))
    return content


def _printed(characters: list[_Character], content: PageContent) -> list[_Character]:
    """The characters that are the text of a page: those that are seen, or, under a picture of the page, those that a
    program recognised on it."""
    unpainted = sum(not character.is_painted for character in characters)
    unseen = sum(not character.is_seen for character in characters)
    hidden = unpainted + (unseen if content.images else 0)
    content.is_recognised = hidden * 2 > len(characters)
    if content.is_recognised:
        return characters
    content.unseen = unseen
    return [character for character in characters if character.is_painted and character.is_seen]


def _is_square(angle: int) -> bool:
    return min(angle % 90, 90 - angle % 90) <= _ANGLE_TOLERANCE


def _characters(page: pdfium.PdfPage, painting: Painting) -> Iterator[_Character]:
    text_page = page.get_textpage()
    raw = text_page.raw
    if text_page.count_chars() > MAXIMUM_GLYPHS:
        reason = f"a page of the PDF has {text_page.count_chars()} characters, the limit is {MAXIMUM_GLYPHS}"
        raise UnreadableDocument(reason, "cut the report out of the file")
    box, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    painted: dict[int, bool] = {}
    for index in range(text_page.count_chars()):
        if pdfium_c.FPDFText_IsGenerated(raw, index):
            continue
        text_object = pdfium_c.FPDFText_GetTextObject(raw, index)
        address = ctypes.addressof(text_object.contents) if text_object else 0
        if address not in painted:
            painted[address] = not address or _is_painted(text_object)
        pdfium_c.FPDFText_GetLooseCharBox(raw, index, box)
        pdfium_c.FPDFText_GetCharOrigin(raw, index, x, y)
        angle = math.degrees(pdfium_c.FPDFText_GetCharAngle(raw, index))
        text = printed_character(pdfium_c.FPDFText_GetUnicode(raw, index))
        if text:
            edges = (box.left, box.bottom, box.right, box.top)
            is_seen = not address or not painted[address] or painting.is_seen(text_object, edges)
            yield _Character(text, edges, (x.value, y.value), round(angle), painted[address], is_seen)
    text_page.close()


def _is_painted(text_object: pdfium_c.FPDF_PAGEOBJECT) -> bool:
    return pdfium_c.FPDFTextObj_GetTextRenderMode(text_object) not in (
        pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE,
        pdfium_c.FPDF_TEXTRENDERMODE_CLIP,
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


def _read_objects(page: pdfium.PdfPage, content: PageContent, painting: Painting) -> list[pdfium.PdfObject]:
    """The drawn paths, none where they are more than any table needs; counts pictures, and fills the painting."""
    paths: list[pdfium.PdfObject] = []
    for item in page.get_objects(max_depth=_FORM_DEPTH):
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            content.images += 1
            content.dots = max(content.dots, _dots(item))
        elif item.type == pdfium_c.FPDF_PAGEOBJ_PATH and not content.is_crowded:
            paths.append(item)
            content.is_crowded = len(paths) > MAXIMUM_PAGE_OBJECTS
        elif item.type == pdfium_c.FPDF_PAGEOBJ_FORM:
            continue
        painting.add(item)
    return [] if content.is_crowded else paths


def _dots(image: pdfium.PdfObject) -> int:
    """The dots of a picture, without unpacking it."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium_c.FPDFImageObj_GetImagePixelSize(image.raw, width, height)
    return int(width.value * height.value)


def _add_ruling(content: PageContent, start: Point, end: Point) -> None:
    (ax, ay), (bx, by) = start, end
    if abs(ay - by) <= _SLANT and abs(ax - bx) > _SLANT:
        content.levels.append(Ruling((ay + by) / 2, min(ax, bx), max(ax, bx)))
    elif abs(ax - bx) <= _SLANT and abs(ay - by) > _SLANT:
        content.uprights.append(Ruling((ax + bx) / 2, min(ay, by), max(ay, by)))
