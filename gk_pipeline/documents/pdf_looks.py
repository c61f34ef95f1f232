"""What a PDF page looks like where its objects leave a doubt: the page is painted, and looked at.

Belongs here: the painted page. Does not: which text is in doubt (`pdf_visibility.py`), pictures for OCR (`ocr.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pypdfium2 as pdfium

from gk_pipeline.documents.pdf_shapes import Box

# Pixels to a point; fewer for a page so large that its picture would hold more than so many.
_SCALE = 2.0
_MOST_PIXELS = 16_000_000
# Shades of a plain ground differ by less, of 255.
_SAME_SHADE = 6


@dataclass(slots=True)
class Looks:
    """The look of a page, painted when it is first asked for, with the layers that a viewer switches on."""

    page: pdfium.PdfPage
    _shades: bytes = b""
    _width: int = 0
    _height: int = 0
    _scale: float = field(default=_SCALE)

    def is_plain(self, box: Box) -> bool:
        """Whether nothing can be told from its ground in a box (left, bottom, right, top; in points)."""
        if not self._shades:
            self._paint()
        left, bottom, _, _ = self.page.get_bbox()
        edges = [(x - left) * self._scale for x in (box[0], box[2])]
        levels = [self._height - (y - bottom) * self._scale for y in (box[3], box[1])]
        first, stop = max(int(edges[0]), 0), min(int(edges[1]) + 1, self._width)
        rows = range(max(int(levels[0]), 0), min(int(levels[1]) + 1, self._height))
        shades = b"".join(self._shades[row * self._width + first : row * self._width + stop] for row in rows)
        return not shades or max(shades) - min(shades) < _SAME_SHADE

    def _paint(self) -> None:
        width, height = self.page.get_size()
        self._scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
        # Objects have their places on the page as it lies, not as it is shown.
        rotation = -self.page.get_rotation() % 360
        bitmap = self.page.render(scale=self._scale, rotation=rotation, grayscale=True, may_draw_forms=False)
        self._width, self._height = bitmap.width, bitmap.height
        lines, stride = bytes(bitmap.buffer), bitmap.stride
        self._shades = b"".join(lines[row * stride : row * stride + self._width] for row in range(self._height))
