from __future__ import annotations

from random import Random

import pytest

from gk_pipeline.synthesis.model import Table
from gk_pipeline.synthesis.sheet import Style, build_tables, draw_style, print_number
from gk_pipeline.synthesis.values import FORMS, draw_values
from gk_pipeline.synthesis.who import draw_filer

STYLE = Style(wide=True, units=True, plus=True, remarks=True, dash="——", fee_head="(单位:万元)")


def tables(form: str, seed: int, *, one_other: bool = False) -> tuple[list[Table], set[str]]:
    rng = Random(seed)
    values = draw_values(rng, form, draw_filer(rng), one_other=one_other)
    return build_tables(form, 2018, values, draw_style(rng), rng, one_other=one_other), set(values)


def grid(table: Table) -> dict[tuple[int, int], int]:
    """Which cell covers each place; a place covered twice fails."""
    places: dict[tuple[int, int], int] = {}
    for y, row in enumerate(table.rows):
        x = 0
        for number, cell in enumerate(row.cells):
            while (y, x) in places:
                x += 1
            for place in ((y + dy, x + dx) for dy in range(cell.rows) for dx in range(cell.columns)):
                assert place not in places, f"{cell.text} covers a place twice"
                places[place] = number
            x += cell.columns
    return places


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(8))
def test_every_figure_is_printed_once(form: str, seed: int) -> None:
    printed, keys = tables(form, seed, one_other=form == "fmt2021" and seed % 2 == 0)
    found = [cell.key for table in printed for row in table.rows for cell in row.cells if cell.key]
    assert sorted(found) == sorted(keys)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(4))
def test_spans_fill_the_grid(form: str, seed: int) -> None:
    for table in tables(form, seed, one_other=form == "fmt2021" and seed % 2 == 0)[0]:
        places = grid(table)
        assert set(places) == {(y, x) for y in range(len(table.rows)) for x in range(table.width)}


def test_the_form_of_2021_is_laid_out_as_printed() -> None:
    rng = Random(1)
    values = draw_values(rng, "fmt2021", draw_filer(rng))
    printed = build_tables("fmt2021", 2021, values, STYLE, rng)
    lines = ["".join(cell.printed for cell in row.cells if not cell.key) for table in printed for row in table.rows]
    assert lines[:4] == ["第二十条第（一）项", "信息内容本年制发件数本年废止件数现行有效件数", "规章", "行政规范性文件"]
    assert "三、本年度办理结果（一）予以公开" in lines
    assert "（三）不予公开1.属于国家秘密" in lines
    assert "（六）其他处理1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请" in lines
    assert lines[-4:-1] == [
        "行政复议行政诉讼",
        "结果维持结果纠正其他结果尚未审结总计未经复议直接起诉复议后起诉",
        "结果维持结果纠正其他结果尚未审结总计结果维持结果纠正其他结果尚未审结总计",
    ]


def test_the_form_of_2014_is_laid_out_as_printed() -> None:
    rng = Random(1)
    values = draw_values(rng, "old2014", draw_filer(rng))
    (table,) = build_tables("old2014", 2016, values, STYLE, rng)
    lines = ["".join(cell.printed for cell in row.cells if not cell.key) for row in table.rows]
    assert lines[1:5] == [
        "一、主动公开情况——",
        "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）条",
        "其中：主动公开规范性文件数条",
        "制发规范性文件总数件",
    ]
    assert "七、依申请公开信息收取的费用万元" in lines


def test_numbers_are_printed_as_typed() -> None:
    assert print_number(12, plus=True) == "+12"
    assert print_number(-3, plus=True) == "-3"
    assert print_number(0, plus=True) == "0"
    assert print_number(12) == "12"
