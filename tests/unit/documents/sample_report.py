"""One small report in the form of 2021, written in every format by programs that the readers do not use.

The figures and the prose are made up; every identity of the form holds.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import docx
import xlsxwriter
from docx.oxml.ns import qn
from docx.shared import Pt
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, TableStyle
from reportlab.platypus import Table as PrintedTable


@dataclass(frozen=True)
class Printed:
    """A cell to be printed: its text, and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1


Rows = Sequence[Sequence[Printed]]
Block = str | Rows

COLUMNS = ("natural", "enterprise", "research", "social", "legal", "other", "total")


def _row(*cells: str | Printed) -> list[Printed]:
    return [cell if isinstance(cell, Printed) else Printed(cell) for cell in cells]


def _values(text: str) -> list[str]:
    return [*text.split()] if text else [""] * 7


PROACTIVE: Rows = [
    _row(Printed("第二十条第（一）项", 1, 4)),
    _row("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    _row("规章", "0", "0", "0"),
    _row("行政规范性文件", "3", "1", "12"),
    _row(Printed("第二十条第（五）项", 1, 4)),
    _row("信息内容", Printed("本年处理决定数量", 1, 3)),
    _row("行政许可", Printed("215", 1, 3)),
    _row(Printed("第二十条第（六）项", 1, 4)),
    _row("信息内容", Printed("本年处理决定数量", 1, 3)),
    _row("行政处罚", Printed("87", 1, 3)),
    _row("行政强制", Printed("4", 1, 3)),
    _row(Printed("第二十条第（八）项", 1, 4)),
    _row("信息内容", Printed("本年收费金额（单位：万元）", 1, 3)),
    _row("行政事业性收费", Printed("160.5964", 1, 3)),
]

_OUTCOMES: Sequence[tuple[str, Sequence[tuple[str, str]]]] = (
    (
        "（三）不予公开",
        (
            ("1.属于国家秘密", "0 0 0 0 0 0 0"),
            ("2.其他法律行政法规禁止公开", "0 0 0 0 0 0 0"),
            ("3.危及“三安全一稳定”", "1 0 0 0 0 0 1"),
            ("4.保护第三方合法权益", "0 0 0 0 0 0 0"),
            ("5.属于三类内部事务信息", "0 0 0 0 0 0 0"),
            ("6.属于四类过程性信息", "0 0 0 0 0 0 0"),
            ("7.属于行政执法案卷", "0 0 0 0 0 0 0"),
            ("8.属于行政查询事项", "0 0 0 0 0 0 0"),
        ),
    ),
    (
        "（四）无法提供",
        (
            ("1.本机关不掌握相关政府信息", "4 1 0 1 0 0 6"),
            ("2.没有现成信息需要另行制作", "1 0 0 0 0 0 1"),
            ("3.补正后申请内容仍不明确", "0 0 0 0 0 0 0"),
        ),
    ),
    (
        "（五）不予处理",
        (
            ("1.信访举报投诉类申请", "1 0 0 0 0 0 1"),
            ("2.重复申请", "0 0 0 0 0 0 0"),
            ("3.要求提供公开出版物", "0 0 0 0 0 0 0"),
            ("4.无正当理由大量反复申请", "0 0 0 0 0 0 0"),
            ("5.要求行政机关确认或重新出具已获取信息", "0 0 0 0 0 0 0"),
        ),
    ),
    (
        "（六）其他处理",
        (
            ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "1 0 0 0 0 0 1"),
            ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", ""),
            ("3.其他", "1 0 0 0 0 0 1"),
        ),
    ),
)


def _requests() -> Iterator[list[Printed]]:
    yield _row(
        Printed("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
        Printed("申请人情况", 1, 7),
    )
    yield _row(Printed("自然人", 2), Printed("法人或其他组织", 1, 5), Printed("总计", 2))
    yield _row("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
    yield _row(Printed("一、本年新收政府信息公开申请数量", 1, 3), *_values("20 3 0 1 0 0 24"))
    yield _row(Printed("二、上年结转政府信息公开申请数量", 1, 3), *_values("2 0 0 0 0 0 2"))
    head = [Printed("三、本年度办理结果", 3 + sum(len(rows) for _, rows in _OUTCOMES))]
    yield head + _row(Printed("（一）予以公开", 1, 2), *_values("9 1 0 0 0 0 10"))
    yield _row(Printed("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 1, 2), *_values("2 0 0 0 0 0 2"))
    for group, rows in _OUTCOMES:
        for number, (label, values) in enumerate(rows):
            first = [Printed(group, len(rows))] if number == 0 else []
            yield first + _row(label, *_values(values))
    yield _row(Printed("（七）总计", 1, 2), *_values("20 2 0 1 0 0 23"))
    yield _row(Printed("四、结转下年度继续办理", 1, 3), *_values("2 1 0 0 0 0 3"))


REQUESTS: Rows = list(_requests())

DISPUTES: Rows = [
    _row(Printed("行政复议", 1, 5), Printed("行政诉讼", 1, 10)),
    _row(
        *(Printed(text, 2) for text in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")),
        Printed("未经复议直接起诉", 1, 5),
        Printed("复议后起诉", 1, 5),
    ),
    _row(*("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2),
    _row(*["1", "0", "0", "1", "2", "0", "1", "0", "0", "1", "0", "0", "0", "0", "0"]),
]

BLOCKS: Sequence[Block] = (
    "青溪县人民政府2023年政府信息公开工作年度报告",
    "一、总体情况",
    "本报告由青溪县人民政府办公室编写，统计期限自2023年1月1日至2023年12月31日。全县一年里收到公开申请24件，"
    "上年结转2件，按期办结23件，没有一件超出法定期限，公众可以在县政府门户网站查到报告的电子版。",
    "二、主动公开政府信息情况",
    PROACTIVE,
    "三、收到和处理政府信息公开申请情况",
    REQUESTS,
    "四、政府信息公开行政复议、行政诉讼情况",
    DISPUTES,
    "五、存在的主要问题及改进情况",
    "公开的内容还不够细，下一年将按领域逐项补齐。",
    "六、其他需要报告的事项",
    "全年没有收取信息处理费。",
)


def places(rows: Rows) -> Iterator[tuple[int, int, Printed]]:
    """Row and column of every cell on the grid."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            yield number, column, cell
            taken |= {(number + down, column + right) for down in range(cell.rows) for right in range(cell.columns)}


def width(rows: Rows) -> int:
    return max(column + cell.columns for _, column, cell in places(rows))


def grid(rows: Rows) -> list[tuple[int, int, int, int, str]]:
    """The cells as the readers should find them: row, column, row span, column span, text."""
    return [(row, column, cell.rows, cell.columns, cell.text) for row, column, cell in places(rows)]


def as_html(blocks: Sequence[Block] = BLOCKS) -> bytes:
    parts = ["<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>"]
    for block in blocks:
        if isinstance(block, str):
            parts.append(f"<p>{block}</p>")
            continue
        parts.append("<table>")
        for row in block:
            cells = (f"<td rowspan={cell.rows} colspan={cell.columns}>{cell.text}</td>" for cell in row)
            parts.append(f"<tr>{''.join(cells)}</tr>")
        parts.append("</table>")
    return "".join([*parts, "</body></html>"]).encode()


def as_text(blocks: Sequence[Block] = BLOCKS) -> bytes:
    """Rows as lines, their cells joined by blanks."""
    lines: list[str] = []
    for block in blocks:
        rows = [block] if isinstance(block, str) else [" ".join(cell.text for cell in row) for row in block]
        lines += [row.strip() for row in rows]
    return "\n".join(lines).encode()


def as_markdown(blocks: Sequence[Block] = BLOCKS) -> bytes:
    """Pipe tables, which know no spans: a table for each part, groups of rows and columns in rows of their own."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            lines += [block, ""]
            continue
        for heading, rows in _flat_parts(block):
            columns = max(map(len, rows))
            lines += [f"### {heading}", ""] if heading else []
            lines += ["| " + " | ".join([*row, *[""] * (columns - len(row))]) + " |" for row in rows]
            lines[-len(rows) + 1 : -len(rows) + 1] = ["|" + "---|" * columns]
            lines.append("")
    return "\n".join(lines).encode()


def _flat_parts(rows: Rows) -> Iterator[tuple[str, list[list[str]]]]:
    labels = 3 if rows is REQUESTS else 1 if rows is PROACTIVE else 0
    heading, part = "", []
    for number in range(len(rows)):
        cells = [(column, cell) for row, column, cell in places(rows) if row == number]
        if len(cells) == 1 and cells[0][1].columns == width(rows):
            if part:
                yield heading, part
            heading, part = cells[0][1].text, []
            continue
        row = [""] * labels + ([""] * (width(rows) - labels) if rows is not PROACTIVE else [])
        for column, cell in cells:
            if column >= len(row):
                row.append(cell.text)
            else:
                # The label of a row stands beside its values, those of groups before it.
                own = column < labels and column + cell.columns == labels
                row[labels - 1 if own else column] = cell.text
        part.append(row)
    yield heading, part


@cache
def as_docx() -> bytes:
    document = docx.Document()
    document.styles["Normal"].font.name = "SimSun"
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "SimSun")
    document.styles["Normal"].font.size = Pt(9)
    for block in BLOCKS:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), width(block))
        table.style = "Table Grid"
        for row, column, cell in places(block):
            corner = table.cell(row, column)
            corner.text = cell.text
            if cell.rows > 1 or cell.columns > 1:
                corner.merge(table.cell(row + cell.rows - 1, column + cell.columns - 1))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_xlsx(blocks: Sequence[Block] = BLOCKS, *, borders: bool = True) -> bytes:
    """One sheet; values as numbers, tables with borders, every text outside them in a row of its own."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    style = book.add_format({"border": 1 if borders else 0})
    top = 0
    for block in blocks:
        if isinstance(block, str):
            sheet.write(top, 0, block)
            top += 2
            continue
        for row, column, cell in places(block):
            value = float(cell.text) if cell.text.replace(".", "").isdigit() else cell.text
            if cell.rows > 1 or cell.columns > 1:
                last = top + row + cell.rows - 1, column + cell.columns - 1
                sheet.merge_range(top + row, column, *last, value, style)
            else:
                sheet.write(top + row, column, value, style)
        top += len(block) + 1
    book.close()
    return stream.getvalue()


def as_pdf(blocks: Sequence[Block] = BLOCKS, *, size: float = 8, height: float = A4[1]) -> bytes:
    """Pages with ruled tables that go over page breaks, in a font that is not embedded."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("chinese", fontName="STSong-Light", fontSize=size, leading=size * 1.4, wordWrap="CJK")
    flow = []
    for block in blocks:
        if isinstance(block, str):
            indented = ParagraphStyle("paragraph", style, firstLineIndent=2 * size, spaceAfter=size)
            flow.append(Paragraph(block, indented))
            continue
        columns = width(block)
        slots: list[list[object]] = [[""] * columns for _ in block]
        commands = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        for row, column, cell in places(block):
            slots[row][column] = Paragraph(cell.text, style)
            if cell.rows > 1 or cell.columns > 1:
                commands.append(("SPAN", (column, row), (column + cell.columns - 1, row + cell.rows - 1)))
        whole = A4[0] - 120
        widths = [whole / columns] * columns
        if block is REQUESTS:
            widths = [30, 50, 115, *[(whole - 195) / 7] * 7]
        flow.append(PrintedTable(slots, widths, style=TableStyle(commands)))
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=(A4[0], height), leftMargin=60, rightMargin=60).build(flow)
    return stream.getvalue()
