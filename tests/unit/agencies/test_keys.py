"""One body, one key: through renames, new codes, rises in rank and the spellings of its name."""

from __future__ import annotations

from gk_pipeline.agencies.keys import UNKNOWN, agency_key, present_name
from gk_pipeline.agencies.resolution import Resolution
from gk_pipeline.agencies.resolver import resolve


def key(name: str, document_id: str = "d", **known: object) -> str:
    return agency_key(name, resolve(name, **known), document_id)  # type: ignore[arg-type]


def test_spellings_of_a_name() -> None:
    assert key("桃源县陬市镇人民政府") == key("湖南省常德市桃源县陬市镇人民政府") == key("桃源县陬市镇政府")
    assert key("桃源县教育局") == key("常德市桃源县教育局")


def test_the_office_of_a_government() -> None:
    assert key("桃源县人民政府办公室") == key("桃源县政府办公室") == key("桃源县政府办")
    assert key("桃源县人民政府办公室") != key("桃源县人民政府")


def test_other_bodies_of_the_same_place() -> None:
    keys = {key(name) for name in ("桃源县人民政府", "桃源县教育局", "桃源县财政局", "桃源县陬市镇人民政府")}
    assert len(keys) == 4


def test_a_county_that_became_a_district_keeps_its_key() -> None:
    # 章丘市 became 章丘区 of 济南 in December 2016.
    assert key("章丘市人民政府", year=2014) == key("济南市章丘区人民政府", year=2020)


def test_a_prefecture_that_was_merged_is_another_body() -> None:
    # 莱芜市 became part of 济南市 in January 2019.
    assert key("莱芜市人民政府", year=2017) != key("济南市人民政府", year=2020)


def test_departments_that_were_renamed_everywhere() -> None:
    assert key("桃源县环境保护局") == key("桃源县生态环境局")
    assert key("湖南省环境保护厅") == key("湖南省生态环境厅")
    assert key("桃源县旅游局") != key("桃源县文化和旅游局")
    assert present_name("教育局") == "教育局"


def test_places_that_no_list_has() -> None:
    names = ("桃源县不存镇人民政府", "桃源县虚构乡人民政府", "桃源县人民政府")
    assert len({key(name) for name in names}) == 3
    zones = ("榆林高新技术产业开发区管委会", "榆林市假名工业园区管委会")
    assert len({key(name) for name in zones}) == 2
    assert key(names[0]) == key(names[0], "e")


def test_a_name_that_several_bodies_bear_is_no_key() -> None:
    assert not resolve("新华区教育局").is_resolved
    assert key("新华区教育局", "d") != key("新华区教育局", "e")
    assert key("石家庄市新华区教育局", "d") == key("石家庄市新华区教育局", "e") != key("沧州市新华区教育局")


def test_a_body_that_cannot_be_placed_is_keyed_by_its_name() -> None:
    assert key("某某研究会") == key("某某 研究会", "e") != key("某某协会")
    assert agency_key(None, Resolution(""), "d") == UNKNOWN
