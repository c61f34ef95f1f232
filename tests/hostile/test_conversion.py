"""What LibreOffice is given to do with hostile files: nothing is fetched, run, or taken from beside the inbox."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from gk_pipeline.documents import conversion
from gk_pipeline.documents.model import UnreadableDocument
from gk_pipeline.documents.read import read
from tests.hostile.case import CANARY_FILE, CANARY_SERVER, SECRET
from tests.hostile.office import RICH_TEXT
from tests.hostile.web import Web

needs_office = pytest.mark.skipif(conversion.office_program() is None, reason="LibreOffice is not installed")


@needs_office
def test_links_of_a_text_are_not_followed(web: Web) -> None:
    text = RICH_TEXT.replace(CANARY_FILE, str(web.canary)).replace(CANARY_SERVER, web.server)
    made = conversion.to_docx(text.encode(), "rtf")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert not any(SECRET.encode() in archive.read(name) for name in archive.namelist())
    assert "关于会议的通知" in read(made).text
    assert web.asked == []
    assert [file.name for file in web.canary.parent.iterdir()] == [web.canary.name]


def program(folder: Path, script: str) -> str:
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


def test_the_environment_of_this_process_is_kept_from_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GK_TEST_PASSWORD", SECRET)
    told = tmp_path / "environment"
    monkeypatch.setattr(conversion, "office_program", lambda: program(tmp_path, f"env > {told}; ulimit -d >> {told}"))
    with pytest.raises(UnreadableDocument, match="could not convert"):
        conversion.to_docx(b"{\\rtf1}", "rtf")
    text = told.read_text(encoding="utf-8")
    assert SECRET not in text
    assert f"PATH={os.environ['PATH']}" in text
    assert "https_proxy=http://127.0.0.1:9" in text


def test_what_it_makes_is_limited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = 'while [ "$1" != --outdir ]; do shift; done; truncate -s 30000000 "$2/document.docx"'
    monkeypatch.setattr(conversion, "office_program", lambda: program(tmp_path, script))
    with pytest.raises(UnreadableDocument, match="more than 20 MB"):
        conversion.to_docx(b"{\\rtf1}", "rtf")
