"""Old Word files and rich text, which LibreOffice converts where it is installed."""

from __future__ import annotations

import io
import subprocess
import time
from pathlib import Path

import docx
import pytest

from gk_pipeline.documents import conversion
from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.read import read
from tests.unit.documents.grids import check, slots
from tests.unit.documents.sample_report import REQUESTS, as_docx, grid

needs_office = pytest.mark.skipif(conversion.office_program() is None, reason="LibreOffice is not installed")
RICH_TEXT = rb"{\rtf1\ansi\uc0 \u20844 \u24320 2\u20214 \par}"


def as_old_word(folder: Path) -> bytes:
    (folder / "report.docx").write_bytes(as_docx())
    command = [str(conversion.office_program()), f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(folder), str(folder / "report.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "report.doc").read_bytes()


@needs_office
def test_a_report_as_an_old_word_file(tmp_path: Path) -> None:
    document = read(as_old_word(tmp_path))
    check(document)
    assert document.format == "doc"
    assert slots(document, document.tables[1]) == grid(REQUESTS)


@needs_office
def test_rich_text() -> None:
    document = read(RICH_TEXT)
    assert (document.format, document.text) == ("rtf", "公开2件")


def word_container() -> bytes:
    """A container with the stream of a Word file in it, and nothing that Word would read."""
    sector = 512
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    head[24:34] = b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00"
    head[44:52] = (1).to_bytes(4, "little") + (1).to_bytes(4, "little")
    head[56:60] = (4096).to_bytes(4, "little")
    head[60:64] = head[68:72] = b"\xfe\xff\xff\xff"
    head[76:512] = (0).to_bytes(4, "little") + b"\xff" * 432
    table = (
        b"\xfd\xff\xff\xff\xfe\xff\xff\xff"
        + b"".join((number + 1).to_bytes(4, "little") for number in range(2, 10))
        + b"\xfe\xff\xff\xff"
    )
    entries = b""
    for name, kind, child, start, size in (
        ("Root Entry", 5, 1, 0xFFFFFFFE, 0),
        ("WordDocument", 2, 0xFFFFFFFF, 2, 4608),
    ):
        wide = (name + "\0").encode("utf-16-le")
        entry = wide.ljust(64, b"\0") + len(wide).to_bytes(2, "little") + bytes([kind, 1]) + b"\xff" * 8
        entry += child.to_bytes(4, "little") + bytes(36) + start.to_bytes(4, "little") + size.to_bytes(8, "little")
        entries += entry
    return bytes(head) + table.ljust(sector, b"\xff") + entries.ljust(sector, b"\0") + b"x" * 4608


def test_without_the_program_the_file_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "office_program", lambda: None)
    for data, kind in ((word_container(), "DOC"), (RICH_TEXT, "RTF")):
        with pytest.raises(UnreadableDocument) as caught:
            read(data)
        assert caught.value.reason == f"a {kind} file, which LibreOffice is needed for"
        assert "LibreOffice" in str(caught.value.remedy)


def program(folder: Path, script: str) -> str:
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


def test_a_program_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    marker = tmp_path / "alive"
    script = f"(sleep 3; touch {marker}) & sleep 60"
    monkeypatch.setattr(conversion, "office_program", lambda: program(tmp_path, script))
    monkeypatch.setattr(conversion, "CONVERSION_SECONDS", 1)
    started = time.monotonic()
    with pytest.raises(UnreadableDocument, match="within 1 seconds"):
        read(RICH_TEXT)
    assert time.monotonic() - started < 20
    # What the program had started is ended with it.
    time.sleep(3)
    assert not marker.exists()


def test_a_program_that_makes_nothing_of_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(conversion, "office_program", lambda: program(tmp_path, "exit 0"))
    with pytest.raises(UnreadableDocument, match="could not convert"):
        read(RICH_TEXT)


def test_what_the_program_makes_is_read_as_docx(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    written = docx.Document()
    written.add_paragraph("公开2件")
    stream = io.BytesIO()
    written.save(stream)
    (tmp_path / "made.docx").write_bytes(stream.getvalue())
    # The program is told where to put the file by its last option but one.
    script = f'while [ "$1" != --outdir ]; do shift; done; cp {tmp_path}/made.docx "$2/document.docx"'
    monkeypatch.setattr(conversion, "office_program", lambda: program(tmp_path, script))
    document = read(word_container())
    assert (document.format, document.text) == ("doc", "公开2件")
