"""The contract of release changes: what a new version of the parser reads or judges otherwise than the one before.

Belongs here: the table whose rows hold a before and an after. Does not: the rows that are compared
(`value_tables.py`, `finding_tables.py`, `report_tables.py`), comparing them (`pipeline/release_diff.py`).
"""

from __future__ import annotations

import polars as pl

from gk_pipeline.contracts import vocabulary as common
from gk_pipeline.contracts.model import Column, RowCheck, Table, Type

_STRING, _INT32, _BOOL, _DECIMAL = Type.STRING, Type.INT32, Type.BOOL, Type.DECIMAL

SUBJECTS = ("report", "fact", "finding")
KINDS_OF = {
    "report": ("attribute",),
    "fact": ("value", "status", "disappeared", "appeared", "unit", "approximate", "corroborated", "span"),
    "finding": ("verdict", "severity", "disappeared", "appeared"),
}
KINDS = tuple(dict.fromkeys(kind for kinds in KINDS_OF.values() for kind in kinds))
CAUSES = ("reading", "judging", "last_year")


def _pair(
    name: str, of: Type, english: str, chinese: str, *, allowed: tuple[str, ...] = (), minimum: int | None = None
) -> tuple[Column, Column]:
    return (
        Column(
            f"old_{name}", of, f"{english} the old version.", f"旧版本的{chinese}。", allowed=allowed, minimum=minimum
        ),
        Column(
            f"new_{name}", of, f"{english} the new version.", f"新版本的{chinese}。", allowed=allowed, minimum=minimum
        ),
    )


def _version(name: str, english: str, chinese: str) -> Column:
    return Column(name, _STRING, english, chinese, nullable=False, pattern=common.PARSER_VERSION)


def _differ(name: str) -> pl.Expr:
    return pl.col(f"old_{name}").ne_missing(pl.col(f"new_{name}"))


def _stands(side: str) -> pl.Expr:
    """The cell or finding is there on this side of the change."""
    return pl.col(f"{side}_status").is_not_null() | pl.col(f"{side}_verdict").is_not_null()


def _only(side: str, other: str) -> pl.Expr:
    return _stands(side) & ~_stands(other)


RELEASE_CHANGES = Table(
    "release_changes",
    "One row a cell, finding or attribute of a report that another version of the parser gives otherwise than the "
    "version whose rows stood in the lake before it. One side is null where there was no such cell or finding.",
    "每个因解析器版本更新而改变的单元格、发现或报告属性一行，对照数据湖中前一版本的结果；单元格或发现不存在的一侧为空。",
    (
        common.document_id(),
        common.report_year(),
        Column("subject", _STRING, "What changed.", "变更对象。", nullable=False, allowed=SUBJECTS),
        Column(
            "subject_id",
            _STRING,
            "The id of the fact or finding; of an attribute, 20 digits of the document id, `report` and its name.",
            "数值或发现的编号；报告属性为文件内容编号前 20 位、report 与属性名。",
            nullable=False,
        ),
        Column(
            "kind",
            _STRING,
            "How it changed. Of several changes of a cell the first of these counts: value, status, unit, "
            "approximate, corroborated, span (the same value off other characters, or another place).",
            "变更方式；一个单元格有多种变更时，按数值、状态、单位、约数、印证、位置的次序取其首。",
            nullable=False,
            allowed=KINDS,
        ),
        Column(
            "cause",
            _STRING,
            "reading: the cell, or what the finding rests on, is read otherwise. judging: it is read as before, but "
            "rules, other cells or other attributes of the report decide otherwise. last_year: the whole document is "
            "read as before, and last year's report decides, or may decide; that may be no doing of the version.",
            "reading 为读取结果不同；judging 为读取相同但规则或本报告其他数值、属性使判定不同；"
            "last_year 为整份文件读取相同而由（或可能由）上年报告决定，未必出于版本更新。",
            nullable=False,
            allowed=CAUSES,
        ),
        Column("attribute", _STRING, "Name of the attribute of the report.", "报告属性的名称。"),
        Column(
            "form", _STRING, "The form that the indicator belongs to.", "指标所属的表格格式。", allowed=common.FORMS
        ),
        Column("indicator_id", _STRING, "The indicator of the cell.", "单元格的指标。"),
        common.column_id(),
        Column("rule_id", _STRING, "The rule of the finding.", "发现所涉规则。"),
        *_pair("value", _DECIMAL, "Number read by", "数值"),
        *_pair("status", _STRING, "What stands in the cell by", "状态", allowed=common.STATUSES),
        *_pair("unit", _STRING, "Unit by", "计量单位"),
        *_pair("approximate", _BOOL, "Whether the number is round or bounded by", "约数标记"),
        *_pair("corroborated", _BOOL, "Whether an identity proves the value by", "印证标记"),
        *_pair("text", _STRING, "Printed characters, message of the finding, or attribute by", "原文、说明或属性值"),
        *_pair("start_offset", _INT32, "Where the characters start in the rendition of", "原文起始位置", minimum=0),
        *_pair("severity", _STRING, "How bad the finding is by", "严重程度", allowed=common.SEVERITIES),
        *_pair("verdict", _STRING, "Whose fault the finding is by", "责任判定", allowed=common.VERDICTS),
        _version("from_version", "The version of the parser that gave the old side.", "变更前的解析器版本。"),
        _version("to_version", "The version of the parser that gave the new side.", "变更后的解析器版本。"),
    ),
    key=("subject", "subject_id", "from_version", "to_version"),
    row_checks=(
        common.starts_with_document(
            "subject_id",
            pl.when(pl.col("subject") == "report")
            .then("report:" + pl.col("attribute"))
            .otherwise(pl.col("subject_id").str.slice(21)),
            "subject_id is the document's first 20 digits and, of an attribute, `report` and its name.",
        ),
        RowCheck(
            "kind_of_its_subject",
            "kind",
            "Cells, findings and attributes have their own kinds of changes.",
            pl.any_horizontal((pl.col("subject") == s) & pl.col("kind").is_in(kinds) for s, kinds in KINDS_OF.items()),
        ),
        RowCheck(
            "names_its_subject",
            "subject",
            "A cell names its form and indicator, a finding its rule, an attribute itself, and nothing else.",
            ((pl.col("subject") == "fact") == (pl.col("indicator_id").is_not_null() & pl.col("form").is_not_null()))
            & ((pl.col("subject") == "finding") == pl.col("rule_id").is_not_null())
            & ((pl.col("subject") == "report") == pl.col("attribute").is_not_null()),
        ),
        RowCheck(
            "differs_as_its_kind_says",
            "kind",
            "Before and after differ in what the kind names; what appeared was not there before.",
            pl.when(pl.col("kind") == "appeared")
            .then(_only("new", "old"))
            .when(pl.col("kind") == "disappeared")
            .then(_only("old", "new"))
            .when(pl.col("kind") == "span")
            .then(_differ("text") | _differ("start_offset"))
            .when(pl.col("kind") == "attribute")
            .then(_differ("text"))
            .otherwise(
                pl.any_horizontal(
                    (pl.col("kind") == kind) & _differ(kind)
                    for kind in ("value", "status", "unit", "approximate", "corroborated", "verdict", "severity")
                )
            ),
        ),
        *(
            RowCheck(
                f"{side}_value_exactly_when_reported",
                f"{side}_value",
                "A value stands exactly where the status is reported.",
                (pl.col(f"{side}_status") == "reported").fill_null(False) == pl.col(f"{side}_value").is_not_null(),
            )
            for side in ("old", "new")
        ),
        RowCheck(
            "between_versions",
            "to_version",
            "The two versions differ.",
            pl.col("from_version") != pl.col("to_version"),
        ),
    ),
)
