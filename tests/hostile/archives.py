"""Archives: bombs, names that lead away, members that lie."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib

from tests.hostile.case import NOT_A_REPORT, REPORT, UNREADABLE, Hostile, Row
from tests.unit.documents.sample_report import as_html, as_text
from tests.unit.documents.test_bundle import packed, with_flag, with_method, with_size

NOTE = "关于召开会议的通知，请各科室准时参加。".encode()


def _text(number: int) -> bytes:
    """A report of its own: the bytes differ, so that no file is a duplicate of another."""
    return as_text() + b"\n" * number


def _html(number: int) -> bytes:
    return as_html() + b"\n" * number


def _zeros(megabytes: int) -> bytes:
    return packed(("0.txt", bytes(megabytes * 1_000_000)))


def _nested(levels: int) -> bytes:
    """Archives in archives, sixteen to each, as 42.zip has them; those in the outermost all differ."""
    data = _zeros(4)
    for _ in range(levels):
        data = packed(*((f"{number}.zip", data) for number in range(16)))
    return packed(*((f"{number}.zip", packed(("lib.zip", data), (str(number), b""))) for number in range(16)))


def _of_itself() -> bytes:
    """A member whose bytes are an archive that holds an archive, and so on: nobody may go down without end."""
    data = packed(("report.txt", _text(2)))
    for _ in range(50):
        data = packed(("again.zip", data))
    return data


def _overlapping() -> bytes:
    """Two hundred entries of the directory for the same packed megabyte."""
    data = packed(("0.txt", bytes(1_000_000)))
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    entries = b"".join(entry.replace(b"0.txt", b"%c.txt" % (48 + number)) for number in range(75))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 75, 75, len(entries), start, 0)
    return data[:start] + entries + tail


def _zip64() -> bytes:
    """Sizes of 2^63 in the fields for large archives."""
    data = bytearray(packed(("0.txt", NOTE)))
    start = data.index(b"PK\x01\x02")
    extra = struct.pack("<HHQQ", 1, 16, 1 << 63, 1 << 63)
    struct.pack_into("<LL", data, start + 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", data, start + 30, len(extra))
    name_end = start + 46 + 5
    end = data.index(b"PK\x05\x06")
    size = end - start + len(extra)
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, size, start, 0)
    return bytes(data[:name_end] + extra + data[name_end:end] + tail)


def _link(target: str) -> bytes:
    """A member that is a symbolic link in the eyes of Unix."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, target)
        archive.writestr("report.txt", _text(3))
    return stream.getvalue()


def _same_name() -> bytes:
    data = packed(("a.txt", _text(4)), ("b.txt", NOTE))
    return data.replace(b"b.txt", b"a.txt")


def _broken_member() -> bytes:
    """A member whose packed bytes are damaged, beside a good one."""
    data = packed(("good.txt", _text(5)), ("bad.txt", NOTE * 50))
    place = data.rindex(b"bad.txt", 0, data.index(b"PK\x01\x02")) + 12
    return data[:place] + b"\xff" * 6 + data[place + 6 :]


def _tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name in ("/etc/passwd", "../../x.txt"):
            member = tarfile.TarInfo(name)
            member.size = len(NOTE)
            archive.addfile(member, io.BytesIO(NOTE))
    return stream.getvalue()


ARCHIVES = (
    Hostile("bomb.zip", lambda: _zeros(150), Row(UNREADABLE, "would unpack to")),
    Hostile(
        "bomb-of-many.zip",
        lambda: packed(*((f"{n}.txt", b"1" * n) for n in range(2001))),
        Row(UNREADABLE, "2001 files"),
    ),
    Hostile("42.zip", lambda: _nested(3), members={f"{n}.zip": Row(UNREADABLE, "with 2 files") for n in range(16)}),
    Hostile("overlapping.zip", _overlapping, Row(UNREADABLE, "would unpack to")),
    Hostile("zip64.zip", _zip64, Row(UNREADABLE, "would unpack to")),
    Hostile("lying.zip", lambda: with_size(_zeros(20), 1000), Row(UNREADABLE, "broken")),
    Hostile("locked.zip", lambda: with_flag(packed(("a.txt", NOTE)), 1), Row(UNREADABLE, "locked with a password")),
    Hostile("unknown-packing.zip", lambda: with_method(packed(("a.txt", NOTE)), 99), Row(UNREADABLE, "unknown way")),
    Hostile("cut.zip", lambda: packed(("a.txt", _text(1)))[:-40], Row(UNREADABLE, "broken")),
    Hostile("no-members.zip", packed, Row(UNREADABLE, "0 files")),
    Hostile("climbing.zip", lambda: packed(("../../etc/passwd", NOTE)), Row(UNREADABLE, "unsafe name")),
    Hostile("climbing-back.zip", lambda: packed(("a\\..\\..\\b.txt", NOTE)), Row(UNREADABLE, "unsafe name")),
    Hostile("absolute.zip", lambda: packed(("/etc/passwd", NOTE)), Row(UNREADABLE, "unsafe name")),
    Hostile("drive.zip", lambda: packed(("C:\\Windows\\win.ini", NOTE)), Row(UNREADABLE, "unsafe name")),
    Hostile("same-name.zip", _same_name, Row(UNREADABLE, "two files called 'a.txt'")),
    Hostile(
        "same-name-normalised.zip",
        lambda: packed(("d/a.txt", _text(6)), ("d//a.txt", NOTE)),
        Row(UNREADABLE, "two files called 'd/a.txt'"),
    ),
    Hostile("broken-member.zip", _broken_member, Row(UNREADABLE, "broken")),
    Hostile(
        "again.zip",
        _of_itself,
        members={"again.zip": Row(UNREADABLE, "a ZIP archive with 1 files in it")},
    ),
    Hostile(
        "link.zip",
        lambda: _link("/etc/passwd"),
        members={"link.txt": Row(NOT_A_REPORT, ""), "report.txt": Row(REPORT)},
        absent=("root:",),
    ),
    Hostile(
        "names.zip",
        lambda: packed(
            ("行\n终.txt", _text(7)), ("a!/b.txt", _text(8)), ("=cmd|'!'.html", _html(7)), ("\x1b[2J.txt", _text(9))
        ),
        members={name: Row(REPORT) for name in ("行\n终.txt", "a!/b.txt", "=cmd|'!'.html", "\x1b[2J.txt")},
    ),
    Hostile("report.gz", lambda: b"\x1f\x8b\x08\0" + zlib.compress(bytes(1_000_000)), Row(UNREADABLE, "gzip")),
    Hostile("report.rar", lambda: b"Rar!\x1a\x07\x01\0" + bytes(100), Row(UNREADABLE, "RAR")),
    Hostile("report.7z", lambda: b"7z\xbc\xaf\x27\x1c\0\4" + bytes(100), Row(UNREADABLE, "7-Zip")),
    Hostile("report.tar", _tar, Row(UNREADABLE, "binary")),
    Hostile("report.xz", lambda: b"\xfd7zXZ\0\0\4" + bytes(100), Row(UNREADABLE, "binary")),
)
