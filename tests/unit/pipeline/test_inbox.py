"""Archives in the inbox: each file in one is a file of the inbox, from the scan to the trace."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest

from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import scan as scanning
from gk_pipeline.pipeline.inbox import inbox_bytes, read_file, read_inbox
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.settings import Settings

ONE = "收到政府信息公开申请2件。".encode()
TWO = "收到政府信息公开申请3件。".encode()


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path / "home"), "GK_INBOX": str(tmp_path / "inbox")}))
    paths.inbox.mkdir(parents=True)
    return paths


def pack(path: Path, **members: bytes) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.txt", data)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(stream.getvalue())
    # Files this young are hashed again by every scan.
    os.utime(path, (1_600_000_000, 1_600_000_000))


def scanned(paths: Paths) -> dict[str, str | None]:
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        return {name: file.sha256 for name, file in ledger.inventory().items()}


def test_the_files_of_an_archive_are_files_of_the_inbox(paths: Paths) -> None:
    pack(paths.inbox / "2023.zip", 一=ONE, 二=TWO)
    assert scanned(paths) == {
        "2023.zip!/一.txt": hashlib.sha256(ONE).hexdigest(),
        "2023.zip!/二.txt": hashlib.sha256(TWO).hexdigest(),
    }


def test_an_archive_that_did_not_change_is_not_opened_again(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    pack(paths.inbox / "甲!" / "2023.zip", 一=ONE, 二=TWO)
    first = scanned(paths)

    def opened(file: Path, name: str) -> dict[str, str]:
        raise AssertionError(f"{file} was opened")

    monkeypatch.setattr(scanning, "digests", opened)
    assert scanned(paths) == first
    with pytest.raises(AssertionError, match="was opened"):
        pack(paths.inbox / "甲!" / "2023.zip", 一=TWO)
        os.utime(paths.inbox / "甲!" / "2023.zip", (1_600_000_001, 1_600_000_001))
        scanned(paths)


def test_files_that_are_packed_anew(paths: Paths) -> None:
    pack(paths.inbox / "2023.zip", 一=ONE, 二=TWO)
    scanned(paths)
    pack(paths.inbox / "2023.zip", 二=ONE)
    os.utime(paths.inbox / "2023.zip", (1_600_000_001, 1_600_000_001))
    assert scanned(paths) == {"2023.zip!/二.txt": hashlib.sha256(ONE).hexdigest()}


def test_an_archive_that_cannot_be_opened_is_a_file_itself(paths: Paths) -> None:
    (paths.inbox / "2023.zip").write_bytes(b"PK\x03\x04" + bytes(40))
    assert list(scanned(paths)) == ["2023.zip"]
    assert "broken" in str(read_inbox(paths, "2023.zip").extraction.reason)


def test_what_a_name_stands_for(paths: Paths) -> None:
    pack(paths.inbox / "甲!" / "2023.zip", 一=ONE)
    (paths.inbox / "甲!" / "二.txt").write_bytes(TWO)
    assert inbox_bytes(paths, "甲!/2023.zip!/一.txt") == ONE
    assert inbox_bytes(paths, "甲!/二.txt") == TWO
    assert read_inbox(paths, "甲!/2023.zip!/一.txt").document_id == hashlib.sha256(ONE).hexdigest()
    assert read_inbox(paths, "甲!/二.txt").document_id == hashlib.sha256(TWO).hexdigest()
    assert "no file" in str(read_inbox(paths, "甲!/2023.zip!/三.txt").extraction.reason)
    assert "can't be opened" in str(read_inbox(paths, "甲!/2024.zip!/一.txt").extraction.reason)


def test_an_archive_outside_the_inbox(tmp_path: Path) -> None:
    file = tmp_path / "2023.zip"
    pack(file, 一=ONE, 二=TWO)
    assert [(name, reading.document_id) for name, reading in read_file(file)] == [
        (f"{file}!/一.txt", hashlib.sha256(ONE).hexdigest()),
        (f"{file}!/二.txt", hashlib.sha256(TWO).hexdigest()),
    ]
