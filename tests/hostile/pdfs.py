"""PDF files: bombs, loops, actions, and text that is in the file and not on the page."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from functools import cache

from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.hostile.case import CANARY_FILE, CANARY_SERVER, DIED, NOT_A_REPORT, SECRET, UNREADABLE, Hostile, Row
from tests.unit.documents.drawing import FONT, SIZE, Page, Ruled, Text, pdf, rows
from tests.unit.documents.sample_report import as_pdf

_XS, _YS = (40, 160, 240, 320, 400), (60, 80, 100, 120)
_TITLE = "青溪县人民政府2023年政府信息公开工作年度报告"
_ROWS = ("信息内容|本年制发件数|本年废止件数|现行有效件数", "规章|0|0|0", "行政规范性文件|3|1|12")
_MORE = ("信息内容|本年处理决定数量", "行政许可|215", "行政处罚|87", "行政强制|4")
_WIDTH, _HEIGHT = 440, 300
PRINTED: Mapping[str, str] = {"pub.normdocs.issued": "3", "pub.normdocs.repealed": "1", "pub.normdocs.in_force": "12"}
# Where the figure 3 of the last row stands, from the left and from the top; there is room for one more before it.
_X, _Y = 165.4, 102


def report(
    before: Callable[[Canvas], None] = lambda canvas: None,
    after: Callable[[Canvas], None] | None = None,
    *,
    printed: tuple[str, ...] = _ROWS,
    **options: object,
) -> bytes:
    """A page with a title and a small table; `before` and `after` draw something under and over it."""
    items: list[Text | Ruled] = [Text(40, 20, _TITLE), Ruled(_XS, _YS, rows(*printed))]
    items += [
        Text(40, 40, "二、主动公开政府信息情况"),
        Ruled((40, 160, 240), (140, 160, 180, 200, 220), rows(*_MORE)),
        Text(40, 240, "三、收到和处理政府信息公开申请情况：全年没有收到申请。"),
    ]
    if after:
        drawn = after

        def box(canvas: Canvas, left: float, bottom: float, right: float, top: float) -> None:
            drawn(canvas)

        items.append(Ruled((0, 1), (0, 1), [(0, 0, 1, 1, "")], box))
    return pdf(Page(items, _WIDTH, _HEIGHT, before), **options)


def _write(canvas: Canvas, x: float, text: str, *, size: float = SIZE, mode: int = 0) -> None:
    line = canvas.beginText(x, _HEIGHT - _Y - SIZE)
    line.setFont(FONT, size)
    line.setTextRenderMode(mode)
    line.textOut(text)
    canvas.drawText(line)


def _white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    _write(canvas, _X + 6, "9")
    canvas.setFillColorRGB(0, 0, 0)


def _white_on_dark(canvas: Canvas) -> None:
    """The heads of a table, white on a dark ground, as many reports print them."""
    canvas.setFillColorRGB(0.1, 0.2, 0.4)
    canvas.rect(_XS[0], _HEIGHT - _YS[1], _XS[-1] - _XS[0], _YS[1] - _YS[0], stroke=0, fill=1)
    canvas.setFillColorRGB(1, 1, 1)
    for x, text in zip(_XS, _ROWS[0].split("|"), strict=False):
        canvas.setFont(FONT, SIZE)
        canvas.drawString(x + 5.4, _HEIGHT - _YS[0] - 2 - SIZE, text)
    canvas.setFillColorRGB(0, 0, 0)


def _transparent(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFillAlpha(0)
    _write(canvas, _X + 6, "9")
    canvas.restoreState()


def _tiny(canvas: Canvas) -> None:
    _write(canvas, _X + 6, "9", size=0.1)


def _clipped(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(0, 0, 10, 10)
    canvas.clipPath(path, stroke=0, fill=0)
    _write(canvas, _X + 6, "9")
    canvas.restoreState()


def _unpainted(canvas: Canvas) -> None:
    canvas.saveState()
    _write(canvas, _X + 6, "9", mode=3)
    canvas.restoreState()


def _covered(canvas: Canvas) -> None:
    """A figure that was painted over, and another written in its place, as people correct a PDF."""
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(_XS[1] + 2, _HEIGHT - _YS[3] + 2, 60, 16, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    _write(canvas, _X + 6, "3")


def _off_the_page(canvas: Canvas) -> None:
    canvas.setFont(FONT, SIZE)
    canvas.drawString(-200, _HEIGHT - _Y - SIZE, "9")
    canvas.drawString(_X, _HEIGHT + 500, "9")


def _in_catalog(data: bytes, entry: str) -> bytes:
    """The file with an entry added to its catalog. The offsets behind it are wrong then, which readers forgive."""
    return re.sub(rb"/Type /Catalog", rb"/Type /Catalog " + entry.encode(), data, count=1)


def _on_page(data: bytes, entry: str) -> bytes:
    return re.sub(rb"/Type /Page\b(?!s)", rb"/Type /Page " + entry.encode(), data, count=1)


def objects(*bodies: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, the first of which is the catalog."""
    data = b"%PDF-1.5\n"
    for number, body in enumerate(bodies, 1):
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return data + b"trailer << /Root 1 0 R /Size %d %s >>\n%%%%EOF" % (len(bodies) + 1, trailer)


_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_FONTS = b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"


def page(
    content: bytes, *more: bytes, box: bytes = b"[0 0 400 300]", resources: bytes = b"", filters: bytes = b""
) -> bytes:
    """A file of one page with this content; `more` are further objects from number 5 on."""
    return objects(
        _CATALOG,
        _PAGES,
        b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources << %s %s >> >>"
        % (box, _FONTS, resources),
        stream(content, filters),
        *more,
    )


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


_NOTE = b"BT /F 12 Tf 20 200 Td (Notice of a meeting, all are welcome) Tj ET\n"


@cache
def _spaces(megabytes: int, times: int = 1) -> bytes:
    if times > 1:
        return zlib.compress(_spaces(megabytes, times - 1), 9)
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(megabytes)), packer.flush()])


def _run_length(megabytes: int) -> bytes:
    return b"\x81 " * (megabytes * 1_000_000 // 128) + b"\x80"


def _object_stream() -> bytes:
    packed = _spaces(250)
    inside = b"<< /Type /ObjStm /N 1 /First 10 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        len(packed),
        packed,
    )
    return objects(_CATALOG, _PAGES, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>", inside)


def _forms(depth: int, times: int) -> bytes:
    """Forms of which each draws the next several times: the page grows with the power of the depth."""
    first = b"/XObject << /X 5 0 R >>"
    more = [
        stream(
            b"/X Do " * times if number + 1 < depth else b"0 0 m 9 9 l S ",
            b"/Type /XObject /Subtype /Form /BBox [0 0 400 300] /Resources << /XObject << /X %d 0 R >> >>"
            % (number + 6),
        )
        for number in range(depth)
    ]
    return page(_NOTE + b"/X Do", *more, resources=first)


def _pages(count: int) -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(count))
    return objects(
        _CATALOG,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] >>",
    )


def _page_loop() -> bytes:
    return objects(_CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 100 >>")


def _table_loop() -> bytes:
    data = page(_NOTE).replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 0")
    table = len(data)
    data += b"\nxref\n0 1\n0000000000 65535 f \ntrailer << /Root 1 0 R /Size 5 /Prev %d >>\nstartxref\n%d\n%%%%EOF" % (
        table + 1,
        table + 1,
    )
    return data


def _locked() -> bytes:
    document = FPDF()
    document.set_encryption("owner", "user", EncryptionMethod.AES_256, AccessPermission.all())
    document.add_page()
    return bytes(document.output())


def _picture(dots: int) -> bytes:
    """A page that is one picture of so many dots on a side, a bit each."""
    packed = zlib.compress(bytes(dots // 8 * dots), 9)
    entries = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1 /ColorSpace /DeviceGray"
        b" /Filter /FlateDecode" % (dots, dots)
    )
    return page(b"400 0 0 300 0 0 cm /I Do", stream(packed, entries), resources=b"/XObject << /I 5 0 R >>")


def _field() -> bytes:
    """A report whose figure stands in a field of a form, which viewers show in the cell."""
    data = report(printed=(*_ROWS[:-1], "行政规范性文件||1|12"))
    shown = b"BT /Helv 10 Tf 2 4 Td (3) Tj ET"
    field = "/AcroForm << /Fields [9901 0 R] /DA (/Helv 10 Tf 0 g) /DR << /Font << /Helv 9903 0 R >> >> >>"
    data = _in_catalog(data, field)
    data = _on_page(data, "/Annots [9901 0 R]")
    box = f"[{_XS[1] + 2} {_HEIGHT - _YS[3] + 2} {_XS[1] + 60} {_HEIGHT - _YS[2] - 2}]"
    added = (
        f"9901 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (3) /F 4 /Rect {box}"
        " /DA (/Helv 10 Tf 0 g) /AP << /N 9902 0 R >> >>\nendobj\n"
    ).encode()
    added += b"9902 0 obj\n%s\nendobj\n" % stream(
        shown, b"/Type /XObject /Subtype /Form /BBox [0 0 58 16] /Resources << /Font << /Helv 9903 0 R >> >>"
    )
    added += b"9903 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n"
    return data.replace(b"xref\n", added + b"xref\n", 1)


PDFS = (
    Hostile("password.pdf", _locked, Row(UNREADABLE, "locked with a password")),
    Hostile(
        "locked-against-changes.pdf",
        lambda: report(encrypt=StandardEncryption("", "owner", canPrint=0, canCopy=0, canModify=0)),
        values=PRINTED,
    ),
    Hostile(
        "script.pdf",
        lambda: _in_catalog(
            report(), "/OpenAction << /S /JavaScript /JS (app.launchURL\\('" + CANARY_SERVER + "'\\)) >>"
        ),
        values=PRINTED,
    ),
    Hostile(
        "launch.pdf",
        lambda: _in_catalog(report(), f"/OpenAction << /S /Launch /F (/usr/bin/touch) /P ({CANARY_FILE}.launched) >>"),
        values=PRINTED,
    ),
    Hostile(
        "links.pdf",
        lambda: _on_page(
            report(),
            f"/AA << /O << /S /URI /URI ({CANARY_SERVER}/x) >> >> /Annots [<< /Subtype /Link /Rect [0 0 400 300]"
            f" /A << /S /GoToR /F ({CANARY_FILE}) >> >>]",
        ),
        values=PRINTED,
        absent=(SECRET,),
    ),
    Hostile(
        "attachment.pdf",
        lambda: _in_catalog(
            report(), "/Names << /EmbeddedFiles << /Names [(a.exe) << /F (a.exe) /UF (a.exe) >>] >> >>"
        ),
        values=PRINTED,
    ),
    Hostile("loop-of-tables.pdf", _table_loop, Row(NOT_A_REPORT)),
    Hostile("loop-of-pages.pdf", _page_loop, Row(UNREADABLE, "")),
    Hostile(
        "bomb.pdf", lambda: page(_spaces(250), filters=b"/Filter /FlateDecode"), Row(UNREADABLE, "would unpack to")
    ),
    Hostile(
        "bomb-packed-twice.pdf",
        lambda: page(_spaces(250, 2), filters=b"/Filter [/FlateDecode /FlateDecode]"),
        Row(UNREADABLE, "would unpack to"),
    ),
    Hostile(
        "bomb-in-hex.pdf",
        lambda: page(_spaces(250).hex().encode() + b">", filters=b"/Filter [/ASCIIHexDecode /FlateDecode]"),
        Row(UNREADABLE, "would unpack to"),
    ),
    Hostile(
        "bomb-of-runs.pdf",
        lambda: page(_run_length(400), filters=b"/Filter /RunLengthDecode"),
        Row(UNREADABLE, "no text layer"),
    ),
    Hostile("bomb-of-objects.pdf", _object_stream, Row(UNREADABLE, "would unpack to")),
    Hostile("forms-in-forms.pdf", lambda: _forms(30, 10), Row(UNREADABLE, DIED), big=True),
    Hostile("many-pages.pdf", lambda: _pages(100_000), Row(UNREADABLE, "100000 pages")),
    Hostile("huge-page.pdf", lambda: page(_NOTE, box=b"[0 0 1000000000 1000000000]"), Row(NOT_A_REPORT)),
    Hostile("no-page.pdf", lambda: page(_NOTE, box=b"[0 0 0 0]"), Row(NOT_A_REPORT)),
    Hostile("picture-bomb.pdf", lambda: _picture(12_000), Row(UNREADABLE, "no text layer")),
    Hostile("cut.pdf", lambda: as_pdf()[:3_000], Row(UNREADABLE, "")),
    Hostile("head-alone.pdf", lambda: b"%PDF-1.7\n%%EOF", Row(UNREADABLE, "broken")),
    Hostile("white.pdf", lambda: report(_white), values=PRINTED),
    Hostile(
        "white-on-dark.pdf",
        lambda: report(_white_on_dark, printed=("|||", *_ROWS[1:])),
        values=PRINTED,
    ),
    Hostile("transparent.pdf", lambda: report(_transparent), values=PRINTED),
    Hostile("tiny.pdf", lambda: report(_tiny), values=PRINTED),
    Hostile("clipped.pdf", lambda: report(_clipped), values=PRINTED),
    Hostile("unpainted.pdf", lambda: report(_unpainted), values=PRINTED),
    Hostile("off-the-page.pdf", lambda: report(_off_the_page), values=PRINTED),
    Hostile(
        "painted-over.pdf",
        lambda: report(after=_covered, printed=(*_ROWS[:-1], "行政规范性文件|89|1|12")),
        values=PRINTED,
    ),
    Hostile("field.pdf", _field, values=PRINTED),
)
