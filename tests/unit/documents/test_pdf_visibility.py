"""Which text of a page is seen: beside what is painted over it, under it, and around it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from gk_pipeline.documents.read import read
from tests.unit.documents.drawing import Page, Ruled, Text, pdf

LINE = "全县一年里收到公开申请二十四件，办结二十三件。"
Draw = Callable[[Canvas], None]


def lines(draw: Draw, *, before: Draw = lambda canvas: None) -> list[str]:
    """The lines of a page with a sentence at the top and whatever else is drawn behind it."""

    def box(canvas: Canvas, left: float, bottom: float, right: float, top: float) -> None:
        draw(canvas)

    items = [Text(50, 10, LINE), Ruled((0, 1), (0, 1), [(0, 0, 1, 1, "")], box)]
    document = read(pdf(Page(items, prepare=before)))
    unseen = int(document.metadata.get("unseen_characters", "0"))
    assert (unseen > 0) == (len(document.text) < len(LINE) + 2)
    return document.text.split("\n")


def figure(canvas: Canvas, *, colour: tuple[float, float, float] = (0, 0, 0), size: float = 10) -> None:
    canvas.setFillColorRGB(*colour)
    canvas.setFont("Helvetica", size)
    canvas.drawString(100, 100, "97")


def box(canvas: Canvas, colour: tuple[float, float, float], alpha: float = 1.0) -> None:
    canvas.saveState()
    canvas.setFillColorRGB(*colour)
    canvas.setFillAlpha(alpha)
    canvas.rect(90, 90, 60, 30, stroke=0, fill=1)
    canvas.restoreState()


def frame(canvas: Canvas) -> None:
    """A frame of thin boxes in one path, which covers nothing inside it."""
    path = canvas.beginPath()
    path.rect(90, 90, 60, 0.5)
    path.rect(90, 120, 60, 0.5)
    path.rect(90, 90, 0.5, 30)
    path.rect(150, 90, 0.5, 30)
    canvas.drawPath(path, stroke=0, fill=1)


def cut(canvas: Canvas, left: float) -> None:
    path = canvas.beginPath()
    path.rect(left, 90, 60, 30)
    canvas.clipPath(path, stroke=0, fill=0)


def in_order(*steps: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        for step in steps:
            step(canvas)
        canvas.restoreState()

    return draw


def paper(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(0, 0, 400, 300, stroke=0, fill=1)
    canvas.restoreState()


def shading(canvas: Canvas) -> None:
    canvas.saveState()
    cut(canvas, 90)
    canvas.linearGradient(90, 90, 150, 120, ((0.2, 0.2, 0.6), (0.6, 0.2, 0.2)))
    canvas.restoreState()


WHITE, RED, BLACK = (1.0, 1.0, 1.0), (1.0, 0.0, 0.0), (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    "draw",
    [
        lambda canvas: figure(canvas, colour=WHITE),
        lambda canvas: figure(canvas, colour=(0.99, 0.99, 0.99)),
        in_order(figure, lambda canvas: box(canvas, WHITE)),
        in_order(figure, lambda canvas: box(canvas, BLACK)),
        in_order(lambda canvas: box(canvas, RED), lambda canvas: figure(canvas, colour=RED)),
        in_order(lambda canvas: box(canvas, WHITE), lambda canvas: figure(canvas, colour=WHITE)),
        in_order(lambda canvas: canvas.setFillAlpha(0), figure),
        in_order(lambda canvas: cut(canvas, 200), figure),
        lambda canvas: figure(canvas, size=0.5),
        in_order(lambda canvas: canvas.scale(0.05, 0.05), figure),
    ],
)
def test_what_cannot_be_seen_is_left_out(draw: Draw) -> None:
    assert lines(draw) == [LINE]


def test_paper_is_no_ground_of_its_own() -> None:
    assert lines(lambda canvas: figure(canvas, colour=WHITE), before=paper) == [LINE]


@pytest.mark.parametrize(
    "draw",
    [
        figure,
        lambda canvas: figure(canvas, colour=(0.9, 0.9, 0.9)),
        in_order(lambda canvas: box(canvas, RED), lambda canvas: figure(canvas, colour=WHITE)),
        in_order(lambda canvas: box(canvas, WHITE), figure),
        in_order(shading, lambda canvas: figure(canvas, colour=WHITE)),
        in_order(figure, lambda canvas: box(canvas, RED, alpha=0.3)),
        in_order(figure, frame),
        in_order(lambda canvas: cut(canvas, 90), figure),
        in_order(
            lambda canvas: canvas.scale(0.1, 0.1),
            lambda canvas: canvas.translate(900, 900),
            lambda canvas: figure(canvas, size=100),
        ),
    ],
)
def test_what_may_be_seen_is_read(draw: Draw) -> None:
    assert lines(draw) == [LINE, "97"]


FIGURE, SHOWN = "BT /F 12 Tf 50 400 Td (35) Tj ET", "BT /F 12 Tf 50 500 Td (97) Tj ET"
COVER = "1 1 1 rg 40 390 100 40 re f 0 0 0 rg"
# A form that belongs to a layer: what it holds.
FORM = (
    "<< /Type /XObject /Subtype /Form /BBox [0 0 400 600] /OC 5 0 R /Resources << /Font << /F 6 0 R >> >> "
    "/Length {length} >>\nstream\n{content}\nendstream"
)


def layered(state: str, content: str, *, form: str = "", rotation: int = 0) -> bytes:
    """A page with this content, where `/OC /L BDC` opens a layer that is switched ON or OFF; so is that of the form."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [5 0 R] /D << /{state} [5 0 R] /Order [5 0 R] >> >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Rotate {rotation} /Contents 4 0 R /Resources "
        "<< /Font << /F 6 0 R >> /Properties << /L 5 0 R >> /XObject << /X 7 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /OCG /Name (Draft) >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        FORM.format(length=len(form), content=form),
    ]
    data = b"%PDF-1.7\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{each}\nendobj\n".encode()
    entries = "".join(f"{place:010} 00000 n \n" for place in places)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{entries}"
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + table.encode() + trailer.encode()


@pytest.mark.parametrize("rotation", [0, 90, 180])
@pytest.mark.parametrize(
    ("content", "form"), [(f"{SHOWN} /OC /L BDC {FIGURE} EMC", ""), (f"{SHOWN} /X Do", FIGURE)], ids=["marked", "form"]
)
def test_layers_are_read_as_a_viewer_shows_them(content: str, form: str, rotation: int) -> None:
    assert read(layered("ON", content, form=form, rotation=rotation)).text.split() == ["97", "35"]
    assert read(layered("OFF", content, form=form, rotation=rotation)).text.split() == ["97"]


@pytest.mark.parametrize(
    ("content", "form"),
    [(f"{SHOWN} {FIGURE} /OC /L BDC {COVER} EMC", ""), (f"{SHOWN} {FIGURE} /X Do", COVER)],
    ids=["marked", "form"],
)
def test_what_a_layer_covers_that_is_switched_off_is_read(content: str, form: str) -> None:
    assert read(layered("OFF", content, form=form)).text.split() == ["97", "35"]
