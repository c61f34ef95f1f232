from __future__ import annotations

import pytest

from gk_pipeline.agencies.gazetteer import Gazetteer, Keys, gazetteer


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return gazetteer()


def key(places: Gazetteer, code: str) -> str:
    return places.divisions.by_code(code)[0].key


def codes(places: Gazetteer, keys: Keys) -> set[str]:
    return {places.get(one).code for one in keys}


def test_every_step_lies_in_the_one_before(places: Gazetteer) -> None:
    first = places.readings("湖南省桃源县陬市镇财政所")[0]
    assert (codes(places, first.keys), first.start, first.end, first.full) == ({"430725101"}, 6, 9, True)
    assert codes(places, first.above) == {"430725"}
    elsewhere = places.readings("长春市陬市镇")
    assert all("430725101" not in codes(places, reading.keys) for reading in elsewhere)


def test_levels_may_be_skipped_and_organs_stand_between(places: Gazetteer) -> None:
    assert codes(places, places.readings("河南省柏城街道")[0].keys) == {"411721001"}
    assert codes(places, places.readings("西平县人民政府柏城街道办")[0].keys) == {"411721001"}


def test_a_town_of_today_lies_in_the_county_of_yesterday(places: Gazetteer) -> None:
    assert codes(places, places.readings("静海县大邱庄镇")[0].keys) == {"120118108"}


def test_a_name_without_its_suffix_is_told_apart(places: Gazetteer) -> None:
    reading = places.readings("宿迁高新区")[0]
    assert (codes(places, reading.keys), reading.end, reading.full) == ({"321300"}, 2, False)


def test_a_city_is_better_known_than_a_district_of_another(places: Gazetteer) -> None:
    assert "610100" in codes(places, places.readings("西安高新区")[0].keys)
    assert "220403" not in codes(places, places.readings("西安高新区")[0].keys)
    assert codes(places, places.readings("辽源市西安分局")[0].keys) == {"220403"}


def test_succession_never_steps_sideways(places: Gazetteer) -> None:
    """Qiaosi lies in Linping, which was split from Yuhang: it lay in Yuhang, and never in what else became of it."""
    town = places.divisions.names["乔司街道"][0]
    above = codes(places, places.chain(town))
    assert {"330113", "330110", "330100", "330000"} <= above
    assert "330105" not in above


def test_the_same_body_under_all_its_names(places: Gazetteer) -> None:
    body = places.body(key(places, "130708"))  # 万全区, until 2016 万全县
    assert codes(places, body) == {"130708", "130729"}
    merged = key(places, "371200")  # 莱芜市 became part of another city
    assert codes(places, places.body(merged)) == {"371200"}


def test_mentions_stand_anywhere(places: Gazetteer) -> None:
    found = [codes(places, keys) for keys in places.mentions("详见桃源县陬市镇政府与长春市网站")]
    assert found == [{"430725101"}, {"220100"}]
    assert list(places.mentions("工作总体平稳")) == []
    assert list(places.mentions("县城镇管理局")) == []  # there is a town called 城镇, the word is hardly ever its name


@pytest.mark.parametrize("name", ["林业局", "街道", "社区", "农场"])
def test_what_tells_no_place_is_no_name(places: Gazetteer, name: str) -> None:
    assert name in places.divisions.names
    assert places.named(name) == ()


def test_zones_that_were_counties_are_no_areas(places: Gazetteer) -> None:
    assert places.is_area(places.get(key(places, "320571")))  # 苏州工业园区
    assert not places.is_area(places.get(key(places, "232762")))  # 松岭区, a district until 2017
    assert not places.is_area(places.get(key(places, "430725")))
