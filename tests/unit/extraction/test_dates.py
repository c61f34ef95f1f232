from __future__ import annotations

from datetime import date

import pytest

from gk_pipeline.extraction.dates import find_dates, find_periods, find_years, read_date, read_year


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2018年3月15日", date(2018, 3, 15)),
        ("2018 年 3 月 15 日", date(2018, 3, 15)),
        ("２０１８年３月１５日", date(2018, 3, 15)),
        ("2018-03-18", date(2018, 3, 18)),
        ("2018.3.18", date(2018, 3, 18)),
        ("2018/3/18", date(2018, 3, 18)),
        ("二〇一八年三月十五日", date(2018, 3, 15)),
        ("二○一八年十二月三十一日", date(2018, 12, 31)),
        ("二О一七年十一月十一日", date(2017, 11, 11)),
        ("二零二一年一月廿一日", date(2021, 1, 21)),
        ("二0一八年一月三日", date(2018, 1, 3)),
        ("20221月21日", date(2022, 1, 21)),
        ("202211月2日", date(2022, 11, 2)),
        ("201511日", date(2015, 1, 1)),
        ("20151231日", date(2015, 12, 31)),
    ],
)
def test_a_date_in_any_shape(printed: str, expected: date) -> None:
    assert read_date(printed) == expected
    (found,) = find_dates(f"发布于 {printed} 。")
    assert (found.value, f"发布于 {printed} 。"[found.start : found.end]) == (expected, printed)


@pytest.mark.parametrize(
    "printed",
    [
        "2019年2月30日",
        "2018.13.1",
        "2015111日",  # 11 January or 1 November
        "0745-5833778",
        "国办公开办函〔2019〕60号",
        "2018年3月",
        "二〇一八年三月",
        "12015年1月1日",
    ],
)
def test_no_date_is_made_up(printed: str) -> None:
    assert list(find_dates(printed)) == []
    assert read_date(printed) is None


def test_read_date_wants_nothing_but_the_date() -> None:
    assert read_date(" 2018-03-18 ") == date(2018, 3, 18)
    assert read_date("2018-03-18 11:25") is None


@pytest.mark.parametrize(
    ("printed", "first", "last", "year"),
    [
        ("自2017年1月1日起至2017年12月31日止", date(2017, 1, 1), date(2017, 12, 31), 2017),
        ("2017年1月1日至12月31日", date(2017, 1, 1), date(2017, 12, 31), 2017),
        ("2016年1月1日——2016年12月31日", date(2016, 1, 1), date(2016, 12, 31), 2016),
        ("从2022年1月1日到12月31日止", date(2022, 1, 1), date(2022, 12, 31), 2022),
        ("二〇〇八年五月一日至十二月三十一日", date(2008, 5, 1), date(2008, 12, 31), 2008),
        ("20231月1日至202312月31日", date(2023, 1, 1), date(2023, 12, 31), 2023),
        ("2015年12月1日至2016年10月30日", date(2015, 12, 1), date(2016, 10, 30), 2016),
        ("2019年9月1日至2020年8月31日", date(2019, 9, 1), date(2020, 8, 31), 2020),
    ],
)
def test_a_period_and_the_year_that_holds_most_of_it(printed: str, first: date, last: date, year: int) -> None:
    (period,) = find_periods(f"统计期限{printed}。")
    assert (period.first, period.last, period.year) == (first, last, year)


@pytest.mark.parametrize("printed", ["2017年12月31日至2017年1月1日", "2017年1月1日发布", "2017年2月1日至2月30日"])
def test_what_is_no_period(printed: str) -> None:
    assert list(find_periods(printed)) == []


def test_years_are_those_with_their_word() -> None:
    text = "2017年度,二〇一六年,〔2019〕60号,第2020号,2018-01-02,(2021年)"
    assert [year for year, _ in find_years(text)] == [2017, 2016, 2021]
    assert [text[start : start + 4] for _, start in find_years(text)] == ["2017", "二〇一六", "2021"]


@pytest.mark.parametrize(
    ("printed", "year"), [("2017", 2017), ("二〇一七", 2017), ("1917", None), ("17", None), ("", None)]
)
def test_read_year(printed: str, year: int | None) -> None:
    assert read_year(printed) == year
