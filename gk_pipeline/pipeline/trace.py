"""From a value of the marts to the characters of the raw file.

Belongs here: bringing together the stored row, the file it came from, the rules it took part in. Does not: looking
rows up (`warehouse.lineage`), mapping offsets to bytes (`documents.locate`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from gk_pipeline.documents.locate import locate
from gk_pipeline.documents.model import ByteRange, Document, Place
from gk_pipeline.documents.places import boxes_of
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.read_file import read_bytes
from gk_pipeline.pipeline.source import SourceGone, raw_file
from gk_pipeline.rules.model import RuleResult
from gk_pipeline.warehouse.lineage import trace_row


@dataclass(slots=True)
class Trace:
    """`row` is the stored row with its file paths. `line` is the rendition's line around the value, which is
    `line[marked[0]:marked[1]]`. `bytes_at` is None when nothing is printed or the file is gone (`problem` says it).
    `boxes` are where the value stands on paper, for files with pages.
    """

    row: dict[str, Any]
    file: str | None = None
    line_number: int | None = None
    line: str | None = None
    marked: tuple[int, int] | None = None
    bytes_at: ByteRange | None = None
    boxes: Sequence[Place] = ()
    rules: list[RuleResult] = field(default_factory=list)
    parser_version: str = ""
    problem: str | None = None


# Longer lines (whole reports on one line) are cut around the value.
_CONTEXT = 60


def trace(paths: Paths, row_id: str) -> Trace:
    """Traces a fact, a claim or a finding by its id. Raises WarehouseError for an id that is not in the marts."""
    row = trace_row(paths, row_id)
    traced = Trace(row, parser_version=parser_version())
    try:
        traced.file, data = raw_file(paths, row["document_id"], row["file_paths"])
    except SourceGone as gone:
        traced.problem = str(gone)
        return traced
    reading = read_bytes(data, name=traced.file.rsplit("/", 1)[-1])
    traced.rules = [r for r in reading.results if row_id in r.fact_ids or row_id in r.claim_ids]
    if row.get("start_offset") is not None and reading.document is not None:
        _place(traced, data, reading.document)
    return traced


def _place(traced: Trace, data: bytes, document: Document) -> None:
    start, end = traced.row["start_offset"], traced.row["end_offset"]
    text = document.text
    if text[start:end] != traced.row["raw_text"]:
        traced.problem = (
            "this version of the parser renders the file differently from the one that stored the row: "
            f"{traced.row['parser_version']}; run `gk run` to read it again"
        )
        return
    first = max(text.rfind("\n", 0, start) + 1, start - _CONTEXT)
    line_end = text.find("\n", end)
    last = min(len(text) if line_end < 0 else line_end, end + _CONTEXT)
    traced.line_number = text.count("\n", 0, start) + 1
    traced.line = text[first:last]
    traced.marked = (start - first, end - first)
    traced.bytes_at = locate(data, document, start, end)
    traced.boxes = boxes_of(document, start, end)
