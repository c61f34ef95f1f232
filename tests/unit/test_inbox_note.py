"""The inbox of the last run is found again without naming it."""

from __future__ import annotations

from pathlib import Path

from gk_pipeline.settings import Settings, remember_inbox


def load(home: Path, **given: str) -> Path:
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
