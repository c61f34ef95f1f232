"""Damaged files of the lake are made again, from what is behind them."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import polars as pl
import pytest

from gk_pipeline.contracts.model import ContractError
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.parquet import DamagedFile
from gk_pipeline.lake.tables import ensure_tables, read_table, years_of
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import land, years
from gk_pipeline.pipeline.extract import extract_pending
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.pipeline.years import land_years, unsettled
from gk_pipeline.samples import samples_folder
from gk_pipeline.settings import Settings

SAMPLES = ("2019/huoshan_county_2019.txt", "2020/huoshan_county_2020.html", "2018/page_20180417.html")
MOMENTS = ("extracted_at",)


def home_in(folder: Path) -> Paths:
    return Paths(Settings.load({"GK_HOME": str(folder / "home"), "GK_INBOX": str(folder / "inbox")}))


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose lake has two reports of one agency, a year apart, and a page of an unknown year."""
    folder = tmp_path_factory.mktemp("landed")
    paths, inbox = home_in(folder), folder / "inbox"
    inbox.mkdir()
    for sample in SAMPLES:
        shutil.copyfile(samples_folder() / "inbox" / sample, inbox / Path(sample).name)
    ensure_tables(paths)
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        extract_pending(paths, ledger, 1)
        land_years(paths, ledger, [2019, 2020, None])
    return folder


@pytest.fixture
def paths(landed: Path, tmp_path: Path) -> Paths:
    """A copy of that home, to be damaged."""
    shutil.copytree(landed, tmp_path, dirs_exist_ok=True)
    return home_in(tmp_path)


def rows(paths: Paths) -> dict[str, pl.DataFrame]:
    return {
        name: read_table(paths, name).drop(MOMENTS, strict=False) for name in land.TABLES if name != "release_changes"
    }


def land_again(paths: Paths, *years: int | None) -> None:
    with Ledger(paths) as ledger:
        land_years(paths, ledger, years)


def parts(paths: Paths, pattern: str) -> list[Path]:
    found = sorted(Path(str(paths.lake)).glob(pattern))
    assert found, pattern
    return found


@pytest.mark.parametrize(
    ("pattern", "damage"),
    [
        ("reports/year=2019/*", b""),
        ("facts/year=2019/*", b"PAR1 no more than this PAR1"),
        ("documents/year=2020/*", b""),
        ("extracted/*/facts/year=2020/*", b"PAR1 no more than this PAR1"),
        ("extracted/*/*/year=2020/*", b""),
    ],
)
def test_landing_a_year_makes_damaged_files_again(paths: Paths, pattern: str, damage: bytes) -> None:
    before = rows(paths)
    assert before["facts"].height > 100
    for part in parts(paths, pattern):
        part.write_bytes(damage)
    land_again(paths, 2020)
    after = rows(paths)
    for name, frame in before.items():
        assert after[name].equals(frame), name
    assert unsettled(paths) == set()


def test_damaged_quarantine_is_made_again(paths: Paths) -> None:
    for year in (2019, 2020):
        part = Path(str(paths.part("quarantine", year)))
        part.parent.mkdir(exist_ok=True)
        part.write_bytes(b"garbage")
    land_again(paths, 2019, 2020)
    assert read_table(paths, "quarantine").is_empty()


def test_one_turned_bit_in_what_was_extracted_never_reaches_the_lake(paths: Paths) -> None:
    before = rows(paths)
    for part in parts(paths, "extracted/*/facts/year=2020/*"):
        content = bytearray(part.read_bytes())
        content[len(content) // 3] ^= 4
        part.write_bytes(content)
    land_again(paths, 2020)
    assert rows(paths)["facts"].equals(before["facts"])


def test_outcomes_that_are_damaged_when_the_ledger_is_lost_are_read_anew(paths: Paths) -> None:
    before = rows(paths)
    for part in parts(paths, "extracted/*/outcomes/*/*"):
        part.write_bytes(b"garbage")
    for file in paths.home.glob("ledger.sqlite*"):
        file.unlink()
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        assert extract_pending(paths, ledger, 1).documents == len(SAMPLES)
        land_years(paths, ledger, [2019, 2020, None])
    assert rows(paths)["facts"].equals(before["facts"])


def test_a_year_whose_removal_was_cut_off_is_removed_by_the_next_run(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, dropped = land.drop_year, list[str]()

    def cut_off(paths: Paths, name: str, year: int | None) -> None:
        if len(dropped) == 5:
            raise KeyboardInterrupt
        dropped.append(name)
        real(paths, name, year)

    with monkeypatch.context() as patch:
        patch.setattr(land, "drop_year", cut_off)
        with pytest.raises(KeyboardInterrupt):
            land.drop_vanished(paths, [2019, None], years_of(paths, "documents"))
    assert land.drop_vanished(paths, [2019, None], years_of(paths, "documents")) == [2020]
    assert [part for part in Path(str(paths.lake)).glob("*/year=2020/*") if "extracted" not in str(part)] == []


def test_what_nothing_else_has_is_not_taken_away(paths: Paths) -> None:
    (part,) = parts(paths, "release_changes/year=2020/*")
    part.write_bytes(b"garbage")
    with pytest.raises(ContractError, match="copy from a backup"):
        land_again(paths, 2020)
    assert part.read_bytes() == b"garbage"
    assert 2020 in unsettled(paths)


@pytest.mark.parametrize(
    "pattern",
    [
        "extracted/*/*/year=2020",
        "extracted/*",
        *(f"extracted/*/{table}/year=2020" for table in ("reports", "facts", "claims", "passages")),
    ],
)
def test_what_was_extracted_and_is_gone_is_read_again(paths: Paths, pattern: str) -> None:
    before = rows(paths)
    assert before["facts"].filter(pl.col("report_year") == 2020).height > 50
    for folder in parts(paths, pattern):
        shutil.rmtree(folder)
    land_again(paths, 2020)
    after = rows(paths)
    for name, frame in before.items():
        assert after[name].equals(frame), name
    assert unsettled(paths) == set()


def test_rows_that_were_not_counted_when_they_were_read_are_landed_as_they_are(paths: Paths) -> None:
    before = rows(paths)
    with sqlite3.connect(paths.ledger) as ledger:
        ledger.execute("UPDATE parsed SET row_count = NULL")
    land_again(paths, 2020)
    assert rows(paths)["facts"].equals(before["facts"])


def test_what_is_gone_as_soon_as_it_is_made_again_ends_the_run(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    healed: list[str] = []
    monkeypatch.setattr(years, "heal", lambda paths, ledger, damage: healed.append(damage.file.name))
    for folder in parts(paths, "extracted/*/facts/year=2020"):
        shutil.rmtree(folder)
    with pytest.raises(DamagedFile, match="is damaged"):
        land_again(paths, 2020)
    assert len(healed) == 1
    assert 2020 in unsettled(paths)


@pytest.mark.parametrize("table", ["facts", "claims", "findings", "passages", "documents"])
def test_what_somebody_took_out_of_the_lake_is_made_again_whatever_year_is_landed(paths: Paths, table: str) -> None:
    before = rows(paths)
    for part in parts(paths, f"{table}/year=2019/*"):
        part.unlink()
    land_again(paths, None)
    after = rows(paths)
    assert all(after[name].equals(frame) for name, frame in before.items())
    assert parts(paths, f"{table}/year=2019/*")
