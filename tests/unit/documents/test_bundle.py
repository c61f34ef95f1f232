"""ZIP archives: the files in them, and what is refused."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable

import pytest

from gk_pipeline.documents.bundle import read_bundle, read_member
from gk_pipeline.documents.limits import MAXIMUM_MEMBERS
from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.read import read
from tests.unit.documents.sample_report import as_docx, as_html
from tests.unit.documents.test_docx import repacked

REPORT = "收到政府信息公开申请2件。".encode()
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(50)


def packed(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def test_the_files_in_an_archive() -> None:
    members = [("报告/2023.txt", REPORT), ("图.png", PICTURE)]
    litter = [("__MACOSX/报告/._2023.txt", b"x"), ("报告/.DS_Store", b"x"), ("报告/", b"")]
    assert read_bundle(packed(*members, *litter)) == members


def test_names_as_chinese_programs_write_them() -> None:
    data = packed(("aaaaaaaa.txt", REPORT)).replace(b"aaaaaaaa", "年度报告".encode("gbk"))
    assert read_bundle(data) == [("年度报告.txt", REPORT)]


def refused(data: bytes) -> tuple[str, str]:
    started = time.process_time()
    with pytest.raises(UnreadableDocument) as caught:
        read(data)
    assert time.process_time() - started < 10
    return caught.value.reason, str(caught.value.remedy)


def test_an_archive_is_no_document() -> None:
    reason, remedy = refused(packed(("一.txt", REPORT), ("二.html", as_html()), ("图.png", PICTURE)))
    assert reason == "a ZIP archive with 3 files in it, which is no document itself"
    assert "unpack" in remedy


def test_a_file_by_its_name() -> None:
    data = packed(("甲\\一.txt", REPORT), ("乙/二.txt", b"2"))
    assert read_member(data, "甲/一.txt") == REPORT
    assert read_member(data, "乙/二.txt") == b"2"
    with pytest.raises(UnreadableDocument, match="has no file"):
        read_member(data, "三.txt")


def test_an_archive_in_an_archive_is_not_opened() -> None:
    inner = packed(("报告.txt", REPORT))
    assert read_bundle(packed(("内.zip", inner))) == [("内.zip", inner)]


@pytest.mark.parametrize("name", ["/etc/passwd", "../a.txt", "a/../../b.txt", "..\\a.txt", "C:/a.txt", "C:a.txt"])
def test_names_that_lead_out_of_the_archive(name: str) -> None:
    assert "unsafe name" in refused(packed((name, REPORT)))[0]


def named_alike(first: bytes, second: bytes) -> bytes:
    """Two files of one name in an archive."""
    return packed(("a.txt", first), ("b.txt", second)).replace(b"b.txt", b"a.txt")


def test_of_two_files_of_one_name_none_is_chosen() -> None:
    assert "two files called 'a.txt'" in refused(named_alike(REPORT, b"2"))[0]
    assert "two files called 'd/a.txt'" in refused(packed(("d/a.txt", REPORT), ("d\\a.txt", b"2")))[0]
    assert "two files called 'd/a.txt'" in refused(packed(("d/a.txt", REPORT), ("d/./a.txt", b"2")))[0]


def test_the_same_file_twice_is_one_file() -> None:
    assert read_bundle(named_alike(REPORT, REPORT)) == [("a.txt", REPORT)]


def with_flag(data: bytes, flag: int) -> bytes:
    """The archive with a flag set in its local and central headers."""
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature) + offset
        (flags,) = struct.unpack_from("<H", data, place)
        data = data[:place] + struct.pack("<H", flags | flag) + data[place + 2 :]
    return data


def with_method(data: bytes, method: int) -> bytes:
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = data.find(signature) + offset
        data = data[:place] + struct.pack("<H", method) + data[place + 2 :]
    return data


def with_size(data: bytes, size: int) -> bytes:
    """The archive with another unpacked size in its directory."""
    place = data.find(b"PK\x01\x02") + 24
    return data[:place] + struct.pack("<I", size) + data[place + 4 :]


ZEROS = bytes(20_000_000)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: with_flag(packed(("a.txt", REPORT)), 1), "locked with a password"),
        (lambda: with_method(packed(("a.txt", REPORT)), 9), "packed in an unknown way"),
        (lambda: packed(("a.txt", REPORT))[:-30], "broken"),
        (lambda: packed(("a.txt", REPORT)).replace(REPORT[:2], b"\0\0").replace(b"\x0b", b"\x0c"), ""),
        (lambda: b"PK\x03\x04" + bytes(100), "broken"),
        (lambda: packed(("a.txt", ZEROS)), "would unpack to 20 MB"),
        (lambda: packed(*((f"{n}.txt", b"1") for n in range(MAXIMUM_MEMBERS + 1))), f"{MAXIMUM_MEMBERS + 1} files"),
        # A member that is larger than it says is cut at its said size, and its check sum fails.
        (lambda: with_size(packed(("a.txt", ZEROS)), 1000), "broken"),
        (
            lambda: repacked(as_docx(), lambda name, data: ZEROS if name == "word/document.xml" else data),
            "would unpack",
        ),
    ],
)
def test_hostile_and_broken_archives_are_refused_soon(data: Callable[[], bytes], reason: str) -> None:
    assert reason in refused(data())[0]


@pytest.mark.parametrize("member", ["OFD.xml", "META-INF/manifest.xml"])
def test_other_office_files_are_named(member: str) -> None:
    assert "an office file other than DOCX and XLSX" in refused(packed((member, b"<x/>")))[0]


def test_an_office_file_is_no_bundle() -> None:
    assert read(as_docx()).format == "docx"
    presentation = repacked(
        as_docx(), lambda name, data: data.replace(b"wordprocessingml", b"presentationml") if "Types" in name else data
    )
    assert "PPTX" in refused(presentation)[0]
