"""Where a traced value stands on paper."""

from __future__ import annotations

import hashlib

import pytest

from gk_pipeline.console.readings import show_trace, trace_as_json
from gk_pipeline.documents.model import Document, Place
from gk_pipeline.pipeline.trace import Trace, _place

# "12" stands at the end of page 1, "34" at the top of page 2.
DATA = b"%PDF-1.4"
DOCUMENT = Document(
    hashlib.sha256(DATA).hexdigest(),
    "pdf",
    "收到 12\n34",
    places=(Place(0, 5, 1, 72, 700.25, 120, 712), Place(6, 8, 2, 72, 60, 84, 72)),
)


def traced(start: int, end: int) -> Trace:
    row = {"document_id": DOCUMENT.document_id, "file_paths": ["a.pdf"], "parser_version": "1", "start_offset": start}
    trace = Trace(row | {"end_offset": end, "raw_text": DOCUMENT.text[start:end]})
    _place(trace, DATA, DOCUMENT)
    return trace


def test_a_value_of_a_page_has_its_box(capsys: pytest.CaptureFixture[str]) -> None:
    trace = traced(6, 8)
    assert trace_as_json(trace)["boxes"] == [{"page": 2, "x0": 72, "top": 60, "x1": 84, "bottom": 72}]
    show_trace(trace)
    assert "72.0, 60.0 to 84.0, 72.0 (points" in capsys.readouterr().out


def test_a_value_over_two_pages_has_two(capsys: pytest.CaptureFixture[str]) -> None:
    show_trace(traced(3, 8))
    printed = capsys.readouterr().out
    assert "72.0, 700.2 to 120.0, 712.0" in printed
    assert "page 2" in printed
