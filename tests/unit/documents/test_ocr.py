"""Scans and pictures, where the extra `ocr` is installed."""

from __future__ import annotations

import io

import pytest

from gk_pipeline.documents import ocr
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.read import read
from tests.unit.documents.drawing import Page, Ruled, Text, pdf, rows
from tests.unit.documents.grids import check, slots

needs_ocr = pytest.mark.skipif(not ocr.is_installed(), reason="the extra `ocr` is not installed")
XS, YS = (60, 260, 340, 420, 500), (100, 130, 160, 190, 220)
ROWS = ["信息内容|本年制发|本年废止|现行有效", "规章|0|0|7", "行政规范性文件|12||108", "其他|9|6|3985758"]
TITLE = "二、主动公开政府信息情况"


def picture(turned: float = 0.0) -> bytes:
    """A page with a title and a table as a PNG picture, perhaps a little askew."""
    import pypdfium2
    from PIL import Image

    page = Page([Text(60, 50, TITLE, 14), Ruled(XS, YS, rows(*ROWS))], 595, 300)
    image = pypdfium2.PdfDocument(pdf(page))[0].render(scale=200 / 72).to_pil().convert("L")
    image = image.rotate(turned, resample=Image.Resampling.BICUBIC, fillcolor=255)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def scan() -> bytes:
    """The picture as the only thing on a PDF page."""
    from reportlab.lib.utils import ImageReader

    def prepare(canvas) -> None:  # type: ignore[no-untyped-def]
        canvas.drawImage(ImageReader(io.BytesIO(picture())), 0, 0, 595, 300)

    return pdf(Page((), 595, 300, prepare))


def check_read(document: Document) -> None:
    """Every cell is read as it is printed, or marked as unknown; no cell is invented or passed for empty."""
    check(document)
    assert document.metadata["ocr"] == "yes"
    assert TITLE in document.text.replace(" ", "")
    (table,) = document.tables
    found = {(row, column): text for row, column, *_, text in slots(document, table)}
    expected = {(row, column): text for row, column, *_, text in rows(*ROWS)}
    assert found.keys() == expected.keys()
    wrong = {place: text for place, text in found.items() if text != expected[place]}
    assert all("\ufffd" in text for text in wrong.values()), wrong
    assert len(wrong) <= 2
    assert found[2, 2] == ""


@needs_ocr
def test_a_scanned_pdf() -> None:
    document = read(scan())
    assert document.format == "pdf"
    check_read(document)
    assert document.places[0].page == 1


@needs_ocr
@pytest.mark.parametrize("turned", [0.0, 1.5])
def test_a_picture(turned: float) -> None:
    document = read(picture(turned))
    assert document.format == "picture"
    check_read(document)


@needs_ocr
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(50), b"\xff\xd8\xff" + bytes(50)])
def test_a_broken_picture(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="broken"):
        read(data)


def test_without_the_extra_pictures_and_scans_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    for data in (scan(), picture()):
        with pytest.raises(UnreadableDocument) as caught:
            read(data)
        assert "extra `ocr`" in str(caught.value.remedy)


def test_a_scanned_page_among_others_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from reportlab.lib.utils import ImageReader

    monkeypatch.setattr(ocr, "is_installed", lambda: False)

    def prepare(canvas) -> None:  # type: ignore[no-untyped-def]
        canvas.drawImage(ImageReader(io.BytesIO(picture())), 0, 0, 595, 300)

    text = [Text(60, 50 + 20 * number, "全县一年里收到公开申请二十四件，办结二十三件。") for number in range(4)]
    document = read(pdf(Page(text, 595, 300), Page((), 595, 300, prepare)))
    assert document.metadata["scanned_pages"] == "1"
    assert "ocr" not in document.metadata
