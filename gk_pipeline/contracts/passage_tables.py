"""The contract of passages: the prose of reports, by what it says apart from figures and names.

Belongs here: what is known of each passage. Does not: the figures that prose states (`value_tables.py`).
"""

from __future__ import annotations

import polars as pl

from gk_pipeline.contracts import vocabulary as common
from gk_pipeline.contracts.model import Column, RowCheck, Table, Type

PASSAGES = Table(
    "passages",
    "One row a sentence or clause of the prose that is long enough to be found again elsewhere.",
    "正文中长度足以比对的每个句子或分句一行。",
    (
        Column(
            "passage_id",
            Type.STRING,
            "Id: 20 digits of the document id, `passage`, a number.",
            "编号：文件内容编号前 20 位、passage、序号。",
            nullable=False,
        ),
        common.document_id(),
        common.report_year(),
        common.offset("start_offset", "Where the passage begins.", "该段文字的起始位置。"),
        common.offset("end_offset", "Where it ends; exclusive.", "该段文字的结束位置（不含）。"),
        Column(
            "letters",
            Type.INT32,
            "How many Chinese characters were compared: without names, numbering and own territory.",
            "参与比对的汉字数：不含名称、序号和“我县”之类的指代。",
            nullable=False,
            minimum=1,
        ),
        Column(
            "fingerprint",
            Type.INT64,
            "A number that passages in the same words share, whatever figures and names stand in them.",
            "指纹：除数字和名称外用语相同的文字，其指纹相同。",
            nullable=False,
        ),
        common.parser_version(),
    ),
    key=("passage_id",),
    row_checks=(
        RowCheck(
            "passage_id_spelled",
            "passage_id",
            "passage_id is the document's first 20 digits, `passage` and a number.",
            pl.col("passage_id").str.starts_with(pl.col("document_id").str.slice(0, 20) + ":passage:")
            & pl.col("passage_id").str.contains(r"^[^:]*:passage:[0-9]+$"),
        ),
        RowCheck(
            "holds_its_letters",
            "letters",
            "A passage is at least as long as what was compared of it.",
            pl.col("letters") <= pl.col("end_offset") - pl.col("start_offset"),
        ),
    ),
)
