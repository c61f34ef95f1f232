"""Draws the pages of test PDFs: lines of text where they should stand, and ruled tables, whole or in parts."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
SIZE = 10.0
PADDING = 5.4


@dataclass(frozen=True)
class Text:
    """A line of text at a position from the upper left corner of the page."""

    x: float
    y: float
    text: str
    size: float = SIZE


@dataclass(frozen=True)
class Ruled:
    """A table with lines around its cells: (row, column, row span, column span, text with line ends)."""

    xs: Sequence[float]
    ys: Sequence[float]
    cells: Sequence[tuple[int, int, int, int, str]]
    # Draws the box of a cell; by default four strokes.
    box: Callable[[Canvas, float, float, float, float], None] | None = None


@dataclass
class Page:
    """What stands on a page; `prepare` may do anything else to the canvas before."""

    items: Sequence[Text | Ruled] = ()
    width: float = 400
    height: float = 300
    prepare: Callable[[Canvas], None] = field(default=lambda canvas: None)


def pdf(*pages: Page | Iterable[Text | Ruled], **options: object) -> bytes:
    """The bytes of a PDF with these pages; options go to the canvas."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, **options)
    for page in pages:
        printed = page if isinstance(page, Page) else Page([*page])
        canvas.setPageSize((printed.width, printed.height))
        printed.prepare(canvas)
        for item in printed.items:
            if isinstance(item, Text):
                write(canvas, printed.height, item)
            else:
                rule(canvas, printed.height, item)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def write(canvas: Canvas, height: float, item: Text) -> None:
    canvas.setFont(FONT, item.size)
    canvas.drawString(item.x, height - item.y - item.size, item.text)


def rule(canvas: Canvas, height: float, table: Ruled) -> None:
    for row, column, rows, columns, text in table.cells:
        left, right = table.xs[column], table.xs[column + columns]
        top, bottom = table.ys[row], table.ys[row + rows]
        (table.box or strokes)(canvas, left, height - bottom, right, height - top)
        for number, line in enumerate(text.split("\n")):
            write(canvas, height, Text(left + PADDING, top + 2 + number * SIZE * 1.2, line))


def strokes(canvas: Canvas, left: float, bottom: float, right: float, top: float) -> None:
    canvas.lines([(left, top, right, top), (left, bottom, right, bottom)])
    canvas.lines([(left, top, left, bottom), (right, top, right, bottom)])


def rows(*printed: str) -> list[tuple[int, int, int, int, str]]:
    """Cells without spans, of rows whose texts are separated by `|`."""
    return [
        (row, column, 1, 1, text) for row, line in enumerate(printed) for column, text in enumerate(line.split("|"))
    ]
