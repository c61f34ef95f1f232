"""Word files: paragraphs and tables as people write them, what Word hides or shows, and files that are refused."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable, Sequence

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from gk_pipeline.documents.model import Document, UnreadableDocument
from gk_pipeline.documents.read import read
from tests.unit.documents.grids import check, printed, slots
from tests.unit.documents.sample_report import DISPUTES, PROACTIVE, REQUESTS, as_docx, grid

W = nsdecls("w")
NAMESPACES = nsdecls("w", "wp", "a", "r") + (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)


def saved(document: WordDocument) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_body(xml: str) -> bytes:
    """A file whose body is the given XML."""
    document = docx.Document()
    body = document.element.body
    for child in parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>"):
        body.insert(len(body) - 1, child)
    return saved(document)


def read_docx(data: bytes) -> Document:
    document = read(data)
    assert document.format == "docx"
    check(document)
    return document


def text_of(xml: str) -> str:
    return read_docx(with_body(xml)).text


def paragraph(text: str, properties: str = "") -> str:
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def table(*rows: Sequence[str]) -> str:
    """A table of rows of cells; a cell is its text, or XML that begins with `<`, properties and all."""
    lines = (
        "".join(f"<w:tc>{cell if cell.startswith('<') else paragraph(cell)}</w:tc>" for cell in row) for row in rows
    )
    return "<w:tbl>" + "".join(f"<w:tr>{line}</w:tr>" for line in lines) + "</w:tbl>"


def test_the_tables_of_a_report_with_their_spans() -> None:
    document = read_docx(as_docx())
    tables = [slots(document, table) for table in document.tables]
    assert tables == [grid(PROACTIVE), grid(REQUESTS), grid(DISPUTES)]


def test_text_and_tables_stand_in_reading_order() -> None:
    document = docx.Document()
    document.add_heading("青溪县年度报告", 0)
    document.add_paragraph("收到申请\t2件，\n办结 2件。 ")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "一\n二", ""
    document.add_paragraph("")
    document.add_paragraph("完")
    read_document = read_docx(saved(document))
    assert read_document.text == "青溪县年度报告\n收到申请 2件，\n办结 2件。\n一 二\t\n完"
    assert printed(read_document) == ["一 二|_"]


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (run("1") + run("2"), "12"),
        ("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t><w:softHyphen/></w:r>", "1-2"),
        (f"<w:ins w:id='1'>{run('3')}</w:ins><w:del w:id='2'><w:r><w:delText>4</w:delText></w:r></w:del>", "3"),
        (f"<w:moveFrom w:id='1'>{run('4')}</w:moveFrom><w:moveTo w:id='2'>{run('5')}</w:moveTo>", "5"),
        (run("6", "<w:vanish/>") + run("7", "<w:vanish w:val='0'/>"), "7"),
        (run("6", "<w:strike/>") + run("7") + run("8", "<w:dstrike/>"), "7"),
        (run("7", "<w:strike w:val='false'/>"), "7"),
        (run("7") + run("1", "<w:vertAlign w:val='superscript'/>"), "7"),
        (run("7") + run("[注2]", "<w:vertAlign w:val='superscript'/>"), "7"),
        (run("7") + run("①", "<w:vertAlign w:val='superscript'/>"), "7"),
        (run("7", "<w:vertAlign w:val='baseline'/>") + run("2", "<w:vertAlign w:val='subscript'/>"), "72"),
        (run("第") + run("十二条", "<w:vertAlign w:val='superscript'/>"), "第十二条"),
        (f"<w:hyperlink>{run('网站')}</w:hyperlink><w:smartTag>{run('年')}</w:smartTag>", "网站年"),
        (
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>"
            f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run('8')}",
            "8",
        ),
        ("<w:r><w:sym w:font='x' w:char='2605'/><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>", "★\ufffd"),
        ("<w:r><w:t>公开</w:t><w:footnoteReference w:id='1'/></w:r>", "公开"),
        (f"<w:r><w:ruby><w:rt>{run('nián')}</w:rt><w:rubyBase>{run('年')}</w:rubyBase></w:ruby></w:r>", "年"),
        (f"<w:sdt><w:sdtPr><w:alias w:val='数'/></w:sdtPr><w:sdtContent>{run('9')}</w:sdtContent></w:sdt>", "9"),
    ],
)
def test_what_stands_in_a_paragraph(runs: str, text: str) -> None:
    assert text_of(f"<w:p>{runs}</w:p>") == text


def text_box(text: str) -> str:
    content = f"<w:txbxContent>{text}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{content}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    xml = f"<w:p>{run('前')}{text_box(paragraph('框一') + table(('甲', '1')))}{run('后')}</w:p>"
    document = read_docx(with_body(xml))
    assert document.text == "前后\n框一\n甲\t1"
    assert printed(document) == ["甲|1"]


def test_of_alternatives_one_is_read() -> None:
    alternatives = f"<mc:Choice Requires='x'>{run('新')}</mc:Choice><mc:Fallback>{run('旧')}</mc:Fallback>"
    for given, text in ((alternatives, "新"), (alternatives[alternatives.index("<mc:F") :], "旧"), ("", "")):
        xml = f"<w:p>{run('前')}<mc:AlternateContent>{given}</mc:AlternateContent></w:p>"
        assert text_of(xml) == f"前{text}"


def test_a_text_box_in_a_cell_belongs_to_the_cell() -> None:
    cell = f"<w:p><w:r><w:t>1</w:t></w:r>{text_box(paragraph('2'))}</w:p>"
    assert printed(read_docx(with_body(table(("甲", cell))))) == ["甲|1 2"]


def test_cells_that_span_and_rows_that_begin_late() -> None:
    restart = "<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" + paragraph("竖")
    goes_on = "<w:tcPr><w:vMerge/></w:tcPr>" + paragraph("看不见")
    wide = "<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + paragraph("宽")
    xml = table((restart, "1", "2"), (goes_on, wide), ("甲", "3", "4"))
    late = "<w:tr><w:trPr><w:gridBefore w:val='2'/></w:trPr><w:tc>" + paragraph("5") + "</w:tc></w:tr></w:tbl>"
    document = read_docx(with_body(xml.replace("</w:tbl>", late)))
    assert slots(document, document.tables[0]) == [
        (0, 0, 2, 1, "竖"),
        (0, 1, 1, 1, "1"),
        (0, 2, 1, 1, "2"),
        (1, 1, 1, 2, "宽"),
        (2, 0, 1, 1, "甲"),
        (2, 1, 1, 1, "3"),
        (2, 2, 1, 1, "4"),
        (3, 2, 1, 1, "5"),
    ]


def test_a_cell_that_continues_nothing_is_a_cell() -> None:
    goes_on = "<w:tcPr><w:vMerge/></w:tcPr>" + paragraph("1")
    wide = "<w:tcPr><w:gridSpan w:val='2'/><w:vMerge/></w:tcPr>" + paragraph("2")
    document = read_docx(with_body(table((goes_on, "甲", "乙"), ("丙", wide))))
    assert printed(document) == ["1|甲|乙", "丙|2"]


def test_cells_merged_in_the_old_way() -> None:
    first = "<w:tcPr><w:hMerge w:val='restart'/></w:tcPr>" + paragraph("合")
    second = "<w:tcPr><w:hMerge/></w:tcPr><w:p/>"
    document = read_docx(with_body(table((first, second, "1"), ("甲", "乙", "2"))))
    assert slots(document, document.tables[0])[:2] == [(0, 0, 1, 2, "合"), (0, 2, 1, 1, "1")]


def test_deleted_rows_are_gone_and_wrapped_rows_and_cells_are_there() -> None:
    deleted = f"<w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc>{paragraph('9')}</w:tc><w:tc><w:p/></w:tc></w:tr>"
    wrapped = (
        f"<w:sdt><w:sdtContent><w:tr><w:tc>{paragraph('乙')}</w:tc>"
        f"<w:sdt><w:sdtContent><w:tc>{paragraph('2')}</w:tc></w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt>"
    )
    xml = table(("甲", "1")).replace("</w:tbl>", deleted + wrapped + "</w:tbl>")
    assert printed(read_docx(with_body(xml))) == ["甲|1", "乙|2"]


def test_a_table_around_tables_is_layout() -> None:
    inner = table(("规章", "1"), ("文件", "2"))
    document = read_docx(with_body(table(("外", "头"), (paragraph("上") + inner + "<w:p/>", paragraph("旁")))))
    assert document.text == "外\t头\n上\n规章\t1\n文件\t2\n旁"
    assert [printed(document, number) for number in range(len(document.tables))] == [["规章|1", "文件|2"]]


def test_pictures_are_counted() -> None:
    picture = '<w:p><w:r><w:t>图</w:t><w:drawing><a:blip r:embed="x"/></w:drawing></w:r></w:p>'
    assert read_docx(with_body(picture * 2)).metadata == {"images": "2"}


def test_the_strict_kind_of_the_format() -> None:
    strict = {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }

    def change(name: str, data: bytes) -> bytes:
        for old, new in strict.items():
            data = data.replace(old.encode(), new.encode())
        return data

    document = read_docx(repacked(as_docx(), change))
    assert slots(document, document.tables[1]) == grid(REQUESTS)


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """An archive with its members changed, or left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (changed := change(name, old.read(name))) is not None:
                new.writestr(name, changed)
    return stream.getvalue()


def document_part(xml: bytes) -> bytes:
    return repacked(as_docx(), lambda name, data: xml if name == "word/document.xml" else data)


BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">%s]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&j;</w:t></w:r>
</w:p></w:body></w:document>""" % b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("k"))
)
OUTSIDE = re.sub(rb"\[.*?\]", b'[<!ENTITY j SYSTEM "file:///etc/hostname">]', BILLION_LAUGHS, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: document_part(BILLION_LAUGHS), "declares"),
        (lambda: document_part(BILLION_LAUGHS.decode().encode("utf-16")), "declares"),
        (lambda: document_part(OUTSIDE), "declares"),
        (lambda: document_part(b"<w:document"), "broken"),
        (lambda: document_part(b"<a>" * 5000 + b"</a>" * 5000), "broken"),
        (lambda: document_part(b"<a xmlns:w='w'><w:body/></a>"), "no text"),
        (lambda: repacked(as_docx(), lambda name, data: None if name == "word/document.xml" else data), "broken"),
        (lambda: as_docx()[:5000], "broken"),
        (lambda: with_body('<w:p><w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r></w:p>'), "only 1 pictures"),
    ],
)
def test_hostile_and_broken_files_are_refused_soon(data: Callable[[], bytes], reason: str) -> None:
    made = data()
    started = time.process_time()
    with pytest.raises(UnreadableDocument, match=reason) as caught:
        read(made)
    assert time.process_time() - started < 10
    assert caught.value.remedy


def test_deep_nesting_is_read_or_refused() -> None:
    for depth in (50, 100, 240, 1000):
        nested = paragraph("甲")
        for _ in range(depth):
            nested = f"<w:tbl><w:tr><w:tc>{nested}<w:p/></w:tc></w:tr></w:tbl>"
        xml = f"<w:document {NAMESPACES}><w:body>{nested}</w:body></w:document>"
        try:
            assert read(document_part(xml.encode())).text == "甲"
        except UnreadableDocument as error:
            assert depth > 50, error.reason


def test_the_name_does_not_matter() -> None:
    assert read(as_docx(), name="report.pdf").format == "docx"
    assert read(as_docx(), name="report.txt").format == "docx"
