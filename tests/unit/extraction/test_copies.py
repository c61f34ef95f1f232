"""Tables printed twice: last year's beside this year's, a quarter's, another agency's."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.model import Extraction, Status
from gk_pipeline.extraction.read import read_document
from tests.unit.extraction.reading import text_document

TITLE = "青石县水利局2022年政府信息公开工作年度报告"
ROWS = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "（一）予以公开",
    "（二）部分公开",
    "1.重复申请",
    "（七）总计",
    "四、结转下年度继续办理",
)
OWN = ((5, 1), (1, 0), (3, 1), (2, 0), (0, 0), (5, 1), (1, 0))
OTHER = ((7, 2), (2, 0), (4, 1), (4, 1), (0, 0), (8, 2), (1, 0))


def table(values: tuple[tuple[int, int], ...]) -> str:
    """Seven rows of section 3, their figures those of natural persons and of enterprises; the total adds them up."""
    return "\n".join(f"{row} {a} {b} 0 0 0 0 {a + b}" for row, (a, b) in zip(ROWS, values, strict=True))


def extraction(*parts: str) -> Extraction:
    return read_document(text_document("\n".join((TITLE, *parts))))


def value(found: Extraction, key: str) -> tuple[Status, object]:
    indicator, _, column = key.partition("/")
    return next((f.status, f.value) for f in found.facts if (f.indicator_id, f.column_id or "") == (indicator, column))


@pytest.mark.parametrize(
    "parts",
    [
        ("2021年收到和处理申请情况", table(OTHER), "2022年收到和处理申请情况", table(OWN)),
        ("2022年收到和处理申请情况", table(OWN), "2021年收到和处理申请情况", table(OTHER)),
        ("三、收到和处理政府信息公开申请情况", table(OWN), "附：2022年第四季度申请情况", table(OTHER)),
        ("三、收到和处理政府信息公开申请情况", table(OWN), "附：上一年（2021年）数据", table(OTHER)),
    ],
    ids=["last year first", "last year behind", "a quarter behind", "last year in an annex"],
)
def test_the_copy_of_the_report_year_is_taken(parts: tuple[str, ...]) -> None:
    found = extraction(*parts)
    assert value(found, "app.new_received/natural_person") == (Status.REPORTED, 5)
    assert value(found, "app.outcome_total/total") == (Status.REPORTED, 6)
    assert {cell.value for cell in found.unmapped} >= {7, 8, 10}


def test_copies_that_nothing_tells_apart_are_ambiguous_where_they_differ() -> None:
    found = extraction("甲表", table(OWN), "乙表", table(OTHER))
    assert value(found, "app.new_received/natural_person") == (Status.AMBIGUOUS, None)
    assert value(found, "app.carried_out/natural_person") == (Status.REPORTED, 1)
    assert value(found, "app.carried_in/org_business") == (Status.REPORTED, 0)


def test_rows_of_two_copies_are_never_mixed() -> None:
    head, tail = table(OWN).split("\n")[:3], table(OTHER)
    found = extraction("2022年收到和处理申请情况", *head, "2021年收到和处理申请情况", tail)
    assert value(found, "app.granted/natural_person") == (Status.REPORTED, 3)
    assert value(found, "app.partial/natural_person") == (Status.ROW_ABSENT, None)


def test_a_year_in_a_sentence_above_a_table_is_not_its_year() -> None:
    sentence = "与2021年相比，本年度申请数量有所下降，申请人对答复总体满意，没有发生因答复不及时引起的争议，" * 2
    found = extraction(sentence, table(OWN), "甲表", table(OTHER))
    assert value(found, "app.new_received/natural_person") == (Status.AMBIGUOUS, None)


def test_the_same_table_twice_is_one_table() -> None:
    found = extraction("三、收到和处理政府信息公开申请情况", table(OWN), "附表", table(OWN))
    assert value(found, "app.new_received/natural_person") == (Status.REPORTED, 5)


DOCUMENTS = (
    "二、主动公开政府信息情况\n规章 0 0 0\n行政规范性文件 2 0 4\n行政许可 12\n行政处罚 7\n行政强制 0\n"
    + "行政事业性收费 0\n"
    + "本年度没有其他情况\n" * 12
    + "三、收到和处理政府信息公开申请情况\n自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"
)


@pytest.mark.parametrize(
    "title",
    [
        "青石县水利局2021年政府信息公开工作年度报告",
        "2021年政府信息公开年度报告",
        "附件2：青石县河道管理所2022年年度报告",
    ],
)
def test_a_title_heads_all_the_tables_of_a_report(title: str) -> None:
    found = extraction(DOCUMENTS, table(OWN), "五、存在的主要问题", title, "一、总体情况", DOCUMENTS, table(OTHER))
    assert value(found, "app.new_received/natural_person") == (Status.REPORTED, 5)
    assert value(found, "app.outcome_total/total") == (Status.REPORTED, 6)


@pytest.mark.parametrize(
    "title",
    ["县水利局2022年政府信息公开工作年度报告", "2022年政府信息公开工作年度报告", "上一篇：青石县水利局2021年年度报告"],
)
def test_a_title_that_may_be_the_own_one_tells_nothing(title: str) -> None:
    found = extraction(DOCUMENTS, table(OWN), "五、存在的主要问题", title, "一、总体情况", DOCUMENTS, table(OTHER))
    assert value(found, "app.new_received/natural_person") == (Status.AMBIGUOUS, None)


@pytest.mark.parametrize("years", [("2021", "2022"), ("2022", "2021")])
def test_a_heading_over_the_first_of_several_tables_is_that_of_all(years: tuple[str, str]) -> None:
    heads = "信息内容 本年制发件数 本年废止件数 现行有效件数\n规章"
    own = DOCUMENTS.replace("规章", heads, 1)
    documents = {"2022": own, "2021": own.replace("2 0 4", "1 1 3")}
    requests = {"2022": table(OWN), "2021": table(OTHER)}
    found = extraction(*(part for year in years for part in (f"{year}年度数据", documents[year], requests[year])))
    assert value(found, "pub.normdocs.in_force") == (Status.REPORTED, 4)
    assert value(found, "app.new_received/natural_person") == (Status.REPORTED, 5)
    assert value(found, "app.outcome_total/total") == (Status.REPORTED, 6)


def test_figures_of_two_copies_that_are_glued_together_are_never_mixed() -> None:
    def glued(values: tuple[tuple[int, int], ...]) -> str:
        heads = "自然人商业企业科研机构社会公益组织法律服务机构其他总计"
        return f"{heads}\n{table(values)}".replace(" ", "")

    def digits(found: Extraction) -> dict[str, str]:
        return {run.keys[0][0]: run.digits for run in found.runs}

    found = digits(extraction("2021年收到和处理申请情况", glued(OTHER), "2022年收到和处理申请情况", glued(OWN)))
    assert (found["app.new_received"], found["app.granted"], found["app.outcome_total"]) == (
        "5100006",
        "3100004",
        "5100006",
    )
    assert not digits(extraction("甲表", glued(OTHER), "乙表", glued(OWN)))


def test_the_tables_of_a_later_form_are_those_of_another_report() -> None:
    def report(year: int, heads: str, first: int) -> str:
        requests = (
            f"一、本年新收政府信息公开申请数量 {first} 0 0 0 0 0 {first}",
            "二、上年结转政府信息公开申请数量 0 0 0 0 0 0 0",
            f"（一）予以公开 {first} 0 0 0 0 0 {first}",
            "（二）部分公开 0 0 0 0 0 0 0",
            f"（七）总计 {first} 0 0 0 0 0 {first}",
        )
        title = f"青石县水利局{year}年政府信息公开工作年度报告\n一、总体情况\n{year}年，我局平稳推进。\n"
        rows = (heads, f"规章 0 0 {first}", f"行政规范性文件 {first} 0 {first}", *requests)
        return title + "\n".join(rows) + "\n"

    earlier = report(2020, "信息内容 本年新制作数量 本年新公开数量 对外公开总数量", 4)
    later = report(2021, "信息内容 本年制发件数 本年废止件数 现行有效件数", 7)
    found = read_document(text_document(earlier + later))
    assert found.report is not None
    assert (found.report.form, found.report.year) == ("fmt2019", 2020)
    assert {fact.value for fact in found.facts if fact.value} == {4}
