"""Lays the figures of a form out as the tables that the form prints: heads, groups, labels, units, values, spans.

Belongs here: the printed grid of the four forms. Does not: figures, noise, file formats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from gk_pipeline.catalog.forms import Column, load
from gk_pipeline.catalog.forms import Row as FormRow
from gk_pipeline.synthesis.model import Cell, Number, Row, Table, key_of
from gk_pipeline.synthesis.sums import NOT_OUTCOMES, applicant_rows

_WIDE = str.maketrans({"(": "（", ")": "）", ",": "，", ":": "："})
_NARROW = str.maketrans({"（": "(", "）": ")", "，": ",", "：": ":"})

_ARTICLES = {"documents": "一", "decisions.licensing": "五", "decisions": "六", "fees": "八", "procurement": "九"}
_APPLICANT_HEADS = "申请人情况"
_ORGANISATIONS = "法人或其他组织"
_BALANCE = "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)"
_REVIEW_GROUPS = (("行政复议", 5), ("行政诉讼", 10))
_LITIGATION_GROUPS = ("未经复议直接起诉", "复议后起诉")
_LOCAL_HEADS = (("本年度", "历年累计"), ("本期实际", "本年累计"), ("{yy}年发生数", "累计数"), ("{y}年度", "历年累计"))
_OUTCOMES = "app.outcomes"
_FIRST_OTHER = "app.other.no_correction"


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is typed: full-width punctuation, a column of units, a sign before what grows."""

    wide: bool
    units: bool
    plus: bool
    remarks: bool
    dash: str
    fee_head: str

    def text(self, text: str) -> str:
        """A label in the punctuation of the report."""
        return _typed(text, self.wide)


@cache
def _typed(text: str, wide: bool) -> str:
    return text.translate(_WIDE if wide else _NARROW)


def draw_style(rng: Random) -> Style:
    """A style as one office keeps it throughout a report."""
    return Style(
        wide=rng.random() < 0.6,
        units=rng.random() < 0.8,
        plus=rng.random() < 0.5,
        remarks=rng.random() < 0.7,
        dash=rng.choice(("——", "", "——")),
        fee_head=rng.choice(("(单位:万元)", "(单位:万元)", "(单位:万元,保留4位小数)", "")),
    )


def build_tables(
    form: str, year: int, values: Mapping[str, Number], style: Style, rng: Random, *, one_other: bool = False
) -> list[Table]:
    """The tables of a form in printed order."""
    if form == "old2014":
        return [_statistics(form, values, style, _old_heads(style, rng))]
    if form == "local":
        return [_local(values, year, style, rng)]
    published = [row for row in load().forms[form].rows if row.table_id == "pub"]
    applicants = _applicants(applicant_rows(form, one_other), values, style)
    return [*_published(published, values, style), applicants, _reviews(values, style)]


def print_number(value: Number, *, plus: bool = False) -> str:
    """Digits as typed; `plus` for a change that is printed with its sign."""
    return f"{value:+}" if plus and value > 0 else str(value)


def label_text(row: FormRow, style: Style) -> str:
    """The official wording of a row, with the remark that the form prints behind it."""
    official = row.labels[0]
    if style.remarks:
        longer = [text for text in row.labels[1:] if text.startswith(f"{official}(") and len(text) > len(official) + 6]
        official = longer[0] if longer else official
    return style.text(official)


def _value(key: str, values: Mapping[str, Number], *, plus: bool = False) -> Cell:
    return Cell(print_number(values[key], plus=plus), "value", key)


def _heads(texts: Sequence[str], style: Style) -> list[Cell]:
    return [Cell(style.text(text), "head") for text in texts]


# -- the statistics form of 2014 and the local forms: one row a figure, a column of units -------------------------


def _old_heads(style: Style, rng: Random) -> list[str]:
    return [rng.choice(("统计指标", "统 计 指 标")), *(["单位"] if style.units else []), "统计数"]


def _statistics(form: str, values: Mapping[str, Number], style: Style, heads: Sequence[str]) -> Table:
    rows = [Row(_heads(heads, style))]
    lead_given: set[str | None] = set()
    group = ""
    for row in load().forms[form].rows:
        if row.cells and row.row_id not in values:
            continue
        depth = row.row_id.count(".") - 1
        group = label_text(row, style) if depth == 0 else group
        lead = ""
        if row.cells and not row.number and row.parent:  # 其中 stands before the first of such rows
            lead = style.text("其中:") if row.parent not in lead_given else ""
            lead_given.add(row.parent)
        label = Cell(label_text(row, style), "label", number=style.text(row.number), lead=lead)
        unit = load().indicator(form, row.row_id).unit_zh if row.cells else style.dash
        value = _value(row.row_id, values) if row.cells else Cell("", "group")
        cells = [label, *([Cell(unit or "", "unit")] if style.units else []), value]
        rows.append(Row(cells, row.row_id, group, depth))
    return Table("stat", rows, flat=list(heads))


def _local(values: Mapping[str, Number], year: int, style: Style, rng: Random) -> Table:
    columns: list[str | None] = [None, "cumulative"] if "loc.01[cumulative]" in values else [None]
    this_year, all_years = rng.choice(_LOCAL_HEADS)
    heads = (this_year.format(y=year, yy=f"{year % 100:02}"), all_years)
    if len(columns) == 2 and rng.random() < 0.3:
        columns, heads = columns[::-1], heads[::-1]
    names = [rng.choice(("指标名称", "统计指标")), *(["计量单位"] if style.units else [])]
    coded = rng.random() < 0.15 and len(columns) == 2
    names += ["代码"] if coded else []
    rows = [Row(_heads([*names, *heads[: len(columns)]], style))]
    lead_given: set[str | None] = set()
    for row in load().forms["local"].rows:
        if row.row_id not in values:
            continue
        lead = style.text("其中:") if row.parent in values and row.parent not in lead_given else ""
        lead_given.add(row.parent)
        cells = [Cell(style.text(row.labels[0]), "label", lead=lead)]
        if style.units:
            cells.append(Cell(load().indicator("local", row.row_id).unit_zh or "", "unit"))
        if coded:
            cells.append(Cell(f"{len(rows):02}", "code"))
        cells += [_value(key_of(row.row_id, column), values) for column in columns]
        rows.append(Row(cells, row.row_id, depth=1 if row.parent in values else 0))
    return Table("local", rows, flat=[cell.text for cell in rows[0].cells])


# -- the formats of 2019 and 2021 ---------------------------------------------------------------------------------


def _published(rows: Sequence[FormRow], values: Mapping[str, Number], style: Style) -> list[Table]:
    """Section 2: a small table for each item of article 20."""
    tables: dict[str, Table] = {}
    for row in rows:
        kind = row.column_set[:-4]
        article = _ARTICLES["decisions.licensing" if row.row_id in ("pub.licensing", "pub.other_services") else kind]
        columns = load().columns[row.column_set]
        if article not in tables:
            heads = ["信息内容", *(_head_of(column, style) for column in columns)]
            caption = Cell(style.text(f"第二十条第({article})项"), "head", columns=len(heads))
            tables[article] = Table("pub", [Row([caption]), Row(_heads(heads, style))], flat=heads)
        cells = [Cell(label_text(row, style), "label")]
        for (indicator_id, column_id), column in zip(row.cells, columns, strict=True):
            plus = style.plus and column.indicator.endswith("items_change")
            cells.append(_value(key_of(indicator_id, column_id), values, plus=plus))
        tables[article].rows.append(Row(cells, row.row_id))
    return list(tables.values())


def _head_of(column: Column, style: Style) -> str:
    return style.text(column.labels[0] + (style.fee_head if column.column_set == "fees2021" else ""))


def _applicants(rows: Sequence[FormRow], values: Mapping[str, Number], style: Style) -> Table:
    """Section 3: seven applicant columns; labels in three columns, the groups spanning their rows."""
    columns = load().columns["applicant"]
    inner = [column.labels[0] for column in columns if column.group]
    table = Table("app", [], flat=[_APPLICANT_HEADS, *(column.labels[0] for column in columns)])
    table.rows += [
        Row([Cell(style.text(_BALANCE), "head", rows=3, columns=3), Cell(_APPLICANT_HEADS, "head", columns=7)]),
        Row(
            [
                Cell("自然人", "head", rows=2),
                Cell(_ORGANISATIONS, "head", columns=len(inner)),
                Cell("总计", "head", rows=2),
            ]
        ),
        Row(_heads(inner, style)),
    ]
    parents = Counter(row.parent for row in rows if row.cells)
    outcomes = sum(bool(row.cells) for row in rows) - len(NOT_OUTCOMES) + 1  # with their total
    pending: list[Cell] = []
    group = ""
    for row in rows:
        label = Cell(label_text(row, style), "label", number=style.text(row.number))
        if row.is_heading:
            pending.append(
                replace(label, role="group", rows=outcomes if row.row_id == _OUTCOMES else parents[row.row_id])
            )
            group = "" if row.row_id == _OUTCOMES else label.printed
            continue
        if row.row_id == _FIRST_OTHER:
            pending.append(Cell("其他处理", "group", number=style.text("(六)"), rows=parents[row.parent]))
            group = pending[-1].printed
        depth = 0 if row.parent == "app" else 1 if row.parent == _OUTCOMES else 2
        group = group if depth == 2 else ""
        label.columns = 3 - depth
        figures = [_value(key_of(indicator_id, column_id), values) for indicator_id, column_id in row.cells]
        table.rows.append(Row([*pending, label, *figures], row.row_id, group, depth))
        pending = []
    return table


def _reviews(values: Mapping[str, Number], style: Style) -> Table:
    """Section 4: fifteen figures in one row, under heads on three levels."""
    columns = load().columns["review"]
    results = [column.labels[0] for column in columns[:5]]
    return Table(
        "rl",
        [
            Row([Cell(name, "head", columns=width) for name, width in _REVIEW_GROUPS]),
            Row(
                [Cell(name, "head", rows=2) for name in results]
                + [Cell(name, "head", columns=5) for name in _LITIGATION_GROUPS]
            ),
            Row(_heads(results * 2, style)),
            Row([_value(column.indicator, values) for column in columns], "rl"),
        ],
        flat=results * 3,
    )
