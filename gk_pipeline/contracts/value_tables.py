"""The contracts of values: facts, claims, unmapped cells.

Belongs here: tables whose rows point at characters of a document. Does not: what rules say of them
(`finding_tables.py`), tables with a row a file (`report_tables.py`).
"""

from __future__ import annotations

import polars as pl

from gk_pipeline.contracts import vocabulary as common
from gk_pipeline.contracts.model import Column, RowCheck, Table, Type

_STRING, _INT32, _BOOL, _DECIMAL = Type.STRING, Type.INT32, Type.BOOL, Type.DECIMAL

_START = ("start_offset", "Where the raw text starts in the rendition, in characters.", "原文片段起始位置（字符）。")
_END = ("end_offset", "Where the raw text ends in the rendition, exclusive.", "原文片段结束位置（不含）。")


FACTS = Table(
    "facts",
    "One row a value cell of a form, with what is printed there and where.",
    "表格中每个数值单元格一行，记录所印内容及其位置。",
    (
        Column(
            "fact_id",
            _STRING,
            "Stable id: 20 digits of the document id, the indicator, and the column if there is one.",
            "稳定编号：文件内容编号前 20 位、指标、列（如有）。",
            nullable=False,
        ),
        common.document_id(),
        common.report_year(),
        Column(
            "form",
            _STRING,
            "The form that the indicator belongs to.",
            "指标所属的表格格式。",
            nullable=False,
            allowed=common.FORMS,
        ),
        common.indicator_id(),
        common.column_id(),
        Column(
            "value",
            _DECIMAL,
            "The number that is printed; null unless status is reported.",
            "所印数值；仅 reported 有值。",
        ),
        common.unit(),
        common.status(),
        common.approximate(),
        Column(
            "method",
            _STRING,
            "How the value was read: table cell, separated text, split run of digits, or prose.",
            "读取方式：表格单元格、有分隔文本、连写数字拆分或正文。",
            nullable=False,
            allowed=common.METHODS,
        ),
        Column(
            "raw_text", _STRING, "The characters that are printed; null where nothing is.", "原文字符；无内容时为空。"
        ),
        common.offset(*_START, nullable=True),
        common.offset(*_END, nullable=True),
        Column("page", _INT32, "Page of the document, from 1.", "页码，从 1 起。", minimum=1),
        Column("candidates", _INT32, "How many readings were possible.", "可能读法的数目。", minimum=0),
        Column(
            "corroborated",
            _BOOL,
            "The value takes part in a satisfied identity that says something.",
            "该数值参与了成立且有意义的勾稽关系。",
            nullable=False,
        ),
        Column(
            "printed_label",
            _STRING,
            "The label as printed, where it is no known wording and was matched with tolerance.",
            "原文所印标签；仅在与已知写法不同、按容差匹配时给出。",
        ),
        common.parser_version(),
    ),
    key=("fact_id",),
    row_checks=(
        common.starts_with_document(
            "fact_id",
            common.id_with_optional_part("indicator_id", "column_id"),
            "fact_id is the document's first 20 digits, the indicator, and the column if there is one.",
        ),
        common.value_exactly_when_reported(),
        RowCheck(
            "span_both_or_none",
            "start_offset",
            "Both offsets are given or none, and the end is not before the start.",
            (pl.col("start_offset").is_null() & pl.col("end_offset").is_null())
            | (pl.col("start_offset") <= pl.col("end_offset")).fill_null(False),
        ),
        RowCheck(
            "span_is_as_long_as_raw_text",
            "raw_text",
            "The raw text has at least one character, and as many as its span; a span without raw text is empty.",
            pl.when(pl.col("raw_text").is_null())
            .then((pl.col("end_offset") - pl.col("start_offset")).fill_null(0) == 0)
            .otherwise(
                (pl.col("end_offset") > pl.col("start_offset"))
                & (pl.col("end_offset") - pl.col("start_offset") == pl.col("raw_text").str.len_chars())
            ),
        ),
        RowCheck(
            "raw_text_when_printed",
            "raw_text",
            "A reported value or a mark has the characters that print it.",
            ~pl.col("status").is_in(["reported", "placeholder"]) | pl.col("raw_text").is_not_null(),
        ),
        RowCheck(
            "no_raw_text_when_absent",
            "raw_text",
            "Where nothing is printed there is no raw text.",
            ~pl.col("status").is_in(["blank", "row_absent", "table_absent"]) | pl.col("raw_text").is_null(),
        ),
        RowCheck(
            "corroborated_only_when_reported",
            "corroborated",
            "Only a reported value can be corroborated.",
            ~pl.col("corroborated") | (pl.col("status") == "reported"),
        ),
    ),
)

CLAIMS = Table(
    "claims",
    "One row a number that is stated in prose, with its sentence.",
    "正文中陈述的每个数字一行，附所在句子。",
    (
        Column(
            "claim_id",
            _STRING,
            "Id: 20 digits of the document id, `claim`, a number.",
            "编号：文件内容编号前 20 位、claim、序号。",
            nullable=False,
        ),
        common.document_id(),
        common.report_year(),
        common.indicator_id(),
        common.column_id(),
        Column("value", _DECIMAL, "The number that is stated.", "所陈述的数值。", nullable=False),
        common.unit(),
        common.approximate(),
        Column(
            "negated",
            _BOOL,
            "The number is a zero that is said in words.",
            "以文字表示的零（如“未收到”）。",
            nullable=False,
        ),
        Column(
            "scope",
            _STRING,
            "What narrows the count, such as own or territory; null if nothing does.",
            "限定统计范围的词（如本级、全区）；无限定时为空。",
        ),
        Column("raw_text", _STRING, "The characters that state the number.", "陈述该数值的原文字符。", nullable=False),
        common.offset(*_START),
        common.offset(*_END),
        Column("sentence", _STRING, "The sentence around the number.", "所在句子。", nullable=False),
        common.offset("sentence_start", "Where the sentence starts in the rendition.", "句子起始位置（字符）。"),
        common.offset("sentence_end", "Where the sentence ends, exclusive.", "句子结束位置（不含）。"),
        common.parser_version(),
    ),
    key=("claim_id",),
    row_checks=(
        RowCheck(
            "claim_id_spelled",
            "claim_id",
            "claim_id is the document's first 20 digits, `claim` and a number.",
            pl.col("claim_id").str.starts_with(pl.col("document_id").str.slice(0, 20) + ":claim:")
            & pl.col("claim_id").str.contains(r"^[^:]*:claim:[0-9]+$"),
        ),
        common.span_is_as_long("span_is_as_long_as_raw_text", "raw_text", "start_offset", "end_offset"),
        common.span_is_as_long("span_is_as_long_as_sentence", "sentence", "sentence_start", "sentence_end"),
        RowCheck(
            "inside_its_sentence",
            "sentence_start",
            "The raw text lies inside the sentence.",
            (pl.col("sentence_start") <= pl.col("start_offset")) & (pl.col("end_offset") <= pl.col("sentence_end")),
        ),
        RowCheck(
            "negated_is_zero", "negated", "A negated claim is a zero.", ~pl.col("negated") | (pl.col("value") == 0)
        ),
    ),
)

UNMAPPED_CELLS = Table(
    "unmapped_cells",
    "One row a printed value that fits no row of the catalogue, with the labels around it.",
    "无法对应指标目录的每个印出值一行，附其标签。",
    (
        Column(
            "cell_id",
            _STRING,
            "Id: 20 digits of the document id, `cell`, a number.",
            "编号：文件内容编号前 20 位、cell、序号。",
            nullable=False,
        ),
        common.document_id(),
        common.report_year(),
        Column("labels", Type.STRINGS, "The labels printed around the value.", "数值周围所印标签。", nullable=False),
        Column("raw_text", _STRING, "The characters that are printed.", "原文字符。", nullable=False),
        Column(
            "value",
            _DECIMAL,
            "The number that is printed; null unless status is reported.",
            "所印数值；仅 reported 有值。",
        ),
        common.status(),
        common.offset(*_START),
        common.offset(*_END),
        common.parser_version(),
    ),
    key=("cell_id",),
    row_checks=(
        RowCheck(
            "cell_id_spelled",
            "cell_id",
            "cell_id is the document's first 20 digits, `cell` and a number.",
            pl.col("cell_id").str.starts_with(pl.col("document_id").str.slice(0, 20) + ":cell:")
            & pl.col("cell_id").str.contains(r"^[^:]*:cell:[0-9]+$"),
        ),
        common.value_exactly_when_reported(),
        common.span_is_as_long("span_is_as_long_as_raw_text", "raw_text", "start_offset", "end_offset"),
    ),
)
