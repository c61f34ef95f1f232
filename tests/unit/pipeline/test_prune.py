"""Old versions' rows go when nothing needs them, and a removal that is cut off does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from gk_pipeline.lake import extracted
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.tables import read_table
from gk_pipeline.pipeline.prune import prune_versions
from tests.unit.pipeline.test_land_previous import report
from tests.unit.pipeline.versions import Home, pretend, unchanged


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    (home.inbox / "a.txt").write_text(report(2023, (40, 12, 411), " "), encoding="utf-8")
    (home.inbox / "b.txt").write_text(report(2024, (62, 33, 440), " "), encoding="utf-8")
    return home


def kept(home: Home) -> set[str]:
    """Versions on the disk; the ledger knows the same."""
    found = {folder.name.removeprefix("version=") for folder in Path(str(home.paths.extracted)).iterdir()}
    assert found == extracted.versions(home.paths)
    with Ledger(home.paths) as ledger:
        for version in "1234":
            assert bool(ledger.pending(version)) == (version not in found)
    return found


def test_the_running_version_and_the_one_before_stay(home: Home) -> None:
    assert home.run("1") == []
    assert home.run("2") == []
    assert kept(home) == {"1", "2"}
    assert home.run("3") == ["1"]
    assert kept(home) == {"2", "3"}
    # Going back reads nothing, so that the version before the next is still the last one that read something.
    assert home.run("2") == []
    assert home.run("4") == ["2"]
    assert kept(home) == {"3", "4"}


def test_versions_that_stand_in_the_lake_stay(home: Home) -> None:
    home.run("1")
    home.run("2", years=[2023])
    assert home.run("3", years=[2023]) == []
    assert kept(home) == {"1", "2", "3"}
    assert home.run("3", years=[2024]) == ["1"]


def test_nothing_goes_while_documents_are_to_be_read(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.run("1")
    for version in "23":
        home.run(version, years=[2023])
    pretend(monkeypatch, "4", unchanged)
    with Ledger(home.paths) as ledger:
        assert prune_versions(home.paths, ledger) == []
    assert kept(home) == {"1", "2", "3"}


def test_a_removed_version_reads_its_documents_anew(home: Home) -> None:
    for version in "123":
        home.run(version)
    facts = read_table(home.paths, "facts").drop("parser_version")
    home.run("1")
    assert read_table(home.paths, "facts").drop("parser_version").equals(facts)


@pytest.mark.parametrize("removed", [0, 1, 3, 7])
@pytest.mark.parametrize("is_ledger_lost", [False, True])
def test_a_removal_that_is_cut_off_does_no_harm(
    home: Home, monkeypatch: pytest.MonkeyPatch, removed: int, is_ledger_lost: bool
) -> None:
    """Whatever files are gone when the power goes; with the ledger lost, what is left tells what was read."""
    home.run("1")
    facts = read_table(home.paths, "facts").drop("parser_version")
    assert len(list(Path(str(home.paths.extracted)).glob("version=1/*/*/*"))) == 8
    home.run("2")
    with monkeypatch.context() as patch:
        patch.setattr(extracted.store, "remove", _cut_off_after(removed))
        with pytest.raises(KeyboardInterrupt):
            home.run("3")
    if is_ledger_lost:
        Path(str(home.paths.ledger)).unlink()
    assert home.run("1") == ["2"]
    assert read_table(home.paths, "facts").drop("parser_version").equals(facts)
    assert kept(home) == {"1", "3"}


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
