"""Titles as publishers set them: words of their own for the topic, parentheses, dates, and the page around them."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.identity import identify
from gk_pipeline.extraction.titles import find_titles
from tests.unit.extraction.reading import text_document

BODY = "\n一、总体情况\n2020年，我局平稳推进。\n二、主动公开政府信息情况\n公开若干条。\n"


@pytest.mark.parametrize(
    ("head", "agency", "year"),
    [
        ("青石县白水镇2016年政府信息公开自查报告", "青石县白水镇人民政府", 2016),
        ("青石县卫生健康委员会2019年政府信息公开工作自查报告", "青石县卫生健康委员会", 2019),
        ("青石县人民医院2018年院务公开工作总结", "青石县人民医院", 2018),
        ("青石县第一中学2018年校务信息公开年度报告", "青石县第一中学", 2018),
        ("青石县人民检察院2016年检务公开工作报告", "青石县人民检察院", 2016),
        ("青石县公安局2015年警务公开工作总结", "青石县公安局", 2015),
        ("东山大学2015/2016学年信息公开工作年度报告", "东山大学", 2016),
        ("（青石市大桥街道办事处）2020年政府信息公开工作年度报告", "青石市大桥街道办事处", 2020),
        ("青石市2020年政府信息公开工作年度报告（大桥街道）", "青石市大桥街道办事处", 2020),
        ("2020年政府信息公开工作年度报告（青石市交通运输局（港口管理局））", "青石市交通运输局(港口管理局)", 2020),
        (
            "青石市水利局（河长办）（2020年）青石市水利局（河长办）政府信息公开年度报告",
            "青石市水利局(河长办)",
            2020,
        ),
        ("青石县白水镇人民政府2020 年政府信息公开工作年度报告 （2021年1月10日）", "青石县白水镇人民政府", 2020),
        ("登录 注册青石县白水镇\n2020年政府信息公开工作年度报告", "青石县白水镇人民政府", 2020),
        ("青石县水利局青石县水利局2020年政府信息公开年度报告", "青石县水利局", 2020),
        ("登录 注册青石县审计局2020年政府信息公开工作年度报告", "青石县审计局", 2020),
        ("首页>>政府信息公开年报>>正文国家药品监督管理局 2020 年政府信息公开工作年度报告", "国家药品监督管理局", 2020),
        ("青石县人民政府白水镇2020年政府信息公开工作年度报告", "青石县白水镇人民政府", 2020),
    ],
)
def test_who_and_when(head: str, agency: str, year: int) -> None:
    found = identify(text_document(head + BODY.replace("2020", str(year))))
    assert (found.agency_name, found.year) == (agency, year)


@pytest.mark.parametrize(
    "name",
    ["宁波海关", "拱北海关", "中华人民共和国宁波海关", "浙江海事局", "舟山银保监分局", "长江水利委员会"],
)
def test_a_name_that_calls_its_place_by_another_word_is_whole(name: str) -> None:
    assert identify(text_document(f"{name}2020年政府信息公开工作年度报告{BODY}")).agency_name == name


@pytest.mark.parametrize("name", ["信访局", "文化和旅游局", "城市综合执法局"])
def test_a_name_of_a_department_alone_is_not_whole(name: str) -> None:
    head = f"{name}2020年政府信息公开工作年度报告\n"
    assert identify(text_document(head + BODY)).agency_name is None
    published = f"发布机构：青石县{name} 发布日期：2021-01-17\n"
    assert identify(text_document(head + published + BODY)).agency_name == f"青石县{name}"


def test_the_day_of_a_report_behind_its_title_is_not_its_year() -> None:
    text = "青石县审计局2020 年政府信息公开工作年度报告 （2021年1月10日）\n"
    assert [title.year for title in find_titles(text)] == [2020]
    period = "青石县审计局政府信息公开工作年度报告（2020年1月1日-12月31日）\n"
    assert [title.year for title in find_titles(period)] == [2020]


def test_the_words_that_announce_a_report_are_no_part_of_the_name() -> None:
    text = f"按照规定，现公布青石市白水乡人民政府2020年政府信息公开年度报告。{BODY}"
    assert identify(text_document(text.replace("我局", "我乡"))).agency_name == "青石市白水乡人民政府"


@pytest.mark.parametrize(
    "text",
    [
        "2020年政府信息公开工作年度报告一、总体情况平稳。六、其他需要报告的事项无。{0}2021年1月20日",
        "根据《条例》要求，{0}编制了2020年度政府信息公开年度报告，现予公布。\n一、总体情况\n平稳。\n",
        "2020年政府信息公开工作年度报告\n本报告由{0}根据《条例》编制。\n一、总体情况\n平稳。\n",
        "2020年政府信息公开工作年度报告\n如有疑问，请与{0}办公室联系（电话：0755-82107654）。\n一、总体情况\n平稳。\n",
        "2020年政府信息公开工作年度报告\n一、总体情况\n平稳。\n{0}\n2021年1月20日\n",
    ],
    ids=["signed in one line", "announced", "compiled", "contact", "signed"],
)
@pytest.mark.parametrize(
    "name",
    ["青石县农业农村局(乡村振兴局)", "青石市公共资源交易中心", "国家统计局青石调查队", "青石县水利局"],
)
def test_a_report_without_a_name_in_its_title(text: str, name: str) -> None:
    found = identify(text_document(text.format(name))).agency_name
    assert found in (name, name.partition("(")[0])  # a contact may be named in short


def test_a_day_in_a_sentence_is_no_signature() -> None:
    text = "2020年政府信息公开工作年度报告\n一、总体情况\n平稳。青石县审计局2020年3月5日召开会议。\n"
    assert identify(text_document(text)).agency_name is None


def test_an_institution_in_the_title_counts_more_than_the_titles_of_links() -> None:
    text = (
        "下一篇：青阳县教育局2020年政府信息公开工作年度报告\n东山大学2020年信息公开工作年度报告\n一、总体情况\n平稳。\n"
    )
    assert identify(text_document(text)).agency_name == "东山大学"


LINKS = "".join(
    f"青石县{name}年政府信息公开年度报告\n" for name in ("财政局2020", "教育局2018", "教育局2019", "公安局2019")
)
SIGNED = "\n青石县教育局\n2021年1月12日\n"


def who_and_when(text: str) -> tuple[str | None, int | None]:
    found = identify(text_document(text))
    return found.agency_name, found.year


@pytest.mark.parametrize(
    "head",
    [
        "青石县教育局政府信息公开工作年度报告",
        "县教育局政府信息公开工作年度报告",
        "青石县教育局\n政府信息公开工作年度报告",
        "政府信息公开工作年度报告",
        "2020年政府信息公开工作年度报告",
    ],
)
@pytest.mark.parametrize("links", ["above", "below", "nowhere"])
def test_links_to_other_reports_are_not_taken_for_the_title(head: str, links: str) -> None:
    above, below = (LINKS if links == place else "" for place in ("above", "below"))
    assert who_and_when(f"{above}{head}{BODY}{SIGNED}{below}") == ("青石县教育局", 2020)


def test_a_title_without_a_name_takes_that_of_its_twin_alone() -> None:
    title = "2020年政府信息公开工作年度报告"
    assert who_and_when(f"青石县教育局{title}\n{title}{BODY}")[0] == "青石县教育局"
    assert who_and_when(f"青石县教育局{title}\n青石县水利局{title}\n{title}{BODY}")[0] is None
    assert who_and_when(f"青石县水利局{title}\n{title}{BODY}{SIGNED}")[0] == "青石县教育局"


@pytest.mark.parametrize("label", ["来源：", "发布机构： ", "责任编辑:"])
def test_a_name_behind_a_label_is_no_part_of_the_title_below(label: str) -> None:
    lead = "\n现将青石县教育局2020年的情况报告如下。"
    head = f"2021-01-20 {label}东山市人民政府\n2020年政府信息公开工作年度报告"
    assert who_and_when(f"{head}{lead}{BODY}") == ("青石县教育局", 2020)


@pytest.mark.parametrize("day", ["(2021年1月)", "(2021年1月15日)", "\n(2021年1月15日)", "\n2021年1月15日"])
def test_the_day_of_a_report_is_not_its_year(day: str) -> None:
    assert who_and_when(f"青石县教育局政府信息公开工作年度报告{day}{BODY}2020年平稳。") == ("青石县教育局", 2020)


@pytest.mark.parametrize("part", ["上半年", "下半年", "第三季度"])
def test_a_report_of_a_part_of_the_year_has_no_title(part: str) -> None:
    found = identify(text_document(f"青石县教育局2020年{part}政府信息公开工作报告{BODY}{SIGNED}"))
    assert (found.agency_name, "title" in found.year_votes) == ("青石县教育局", False)


@pytest.mark.parametrize(
    ("head", "agency"),
    [
        ("桃源县陬\n市镇2020年政务公开工作年度报告", "桃源县陬市镇人民政府"),
        ("长春市二\n道区人民政府2020年政府信息公开年报", "长春市二道区人民政府"),
        ("长春市二道区人民政\n府政府信息公开工作2020年度报告", "长春市二道区人民政府"),
        ("凉山彝族自治州人民\n政府2020年政府信息公开年报", "凉山彝族自治州人民政府"),
        ("桃源县陬市镇人民政府信息公开工作2020年度报告", "桃源县陬市镇人民政府"),
        ("西平县水利局政府\n信息公开工作2020年度报告", "西平县水利局"),
        ("西平县水利\n局2020年政府信息公开年报", "西平县水利局"),
        ("西平县水利局2020年\n度政府信息公开年报", "西平县水利局"),
        ("首页\n西平县水利局2020年政府信息公开年报", "西平县水利局"),
        ("西平县\n西平县水利局2020年政府信息公开年报", "西平县水利局"),
    ],
)
def test_a_name_torn_over_lines(head: str, agency: str) -> None:
    assert who_and_when(head + BODY) == (agency, 2020)


@pytest.mark.parametrize(("place", "name"), [("阿坝州", "阿坝州人民政府"), ("和田地区", "和田地区行政公署")])
def test_the_organ_of_a_place(place: str, name: str) -> None:
    assert who_and_when(f"关于{place}2020年政府信息公开工作的报告{BODY}") == (name, 2020)


def test_a_short_title_is_not_filled_in_with_another_kind_of_agency() -> None:
    title = "市公共资源交易中心2020年政府信息公开年报"
    for publisher in ("东山市人民政府", "东山省公共资源交易中心", "国家烟草专卖局"):
        assert who_and_when(f"发布机构：{publisher}\n{title}{BODY}")[0] is None
    assert who_and_when(f"发布机构：东山市公共资源交易中心\n{title}{BODY}")[0] == "东山市公共资源交易中心"
    assert who_and_when(f"发布机构：青石县人社局\n教育局2020年政府信息公开年报{BODY}")[0] is None


@pytest.mark.parametrize("filed", ["{}根据《条例》编制本报告。", "现将{}2020年情况公布如下。", "一切如常。\n{}\n"])
def test_who_files_is_told_by_the_sentence_or_the_last_line(filed: str) -> None:
    text = f"来源：青石县人民政府\n2020年政府信息公开年报\n{filed.format('青石县教育局')}{BODY}"
    assert who_and_when(text) == ("青石县教育局", 2020)
