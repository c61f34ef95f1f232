"""Pictures of pages to glyphs and ruling lines, where the extra `ocr` is installed.

Belongs here: recognising characters, and finding the lines of tables in a picture. Does not: what becomes of them,
which is the same as for a page with text (`pdf_blocks`). What was recognised can be wrong where it looks right, so
documents that come from here are marked; what is doubtful already here is given as an unknown character, and ink of
which nothing was made is too: a cell that could not be read must not pass for an empty one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any

from gk_pipeline.documents.pdf_grid import find_grids
from gk_pipeline.documents.pdf_page import UNMAPPED, Glyph, PageContent, Ruling

# Dots to a point at which pages are looked at: 200 dots to an inch.
RESOLUTION = 200 / 72
# Below this the engine itself doubts: the share of misread digits is high, that of misread Chinese is not.
_SURE = 0.9
# Parts of the page: the shortest line of a table; how far the lines of a scan may be off level, in degrees.
_SHORTEST_LINE = 1 / 40
_STEEPEST = 5.0
_STRAIGHT = 0.1
# A cell has ink in it when this part of it is dark, its rim left aside, in points.
_INK = 0.002
_RIM = 2.0
_DARK = 128


def is_installed() -> bool:
    """Whether pictures can be read here."""
    return find_spec("rapidocr_onnxruntime") is not None and find_spec("cv2") is not None


def recognise(picture: Any, number: int) -> PageContent:
    """The page that a picture shows: an array of rows of dots, grey or with three colours, at `RESOLUTION`."""
    import cv2  # noqa: PLC0415

    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    grey = _straightened(grey)
    height, width = grey.shape
    content = PageContent(number, width / RESOLUTION, height / RESOLUTION, images=1, is_recognised=True)
    content.levels, content.uprights = _rulings(grey)
    results, _ = _engine()(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), return_word_box=True)
    for box, _, score, characters, texts, *_ in results or ():
        content.glyphs += _glyphs(box, float(score), characters, texts)
    content.glyphs += _unread(grey, content)
    content.unmapped = sum(glyph.text == UNMAPPED for glyph in content.glyphs)
    return content


@cache
def _engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR  # noqa: PLC0415

    return RapidOCR()


def _glyphs(box: Any, score: float, characters: Any, texts: Any) -> Iterator[Glyph]:
    """The characters of a recognised line. One of a doubtful line that is a digit or a sign counts as unknown."""
    base = max(y for _, y in box) / RESOLUTION
    top = min(y for _, y in box) / RESOLUTION
    for corners, text in zip(characters, texts, strict=False):
        xs = [x / RESOLUTION for x, _ in corners]
        is_doubtful = score < _SURE and text < "\u2e80"
        yield Glyph(UNMAPPED if is_doubtful else text, min(xs), top, max(xs), base, base)


def _unread(grey: Any, content: PageContent) -> Iterator[Glyph]:
    """An unknown character for every cell that has ink in it and no character."""
    for grid in find_grids(content.levels, content.uprights):
        for box in grid.boxes:
            left, right = grid.xs[box.column], grid.xs[box.column + box.column_span]
            top, bottom = grid.ys[box.row], grid.ys[box.row + box.row_span]
            if any(left <= (g.x0 + g.x1) / 2 < right and top <= (g.top + g.bottom) / 2 < bottom for g in content.glyphs):
                continue
            rows = slice(int((top + _RIM) * RESOLUTION), int((bottom - _RIM) * RESOLUTION))
            columns = slice(int((left + _RIM) * RESOLUTION), int((right - _RIM) * RESOLUTION))
            inside = grey[rows, columns]
            if inside.size and (inside < _DARK).mean() > _INK:
                middle, base = (left + right) / 2, (top + bottom) / 2
                yield Glyph(UNMAPPED, middle - 2, base - 4, middle + 2, base + 4, base + 4)


def _rulings(grey: Any) -> tuple[list[Ruling], list[Ruling]]:
    """The level and the upright lines of a picture."""
    import cv2  # noqa: PLC0415

    dark = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    found: list[list[Ruling]] = []
    for is_level in (True, False):
        length = max(int(grey.shape[1] * _SHORTEST_LINE), 20)
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1) if is_level else (1, length))
        # Gaps of a scanned line are closed first, across it nothing may be.
        lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
        boxes = cv2.connectedComponentsWithStats(lines)[2][1:]
        found.append([_ruling(*(float(edge) / RESOLUTION for edge in box[:4]), is_level=is_level) for box in boxes])
    return found[0], found[1]


def _ruling(x: float, y: float, width: float, height: float, *, is_level: bool) -> Ruling:
    return Ruling(y + height / 2, x, x + width) if is_level else Ruling(x + width / 2, y, y + height)


def _straightened(grey: Any) -> Any:
    """The picture turned so that its long lines are level."""
    import cv2  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    edges = cv2.Canny(grey, 50, 150)
    shortest = grey.shape[1] // 4
    lines = cv2.HoughLinesP(edges, 1, np.pi / 1800, 200, minLineLength=shortest, maxLineGap=10)
    if lines is None:
        return grey
    angles = [float(np.degrees(np.arctan2(y1 - y0, x1 - x0))) for x0, y0, x1, y1 in lines.reshape(-1, 4)]
    angles = [angle for angle in angles if abs(angle) <= _STEEPEST]
    angle = float(np.median(angles)) if angles else 0.0
    if abs(angle) < _STRAIGHT:
        return grey
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
