"""A line joins what compares, and nothing else."""

from __future__ import annotations

import re
from typing import Any

from gk_pipeline.explorer.chart import series_chart


def figure(value: float | None, previous: int | None = None, link: str | None = None) -> dict[str, Any]:
    return {"value": value, "previous_year": previous, "link_to_previous": link}


def lines(chart: str) -> list[str]:
    return re.findall(r"<line [^>]*>", chart)


def test_a_line_breaks_where_figures_do_not_compare() -> None:
    chart = series_chart(
        {
            2017: figure(4),
            2018: figure(8, 2017, "exact"),
            2019: figure(6, 2018, "near"),
            2020: figure(None),
            2021: figure(2, 2019, "none"),
        }
    )
    assert chart.count("<circle") == 4
    joined, nearly = lines(chart)
    assert "dasharray" not in joined
    assert "dasharray" in nearly
    # From the first point at the left edge, half as high as the highest, which is the second.
    assert joined == '<line x1="4.0" y1="14.0" x2="32.0" y2="4.0"/>'


def test_a_scale_begins_at_zero_unless_a_figure_lies_below() -> None:
    (risen,) = lines(series_chart({2020: figure(-2), 2021: figure(2, 2020, "exact")}))
    assert risen == '<line x1="4.0" y1="24.0" x2="116.0" y2="4.0"/>'
    (flat,) = lines(series_chart({2020: figure(0), 2021: figure(0, 2020, "exact")}))
    assert flat == '<line x1="4.0" y1="24.0" x2="116.0" y2="24.0"/>'


def test_one_figure_is_no_series() -> None:
    assert series_chart({2020: figure(3), 2021: figure(None)}) == ""
