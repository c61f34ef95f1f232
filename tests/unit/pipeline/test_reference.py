"""The reference tables are made once for a version of the package, and again when a file is not as it was left."""

from __future__ import annotations

from pathlib import Path

import pytest

from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import reference
from gk_pipeline.pipeline.reference import write_catalogue
from gk_pipeline.settings import Settings


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path_factory.mktemp("home"))}))
    assert {"forms", "divisions", "deadlines", "corrections"} <= set(write_catalogue(paths))
    return paths


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> list[dict[str, object]]:
        raise AssertionError("the divisions are made again")

    monkeypatch.setattr(reference, "division_rows", made)


def test_nothing_is_made_twice(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch)
    assert write_catalogue(paths) == []


def test_another_version_makes_all_again(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch)
    monkeypatch.setattr(reference, "package_version", lambda: "another")
    with pytest.raises(AssertionError, match="made again"):
        write_catalogue(paths)


@pytest.mark.parametrize("damage", [lambda file: file.write_bytes(b"PAR1"), Path.unlink])
def test_a_damaged_file_is_made_again(paths: Paths, damage) -> None:  # type: ignore[no-untyped-def]
    file = paths.reference("deadlines")
    whole = file.read_bytes()
    damage(file)
    assert write_catalogue(paths) == ["deadlines"]
    assert file.read_bytes() == whole


def test_corrections_are_always_read(paths: Paths) -> None:
    paths.corrections.mkdir()
    (paths.corrections / "a.yaml").write_text("- 7", encoding="utf-8")
    assert write_catalogue(paths) == ["corrections"]
    (paths.corrections / "a.yaml").unlink()
    assert write_catalogue(paths) == ["corrections"]
