"""Small charts as SVG.

Belongs here: a series of one agency as a line that breaks where figures do not compare. Does not: the figures.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from gk_pipeline.warehouse.marts import Row

_WIDTH, _HEIGHT, _EDGE = 120, 28, 4
# How a line goes on from one figure to the next that compares with it so well; there is none where it does not.
_LINES = {
    "exact": Markup('<line x1="{}" y1="{}" x2="{}" y2="{}"/>'),
    "near": Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" stroke-dasharray="2 2"/>'),
}
_POINT = Markup('<circle cx="{}" cy="{}" r="2"><title>{}: {}</title></circle>')
_CHART = Markup('<svg class="chart" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>')


def series_chart(figures: Mapping[int, Row]) -> Markup:
    """A line through the figures of a concept (rows of `mart_concept_series` by year), one point a number.

    Figures that compare exactly are joined by a line, near ones by a broken line, others not at all. A scale begins
    at 0, and below it where a figure does. Nothing is drawn for a single figure.
    """
    values = {year: float(row["value"]) for year, row in figures.items() if row["value"] is not None}
    if len(values) < 2:
        return Markup("")
    low, high = min(0.0, *values.values()), max(*values.values(), 1.0)
    first, last = min(values), max(values)

    def point(year: int) -> tuple[str, str]:
        x = _EDGE + (_WIDTH - 2 * _EDGE) * (year - first) / (last - first)
        y = _HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * (values[year] - low) / (high - low)
        return f"{x:.1f}", f"{y:.1f}"

    drawn = []
    for year in values:
        row = figures[year]
        x, y = point(year)
        link = row["link_to_previous"]
        if link in _LINES and row["previous_year"] in values:
            drawn.append(_LINES[link].format(*point(row["previous_year"]), x, y))
        drawn.append(_POINT.format(x, y, year, row["value"]))
    return _CHART.format(_WIDTH, _HEIGHT, _WIDTH, _HEIGHT, Markup("").join(drawn))
