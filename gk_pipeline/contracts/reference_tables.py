"""The contracts of the catalogue as tables: forms, indicators, applicant columns, identities, concepts.

Belongs here: the shape of the files in `lake/catalog`. Does not: their rows, which the catalogue holds.
"""

from __future__ import annotations

import polars as pl

from gk_pipeline.contracts import vocabulary as common
from gk_pipeline.contracts.model import FIRST_YEAR, LAST_YEAR, Column, RowCheck, Table, Type

_STRING, _INT16 = Type.STRING, Type.INT16

_LABEL_ZH = Column("label_zh", _STRING, "Label in Chinese.", "中文名称。", nullable=False)
_LABEL_EN = Column("label_en", _STRING, "Label in English.", "英文名称。", nullable=False)
_NOTE = Column("note", _STRING, "A remark.", "备注。")
_FORM = Column("form", _STRING, "The form.", "表格格式。", nullable=False, allowed=common.FORMS)


def _year(name: str, english: str, chinese: str) -> Column:
    return Column(name, _INT16, english, chinese, minimum=FIRST_YEAR, maximum=LAST_YEAR)


_FIRST_YEAR = _year("first_year", "First report year.", "首个适用年度。")
_LAST_YEAR = _year("last_year", "Last report year; null if still in use.", "最后适用年度；仍在使用时为空。")
_YEARS_IN_ORDER = RowCheck(
    "years_in_order",
    "first_year",
    "The last year is not before the first.",
    (pl.col("first_year") <= pl.col("last_year")).fill_null(True),
)

FORMS = Table(
    "forms",
    "One row a form of the yearly report.",
    "年度报告的每种表格格式一行。",
    (
        _FORM,
        _LABEL_ZH,
        _LABEL_EN,
        Column("legal_basis", _STRING, "The circular that the form comes from.", "表格所依据的文件。"),
        _FIRST_YEAR,
        _LAST_YEAR,
    ),
    key=("form",),
    row_checks=(_YEARS_IN_ORDER,),
)

INDICATORS = Table(
    "indicators",
    "One row an indicator of a form, headings included.",
    "各表格的每个指标一行，含标题行。",
    (
        _FORM,
        common.indicator_id(),
        Column("parent_id", _STRING, "The indicator above.", "上级指标。"),
        Column("section", _STRING, "The section of the form.", "所在部分。"),
        Column(
            "kind",
            _STRING,
            "A row with a value, or a heading.",
            "数值行或标题行。",
            nullable=False,
            allowed=("value", "heading"),
        ),
        _LABEL_ZH,
        _LABEL_EN,
        Column("unit", _STRING, "Code of the unit.", "计量单位代码。"),
        Column("unit_zh", _STRING, "The unit in Chinese.", "计量单位。"),
        Column("value_type", _STRING, "What kind of number it is.", "数值类型。", nullable=False),
        _FIRST_YEAR,
        _LAST_YEAR,
        Column("sort_order", Type.INT32, "Place in the form.", "在表格中的次序。", nullable=False, minimum=0),
    ),
    key=("form", "indicator_id"),
    row_checks=(
        _YEARS_IN_ORDER,
        RowCheck(
            "not_its_own_parent",
            "parent_id",
            "No indicator stands above itself.",
            pl.col("parent_id").ne_missing(pl.col("indicator_id")),
        ),
    ),
)

APPLICANT_COLUMNS = Table(
    "applicant_columns",
    "One row an applicant type: the columns of the table of requests.",
    "申请人类型每类一行，即申请情况表的各列。",
    (
        Column("column_id", _STRING, "The column.", "列编号。", nullable=False),
        Column(
            "position", _INT16, "Place in the form, from 1.", "在表格中的次序，从 1 起。", nullable=False, minimum=1
        ),
        _LABEL_ZH,
        _LABEL_EN,
        Column("is_total", Type.BOOL, "The column is the total of the others.", "是否为合计列。", nullable=False),
    ),
    key=("column_id",),
)

IDENTITIES = Table(
    "identities",
    "One row a rule that the figures of a form should satisfy.",
    "表格数值应满足的每条勾稽关系一行。",
    (
        Column("rule_id", _STRING, "The rule.", "规则编号。", nullable=False),
        _FORM,
        Column(
            "kind",
            _STRING,
            "Equality, inequality, or a link between years.",
            "等式、不等式或年度衔接。",
            nullable=False,
        ),
        Column("expression", _STRING, "The rule in terms of indicators.", "以指标表示的规则。", nullable=False),
        _LABEL_ZH,
        _LABEL_EN,
        Column("severity", _STRING, "How bad a breach is.", "违反时的严重程度。", nullable=False),
        Column("tier", _STRING, "What the rule rests on.", "规则的依据类别。", nullable=False),
        _NOTE,
    ),
    key=("rule_id", "form"),
)


def _comparability(name: str, english: str, chinese: str) -> Column:
    return Column(name, _STRING, english, chinese, nullable=False, allowed=common.COMPARABILITIES)


CONCEPTS = Table(
    "concepts",
    "One row a concept that is followed across forms.",
    "跨表格可比的每个概念一行。",
    (
        Column("concept_id", _STRING, "The concept.", "概念编号。", nullable=False),
        _LABEL_ZH,
        _LABEL_EN,
        Column(
            "old2014",
            _STRING,
            "Its cells before 2019: those of the form of 2014, behind `|` those of local forms.",
            "2019 年前的对应单元格：2014 年格式，`|` 之后为地方格式。",
        ),
        Column("fmt2019", _STRING, "Its cells in the form of 2019.", "在 2019 年格式中的对应单元格。"),
        Column("fmt2021", _STRING, "Its cells in the form of 2021.", "在 2021 年格式中的对应单元格。"),
        _comparability("comparability", "How comparable the whole series is.", "整个序列的可比程度。"),
        _comparability("old_2019", "How comparable the forms of 2014 and 2019 are.", "2014 与 2019 年格式的可比程度。"),
        _comparability(
            "y2019_2021", "How comparable the forms of 2019 and 2021 are.", "2019 与 2021 年格式的可比程度。"
        ),
        _NOTE,
    ),
    key=("concept_id",),
)
