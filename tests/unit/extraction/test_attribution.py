from __future__ import annotations

import pytest

from gk_pipeline.agencies.evidence import Attribution
from gk_pipeline.extraction.identity import identify
from gk_pipeline.extraction.naming import attribute, find_evidence

from .reading import text_document

BODY = "\n一、概述\n2017年,全年工作平稳开展。\n二、主动公开情况\n我县公开信息若干。\n三、依申请公开情况\n无。\n"


def attributed(text: str) -> Attribution:
    document = text_document(text)
    found = identify(document)
    return attribute(document.text, found.titles, found.year)


def code(text: str) -> str | None:
    return attributed(text).resolution.division_code


def test_everything_that_names_an_agency_is_found() -> None:
    text = (
        "桃源县陬市镇2017年政府信息公开工作年度报告\n发布机构:桃源县人民政府\n"
        "本报告由陬市镇党政办编制。2017年,陬市镇认真落实要求。我镇公开信息若干,我镇群众满意。\n"
        "如有疑问,请与陬市镇党政办联系(电话:0736-6641212),网址www.taoyuan.gov.cn。\n陬市镇人民政府\n2018年2月13日\n"
    )
    document = text_document(text)
    found = find_evidence(document.text, identify(document).titles, 2017)
    assert found.titles == ("桃源县陬市镇",)
    assert found.compiled_by == ("陬市镇党政办",)
    assert found.publishers == ("桃源县人民政府",)
    assert found.contacts == ("陬市镇党政办",)
    assert set(found.signed) == {"陬市镇人民政府"}
    assert found.subjects == ("陬市镇",)
    assert found.phones == ("0736-6641212",)
    assert found.hosts == ("www.taoyuan.gov.cn",)
    assert (found.own_word, found.year) == ("镇", 2017)
    assert "桃源县人民政府" in found.mentions


def test_a_title_that_settles() -> None:
    found = attributed(f"桃源县财政局2017年政府信息公开工作年度报告{BODY}发布机构:长春市人民政府\n")
    assert (found.resolution.division_code, found.resolution.department, found.source) == ("430725", "finance", "title")


def test_a_title_of_several_places_is_told_by_the_rest() -> None:
    title = "朝阳区人民政府2017年政府信息公开工作年度报告"
    assert code(f"{title}{BODY}") is None
    assert code(f"{title}{BODY}电话:0431-88888888\n") == "220104"
    assert code(f"{title}{BODY}网址:www.changchun.gov.cn\n") == "220104"
    assert code(f"{title}{BODY}请与长春市朝阳区人民政府办公室联系。\n") == "220104"


def test_without_a_title_the_text_tells() -> None:
    assert code("本报告由桃源县人民政府办公室编制。我县公开信息若干。") == "430725"
    street = attributed("2021年,柏城街道办事处继续推进公开。本街道办事处没有收到申请。登录西平县政府门户网查阅。")
    assert (street.resolution.division_code, street.resolution.level) == ("411721001", "township")


def test_nothing_is_made_of_nothing() -> None:
    found = attributed("我镇全年公开信息若干。")
    assert (found.resolution.is_resolved, found.source) == (False, None)


@pytest.mark.parametrize("name", ["东山大学", "拱北海关", "全国社会保障基金理事会"])
def test_who_publishes_a_body_of_no_place_does_not_tell_where_it_is(name: str) -> None:
    text = (
        f"下一篇：青阳县教育局2020年政府信息公开工作年度报告\n{name}2020年信息公开工作年度报告\n"
        "信息来源：青阳县人民政府办公室\n一、总体情况\n平稳。\n"
    )
    resolution = attributed(text).resolution
    assert resolution.division_key is None or resolution.level == "national"
    assert "青阳" not in resolution.name


def test_a_short_name_means_the_city_that_is_named_most() -> None:
    title = "市水利局2017年政府信息公开工作年度报告"
    own = "现将江阴市水利局2017年情况报告如下。"
    assert code(f"{title}\n{own}{BODY}") == "320281"
    assert code(f"来源：无锡市人民政府\n{title}\n{own}{BODY}\n江阴市水利局\n2018年1月12日\n") == "320281"
    assert code(f"{title}\n现将无锡市水利局2017年情况报告如下。{BODY}") == "320200"
    assert code(f"发布机构：无锡市人民政府\n发布机构：江阴市人民政府\n{title}{BODY}") is None
    assert code(f"来源：阜阳市颍州区人民政府\n{title}{BODY}") == "341200"


def test_a_publisher_of_another_kind_is_not_the_agency() -> None:
    title = "市烟草专卖局2017年政府信息公开工作年度报告"
    for publisher in ("国家烟草专卖局", "吉林省烟草专卖局"):
        assert code(f"来源：{publisher}\n{title}{BODY.replace('我县', '我局')}") is None
    assert code(f"来源：长春市人民政府\n2017年政府信息公开年报{BODY.replace('我县', '我区')}") is None
    assert code(f"来源：长春市二道区人民政府\n2017年政府信息公开年报{BODY.replace('我县', '我区')}") == "220105"


def test_another_name_on_the_plate_does_not_hide_the_agency() -> None:
    assert code(f"江阴市文化广电和旅游局(市文物局)2017年政府信息公开工作年度报告{BODY}") == "320281"
