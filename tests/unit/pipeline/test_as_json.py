"""Who reports, as `gk extract --json` and `gk agency --json` say it: in the same words."""

from __future__ import annotations

from gk_pipeline.pipeline.agency import answer, as_json, read_lines
from gk_pipeline.pipeline.as_json import as_json as reading_as_json
from gk_pipeline.pipeline.read_file import read_bytes

TEXT = """
鼓楼区教育局2022年政府信息公开工作年度报告
本报告根据《中华人民共和国政府信息公开条例》编制。
一、总体情况
2022年，我局收到政府信息公开申请18件，主动公开政府信息120条。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、存在的主要问题及改进情况
"""


def test_an_agency_that_is_left_open_has_the_same_candidates_everywhere() -> None:
    reading = reading_as_json("a.txt", read_bytes(TEXT.encode()))
    (name,) = answer(read_lines(["鼓楼区教育局"], None), 2022)
    assert reading["report"]["division_code"] is None
    assert reading["report"]["candidates"] == as_json(name)["candidates"]
    # There is a 鼓楼区 in 南京, 徐州, 福州 and 开封.
    assert {each["division_code"] for each in as_json(name)["candidates"]} == {"320106", "320302", "350102", "410204"}


def test_an_agency_that_is_found() -> None:
    reading = reading_as_json("a.txt", read_bytes(TEXT.replace("鼓楼区", "福州市鼓楼区").encode()))
    assert reading["report"]["division_code"] == "350102"
    assert reading["report"]["department"] == "education"
    assert reading["report"]["candidates"] == []
