"""Years are landed in order, changes are followed into the years after, and a run that is cut off is gone on with."""

from __future__ import annotations

from collections.abc import Callable, Set
from pathlib import Path

import pytest

from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import years as module
from gk_pipeline.pipeline.land import Landed
from gk_pipeline.pipeline.years import land_years, unsettled
from gk_pipeline.settings import Settings

Lands = Callable[..., list[int | None]]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(Settings.load({"GK_HOME": str(tmp_path)}))


@pytest.fixture
def lands(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Lands:
    """Lands years into a lake that has files of 2016 to 2020 and of no year; gives those landed, in order.

    `changed` are the years whose facts change, `dies_at` the one in which the process ends.
    """

    def run(*years: int | None, changed: Set[int] = frozenset(), dies_at: int | None = None) -> list[int | None]:
        done: list[int | None] = []

        def land_year(_paths: Paths, _ledger: Ledger, year: int | None) -> Landed:
            if year == dies_at and year is not None:
                raise KeyboardInterrupt
            done.append(year)
            return Landed(year, changed=["facts"] if year in changed else ["documents"])

        monkeypatch.setattr(module, "_is_held", lambda _, year: 2016 <= year <= 2020)
        monkeypatch.setattr(module, "land_year", land_year)
        with Ledger(paths) as ledger:
            landed = land_years(paths, ledger, years)
        assert [each.year for each in landed] == done
        return done

    return run


def test_years_are_landed_in_order_each_once(lands: Lands, paths: Paths) -> None:
    assert lands(2018, None, 2016, 2018) == [2016, 2018, None]
    assert unsettled(paths) == set()


def test_a_change_is_followed_as_long_as_it_goes_on(lands: Lands) -> None:
    assert lands(2016, 2019, changed={2016, 2017}) == [2016, 2017, 2018, 2019]


def test_a_year_that_the_lake_has_not_yet_is_not_followed_into(lands: Lands) -> None:
    assert lands(2020, 2014, changed={2020, 2014}) == [2014, 2020]


def test_a_run_that_is_cut_off_leaves_what_it_had_to_do(lands: Lands, paths: Paths) -> None:
    with pytest.raises(KeyboardInterrupt):
        lands(2016, 2018, None, changed={2016}, dies_at=2017)
    assert unsettled(paths) == {2017, 2018, None}
    assert lands(2019) == [2017, 2018, 2019, None]
    assert unsettled(paths) == set()


def test_the_year_after_one_that_was_cut_off_is_landed_though_no_change_shows_then(lands: Lands, paths: Paths) -> None:
    with pytest.raises(KeyboardInterrupt):
        lands(2016, dies_at=2016)
    assert lands() == [2016, 2017]


def test_progress_is_told(lands: Lands, paths: Paths) -> None:
    lands()
    told: list[tuple[int, int]] = []
    with Ledger(paths) as ledger:
        land_years(paths, ledger, [2018, 2020], lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2)]


def test_files_of_others_are_no_years(paths: Paths) -> None:
    paths.unsettled.mkdir(parents=True)
    for name in ("2017", "unknown", ".hidden", "notes.txt"):
        (paths.unsettled / name).touch()
    assert unsettled(paths) == {2017, None}
