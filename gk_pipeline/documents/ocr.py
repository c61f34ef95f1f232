"""Pictures of pages to glyphs and ruling lines, where the extra `ocr` is installed.

Belongs here: recognising characters, and finding the lines of tables in a picture. Does not: what becomes of them,
which is the same as for a page with text (`pdf_blocks`). Cells of one line are read each by itself, since lone digits
are easily missed or mistaken in a whole page; what the engine doubts is read twice. What remains doubtful is given as
an unknown character, and so is ink of which nothing was made: a cell that could not be read must not pass for an empty
one. Even so readings can be wrong where they look right: documents that come from here are marked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from gk_pipeline.documents.limits import MAXIMUM_PICTURE_DOTS
from gk_pipeline.documents.page import UNMAPPED, Glyph, PageContent, Ruling
from gk_pipeline.documents.pdf_grid import find_grids

# Dots to a point at which pages are looked at: 200 dots to an inch.
RESOLUTION = 200 / 72
PAGE_WIDTH = 595.0
# Below this the engine itself doubts.
_SURE = 0.9
# What it makes of a lone ring, always in doubt; in the cell of a table a ring is a zero if one of two readings says so.
_RINGS = ("0", "O", "o", "。", "〇", "°", "")
# Parts of the page: the shortest line of a table; how far the lines of a scan may be off level, in degrees.
_SHORTEST_LINE = 1 / 40
_STEEPEST = 5.0
_STRAIGHT = 0.1
_DARK = 128
# The rim of a cell that belongs to its lines, the least ink of a text, the most of one line, in points.
_RIM = 1.5
_LEAST_INK = 1.0
_LINE_HEIGHT = 15.0


@cache
def is_installed() -> bool:
    """Whether pictures can be read here. Loads the libraries: on some machines they are there and do not load."""
    try:
        _cv2()
        import rapidocr_onnxruntime  # noqa: F401, PLC0415
    except ImportError:
        return False
    return True


def recognise(picture: Any, number: int) -> PageContent:
    """The page that a picture shows: an array of rows of dots, grey or with three colours, at `RESOLUTION`."""
    cv2 = _cv2()

    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    grey = _straightened(grey)
    height, width = grey.shape
    content = PageContent(number, width / RESOLUTION, height / RESOLUTION, images=1, is_recognised=True)
    content.levels, content.uprights = _rulings(grey)
    content.glyphs += _read_cells(grey, content)
    results, _ = _engine()(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), return_word_box=True)
    for box, _, score, characters, texts, *_ in results or ():
        content.glyphs += _glyphs(box, float(score), characters, texts)
    content.glyphs += _unread(grey, content)
    content.unmapped = sum(glyph.text == UNMAPPED for glyph in content.glyphs)
    return content


def decode(data: bytes) -> Any:
    """A picture file as rows of grey dots, sized as a page of paper would be; None when it can't be decoded."""
    import numpy as np  # noqa: PLC0415

    cv2 = _cv2()
    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error:
        return None
    if picture is None:
        return None
    # Pictures do not say how large they were on paper; as wide as a page, their letters have a usual size.
    scale = min(max(PAGE_WIDTH * RESOLUTION / picture.shape[1], 0.25), 3.0)
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)


@cache
def _cv2() -> Any:
    # The decoder's own limit is a thousand million dots, and is read when it is loaded.
    os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MAXIMUM_PICTURE_DOTS))
    import cv2  # noqa: PLC0415

    return cv2


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


def _read_cells(grey: Any, content: PageContent) -> Iterator[Glyph]:
    """The glyphs of cells with one line, which are wiped off the picture."""
    inks = [ink for ink in _inks(grey, content) if ink.bottom - ink.top <= _LINE_HEIGHT]
    for ink, reading in zip(inks, _readings([ink.picture for ink in inks]), strict=True):
        yield from ink.glyphs(reading)
        rows, columns = (slice(int(a * RESOLUTION), int(b * RESOLUTION) + 1) for a, b in (ink[1::2], ink[:4:2]))
        grey[rows, columns] = 255


def _readings(pictures: list[Any]) -> list[str]:
    """The text of each picture; unknown for one that two readings do not agree on."""
    cv2 = _cv2()

    first = _recognised(pictures)
    doubtful = [number for number, (text, score) in enumerate(first) if score < _SURE or text in _RINGS]
    larger = [cv2.resize(pictures[number], None, fx=1.4, fy=1.4, interpolation=cv2.INTER_CUBIC) for number in doubtful]
    texts = [text for text, _ in first]
    for number, (text, _) in zip(doubtful, _recognised(larger), strict=True):
        if texts[number] in _RINGS and text in _RINGS:
            texts[number] = "0" if "0" in (texts[number], text) else UNMAPPED
        elif text != texts[number] or not text:
            texts[number] = UNMAPPED
    return texts


def _recognised(pictures: list[Any]) -> list[tuple[str, float]]:
    results, _ = _engine().text_rec(pictures) if pictures else ((), 0)
    return [(result[0], float(result[1])) for result in results]


def _unread(grey: Any, content: PageContent) -> Iterator[Glyph]:
    """An unknown character for every cell that has ink left in it and no character."""
    middles = [((g.x0 + g.x1) / 2, (g.top + g.bottom) / 2) for g in content.glyphs]
    for ink in _inks(grey, content):
        if not any(ink.x0 <= x <= ink.x1 and ink.top <= y <= ink.bottom for x, y in middles):
            yield from ink.glyphs(UNMAPPED)


class _Ink(NamedTuple):
    """What stands in a cell: its box in points, and its picture."""

    x0: float
    top: float
    x1: float
    bottom: float
    picture: Any

    def glyphs(self, text: str) -> Iterator[Glyph]:
        """A text as glyphs of equal width."""
        width = (self.x1 - self.x0) / len(text)
        for number, character in enumerate(text):
            left = self.x0 + number * width
            yield Glyph(character, left, self.top, left + width, self.bottom, self.bottom)


def _inks(grey: Any, content: PageContent) -> Iterator[_Ink]:
    """What stands in the cells of the tables of a page."""
    for grid in find_grids(content.levels, content.uprights):
        for box in grid.boxes:
            left, right = grid.xs[box.column], grid.xs[box.column + box.column_span]
            top, bottom = grid.ys[box.row], grid.ys[box.row + box.row_span]
            if ink := _ink(grey, left + _RIM, top + _RIM, right - _RIM, bottom - _RIM):
                yield ink


def _ink(grey: Any, left: float, top: float, right: float, bottom: float) -> _Ink | None:
    """The dark part of a rectangle, with some room around it; None when there is none."""
    cv2 = _cv2()
    import numpy as np  # noqa: PLC0415

    x, y = int(left * RESOLUTION), int(top * RESOLUTION)
    inside = grey[y : int(bottom * RESOLUTION), x : int(right * RESOLUTION)]
    rows, columns = np.where(inside < _DARK)
    if not len(rows) or max(np.ptp(rows), np.ptp(columns)) < _LEAST_INK * RESOLUTION:
        return None
    first_row, last_row = int(rows.min()), int(rows.max()) + 1
    first_column, last_column = int(columns.min()), int(columns.max()) + 1
    room = max(4, (last_row - first_row) // 3)
    cut = inside[max(0, first_row - room) : last_row + room, max(0, first_column - room) : last_column + room]
    framed = cv2.copyMakeBorder(cut, 2, 2, 10, 10, cv2.BORDER_CONSTANT, value=255)
    left, right = (x + first_column) / RESOLUTION, (x + last_column) / RESOLUTION
    top, bottom = (y + first_row) / RESOLUTION, (y + last_row) / RESOLUTION
    return _Ink(left, top, right, bottom, cv2.cvtColor(framed, cv2.COLOR_GRAY2BGR))


def _rulings(grey: Any) -> tuple[list[Ruling], list[Ruling]]:
    """The level and the upright lines of a picture."""
    cv2 = _cv2()

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
    cv2 = _cv2()
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
