"""Old versions' rows go when nothing needs them, and a removal that is cut off does no harm."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gk_pipeline.lake import extracted
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.tables import read_table
from gk_pipeline.pipeline.prune import prune_versions
from tests.unit.pipeline.versions import Home, pretend, unchanged


def kept(home: Home) -> set[str]:
    """Versions on the disk; the ledger knows the same."""
    found = {folder.name.removeprefix("version=") for folder in Path(str(home.paths.extracted)).iterdir()}
    assert found == extracted.versions(home.paths)
    with Ledger(home.paths) as ledger:
        for version in "1234":
            assert bool(ledger.pending(version)) == (version not in found)
    return found


@pytest.fixture(scope="session")
def _landed_twice(_landed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landed_twice")
    shutil.copytree(_landed, folder, dirs_exist_ok=True)
    assert Home(folder).run("2") == []
    return folder


@pytest.fixture
def landed_twice(_landed_twice: Path, tmp_path: Path) -> Home:
    """Two years, read and landed by version 1 and then by version 2."""
    shutil.copytree(_landed_twice, tmp_path, dirs_exist_ok=True)
    return Home(tmp_path)


def test_the_running_version_and_the_one_before_stay(landed_twice: Home) -> None:
    assert kept(landed_twice) == {"1", "2"}
    assert landed_twice.run("3") == ["1"]
    assert kept(landed_twice) == {"2", "3"}
    # Going back reads nothing, so that the version before the next is still the last one that read something.
    assert landed_twice.run("2") == []
    assert landed_twice.run("4") == ["2"]
    assert kept(landed_twice) == {"3", "4"}


def test_versions_that_stand_in_the_lake_stay(landed: Home) -> None:
    landed.run("2", years=[2023])
    assert landed.run("3", years=[2023]) == []
    assert kept(landed) == {"1", "2", "3"}
    assert landed.run("3", years=[2024]) == ["1"]


def test_nothing_goes_while_documents_are_to_be_read(landed: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in "23":
        landed.run(version, years=[2023])
    pretend(monkeypatch, "4", unchanged)
    with Ledger(landed.paths) as ledger:
        assert prune_versions(landed.paths, ledger) == []
    assert kept(landed) == {"1", "2", "3"}


def test_a_removed_version_reads_its_documents_anew(landed_twice: Home) -> None:
    landed_twice.run("3")
    facts = read_table(landed_twice.paths, "facts").drop("parser_version")
    landed_twice.run("1")
    assert read_table(landed_twice.paths, "facts").drop("parser_version").equals(facts)


@pytest.mark.parametrize("removed", [0, 1, 3, 9])
@pytest.mark.parametrize("is_ledger_lost", [False, True])
def test_a_removal_that_is_cut_off_does_no_harm(
    landed_twice: Home, monkeypatch: pytest.MonkeyPatch, removed: int, is_ledger_lost: bool
) -> None:
    """Whatever files are gone when the power goes; with the ledger lost, what is left tells what was read."""
    facts = read_table(landed_twice.paths, "facts").drop("parser_version")
    assert len(list(Path(str(landed_twice.paths.extracted)).glob("version=1/*/*/*"))) == 10
    with monkeypatch.context() as patch:
        patch.setattr(extracted.store, "remove", _cut_off_after(removed))
        with pytest.raises(KeyboardInterrupt):
            landed_twice.run("3")
    if is_ledger_lost:
        Path(str(landed_twice.paths.ledger)).unlink()
    assert landed_twice.run("1") == ["2"]
    assert read_table(landed_twice.paths, "facts").drop("parser_version").equals(facts)
    assert kept(landed_twice) == {"1", "3"}


def _cut_off_after(removed: int) -> object:
    calls = 0
    remove = extracted.store.remove

    def cut_off(file: object) -> None:
        nonlocal calls
        calls += 1
        if calls > removed:
            raise KeyboardInterrupt
        remove(file)  # type: ignore[arg-type]

    return cut_off
