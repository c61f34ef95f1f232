"""The contract of findings: what rules say of a report.

Belongs here: tables whose rows point at facts and claims. Does not: the rules themselves (`reference_tables.py` has
their shape, the catalogue their text).
"""

from __future__ import annotations

import polars as pl

from gk_pipeline.contracts import vocabulary as common
from gk_pipeline.contracts.model import Column, RowCheck, Table, Type

_STRING, _DECIMAL = Type.STRING, Type.DECIMAL

FINDINGS = Table(
    "findings",
    "One row a rule that a report breaks, with whose fault it is.",
    "报告违反的每条规则一行，并判定责任方。",
    (
        Column(
            "finding_id",
            _STRING,
            "Id: 20 digits of the document id, the rule, and the instance if there is one.",
            "编号：文件内容编号前 20 位、规则、实例（如有）。",
            nullable=False,
        ),
        common.document_id(),
        common.report_year(),
        Column("rule_id", _STRING, "The rule that is broken.", "被违反的规则。", nullable=False),
        Column("instance", _STRING, "The column or row that the rule was applied to.", "规则所应用的列或行。"),
        Column("severity", _STRING, "How bad it is.", "严重程度。", nullable=False, allowed=common.SEVERITIES),
        Column(
            "verdict",
            _STRING,
            "Whose fault it is: the published report's, our reading's, or not to be told.",
            "责任归属：原报告错误、解析存疑或无法判定。",
            nullable=False,
            allowed=common.VERDICTS,
        ),
        Column("message", _STRING, "The finding in words.", "发现内容的英文说明。", nullable=False),
        Column("message_zh", _STRING, "The finding in Chinese words.", "发现内容的中文说明。", nullable=False),
        Column("expected", _DECIMAL, "What the rule asks for.", "规则要求的值。"),
        Column("actual", _DECIMAL, "What the report prints.", "报告所印的值。"),
        Column("fact_ids", Type.STRINGS, "The facts that took part.", "涉及的表格数值。", nullable=False),
        Column("claim_ids", Type.STRINGS, "The claims that took part.", "涉及的正文数值。", nullable=False),
        Column(
            "suggestion",
            Type.STRING,
            "Which cells could be wrong: the fewest changes that satisfy every sum. Nothing is changed.",
            "可能有误的单元格：使全部合计成立的最少改动（英文）；仅供参考，数值不作更改。",
        ),
        Column("suggestion_zh", Type.STRING, "The same in Chinese.", "同上，中文。"),
        common.parser_version(),
    ),
    key=("finding_id",),
    row_checks=(
        common.starts_with_document(
            "finding_id",
            common.id_with_optional_part("rule_id", "instance"),
            "finding_id is the document's first 20 digits, the rule, and the instance if there is one.",
        ),
        RowCheck(
            "names_its_evidence",
            "fact_ids",
            "At least one fact or claim is named.",
            (pl.col("fact_ids").list.len() > 0) | (pl.col("claim_ids").list.len() > 0),
        ),
    ),
)
