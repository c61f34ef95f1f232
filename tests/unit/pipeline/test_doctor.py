"""What `gk doctor` finds wrong, and what it says to do."""

from __future__ import annotations

import hashlib
import shutil
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest

from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.doctor import Check, examine
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.versions import (
    DATABASE,
    MANIFEST,
    Manifest,
    PublishedTable,
    make_current,
    versions_folder,
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GK_INBOX", raising=False)
    return tmp_path / "home"


@pytest.fixture
def version(home: Path) -> Path:
    """A published version: one table and the database, of a few bytes each."""
    paths = Paths(Settings.load({"GK_HOME": str(home)}))
    folder = versions_folder(paths) / "0123456789abcdef"
    folder.mkdir(parents=True)
    (folder / "dim_year.parquet").write_bytes(b"some rows")
    (folder / DATABASE).write_bytes(b"all of them")
    digest = hashlib.sha256(b"some rows").hexdigest()
    table = PublishedTable("dim_year", "dim_year.parquet", 1, 9, digest, None, ())
    Manifest(folder.name, "2026-01-01T00:00:00Z", ("0.1.0",), "1.5.5", 11, (table,)).write(folder)
    make_current(paths, folder.name)
    return folder


def found(name: str) -> Check:
    (check,) = [check for check in examine() if check.name == name]
    return check


def test_a_new_home_lacks_nothing(home: Path) -> None:
    assert [check.name for check in examine() if not check.ok] == []
    assert "not there yet" in found("inbox").detail
    assert found("published").detail == "nothing yet"
    assert not home.exists()


def test_published_files_are_what_was_published(version: Path) -> None:
    check = found("published")
    assert check.ok
    assert version.name in check.detail


@pytest.mark.parametrize("file", ["dim_year.parquet", DATABASE])
def test_a_published_file_that_is_gone_is_named(version: Path, file: str) -> None:
    (version / file).unlink()
    check = found("published")
    assert not check.ok
    assert file in check.detail
    assert str(version) in (check.remedy or "")


def test_a_turned_bit_is_noticed(version: Path) -> None:
    (version / "dim_year.parquet").write_bytes(b"some sows")
    assert not found("published").ok


def test_a_bad_setting_is_told_and_the_rest_is_examined(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GK_WORKERS", "many")
    assert "GK_WORKERS" in found("settings").detail
    assert found("polars").ok


def test_a_full_disk_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 10, 999_999_999))
    check = found("disk")
    assert not check.ok
    assert "1 GB free" in check.detail


def test_a_package_that_is_missing_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gk_pipeline.pipeline.doctor._PACKAGES", ("no-such-package",))
    check = found("no-such-package")
    assert (check.ok, check.detail, check.remedy) == (False, "not installed", "run `make setup`")


def test_a_manifest_that_cannot_be_read_is_named(version: Path) -> None:
    (version / MANIFEST).write_text("{")
    check = found("published")
    assert not check.ok
    assert MANIFEST in check.detail


def test_a_turned_bit_of_the_database_is_found(home: Path, version: Path) -> None:
    digest = hashlib.sha256(b"all of them").hexdigest()
    replace(Manifest.read(version), database_sha256=digest).write(version)
    assert found("published").ok
    (version / DATABASE).write_bytes(b"all of thez")
    assert DATABASE in found("published").detail
