"""The inbox of the last run is found again without naming it."""

from __future__ import annotations

from pathlib import Path

from gk_pipeline.location import Location
from gk_pipeline.settings import Settings, remember_inbox


def load(home: Path, **given: str) -> Location:
    return Settings.load({"GK_HOME": str(home), **given}).inbox


def test_the_inbox_of_the_last_run_is_remembered(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "reports"
    other.mkdir()
    assert load(home) == home / "inbox"
    remember_inbox(home, other)
    assert load(home) == other
    assert load(home, GK_INBOX=str(tmp_path)) == tmp_path
    (home / "inbox").mkdir()
    assert load(home) == home / "inbox"


def test_the_usual_inbox_is_used_again_when_the_other_is_gone_or_no_longer_used(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "reports"
    other.mkdir()
    remember_inbox(home, other)
    other.rmdir()
    assert load(home) == home / "inbox"
    other.mkdir()
    remember_inbox(home, home / "inbox")
    assert load(home) == home / "inbox"


def test_an_inbox_in_a_bucket_is_remembered(tmp_path: Path) -> None:
    inbox = Settings.load({"GK_INBOX": "s3://reports/in"}).inbox
    remember_inbox(tmp_path, inbox)
    assert load(tmp_path) == inbox


def test_a_note_whose_writer_was_killed_names_no_inbox(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "reports"
    other.mkdir()
    remember_inbox(home, other)
    (home / "inbox.path").write_text("", encoding="utf-8")
    assert load(home) == home / "inbox"
