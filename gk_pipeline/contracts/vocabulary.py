"""Closed vocabularies and columns that several contracts share.

Belongs here: what at least two tables say in the same words. Does not: whole tables.
"""

from __future__ import annotations

import polars as pl

from gk_pipeline.contracts.model import FIRST_YEAR, LAST_YEAR, Column, RowCheck, Type

OUTCOMES = ("report", "duplicate", "not_a_report", "unreadable")
STATUSES = ("reported", "blank", "placeholder", "row_absent", "table_absent", "ambiguous", "unreadable")
METHODS = ("grid", "stream", "split", "ocr", "prose")
FORMS = ("old2014", "fmt2019", "fmt2021", "local", "narrative")
LAYOUTS = ("table", "spaced", "lines", "glued", "prose")
LEVELS = ("national", "province", "prefecture", "county", "township", "street", "zone")
AGENCY_TYPES = (
    "government",
    "office",
    "department",
    "vertical",
    "street_office",
    "zone",
    "judicial",
    "party",
    "national",
    "public_institution",
    "xpcc",
)
SCOPES = ("own_agency", "government_rollup", "territory_rollup", "system_rollup", "unknown")
SCOPE_SOURCES = ("text", "kind")
CONFIDENCES = ("high", "medium", "low")
SEVERITIES = ("error", "warning")
VERDICTS = ("source_error", "parse_suspect", "undecided")
COMPARABILITIES = ("exact", "near", "none")

SHA256 = "[0-9a-f]{64}"
PARSER_VERSION = r"[A-Za-z0-9][A-Za-z0-9._+-]*"  # it names a folder


def document_id(*, nullable: bool = False) -> Column:
    return Column(
        "document_id",
        Type.STRING,
        "SHA-256 of the bytes of the file, in hex.",
        "文件字节的 SHA-256（十六进制）。",
        nullable=nullable,
        pattern=SHA256,
    )


def report_year() -> Column:
    return Column(
        "report_year",
        Type.INT16,
        "The year that is reported on; null when the document does not tell it.",
        "报告所属年度；文件未说明时为空。",
        minimum=FIRST_YEAR,
        maximum=LAST_YEAR,
    )


def parser_version() -> Column:
    return Column(
        "parser_version",
        Type.STRING,
        "The version of the parser that produced the row.",
        "生成该行的解析器版本。",
        nullable=False,
        pattern=PARSER_VERSION,
    )


def indicator_id() -> Column:
    return Column(
        "indicator_id", Type.STRING, "The indicator of the catalogue.", "指标目录中的指标编号。", nullable=False
    )


def column_id() -> Column:
    return Column(
        "column_id",
        Type.STRING,
        "The column of the form, such as an applicant type; null where an indicator has one value.",
        "表格列（如申请人类型）；指标只有一个值时为空。",
    )


def unit() -> Column:
    return Column("unit", Type.STRING, "The unit of the value.", "计量单位。")


def status() -> Column:
    return Column(
        "status",
        Type.STRING,
        "What stands where the value is expected; only `reported` carries a value, and zero is a value.",
        "应填数值处的实际情况；只有 reported 带数值，0 也是数值。",
        nullable=False,
        allowed=STATUSES,
    )


def approximate() -> Column:
    return Column(
        "approximate",
        Type.BOOL,
        "The source gives a round or bounded number (more than, about).",
        "原文为约数（如“余”“约”“近”）。",
        nullable=False,
    )


def offset(name: str, english: str, chinese: str, *, nullable: bool = False) -> Column:
    return Column(name, Type.INT32, english, chinese, nullable=nullable, minimum=0)


def value_exactly_when_reported() -> RowCheck:
    return RowCheck(
        "value_exactly_when_reported",
        "value",
        "A value stands exactly in the rows whose status is reported.",
        (pl.col("status") == "reported") == pl.col("value").is_not_null(),
    )


def span_is_as_long(name: str, text: str, start: str, end: str) -> RowCheck:
    """The text of `text` has as many characters as its span, and at least one; for spans that are never null."""
    length = pl.col(end) - pl.col(start)
    return RowCheck(
        name,
        text,
        f"{text} has as many characters as {start}:{end} spans, and at least one.",
        (length > 0) & (length == pl.col(text).str.len_chars()),
    )


def starts_with_document(column: str, rest: pl.Expr, english: str) -> RowCheck:
    """The id in `column` is the first 20 digits of the document's id, a colon, and `rest`."""
    spelled = pl.concat_str(pl.col("document_id").str.slice(0, 20), pl.lit(":"), rest)
    return RowCheck(f"{column}_spelled", column, english, pl.col(column) == spelled)


def id_with_optional_part(first: str, optional: str) -> pl.Expr:
    """`first`, followed by a colon and `optional` where that is not null."""
    return pl.col(first) + pl.when(pl.col(optional).is_null()).then(pl.lit("")).otherwise(":" + pl.col(optional))
