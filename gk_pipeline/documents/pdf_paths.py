"""What the paths of a PDF page paint.

Belongs here: straight lines, among them boxes too thin to be anything else. Does not: what lines are the tables of
(`pdf_grid`), boxes that hide text (`pdf_visibility`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

# A line is drawn as a stroke or as a filled box no thicker than this; a thicker box is a background.
MAXIMUM_THICKNESS = 3.0

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]


def straight_lines(path: pdfium.PdfObject) -> Iterator[tuple[Point, Point]]:
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
    if height <= MAXIMUM_THICKNESS and height < width:
        middle = (min(ys) + max(ys)) / 2
        return (min(xs), middle), (max(xs), middle)
    if width <= MAXIMUM_THICKNESS and width < height:
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
