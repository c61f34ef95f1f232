from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gk_pipeline.catalog.forms import load
from gk_pipeline.documents.model import Document
from gk_pipeline.documents.read import read
from gk_pipeline.extraction.identity import Identity, identify, report_signals

from .reading import text_document

BODY = "\n一、概述\n2017年,全年工作平稳开展。\n二、主动公开情况\n我县公开信息若干。\n三、依申请公开情况\n无。\n"
MENU = "网站首页\n政务公开\n互动交流\n当前位置:首页 > 信息公开 > 年度报告\n"
FOOTER = "\n分享\n主办单位:清河县人民政府办公室 网站标识码:4114240001\n友情链接 2012年 2013年\n"


def who(text: str, **declared: str) -> str | None:
    return identify(text_document(text), **declared).agency_name


@pytest.mark.parametrize(
    ("head", "title", "agency", "year"),
    [
        ("清河县2017年政府信息公开工作年度报告", "清河县2017年政府信息公开工作年度报告", "清河县人民政府", 2017),
        ("2017年度清河县白水镇政府信息公开工作报告", None, "清河县白水镇人民政府", 2017),
        ("清河县财政局 2017 年 政务公开年度报告", "清河县财政局2017年政务公开年度报告", "清河县财政局", 2017),
        ("清河县发改委2017政府信息公开工作年度报告", None, "清河县发改委", 2017),
        ("清河县政府办公室2017年政府信息公开年报", None, "清河县政府办公室", 2017),
        ("清河县审计局政府信息公开工作2017年度报告", None, "清河县审计局", 2017),
        ("清河县审计局政府信息公开工作年度报告(2017年度)", None, "清河县审计局", 2017),
        ("二〇一七年清河县审计局政府信息公开年度报告", None, "清河县审计局", 2017),
        (
            "东山市人民政府\n2017年政府信息公开工作年度报告",
            "东山市人民政府2017年政府信息公开工作年度报告",
            "东山市人民政府",
            2017,
        ),
        ("东山市人民政府2017年\n政府信息公开工作年度报告", None, "东山市人民政府", 2017),
        ("# 清河县人民政府 2017 年 政府信息公开工作年度报告", None, "清河县人民政府", 2017),
        ("白水街道2017年政府信息公开工作年度报告", None, "清河县白水街道办事处", 2017),
        ("清河经济开发区2017年政府信息公开工作年度报告", None, "清河经济开发区管委会", 2017),
        ("本溪市人民政府2017年政府信息公开工作年度报告", None, "本溪市人民政府", 2017),
        ("清河县审计局关于2017年度政府信息公开工作情况的报告", None, "清河县审计局", 2017),
        ("关于清河县审计局2017年政府信息公开工作年度报告", None, "清河县审计局", 2017),
        ("清河县审计局政府信息公开2017年工作年度报告", None, "清河县审计局", 2017),
        ("清河县审计局政府信息公开年报2017", None, "清河县审计局", 2017),
        ("清河县审计局政府信息公开年报\n(2017年度)", None, "清河县审计局", 2017),
        ("清河县政府信息公开年度报告(2017年1月1日-12月31日)", None, "清河县人民政府", 2017),
        (
            "【2017】清河县审计局政府信息公开工作年度报告",
            "2017】清河县审计局政府信息公开工作年度报告",
            "清河县审计局",
            2017,
        ),
        (
            "2017年政府信息公开工作年度报告（清河县审计局）",
            "2017年政府信息公开工作年度报告(清河县审计局)",
            "清河县审计局",
            2017,
        ),
        ("清河县审计局2017年法治政府建设暨政府信息公开工作年度报告", None, "清河县审计局", 2017),
        ("清河县审计局2016-2017学年信息公开年度报告", None, "清河县审计局", 2017),
        ("清河县审计局2017年政府信\n息公开工作年度报告", None, "清河县审计局", 2017),
        ("清河县审计局2017\n年政府信息公开工作年度报\n告", None, "清河县审计局", 2017),
        ("清河县审\n计局2017年政府信息公开工作年度报告", None, "清河县审计局", 2017),
        ("2017年度\n清河县审计局\n政府信息公开工作年度报告", None, "清河县审计局", 2017),
        ("清河县审计局 2017 年 度 政 府 信 息 公 开 年 报", None, "清河县审计局", 2017),
        ("清 河 县 审 计 局\n2 0 1 7 年 政 府 信 息 公 开 年 报", None, "清河县审计局", 2017),
    ],
)
def test_titles(head: str, title: str | None, agency: str, year: int) -> None:
    found = identify(text_document(f"{MENU}{head}{BODY}{FOOTER}"))
    assert (found.agency_name, found.year, found.year_evidence) == (agency, year, "title")
    assert found.title == (title or "".join(head.split()).lstrip("#"))


@pytest.mark.parametrize("between", ["", " ", "|", "\t", " > "])
def test_the_site_around_a_title_is_no_part_of_it(between: str) -> None:
    line = between.join(("首页", "政务公开", "政府信息公开年报", "清河县审计局2017年政府信息公开工作年度报告"))
    found = identify(text_document(f"{line}{between}发布日期:2018-01-05{BODY}"))
    assert (found.agency_name, found.year, len(found.titles)) == ("清河县审计局", 2017, 1)
    far = between.join(("网站首页", "新闻中心", "互动交流", "办事服务", "数据开放")) * 3
    assert who(f"{far}{between}{line}{between}发布日期:2018-01-05{BODY}") == "清河县审计局"


def test_a_list_of_years_below_a_name_is_no_title() -> None:
    menu = "清河县审计局政府信息公开年报\n2019\n2018\n2017\n"
    assert identify(text_document(f"{menu}清河县审计局2017年政府信息公开年报{BODY}")).year == 2017
    assert "title" not in identify(text_document(f"{menu}{BODY}")).year_votes


@pytest.mark.parametrize("name", ["东山大学", "华源投资有限公司", "协和医院"])
def test_an_institution_needs_no_place(name: str) -> None:
    assert who(f"{name}2017年信息公开年度报告\n来源:东山省教育厅\n{BODY}") == name
    assert who(f"{name}2017年信息公开年度报告\n填报单位:东山市{name}\n{BODY}") == f"东山市{name}"
    assert who(f"政务服务中心2017年信息公开年度报告\n{BODY}") is None


def test_the_title_the_report_gives_itself_counts_more_than_that_of_the_page() -> None:
    text = "东山省清河县林业局-清河县林业局2018年政务公开报告\n市林业局2018年政务公开年度报告\n"
    assert who(f"{text}填报单位(盖章):东山市林业局 \n{BODY}") == "东山市林业局"


def test_of_several_titles_the_one_that_says_more_of_the_same_agency_counts() -> None:
    full, short = "清河县白水镇人民政府2017年政府信息公开年度报告\n", "2017年白水镇政府信息公开年度报告\n"
    assert who(f"{full}{short}{BODY}") == who(f"{short}{full}{BODY}") == "清河县白水镇人民政府"
    assert who(f"清河县教育局2017年政府信息公开年报\n县教育局2017年政府信息公开年报\n{BODY}") == "清河县教育局"
    assert who(f"清河县审计局2017年政府信息公开年报\n清河县2017年政府信息公开年报\n{BODY}") == "清河县人民政府"


def test_a_name_printed_twice_is_one_name() -> None:
    assert who(f"东山省清河县林业局-清河县林业局2018年政务公开报告\n{BODY}") == "东山省清河县林业局"


def test_a_title_fills_in_the_city_of_a_district_from_the_text() -> None:
    text = f"河西区人民政府2017年度政府信息公开工作报告\n可在“东山市河西区政府”网站下载。{BODY}"
    assert who(text) == "东山市河西区人民政府"
    assert who(f"河西区人民政府2017年度政府信息公开工作报告{BODY}") == "河西区人民政府"


def test_the_format_and_the_file_name_stand_in_for_a_title_that_the_text_lacks() -> None:
    document = Document("d", "html", BODY, title="清河县水利局2017年政府信息公开年度报告-清河县门户网")
    assert identify(document).agency_name == "清河县水利局"
    found = identify(text_document(BODY), file_name="清河县水利局2017年政府信息公开年度报告.docx")
    assert (found.agency_name, found.year) == ("清河县水利局", 2017)
    assert identify(text_document(BODY), file_name="2016.txt").year == 2017


@pytest.mark.parametrize(
    "line",
    [
        "关于做好2018年度政府信息公开工作年度报告编制发布工作的通知",
        "根据《中华人民共和国政府信息公开工作年度报告格式》",
        "按时完成2016年政府信息公开年度报告",
        "东山省发布2016年政府信息公开工作年度报告",
        "国办公开办函〔2019〕60号",
        "东山省2018年政府信息公开年度报告编制要求",
        "总体良好。清河县2016年政府信息公开年度报告见网站",
        "互动交流政府信息公开年报2016\n",
        "关于开展2016年政府信息公开年度报告",
    ],
)
def test_what_is_no_title(line: str) -> None:
    assert identify(text_document(f"{line}\n")).title is None


def test_links_to_other_reports_below_the_beginning_are_no_titles() -> None:
    text = f"清河县2017年政府信息公开工作年度报告{BODY}相关链接\n白水镇2020年政府信息公开工作年度报告\n"
    found = identify(text_document(text))
    assert (found.agency_name, found.year, len(found.titles)) == ("清河县人民政府", 2017, 1)


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("本报告由清河县人民政府办公室根据《条例》编制。", "清河县人民政府"),
        ("本报告由清河县审计局编制。", "清河县审计局"),
        ("如有疑问,请与清河县政务公开工作领导小组办公室联系。", "清河县人民政府"),
        ("发布机构:清河县教育局\n", "清河县教育局"),
        ("填报单位(盖章):清河县白水镇人民政府\n", "清河县白水镇人民政府"),
        ("全年工作完成。\n清河县民政局\n2018年2月13日\n", "清河县民政局"),
        ("2017年,清河县白水镇严格落实要求。", "清河县白水镇人民政府"),
    ],
)
def test_without_a_title_the_strongest_other_evidence_counts(text: str, agency: str) -> None:
    assert who(text) == agency


def test_who_compiled_it_counts_more_than_who_published_it() -> None:
    assert who("发布机构:清河县人民政府\n本报告由清河县白水镇编制。") == "清河县白水镇人民政府"


def test_a_publisher_that_cannot_be_the_reporter_is_passed_over() -> None:
    assert who("来源:清河县人民政府\n2017年,我镇公开信息若干,我镇群众满意。") is None


def test_who_runs_the_site_is_not_who_reports() -> None:
    assert who("来源:清河县融媒体中心\n公开信息若干。") is None


def test_a_street_office_named_in_the_body_gets_the_only_county_that_is_named() -> None:
    body = "2021年,白水街道办事处继续推进公开。本街道办事处没有收到申请。"
    assert who(f"{body}通过《清河县政府门户网》发布。") == "清河县白水街道办事处"
    assert who(f"{body}通过《清河县政府门户网》和《沙河县政府门户网》发布。") == "白水街道办事处"


@pytest.mark.parametrize(
    "text", ["", "我镇全年公开信息若干。", "县商务局依托平台公开信息,我局高度重视。", "某某年度总结"]
)
def test_no_name_is_guessed(text: str) -> None:
    assert who(text) is None


@pytest.mark.parametrize(
    ("text", "year", "evidence"),
    [
        ("清河县2017年政府信息公开年度报告\n统计期限自2016年1月1日起至2016年12月31日止。2016年", 2017, "title"),
        ("统计期限自2016年1月1日起至2016年12月31日止。2017年,2017年", 2016, "period"),
        ("2016年公开信息。2017年公开信息,2017年收到申请。国办公开办函〔2019〕60号", 2017, "body"),
        ("《2019年政务公开工作要点》《2019年要点》《2019年通知》2017年公开信息。", 2017, "body"),
        ("发布日期:2018-03-02\n公开信息若干。", 2017, "published"),
        ("电话:0745-2018123\n公开信息若干。", None, None),
        ("2016年公开信息。2017年公开信息。", None, None),
    ],
)
def test_the_year_and_its_evidence(text: str, year: int | None, evidence: str | None) -> None:
    found = identify(text_document(text))
    assert (found.year, found.year_evidence) == (year, evidence)


def test_a_title_and_a_period_that_name_different_years_are_a_conflict() -> None:
    period = "统计期限自2016年1月1日起至2016年12月31日止。"
    conflict = identify(text_document(f"清河县2017年政府信息公开年度报告\n{period}"))
    assert (conflict.year, conflict.year_conflict) == (2017, True)
    assert (conflict.year_votes["title"], conflict.year_votes["period"]) == (2017, 2016)
    assert (conflict.period_start, conflict.period_end) == (date(2016, 1, 1), date(2016, 12, 31))
    assert not identify(text_document(f"清河县2016年政府信息公开年度报告\n{period}")).year_conflict


@pytest.mark.parametrize(
    ("text", "published", "filed"),
    [
        ("发布日期:2018-04-02 15:41:51 来源:县法院\n正文\n2018年2月13日\n", date(2018, 4, 2), None),
        ("2018-03-18 11:25 来源:白水镇\n填报人:某 填报日期:2018.3.16\n", date(2018, 3, 18), date(2018, 3, 16)),
        ("来源:林业局 时间:2019-03-07 15:09\n", date(2019, 3, 7), None),
        ("成文日期 2022-01-21\n发布日期 2022-01-28 19:26\n20221月21日\n", date(2022, 1, 28), None),
        ("正文。\n清河县人民政府\n二〇一八年三月十五日", date(2018, 3, 15), None),
        ("填表日期:2017年12月29日\n", None, date(2017, 12, 29)),
        ("公文生成日期:2019-01-04\n于2019年3月31日前向社会公布。", None, None),
    ],
)
def test_dates(text: str, published: date | None, filed: date | None) -> None:
    found = identify(text_document(text))
    assert (found.published_on, found.filed_on) == (published, filed)


def identity_of(path: Path) -> Identity:
    return identify(read(path.read_bytes(), name=path.name))


def test_the_reference_seeds(shared: Path) -> None:
    checked = 0
    for path in sorted((shared / "expected").glob("*.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        found = identity_of(shared / "seeds" / expected["file"])
        assert (found.agency_name, found.year) == (expected["agency"], expected["year"]), expected["file"]
        assert found.agency_level == expected["level"], expected["file"]
        published = found.published_on and found.published_on.isoformat()
        assert published == expected["published"], expected["file"]
        if "filed" in expected:
            assert found.filed_on and found.filed_on.isoformat() == expected["filed"], expected["file"]
        checked += 1
    assert checked == 5


def test_the_reference_reports(shared: Path) -> None:
    printed = {"沭阳县人民政府": "沐阳县人民政府"}  # the converter misread the name; what is printed is given
    with (shared / "reports" / "index.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["format"] != "pdf"]
    for row in rows:
        found = identity_of(shared / "reports" / row["file"])
        agency = printed.get(row["agency"], row["agency"])
        assert (found.agency_name, found.year) == (agency, int(row["year"])), row["file"]
    assert len(rows) == 10


def signals(text: str) -> tuple[bool, str]:
    document = text_document(text)
    found = report_signals(document, identify(document))
    return found.is_report, found.reason


def test_a_report_is_told_with_and_without_its_title() -> None:
    assert signals(f"{MENU}清河县2017年政府信息公开工作年度报告{BODY}{FOOTER}")[0]
    is_report, reason = signals(f"{BODY}四、行政复议情况\n无。\n五、存在的问题\n我县人手不足。")
    assert is_report
    assert "no title" in reason
    assert "sections of a report" in reason


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "关于做好2018年度政府信息公开工作年度报告编制公布工作的通知\n各乡镇:\n一、主动公开情况\n二、依申请公开情况\n请各单位按时报送。",
            "notice",
        ),
        ("政府信息公开指南\n一、主动公开\n二、依申请公开\n三、收费标准\n四、行政复议", "guide"),
        ("全县政务公开会议召开\n本报讯(记者某某)会议指出,我县去年公开信息3000条,我县收到申请12件。", "news"),
        (
            "政府信息公开年报\n甲县2020年政府信息公开年度报告 2021-01-20\n甲县2019年政府信息公开年度报告 2020-01-20\n"
            "甲县2018年政府信息公开年度报告 2019-01-20\n我县概况\n走进我县\n",
            "lists reports",
        ),
        ("清河县2016年政府信息公开工作年度报告出炉\n(记者某某)我县公开信息3000条,我县收到申请12件。", "news"),
        ("今日天气晴,最高气温二十度。", "none of the sections"),
        ("", "no title"),
    ],
)
def test_pages_about_reports_are_no_reports(text: str, why: str) -> None:
    is_report, reason = signals(text)
    assert not is_report
    assert why in reason


def test_all_reference_reports_show_that_they_are_reports(shared: Path) -> None:
    paths = [
        *(shared / "seeds").glob("*.txt"),
        *(p for p in (shared / "reports").glob("*.*") if p.suffix in {".txt", ".html", ".md"}),
    ]
    assert len(paths) == 15
    for path in paths:
        document = read(path.read_bytes(), name=path.name)
        assert report_signals(document, identify(document)).is_report, path.name


def test_a_title_that_the_date_of_publication_bears_out_is_no_link() -> None:
    last_year = "\n附:2016年度数据" * 3
    title = "清河县2017年政府信息公开工作年度报告"
    assert identify(text_document(f"{title}\n发布时间:2018-01-20\n一、概述\n工作平稳。{last_year}\n")).year == 2017
    assert identify(text_document(f"{title}\n发布时间:2017-01-20\n一、概述\n工作平稳。{last_year}\n")).year == 2016


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("清河县2020年政府信息公开工作年度报告\n一、总体情况\n", ("title", 2020)),
        ("清河县2020年政府信息公开工作年度报告\n发布日期：2022-01-17\n一、总体情况\n", ("published", 2021)),
        ("发布日期：2021-01-17\n一、总体情况\n", (None, None)),
    ],
)
def test_a_form_before_its_time_is_believed_where_the_report_says_nothing_else(
    text: str, year: tuple[str | None, int | None]
) -> None:
    assert identify(text_document(text)).year_on(load().forms["fmt2021"]) == year


def test_headings_without_numbers_are_headings_where_prose_stands_below_them() -> None:
    title = "清河县2011年政府信息公开工作年度报告\n"
    sections = ("概述", "主动公开政府信息情况", "依申请公开政府信息情况", "行政复议情况", "存在的问题及改进措施")
    prose = "清河县按照上级的部署推进工作，各项任务平稳落实。"
    assert signals(title + "\n".join(f"{section}\n{prose}" for section in sections))[0]
    assert not signals(title + "\n".join(sections))[0]


def test_a_title_outside_the_text_gives_way_to_the_period() -> None:
    period = f"统计期限为2017年1月1日至2017年12月31日。{BODY}"

    def found(text: str) -> tuple[str | None, int | None]:
        declared = replace(text_document(text), title="清河县审计局2016年政府信息公开年度报告")
        return identify(declared).agency_name, identify(declared).year

    assert found(f"清河县审计局政府信息公开年度报告\n{period}") == ("清河县审计局", 2017)
    assert found(period) == ("清河县审计局", 2017)
    assert found(f"全年无申请。{BODY.replace('2017年', '全年')}") == ("清河县审计局", 2016)


def test_the_year_of_a_link_does_not_count() -> None:
    links = "".join(f"\n下一篇：清河县审计局{year}年政府信息公开年度报告" for year in (2015, 2016, 2016, 2016))
    assert identify(text_document(f"清河县审计局政府信息公开年度报告{BODY}{links}")).year == 2017


def test_links_that_the_period_contradicts_name_no_agency() -> None:
    links = "清河县财政局2015年政府信息公开年度报告\n清河县水利局2014年政府信息公开年度报告\n"
    period = "统计期限为2017年1月1日至2017年12月31日。2017年，工作平稳。"
    assert who(f"{links}{period}{BODY}") is None
    assert who(f"{links}{period}{BODY}清河县审计局\n2018年1月12日\n") == "清河县审计局"
