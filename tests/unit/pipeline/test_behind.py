"""Which years are landed again without a look at their files: what is not as it was left."""

from __future__ import annotations

from pathlib import Path

import pytest

from gk_pipeline.contracts.arrow import arrow_schema
from gk_pipeline.contracts.registry import contract
from gk_pipeline.lake.tables import drop_year, ensure_tables, write_year
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import behind as module
from gk_pipeline.pipeline.behind import remember, years_altered, years_disturbed
from gk_pipeline.settings import Settings

YEARS = {2017, 2018, 2020, None}


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A lake of these years, all landed by this version of the package."""
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path)}))
    ensure_tables(paths)
    for year in YEARS:
        write_year(paths, "claims", year, arrow_schema(contract("claims")).empty_table())
    remember(paths, YEARS)
    return paths


def part(paths: Paths, year: int | None) -> Path:
    return Path(str(paths.part("claims", year)))


def test_what_is_as_it_was_left_is_left_alone(paths: Paths) -> None:
    assert years_disturbed(paths, YEARS) == set()


@pytest.mark.parametrize("year", sorted(YEARS, key=str))
def test_a_year_that_somebody_else_wrote_is_landed(paths: Paths, year: int | None) -> None:
    part(paths, year).write_bytes(b"no Parquet file")
    assert years_disturbed(paths, YEARS) == {year}
    remember(paths, [year])
    assert years_disturbed(paths, YEARS) == set()


def test_a_year_that_lost_a_file_is_landed(paths: Paths) -> None:
    write_year(paths, "facts", 2020, arrow_schema(contract("facts")).empty_table())
    remember(paths, [2020])
    part(paths, 2020).unlink()
    assert years_disturbed(paths, YEARS) == {2020}


def test_the_year_after_one_that_is_gone_is_landed(paths: Paths) -> None:
    drop_year(paths, "claims", 2017)
    assert years_disturbed(paths, YEARS - {2017}) == {2018}


def test_a_year_that_was_never_landed_is(paths: Paths) -> None:
    assert years_disturbed(paths, YEARS | {2021}) == {2021}


def test_another_version_of_the_package_lands_all_years_once(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "package_version", lambda: "9.9+0123456789")
    assert years_disturbed(paths, YEARS) == YEARS
    assert years_altered(paths, YEARS) == set()
    # One year landed by the new version says nothing of the others.
    remember(paths, [2017])
    assert years_disturbed(paths, YEARS) == YEARS - {2017}
    remember(paths, YEARS)
    assert years_disturbed(paths, YEARS) == set()


def test_what_another_version_landed_and_somebody_altered_is_known(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "package_version", lambda: "9.9+0123456789")
    part(paths, 2018).unlink()
    assert years_altered(paths, YEARS | {2021}) == {2018}


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"years": {"2017": 3}}', b'{"years": []}'])
def test_a_note_that_can_not_be_read_is_none(paths: Paths, content: bytes) -> None:
    paths.landed.write_bytes(content)
    assert years_disturbed(paths, YEARS) == YEARS
