"""Where the objects of a PDF page stand: their boxes on the page, and what cuts them off.

Belongs here: boxes and clips. Does not: lines (`pdf_paths.py`), colours and what hides what (`pdf_visibility.py`).
"""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from gk_pipeline.documents.pdf_paths import MAXIMUM_THICKNESS, Point

# Left, bottom, right, top, in points.
Box = tuple[float, float, float, float]

_SLACK = 0.01


def holds(box: Box, point: Point) -> bool:
    """Whether a point lies in a box."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _points(item: pdfium_c.FPDF_PAGEOBJECT, clip: pdfium_c.FPDF_CLIPPATH | None, path: int) -> list[Point]:
    """The points of an object's path, or of one of the paths of its clip."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    if clip is None:
        count = pdfium_c.FPDFPath_CountSegments(item)
    else:
        count = pdfium_c.FPDFClipPath_CountPathSegments(clip, path)
    for number in range(count):
        if clip is None:
            segment = pdfium_c.FPDFPath_GetPathSegment(item, number)
        else:
            segment = pdfium_c.FPDFClipPath_GetPathSegment(clip, path, number)
        if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_BEZIERTO:
            return []
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((x.value, y.value))
    return points


def _box_of(points: list[Point]) -> Box | None:
    """The box that points are the corners of; None when they are those of another shape."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if not 4 <= len(points) <= 6:
        return None
    box = min(xs), min(ys), max(xs), max(ys)
    at_edges = all(
        min(abs(x - box[0]), abs(x - box[2])) <= _SLACK and min(abs(y - box[1]), abs(y - box[3])) <= _SLACK
        for x, y in points
    )
    return box if at_edges and len({(x - box[0] > _SLACK, y - box[1] > _SLACK) for x, y in points}) == 4 else None


def is_box(path: pdfium.PdfObject) -> bool:
    """Whether a path is a level box that nothing cuts off."""
    box = _box_of(_points(path.raw, None, 0))
    matrix = path.get_matrix()
    if box is None or (abs(matrix.b) + abs(matrix.c) > _SLACK and abs(matrix.a) + abs(matrix.d) > _SLACK):
        return False
    bounds = path.get_bounds()
    window = window_of(path.raw)
    return window is None or all(
        (
            window[0] <= bounds[0] + MAXIMUM_THICKNESS,
            window[1] <= bounds[1] + MAXIMUM_THICKNESS,
            window[2] >= bounds[2] - MAXIMUM_THICKNESS,
            window[3] >= bounds[3] - MAXIMUM_THICKNESS,
        )
    )


def window_of(item: pdfium_c.FPDF_PAGEOBJECT) -> Box | None:
    """The smallest box that surely holds all that is shown of an object; None when nothing cuts it off."""
    clip = pdfium_c.FPDFPageObj_GetClipPath(item)
    if not clip:
        return None
    window: Box | None = None
    for path in range(max(pdfium_c.FPDFClipPath_CountPaths(clip), 0)):
        points = _points(item, clip, path)
        if not points:
            continue
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = min(xs), min(ys), max(xs), max(ys)
        if window:
            box = max(window[0], box[0]), max(window[1], box[1]), min(window[2], box[2]), min(window[3], box[3])
        window = box
    return window


def placed(item: pdfium.PdfObject, box: Box) -> Box:
    """A box of an object on the page, through the forms it stands in."""
    corners = [(x, y) for x in box[::2] for y in box[1::2]]
    form = item.container
    while form is not None:
        a, b, c, d, e, f = form.get_matrix().get()
        corners = [(a * x + c * y + e, b * x + d * y + f) for x, y in corners]
        form = form.container
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
