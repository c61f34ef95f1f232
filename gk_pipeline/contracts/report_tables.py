"""The contracts of what is known of files and reports: documents, reports, outcomes, quarantine.

Belongs here: tables with a row a file, a document or a rejected row. Does not: tables of values (`value_tables.py`).
"""

from __future__ import annotations

import polars as pl

from gk_pipeline.contracts import vocabulary as common
from gk_pipeline.contracts.model import Column, RowCheck, Table, Type

_STRING, _INT32, _INT64, _DATE = Type.STRING, Type.INT32, Type.INT64, Type.DATE

_REASON = Column("reason", _STRING, "Why the file is no report or can't be read.", "文件不是报告或无法读取的原因。")
_REMEDY = Column("remedy", _STRING, "What a person can do about it.", "人工可采取的处理办法。")
_FORMAT = Column(
    "format", _STRING, "The format that the bytes show, such as text, html or pdf.", "由字节判定的文件格式。"
)
_ENCODING = Column("encoding", _STRING, "The codec that the bytes were decoded with.", "解码所用的字符编码。")
_REPLACED = Column(
    "replaced_characters", _INT32, "How many characters could not be decoded.", "无法解码的字符数。", minimum=0
)
_EXTRACTED_AT = Column(
    "extracted_at", Type.TIMESTAMP, "When the document was read (UTC).", "读取时间（UTC）。", nullable=False
)
_REASON_WHEN_REFUSED = RowCheck(
    "reason_when_refused",
    "reason",
    "A file that is no report or can't be read has a reason.",
    ~pl.col("outcome").is_in(["not_a_report", "unreadable"]) | pl.col("reason").is_not_null(),
)

DOCUMENTS = Table(
    "documents",
    "One row a file of the inbox, with what became of it. Files in equals rows here.",
    "收件箱中的每个文件一行，记录其处理结果；文件数与行数相等。",
    (
        Column(
            "file_path",
            _STRING,
            "Path of the file relative to the inbox, with forward slashes.",
            "文件相对收件箱的路径，以 / 分隔。",
            nullable=False,
        ),
        common.document_id(nullable=True),
        Column("size_bytes", _INT64, "Size of the file in bytes.", "文件大小（字节）。", minimum=0),
        _FORMAT,
        _ENCODING,
        _REPLACED,
        Column(
            "outcome",
            _STRING,
            "What became of the file; every file has exactly one outcome.",
            "文件的处理结果；每个文件有且只有一个。",
            nullable=False,
            allowed=common.OUTCOMES,
        ),
        _REASON,
        _REMEDY,
        Column(
            "duplicate_of",
            _STRING,
            "Path of the first file with the same bytes.",
            "字节完全相同的第一个文件的路径。",
        ),
        common.report_year(),
        common.parser_version(),
        _EXTRACTED_AT,
    ),
    key=("file_path",),
    row_checks=(
        RowCheck(
            "bytes_unless_unreadable",
            "document_id",
            "Only an unreadable file may lack the SHA-256 of its bytes.",
            pl.col("document_id").is_not_null() | (pl.col("outcome") == "unreadable"),
        ),
        _REASON_WHEN_REFUSED,
        RowCheck(
            "original_exactly_when_duplicate",
            "duplicate_of",
            "A duplicate, and nothing else, names the file that it repeats.",
            (pl.col("outcome") == "duplicate") == pl.col("duplicate_of").is_not_null(),
        ),
        RowCheck(
            "not_its_own_duplicate",
            "duplicate_of",
            "No file is the duplicate of itself.",
            pl.col("duplicate_of").ne_missing(pl.col("file_path")),
        ),
    ),
)

OUTCOMES = Table(
    "outcomes",
    "One row a document and parser version, as the parser told it: what became of these bytes.",
    "每个文件内容与解析器版本一行，记录解析器给出的结果。",
    (
        common.document_id(),
        _FORMAT,
        _ENCODING,
        _REPLACED,
        Column(
            "outcome",
            _STRING,
            "What became of the document.",
            "文件内容的处理结果。",
            nullable=False,
            allowed=("report", "not_a_report", "unreadable"),
        ),
        _REASON,
        _REMEDY,
        common.report_year(),
        common.parser_version(),
        _EXTRACTED_AT,
        Column(
            "row_count",
            _INT32,
            "How many rows of other tables came of the document, those in quarantine included; null: not counted.",
            "由该文件内容产生的其他各表行数，含隔离行；空：未计数。",
            minimum=0,
        ),
    ),
    key=("document_id", "parser_version"),
    row_checks=(_REASON_WHEN_REFUSED,),
)

REPORTS = Table(
    "reports",
    "One row a document that is a report: who reports what year, and on which form.",
    "每份报告一行：由谁报告、报告哪一年、采用何种表格。",
    (
        common.document_id(),
        common.report_year(),
        Column("year_evidence", _STRING, "The text that tells the report year.", "判定年度所依据的原文。"),
        Column("agency_key", _STRING, "Key of the agency that reports.", "报告机关的键。", nullable=False),
        Column("agency_name", _STRING, "Name of the agency as the report gives it.", "报告中的机关名称。"),
        Column(
            "agency_level",
            _STRING,
            "Rank of the place that the agency belongs to.",
            "机关所属地方的层级。",
            allowed=common.LEVELS,
        ),
        Column("agency_type", _STRING, "Kind of the agency.", "机关类别。", allowed=common.AGENCY_TYPES),
        Column(
            "division_code",
            _STRING,
            "Administrative division code: 6 digits down to counties, 9 for towns and streets, 12 below.",
            "行政区划代码：县级及以上 6 位，乡镇街道 9 位，其下 12 位。",
            pattern=r"[0-9]{6}([0-9]{3}([0-9]{3})?)?",
        ),
        Column(
            "division_key", _STRING, "The division in the lists; null if not settled.", "行政区划键；未能确定时为空。"
        ),
        Column("zone_key", _STRING, "The zone that the body runs, where it is one.", "机关所辖功能区的键。"),
        Column("department", _STRING, "Class of the department.", "部门类别。"),
        Column("department_name", _STRING, "What is printed behind the place.", "地名之后的机关名称。"),
        Column("agency_source", _STRING, "Kind of evidence that named the agency.", "判定机关所依据的证据种类。"),
        Column("agency_method", _STRING, "What decided on the place.", "确定地点的方法。"),
        Column(
            "agency_confidence",
            _STRING,
            "How sure the place is.",
            "地点的可信程度。",
            allowed=common.CONFIDENCES,
        ),
        Column(
            "agency_candidates",
            Type.STRINGS,
            "Keys of the divisions that it could be, where none was settled on.",
            "未能确定时的候选区划键。",
            nullable=False,
        ),
        Column(
            "coverage_scope",
            _STRING,
            "Whose doings the figures cover.",
            "数据覆盖的范围。",
            nullable=False,
            allowed=common.SCOPES,
        ),
        Column(
            "scope_source",
            _STRING,
            "What decided on the scope: the text, or the kind of the agency.",
            "判定范围的依据：原文或机关类别。",
            nullable=False,
            allowed=common.SCOPE_SOURCES,
        ),
        Column("scope_evidence", _STRING, "What the report says of its coverage.", "报告中关于覆盖范围的原文。"),
        Column(
            "is_recognised",
            Type.BOOL,
            "The text was read off pictures.",
            "文字由图像识别得到。",
            nullable=False,
        ),
        Column(
            "form",
            _STRING,
            "The form that is printed, whatever the year suggests.",
            "实际采用的表格格式，不以年度推定。",
            nullable=False,
            allowed=common.FORMS,
        ),
        Column(
            "layout",
            _STRING,
            "How the form is laid out in the file.",
            "表格在文件中的排布方式。",
            nullable=False,
            allowed=common.LAYOUTS,
        ),
        Column("format", _STRING, _FORMAT.english, _FORMAT.chinese, nullable=False),
        _ENCODING,
        Column("title", _STRING, "Title of the report.", "报告标题。"),
        Column("published_on", _DATE, "Day of publication that the document tells.", "文件所载发布日期。"),
        Column("filed_on", _DATE, "Day that the form was filled in or signed.", "填报或落款日期。"),
        common.parser_version(),
    ),
    key=("document_id",),
)

QUARANTINE = Table(
    "quarantine",
    "Rows that a contract rejected, whole and with every reason. Nothing is dropped.",
    "未通过数据契约的行，整行保留并列明全部原因；不丢弃任何数据。",
    (
        Column("table_name", _STRING, "The table that the row was meant for.", "该行原属的表。", nullable=False),
        Column(
            "row_key",
            _STRING,
            "Key of the row; `?` for a part that is null.",
            "行的键，缺失部分记为 ?。",
            nullable=False,
        ),
        Column("document_id", _STRING, "The document of the row, as it was found.", "该行所属文件内容编号（原样）。"),
        common.report_year(),
        Column(
            "reasons",
            Type.STRINGS,
            "Names of the checks that the row broke.",
            "未通过的检查名称。",
            nullable=False,
        ),
        Column("row_json", _STRING, "The whole row as a JSON object.", "整行内容（JSON）。", nullable=False),
        common.parser_version(),
    ),
    key=(),
    order=("table_name", "row_key", "row_json"),
    row_checks=(
        RowCheck("has_a_reason", "reasons", "There is at least one reason.", pl.col("reasons").list.len() > 0),
    ),
)
