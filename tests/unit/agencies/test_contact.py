from __future__ import annotations

import importlib.util

import pytest

from gk_pipeline.agencies.contact import area_votes, host_votes
from gk_pipeline.agencies.gazetteer import gazetteer
from gk_pipeline.agencies.settle import Vote


def names(votes: list[Vote]) -> list[set[str]]:
    return [{gazetteer().get(key).name for key in vote.keys} for vote in votes]


@pytest.mark.parametrize(
    ("phone", "places"),
    [
        ("0736-6641212", {"常德市"}),
        ("010-88888888", {"北京市"}),
        ("0591 23165370", {"福州市"}),
        ("0431)8917", {"长春市"}),
    ],
)
def test_area_codes(phone: str, places: set[str]) -> None:
    assert names(list(area_votes([phone], gazetteer(), 1.0))) == [places]


def test_an_area_code_votes_once_and_other_numbers_not() -> None:
    phones = ["0736-6641212", "0736-6641213", "400-1234567", "13800000000", "0999999"]
    votes = list(area_votes(phones, gazetteer(), 1.5))
    assert [vote.weight for vote in votes if "常德市" in names([vote])[0]] == [1.5]
    assert list(area_votes(["400-1234567", "13800000000"], gazetteer(), 1.0)) == []


@pytest.mark.parametrize(
    ("host", "places"),
    [
        ("www.pingtan.gov.cn", {"平潭县"}),
        ("ccerdao.gov.cn", {"二道区"}),
        ("njgl.gov.cn", {"鼓楼区"}),
        ("zwgk.changde.gov.cn", {"常德市"}),
        ("www.tianmen.gov.cn", {"天门市"}),
    ],
)
def test_hosts_spell_places(host: str, places: set[str]) -> None:
    assert names(list(host_votes([host], gazetteer(), 0.5))) == [places]


@pytest.mark.parametrize("host", ["www.gov.cn", "pingtan.com", "pingtan.gov.cn.example.com", "xyzabc.gov.cn"])
def test_other_hosts_say_nothing(host: str) -> None:
    assert list(host_votes([host], gazetteer(), 0.5)) == []


@pytest.mark.skipif(importlib.util.find_spec("pypinyin") is None, reason="pypinyin, with which it is built, is absent")
def test_the_shipped_pinyin_is_what_the_build_writes() -> None:
    from importlib.resources import files

    from gk_pipeline.agencies.build.host_labels import render

    shipped = (files("gk_pipeline.agencies") / "data" / "place_pinyin.csv").read_text(encoding="utf-8")
    assert shipped == render()
