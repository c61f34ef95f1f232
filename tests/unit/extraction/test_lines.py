"""Lines of a text: page numbers among its rows, numbers left alone, what stands behind a colon."""

from __future__ import annotations

import pytest

from gk_pipeline.extraction.furniture import without_furniture
from gk_pipeline.extraction.model import Extraction, Status
from gk_pipeline.extraction.read import read_document
from tests.unit.extraction.reading import table_document, text_document

TITLE = "青石县水利局2016年政府信息公开工作年度报告"
ROWS = (
    "（一）收到申请数 件 23",
    "1.当面申请数 件 19",
    "2.传真申请数 件",
    "3.网络申请数 件 3",
    "4.信函申请数 件 1",
    "（二）申请办结数 件 22",
    "1.按时办结数 件 20",
    "2.延期办结数 件 2",
)


def read(*lines: str) -> Extraction:
    return read_document(text_document("\n".join((TITLE, "附表", *lines))))


def values(found: Extraction) -> dict[str, tuple[Status, object]]:
    return {fact.indicator_id: (fact.status, fact.value) for fact in found.facts}


@pytest.mark.parametrize("number", ["— 3 —", "-3-", "第3页", "第 3 页 共 8 页", "3/8", "·3·"])
@pytest.mark.parametrize("place", range(1, len(ROWS)))
def test_page_numbers_are_no_values(number: str, place: int) -> None:
    facts = values(read(*ROWS[:place], number, *ROWS[place:]))
    assert facts["old.3.1.1"] == (Status.REPORTED, 19)
    assert facts["old.3.1.2"] == (Status.BLANK, None)
    assert facts["old.3.2"] == (Status.REPORTED, 22)


RUNNING = (
    ["http://www.qs.example/art/2024/1/20/art_12.html\t3/5", "2024/3/4 10:31\t青石县水利局年度报告"],
    ["├────┼────┤"],
    ["+-----+-----+"],
    [TITLE, "3/8"],
)


@pytest.mark.parametrize("running", RUNNING)
@pytest.mark.parametrize("place", [3, 4])
def test_a_head_of_a_page_parts_no_label_from_its_value(running: list[str], place: int) -> None:
    cells = [cell for row in ROWS for cell in row.split(" ")]
    found = read(*running, *cells[: place * 3 - 2], *running, *cells[place * 3 - 2 :], *running)
    assert values(found)["old.3.1.1"] == (Status.REPORTED, 19)
    assert values(found)["old.3.1.2"] == (Status.BLANK, None)
    assert values(found)["old.3.1.3"] == (Status.REPORTED, 3)


@pytest.mark.parametrize("line", ["另行说明", "水利局 2017年1月印制"])
def test_a_value_parted_from_its_label_is_not_blank(line: str) -> None:
    cells = [cell for row in ROWS for cell in row.split(" ")]
    facts = values(read(*cells[:9], line, *cells[9:]))
    assert facts["old.3.1.3"] == (Status.AMBIGUOUS, None)


def test_numbers_before_form_feeds_count_the_pages() -> None:
    pages = "\n".join((TITLE, "附表", *(cell for row in ROWS for cell in row.split(" "))))
    broken = pages.replace("传真申请数\n件\n", "传真申请数\n件\n7\n\f").replace("\n22\n", "\n22\n8\n\f")
    assert values(read_document(text_document(broken)))["old.3.1.2"] == (Status.BLANK, None)


@pytest.mark.parametrize(("number", "found"), [(1, (Status.AMBIGUOUS, None)), (7, (Status.REPORTED, 7))])
def test_a_number_at_the_end_of_a_page_may_be_that_of_the_page(number: int, found: tuple[Status, object]) -> None:
    cells = "\n".join((TITLE, "附表", *(cell for row in ROWS for cell in row.split(" "))))
    facts = values(read_document(text_document(cells.replace("传真申请数\n件\n", f"传真申请数\n件\n{number}\n\f"))))
    assert facts["old.3.1.2"] == found
    assert facts["old.3.1.1"] == (Status.REPORTED, 19)


def test_the_length_of_the_text_and_its_tables_stay() -> None:
    text = "1 2\n— 3 —\n4"
    assert without_furniture(text, ()) == "1 2\n     \n4"
    document = table_document("指标|数量", "办结率|", "3/8")
    assert without_furniture(document.text, document.tables) == document.text


def test_a_number_alone_below_a_row_without_value_may_be_anything() -> None:
    facts = values(read(*ROWS[:3], "7", *ROWS[3:]))
    assert facts["old.3.1.2"] == (Status.AMBIGUOUS, None)
    assert facts["old.3.1.3"] == (Status.REPORTED, 3)


def test_numbers_that_count_the_pages_are_kept_apart() -> None:
    more = ("四、行政复议数量 件 0", "五、行政诉讼数量 件 0", "六、举报投诉数量 件 1")
    found = read(*ROWS[:2], "7", *ROWS[2:6], "8", *ROWS[6:], *more)
    assert values(found)["old.3.1.1"] == (Status.REPORTED, 19)
    assert values(found)["old.3.2"] == (Status.REPORTED, 22)
    assert [cell.raw_text for cell in found.unmapped] == ["7", "8"]


def test_a_number_alone_below_a_whole_row_may_be_the_end_of_its_value() -> None:
    found = read(*ROWS[:2], "7", *ROWS[2:])
    assert values(found)["old.3.1.1"] == (Status.AMBIGUOUS, None)
    assert values(found)["old.3.1"] == (Status.REPORTED, 23)
    assert [cell.raw_text for cell in found.unmapped] == ["7"]


def test_a_number_below_a_blank_behind_the_value_is_not_its_end() -> None:
    assert values(read(*ROWS[:2], " ", "7", *ROWS[2:]))["old.3.1.1"] == (Status.REPORTED, 19)


def test_a_number_with_its_unit_below_its_label_is_its_value() -> None:
    facts = values(read(*ROWS[:2], "2.传真申请数", "件 4", *ROWS[3:]))
    assert facts["old.3.1.2"] == (Status.REPORTED, 4)


def test_where_every_cell_has_its_line_numbers_alone_are_the_values() -> None:
    found = read(*(cell for row in ROWS for cell in row.split(" ")))
    assert values(found)["old.3.1.1"] == (Status.REPORTED, 19)
    assert values(found)["old.3.2.1"] == (Status.REPORTED, 20)


def test_a_colon_may_stand_between_label_and_value() -> None:
    facts = values(read(*(row.replace(" 件 ", "：") + "件" for row in ROWS if row[-1].isdigit())))
    assert facts["old.3.1"] == (Status.REPORTED, 23)
    assert facts["old.3.2.2"] == (Status.REPORTED, 2)


def test_a_list_behind_a_colon_is_unreadable_not_blank() -> None:
    labels = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（二）部分公开", "（七）总计"]
    rows = [f"{label} 1 0 0 0 0 0 1" for label in (*labels, "四、结转下年度继续办理")]
    found = read(*rows[:2], "（一）予以公开：自然人3件，总计3件", *rows[2:])
    facts = [fact for fact in found.facts if fact.indicator_id == "app.granted"]
    assert {(fact.status, fact.raw_text) for fact in facts} == {(Status.AMBIGUOUS, "自然人3件，总计3件")}


@pytest.mark.parametrize("ends", ["\n", "\n\n", "\n\n\n"])
def test_a_number_below_a_row_that_adds_up_is_not_the_end_of_its_total(ends: str) -> None:
    labels = (
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "（一）予以公开",
        "1.属于国家秘密",
    )
    rows = [f"{label} 10 0 0 3 0 0 13" for label in labels] + [
        "（七）总计 20 0 0 6 0 0 26",
        "四、结转下年度继续办理 0 0 0 0 0 0 0",
    ]
    heads = "申请人情况\n自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"
    whole = read(heads, *rows[:2], rows[2] + ends + "7", *rows[3:])
    torn = read(heads, *rows[:2], rows[2].removesuffix("3") + ends + "3", *rows[3:])
    totals = [fact for found in (whole, torn) for fact in found.facts if fact.fact_id.endswith("app.granted:total")]
    assert [(fact.status, fact.value) for fact in totals] == [(Status.REPORTED, 13), (Status.AMBIGUOUS, None)]
