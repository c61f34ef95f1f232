from __future__ import annotations

from decimal import Decimal

import pytest

from gk_pipeline.extraction.model import Number
from gk_pipeline.extraction.numbers import Quantity, QuantityFinder, read_number

UNITS = ("条", "件", "次", "场次", "人次", "人", "个", "元", "万元", "%")


def find(text: str) -> list[Quantity]:
    return list(QuantityFinder(UNITS).find(text))


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0", 0),
        ("1204", 1204),
        ("1,204", 1204),
        ("1,234,567", 1_234_567),
        ("１２", 12),
        ("３．５", Decimal("3.5")),
        ("18651.06", Decimal("18651.06")),
        ("1.2万", 12_000),
        ("125.6万", 1_256_000),
        ("3千", 3000),
        ("2亿", 200_000_000),
        ("-15", -15),
        ("+19", 19),
        ("零", 0),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百五十", 150),
        ("两千", 2000),
        ("一千零三十二", 1032),
        ("三万二千", 32_000),
        ("三十万", 300_000),
        ("廿三", 23),
        ("二〇一八", 2018),
        ("二○一八", 2018),
        ("二О一七", 2017),
        ("二0一七", 2017),
    ],
)
def test_a_number_in_any_shape(printed: str, value: Number) -> None:
    assert read_number(printed) == value


@pytest.mark.parametrize("whole", ["1.2万", "100.0万"])
def test_a_whole_number_of_ten_thousands_is_an_int(whole: str) -> None:
    assert isinstance(read_number(whole), int)


@pytest.mark.parametrize(
    "printed",
    ["", " ", "条", "1,2", "1,23,456", "1.2.3", "--1", "二三", "二三十", "一百五", "三万二", "百", "十百", "四十三五"],
)
def test_what_is_no_exact_number_is_none(printed: str) -> None:
    assert read_number(printed) is None


@pytest.mark.parametrize(
    ("text", "value", "unit", "number"),
    [
        ("公开222条", 222, "条", "222"),
        ("公开2,543条", 2543, "条", "2,543"),
        ("约2,543条", 2543, "条", "2,543"),
        ("收到十二件", 12, "件", "十二"),
        ("收到两件", 2, "件", "两"),
        ("达1.2万条", 12_000, "条", "1.2万"),
        ("经费5万元", 5, "万元", "5"),
        ("经费五万元", 5, "万元", "五"),
        ("经费3千元", 3000, "元", "3千"),
        ("培训160人次", 160, "人次", "160"),
        ("培训2场次", 2, "场次", "2"),
        ("占86.5%", Decimal("86.5"), "%", "86.5"),
        ("接待0次", 0, "次", "0"),
        ("全年共,12件", 12, "件", "12"),
    ],
)
def test_a_quantity(text: str, value: Number, unit: str, number: str) -> None:
    (found,) = find(text)
    assert (found.value, found.unit, text[found.start : found.end]) == (value, unit, number)


@pytest.mark.parametrize(
    ("text", "approximate"),
    [
        ("9900余条", True),
        ("1000多条", True),
        ("50余万元", True),
        ("1.2万余条", True),
        ("约300条", True),
        ("近300条", True),
        ("超过300条", True),
        ("300条以上", True),
        ("300条左右", True),
        ("300条", False),
        ("共300条", False),
    ],
)
def test_approximate(text: str, approximate: bool) -> None:
    (found,) = find(text)
    assert found.approximate is approximate


def test_ten_thousands_behind_an_approximation_are_part_of_the_number() -> None:
    text = "访问50多万人次"
    (found,) = find(text)
    assert (found.value, found.unit, text[found.start : found.end]) == (500_000, "人次", "50多万")


@pytest.mark.parametrize(
    "text", ["第三十三条", "第3次", "2.3.4条", "0736-6641212件", "二三十件", "12345热线", "12月31日"]
)
def test_ordinals_versions_phone_numbers_and_vague_numbers_are_no_quantities(text: str) -> None:
    assert find(text) == []
