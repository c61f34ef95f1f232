from __future__ import annotations

import pytest

from gk_pipeline.agencies.gazetteer import Gazetteer, Keys, gazetteer
from gk_pipeline.agencies.settle import Vote, settle, supports


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return gazetteer()


def of(places: Gazetteer, *codes: str) -> Keys:
    return frozenset(division.key for code in codes for division in places.divisions.by_code(code))


def one(places: Gazetteer, code: str) -> str:
    return places.divisions.by_code(code)[0].key


def test_one_division_needs_no_argument(places: Gazetteer) -> None:
    keys = of(places, "430725")
    assert settle(places, keys) == (keys, "name")


def test_the_province_narrows_or_leaves_nothing(places: Gazetteer) -> None:
    drum_towers = of(places, "320106", "320302", "350102", "410204")
    assert settle(places, drum_towers, province=one(places, "350000")) == (of(places, "350102"), "province")
    assert settle(places, drum_towers, province=one(places, "320000")).keys == of(places, "320106", "320302")
    assert settle(places, drum_towers, province=one(places, "430000")).keys == frozenset()


def test_what_ended_gives_way_unless_the_year_is_its_own(places: Gazetteer) -> None:
    chaohu = of(places, "340181", "341400")
    assert settle(places, chaohu) == (of(places, "340181"), "current")
    assert settle(places, chaohu, year=2009) == (of(places, "341400"), "year")
    assert settle(places, chaohu, year=2020) == (of(places, "340181"), "year")


def test_a_year_far_from_all_of_them_narrows_nothing(places: Gazetteer) -> None:
    """临平区 began in 2021, 崇川区 under its present code in 2020."""
    keys = of(places, "330113", "320613")
    assert settle(places, keys, year=2012).keys == keys
    assert settle(places, keys, year=2020).keys == of(places, "320613")


def test_a_recoded_body_counts_once_with_the_row_of_its_time(places: Gazetteer) -> None:
    both = of(places, "130708", "130729")  # 万全县 became 万全区 in 2016
    assert settle(places, both).keys == of(places, "130708")
    assert settle(places, both, year=2010) == (of(places, "130729"), "name")


def test_a_city_without_counties_is_the_outer_one(places: Gazetteer) -> None:
    assert settle(places, of(places, "620200", "620201")).keys == of(places, "620200")


def test_votes_need_twice_the_weight_of_the_next(places: Gazetteer) -> None:
    sunrise = of(places, "110105", "220104")
    changchun, beijing = of(places, "220100"), of(places, "110000")
    assert settle(places, sunrise, votes=[Vote(changchun, 1.0)]) == (of(places, "220104"), "votes")
    close = [Vote(changchun, 1.5), Vote(beijing, 1.0)]
    assert settle(places, sunrise, votes=close).keys == sunrise
    clear = [Vote(changchun, 2.0), Vote(beijing, 1.0)]
    assert settle(places, sunrise, votes=clear).keys == of(places, "220104")
    assert settle(places, sunrise, votes=[Vote(of(places, "430725"), 9.0)]).keys == sunrise


def test_above_and_below_support(places: Gazetteer) -> None:
    county = one(places, "430725")
    assert supports(places, of(places, "430700"), county)
    assert supports(places, of(places, "430725101"), county)
    assert not supports(places, of(places, "430721"), county)
