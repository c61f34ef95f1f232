"""PDF pages as programs draw them: tables, page breaks inside them, running text, and files that are refused."""

from __future__ import annotations

import io
import time
import zlib

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from gk_pipeline.documents import ocr
from gk_pipeline.documents.limits import MAXIMUM_GLYPHS, MAXIMUM_PAGES
from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.places import page_of
from gk_pipeline.documents.read import read
from tests.unit.documents.drawing import Page, Ruled, Text, pdf, rows, rule, strokes, write
from tests.unit.documents.grids import check, printed, slots
from tests.unit.documents.sample_report import REQUESTS, as_pdf, grid

XS = (50, 150, 200, 250)
YS = (40, 60, 80)


def read_pdf(*pages: Page | list[Text | Ruled], **options: object) -> Document:
    document = read(pdf(*pages, **options))
    assert document.format == "pdf"
    check(document)
    return document


def test_a_table_is_read_with_its_empty_cells() -> None:
    document = read_pdf([Text(50, 10, "表一"), Ruled(XS, YS, rows("规章|1|", "文件||30")), Text(50, 100, "完")])
    assert document.text == "表一\n规章\t1\t\n文件\t\t30\n完"
    (table,) = document.tables
    assert (table.rows, table.columns) == (2, 3)
    assert slots(document, table) == [
        (0, 0, 1, 1, "规章"),
        (0, 1, 1, 1, "1"),
        (0, 2, 1, 1, ""),
        (1, 0, 1, 1, "文件"),
        (1, 1, 1, 1, ""),
        (1, 2, 1, 1, "30"),
    ]


def filled(canvas: Canvas, left: float, bottom: float, right: float, top: float) -> None:
    """Lines as word processors draw them: thin boxes, one a side, that overlap at the corners."""
    for box in (
        (left - 0.25, bottom - 0.25, right - left + 0.5, 0.5),
        (left - 0.25, top - 0.25, right - left + 0.5, 0.5),
        (left - 0.25, bottom, 0.5, top - bottom),
        (right - 0.25, bottom, 0.5, top - bottom),
    ):
        canvas.rect(*box, stroke=0, fill=1)


def one_path(canvas: Canvas, left: float, bottom: float, right: float, top: float) -> None:
    path = canvas.beginPath()
    path.rect(left, bottom, right - left, 0.5)
    path.rect(left, top, right - left, 0.5)
    path.rect(left, bottom, 0.5, top - bottom)
    path.rect(right, bottom, 0.5, top - bottom)
    canvas.drawPath(path, stroke=0, fill=1)


def stroked_box(canvas: Canvas, left: float, bottom: float, right: float, top: float) -> None:
    canvas.rect(left, bottom, right - left, top - bottom)


def double(canvas: Canvas, left: float, bottom: float, right: float, top: float) -> None:
    strokes(canvas, left, bottom, right, top)
    strokes(canvas, left + 1.5, bottom + 1.5, right - 1.5, top - 1.5)


def in_pieces(canvas: Canvas, left: float, bottom: float, right: float, top: float) -> None:
    for number in range(5):
        width, height = (right - left) / 5, (top - bottom) / 5
        x, y = left + number * width, bottom + number * height
        canvas.lines([(x, top, x + width, top), (x, bottom, x + width, bottom)])
        canvas.lines([(left, y, left, y + height - 1), (right, y, right, y + height - 1)])


def scaled(canvas: Canvas, left: float, bottom: float, right: float, top: float) -> None:
    canvas.saveState()
    canvas.scale(0.1, 0.1)
    strokes(canvas, left * 10, bottom * 10, right * 10, top * 10)
    canvas.restoreState()


def on_grey(canvas: Canvas, left: float, bottom: float, right: float, top: float) -> None:
    canvas.setFillGray(0.9)
    canvas.rect(left, bottom, right - left, top - bottom, stroke=0, fill=1)
    canvas.setFillGray(0)
    strokes(canvas, left, bottom, right, top)


@pytest.mark.parametrize("box", [filled, one_path, stroked_box, double, in_pieces, scaled, on_grey])
def test_lines_are_lines_however_they_are_drawn(box) -> None:  # type: ignore[no-untyped-def]
    document = read_pdf([Ruled(XS, YS, rows("规章|1|2", "文件||30"), box)])
    assert printed(document) == ["规章|1|2", "文件|_|30"]


def test_lines_that_stand_in_a_form() -> None:
    def prepare(canvas: Canvas) -> None:
        canvas.beginForm("form")
        rule(canvas, 300, Ruled(XS, YS, rows("规章|1|2", "文件||30")))
        canvas.endForm()
        canvas.translate(20, -50)
        canvas.doForm("form")

    document = read_pdf(Page(prepare=prepare))
    assert printed(document) == ["规章|1|2", "文件|_|30"]


def test_cells_that_span_rows_and_columns() -> None:
    cells = [(0, 0, 1, 3, "合"), (1, 0, 2, 1, "左"), (1, 1, 1, 1, "1"), (1, 2, 1, 1, "2"), (2, 1, 1, 2, "3")]
    document = read_pdf([Ruled(XS, (40, 60, 80, 100), cells)])
    assert slots(document, document.tables[0]) == cells


def test_the_requests_table_of_the_form_in_a_font_that_is_not_embedded() -> None:
    document = read(as_pdf())
    check(document)
    assert [slots(document, table) for table in document.tables][1] == grid(REQUESTS)


def without_left_and_right(canvas: Canvas, left: float, bottom: float, right: float, top: float) -> None:
    canvas.lines([(left, top, right, top), (left, bottom, right, bottom)])
    for x in (left, right):
        if XS[0] < x < XS[-1]:
            canvas.line(x, bottom, x, top)


def test_a_table_that_is_open_at_its_sides() -> None:
    document = read_pdf([Ruled(XS, YS, rows("规章|1|", "文件||30"), without_left_and_right)])
    assert printed(document) == ["规章|1|_", "文件|_|30"]


def test_boxes_and_lines_that_are_no_table() -> None:
    def prepare(canvas: Canvas) -> None:
        canvas.rect(20, 20, 360, 260)
        canvas.line(50, 240, 150, 240)
        canvas.setFillGray(0.8)
        for top in (200, 180, 160):
            canvas.rect(50, top, 300, 20, stroke=0, fill=1)
        canvas.setFillGray(0)

    text = [Text(50, 80 + number * 20, f"第{number}行共有{number}件申请") for number in range(3)]
    document = read_pdf(Page(text, prepare=prepare))
    assert document.tables == ()
    assert document.text.split("\n") == [f"第{number}行共有{number}件申请" for number in range(3)]


def test_glyphs_are_read_where_they_stand_not_as_they_were_drawn() -> None:
    def prepare(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for x, digit in ((217, "3"), (211, "2"), (205, "1"), (223, "4")):
            canvas.drawString(x, 250, digit)

    document = read_pdf(
        Page([Ruled(XS, YS, rows("１２３|甲|", "x|y|z")), Text(50, 110, "共计 2 0 件")], prepare=prepare)
    )
    assert printed(document) == ["１２３|甲|1234", "x|y|z"]
    assert document.text.endswith("共计 2 0 件")


def test_a_glyph_printed_twice_to_look_bold_is_one() -> None:
    bold = [Text(50, 10, "共计31件申请"), Text(50.3, 10, "共计31件申请"), Text(50, 40, "共计331件申请")]
    assert read_pdf(bold).text == "共计31件申请\n共计331件申请"


def test_columns_without_lines_stay_apart() -> None:
    document = read_pdf(
        [Text(50, 10, "公开指南与公开目录"), Text(150, 10, "12"), Text(180, 10, "3"), Text(190, 10, "4")]
    )
    assert document.text == "公开指南与公开目录 12 3 4"


def test_a_number_that_runs_over_the_line_of_its_cell_is_not_cut() -> None:
    # Eight digits of 5 points begin at 116, in a cell that ends at 150.
    cells = rows("|甲", "乙|")
    document = read_pdf([Ruled((105, 150, 250), YS, cells), Text(116, 42, "12345678"), Text(160, 62, "12|34")])
    assert printed(document) == ["12345678|甲", "乙|12|34"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        # The cell is 30 points wide inside, three Chinese characters or six digits.
        ("本年新\n收", "本年新收"),
        ("本\n年", "本 年"),
        ("447228\n11", "44722811"),
        ("1234\n5", "1234 5"),
        ("12\n3", "12 3"),
        ("abcdef\ngh", "abcdef gh"),
    ],
)
def test_line_ends_in_a_cell(cell: str, text: str) -> None:
    document = read_pdf([Ruled((50, 50 + 30 + 2 * 5.4, 200), (40, 80), [(0, 0, 1, 1, cell), (0, 1, 1, 1, "右")])])
    assert printed(document) == [f"{text}|右"]


LEFT, RIGHT = 50, 350
FULL = "全县一年里收到公开申请二十四件办结二十三件没有一件超出法定期限"


def test_lines_of_a_paragraph_are_joined_also_over_the_page_break() -> None:
    document = read_pdf(
        [
            Text(LEFT + 20, 20, "一、总体情况"),
            Text(LEFT + 20, 40, FULL[:28]),
            Text(LEFT, 60, FULL[:30]),
            Text(190, 280, "- 1 -"),
        ],
        [
            Text(LEFT, 20, FULL[:30]),
            Text(LEFT, 40, "共计30件。"),
            Text(LEFT + 20, 60, "第二段。"),
            Text(190, 280, "- 2 -"),
        ],
    )
    assert document.text.split("\n") == ["一、总体情况", FULL[:28] + FULL[:30] * 2 + "共计30件。", "第二段。"]


def test_a_short_line_ends_its_paragraph() -> None:
    document = read_pdf([Text(LEFT, 20, "一、总体情况"), Text(LEFT, 40, FULL[:30]), Text(LEFT, 60, "共计30件。")])
    assert document.text.split("\n") == ["一、总体情况", FULL[:30] + "共计30件。"]


def test_words_and_numbers_are_not_joined_over_a_line_end() -> None:
    document = read_pdf([Text(LEFT, 20, FULL[:29] + "20"), Text(LEFT, 40, "24" + FULL[:29]), Text(LEFT, 60, FULL[:10])])
    assert document.text == f"{FULL[:29]}20 24{FULL[:29]}{FULL[:10]}"


@pytest.mark.parametrize(
    ("feet", "left"),
    [
        (("1", "2", "3"), []),
        (("- 1 -", "- 2 -", "- 3 -"), []),
        (("第 5 页 共 9 页", "第 6 页 共 9 页", "第 7 页 共 9 页"), []),
        (("3/9", "", ""), []),
        (("青溪县年度报告", "青溪县年度报告", "青溪县年度报告"), ["青溪县年度报告"]),
        # Figures that do not count pages stay.
        (("31", "7", "2"), ["31", "7", "2"]),
        (("", "", "24"), ["24"]),
    ],
)
def test_page_numbers_and_repeated_feet_are_left_out(feet: tuple[str, ...], left: list[str]) -> None:
    pages = [[Text(50, 100, f"正文第{'一二三'[n]}段。"), Text(190, 280, foot)] for n, foot in enumerate(feet)]
    lines = read_pdf(*pages).text.split("\n")
    assert [line for line in lines if not line.startswith("正文")] == left


HEADS = ((0, 0, 1, 1, "项目"), (0, 1, 1, 1, "本年"), (0, 2, 1, 1, "累计"))


def body(number: int, *lines: str) -> list[tuple[int, int, int, int, str]]:
    return [(row + number, column, *rest) for row, column, *rest in rows(*lines)]  # type: ignore[misc]


def heights(count: int, top: float = 40) -> list[float]:
    return [top + 20 * number for number in range(count + 1)]


def test_a_table_over_a_page_break_is_one_and_repeated_heads_are_left_out() -> None:
    document = read_pdf(
        [Ruled(XS, heights(2), [*HEADS, *body(1, "甲|1|2")]), Text(190, 280, "1")],
        [Ruled(XS, heights(3), [*HEADS, *body(1, "乙|3|4", "丙||5")]), Text(50, 200, "完"), Text(190, 280, "2")],
    )
    assert printed(document) == ["项目|本年|累计", "甲|1|2", "乙|3|4", "丙|_|5"]
    assert len(document.tables) == 1
    assert [page_of(document, document.text.index(text)) for text in "甲乙丙完"] == [1, 2, 2, 2]


def test_a_row_that_equals_the_first_is_no_head_when_it_has_values() -> None:
    document = read_pdf(
        [Ruled(XS, heights(2), rows("甲|0|0", "乙|0|1"))], [Ruled(XS, heights(2), rows("甲|0|0", "丙|1|1"))]
    )
    assert printed(document) == ["甲|0|0", "乙|0|1", "甲|0|0", "丙|1|1"]


@pytest.mark.parametrize("shift", [0, 25])
def test_columns_agree_when_the_second_part_has_fewer_or_stands_elsewhere(shift: float) -> None:
    second = Ruled([50 + shift, 150 + shift, 250 + shift], heights(2), rows("丙|7", "丁|8"))
    document = read_pdf([Ruled(XS, heights(2), rows("甲|1|2", "乙|3|4"))], [second])
    (table,) = document.tables
    assert slots(document, table)[6:] == [
        (2, 0, 1, 1, "丙"), (2, 1, 1, 2, "7"), (3, 0, 1, 1, "丁"), (3, 1, 1, 2, "8")
    ]  # fmt: skip


@pytest.mark.parametrize("between", [[Text(50, 10, "另一张表")], []])
def test_tables_that_do_not_go_on_stay_apart(between: list[Text | Ruled]) -> None:
    xs = XS if between else (50, 120, 200, 250)
    document = read_pdf(
        [Ruled(XS, heights(2), rows("甲|1|2", "乙|3|4"))], [*between, Ruled(xs, heights(2), rows("丙|5|6", "丁|7|8"))]
    )
    assert len(document.tables) == 2


def test_the_mark_that_a_table_goes_on_is_no_obstacle() -> None:
    document = read_pdf(
        [Ruled(XS, heights(2), rows("甲|1|2", "乙|3|4"))],
        [Text(200, 10, "（续表）"), Ruled(XS, heights(2), rows("丙|5|6", "丁|7|8"))],
    )
    assert printed(document) == ["甲|1|2", "乙|3|4", "丙|5|6", "丁|7|8"]


# Label columns whose text has room for four and for eight characters.
GROUPS = (50, 100.8, 191.6, 241.6)


def test_a_label_over_rows_is_joined_over_the_page_break() -> None:
    upper = [
        (0, 0, 1, 1, "（三）"),
        (0, 1, 1, 1, "1.甲"),
        (0, 2, 1, 1, "1"),
        (1, 0, 1, 1, "（四）无"),
        (1, 1, 1, 1, "1.乙"),
        (1, 2, 1, 1, "2"),
    ]
    lower = [(0, 0, 2, 1, "法提供"), (0, 1, 1, 1, "2.丙"), (0, 2, 1, 1, "3"), (1, 1, 1, 1, "3.丁"), (1, 2, 1, 1, "")]
    document = read_pdf([Ruled(GROUPS, heights(2), upper)], [Ruled(GROUPS, heights(2), lower)])
    (table,) = document.tables
    assert slots(document, table)[3:] == [
        (1, 0, 3, 1, "（四）无法提供"),
        (1, 1, 1, 1, "1.乙"),
        (1, 2, 1, 1, "2"),
        (2, 1, 1, 1, "2.丙"),
        (2, 2, 1, 1, "3"),
        (3, 1, 1, 1, "3.丁"),
        (3, 2, 1, 1, ""),
    ]
    label = document.text.index("（四）无法提供")
    assert [page_of(document, label + offset) for offset in (0, 3, 4, 6)] == [1, 1, 2, 2]


def test_a_label_over_rows_that_was_printed_whole_covers_the_rows_overleaf() -> None:
    upper = [(0, 0, 2, 1, "结果"), (0, 1, 1, 1, "1.甲"), (0, 2, 1, 1, "1"), (1, 1, 1, 1, "2.乙"), (1, 2, 1, 1, "2")]
    lower = [(0, 0, 1, 1, ""), (0, 1, 1, 1, "3.丙"), (0, 2, 1, 1, ""), (1, 0, 1, 2, "总计"), (1, 2, 1, 1, "3")]
    document = read_pdf([Ruled(GROUPS, heights(2), upper)], [Ruled(GROUPS, heights(2), lower)])
    # The value that is missing in the row of 丙 stays empty: only labels of rows are joined.
    assert slots(document, document.tables[0]) == [
        (0, 0, 3, 1, "结果"),
        (0, 1, 1, 1, "1.甲"),
        (0, 2, 1, 1, "1"),
        (1, 1, 1, 1, "2.乙"),
        (1, 2, 1, 1, "2"),
        (2, 1, 1, 1, "3.丙"),
        (2, 2, 1, 1, ""),
        (3, 0, 1, 2, "总计"),
        (3, 2, 1, 1, "3"),
    ]


def test_a_row_that_the_page_break_tears_is_joined() -> None:
    upper = Ruled(GROUPS, heights(2), rows("1.|1.本机关不掌握|1", "2.|2.没有现成信息|2"))
    lower = Ruled(GROUPS, heights(2), rows("|需要另行制作|", "3.|3.补正|"))
    document = read_pdf([upper], [lower])
    assert printed(document) == ["1.|1.本机关不掌握|1", "2.|2.没有现成信息需要另行制作|2", "3.|3.补正|_"]


@pytest.mark.parametrize("label", ["2.没有现成信息", "其中：没有现成信息"])
def test_a_row_without_values_overleaf_is_a_row_of_its_own(label: str) -> None:
    # The label above fills its cell, so that only the beginning below tells them apart.
    upper = Ruled(GROUPS, heights(2), rows("1.|0.甲|1", "2.|1.本机关不掌握|2"))
    lower = Ruled(GROUPS, heights(2), rows(f"|{label}|", "3.|3.补正|"))
    document = read_pdf([upper], [lower])
    assert printed(document)[1:3] == ["2.|1.本机关不掌握|2", f"_|{label}|_"]


def test_a_short_label_is_not_joined_with_a_row_without_values() -> None:
    upper = Ruled(GROUPS, heights(2), rows("甲|规章|1", "乙|文件|2"))
    lower = Ruled(GROUPS, heights(2), rows("丙|许可|", "丁|处罚|4"))
    assert printed(read_pdf([upper], [lower])) == ["甲|规章|1", "乙|文件|2", "丙|许可|_", "丁|处罚|4"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_turned_to_be_read(turn: int) -> None:
    def prepare(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        canvas.rotate(turn)
        canvas.translate(*{90: (0, -400), 180: (-400, -300), 270: (-300, 0)}[turn])

    # The text is drawn turned, on a page that viewers turn back; the table is drawn for a page of 400 by 300.
    items = [Text(50, 10, "表一"), Ruled(XS, YS, rows("规章|1|", "文件||30"))]
    size = (400, 300) if turn == 180 else (300, 400)
    page = Page((), *size, prepare=prepare)

    def draw(canvas: Canvas) -> None:
        prepare(canvas)

        for item in items:
            (write if isinstance(item, Text) else rule)(canvas, 300, item)

    page.prepare = draw
    document = read_pdf(page)
    assert document.text == "表一\n规章\t1\t\n文件\t\t30"


def test_a_watermark_across_the_page_is_left_out() -> None:
    def prepare(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 40)
        canvas.rotate(30)
        canvas.drawString(150, 100, "12345")
        canvas.restoreState()

    document = read_pdf(
        Page([Text(50, 10, "收到公开申请3件"), Ruled(XS, YS, rows("甲|1|2", "乙|3|4"))], prepare=prepare)
    )
    assert document.text == "收到公开申请3件\n甲\t1\t2\n乙\t3\t4"


def unpainted(canvas: Canvas, line: str) -> None:
    canvas.saveState()
    text = canvas.beginText(50, 100)
    text.setFont("STSong-Light", 10)
    text.setTextRenderMode(3)
    text.textOut(line)
    canvas.drawText(text)
    canvas.restoreState()


def test_text_outside_the_page_and_unpainted_text_are_not_printed() -> None:
    def prepare(canvas: Canvas) -> None:
        unpainted(canvas, "收到9件")

    items = [Text(50, 10, "收到公开申请3件"), Text(-90, 40, "收到5件"), Text(50, 400, "收到6件")]
    document = read_pdf(Page(items, prepare=prepare))
    assert document.text == "收到公开申请3件"
    assert "ocr" not in document.metadata


def picture() -> io.BytesIO:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("L", (40, 30), 255).save(stream, "PNG")
    stream.seek(0)
    return stream


def with_picture(canvas: Canvas) -> None:
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(picture()), 0, 0, 400, 300)


def test_the_text_layer_of_a_recognised_scan_is_marked() -> None:
    def prepare(canvas: Canvas) -> None:
        with_picture(canvas)
        unpainted(canvas, "本年新收政府信息公开申请数量三件，其中自然人申请二件，办结二件。")

    document = read_pdf(Page(prepare=prepare))
    assert document.text.startswith("本年新收")
    assert document.metadata["ocr"] == "yes"


def refused(data: bytes) -> tuple[str, str]:
    started = time.process_time()
    with pytest.raises(UnreadableDocument) as caught:
        read(data)
    assert time.process_time() - started < 20
    assert caught.value.remedy
    return caught.value.reason, caught.value.remedy


def test_a_scan_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    pages = [Page([Text(190, 280, str(number))], prepare=with_picture) for number in (1, 2)]
    reason, remedy = refused(pdf(*pages))
    assert reason == "scanned: no text layer on 2 pages"
    assert "(OCR)" in remedy


def test_a_page_of_no_text_at_all() -> None:
    assert "no text layer" in refused(pdf(Page()))[0]


def test_a_short_text_without_pictures_is_no_scan() -> None:
    assert read_pdf([Text(50, 10, "无")]).text == "无"


@pytest.mark.parametrize("method", [EncryptionMethod.RC4, EncryptionMethod.AES_256])
def test_a_file_with_a_password(method: EncryptionMethod) -> None:
    document = FPDF()
    document.set_encryption("owner", "user", method, AccessPermission.all())
    document.add_page()
    document.set_font("Helvetica")
    document.cell(text="2024")
    assert "password" in refused(bytes(document.output()))[0]


def test_a_file_that_is_only_locked_against_changes_is_read() -> None:
    encrypt = StandardEncryption("", "owner", canPrint=0, canCopy=0, canModify=0)
    assert read_pdf([Text(50, 10, "公开")], encrypt=encrypt).text == "公开"


def test_broken_files() -> None:
    whole = as_pdf()
    assert "broken" in refused(b"%PDF-1.7\n")[0]
    assert "broken" in refused(b"%PDF-1.4" + bytes(range(256)) * 40)[0]
    for part in range(1, 12):
        cut = whole[: len(whole) * part // 12]
        # A file cut short is read as far as its pages can be found, or refused.
        try:
            check(read(cut))
        except UnreadableDocument as error:
            assert error.reason


def test_junk_before_the_signature_is_forgiven() -> None:
    assert read(b"\n\n" + pdf([Text(50, 10, "公开")])).text == "公开"


def test_the_limit_of_pages() -> None:
    document = FPDF()
    for _ in range(MAXIMUM_PAGES + 1):
        document.add_page()
    assert f"{MAXIMUM_PAGES + 1} pages" in refused(bytes(document.output()))[0]


def raw_pdf(content: bytes, compressed: bytes | None = None) -> bytes:
    """A PDF of one page, written by hand, with this content."""
    stream, filters = (compressed, b"/Filter /FlateDecode ") if compressed else (content, b"")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 2000] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> /XObject << /X 4 0 R >> >> >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 400 300] /Resources << /XObject << /X 4 0 R >> >>"
        b" %s/Length %d >>\nstream\n%s\nendstream" % (filters, len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data = b"%PDF-1.4\n"
    for number, body_of_object in enumerate(objects, 1):
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body_of_object)
    return data + b"trailer << /Root 1 0 R /Size 6 >>\n%%EOF"


def test_too_many_characters_lines_and_forms_inside_themselves() -> None:
    line = b"1234567890" * 60
    lines = (b"BT /F 1 Tf 10 %.2f Td (%b) Tj ET\n" % (n * 2, line) for n in range(MAXIMUM_GLYPHS // 600 + 2))
    assert "characters" in refused(raw_pdf(b"".join(lines)))[0]
    drawn = b"".join(
        b"%d 0 m %d 300 l S 0 %d m 400 %d l S\n" % (n % 400, n % 400, n % 300, n % 300) for n in range(6_000)
    )
    started = time.process_time()
    crowded = read(raw_pdf(drawn + b"BT /F 8 Tf 10 10 Td (2024) Tj ET"))
    assert (crowded.text, crowded.tables, crowded.metadata["crowded_pages"]) == ("2024", (), "1")
    assert read(raw_pdf(b"/X Do BT /F 8 Tf 10 10 Td (2024) Tj ET")).text.split("\n")[0].strip().startswith("2024")
    assert time.process_time() - started < 20


def test_a_stream_that_unpacks_to_gigabytes() -> None:
    packer = zlib.compressobj(9)
    packed = b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(250)), packer.flush()])
    assert "unpack" in refused(raw_pdf(b"", packed))[0]
