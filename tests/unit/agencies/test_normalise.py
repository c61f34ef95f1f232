from __future__ import annotations

import pytest

from gk_pipeline.agencies.divisions import load
from gk_pipeline.agencies.normalise import normalise, simplified, without_misprint


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("桃源县　陬市镇 人民政府", "桃源县陬市镇人民政府"),
        ("中国（上海）自由贸易试验区", "中国上海自由贸易试验区"),
        ("2017年度桃源县财政局", "桃源县财政局"),
        ("桃源县财政局2017年政府信息公开工作年度报告", "桃源县财政局"),
        ("桃源县财政局政府信息公开工作2017年度报告", "桃源县财政局"),
        ("二〇一七年桃源县政务公开年报", "桃源县"),
        ("桃源县政务公开办公室", "桃源县政务公开办公室"),
        ("桃源县政务公开领导小组办公室2018年", "桃源县政务公开领导小组办公室"),
        ("桃源县\u200b财政局*", "桃源县财政局"),
        ("常德市人民政府（本级）", "常德市人民政府"),
    ],
)
def test_the_name_alone_is_left(printed: str, name: str) -> None:
    assert normalise(printed) == name


def test_traditional_characters() -> None:
    assert simplified("長沙市嶽麓區") == "长沙市岳麓区"
    assert simplified("臺山市") == "台山市"


def test_no_name_of_a_division_is_changed_by_it() -> None:
    """乾县 and 於潜镇 keep the characters that elsewhere are traditional."""
    changed = [division.name for division in load() if simplified(division.name) != division.name]
    assert changed == []


def test_one_character_at_a_time_is_replaced() -> None:
    assert list(without_misprint("毫州市荣阳")) == ["亳州市荣阳", "毫州市荥阳"]
    assert list(without_misprint("桃源县")) == []
