"""What is remembered of other files never changes what is read of a file."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gk_pipeline.documents import html_marks
from gk_pipeline.extraction import contents
from gk_pipeline.extraction.grid import plan_table
from gk_pipeline.extraction.plans import plan_document
from gk_pipeline.pipeline.read_file import read_path
from gk_pipeline.rules.placing import place_rules
from gk_pipeline.samples import samples_folder
from gk_pipeline.synthesis.make import write

REMEMBERED = (plan_table, plan_document, place_rules, contents._remembered, contents._skeleton)


def forget() -> None:
    for remembered in REMEMBERED:
        remembered.cache_clear()
    html_marks._marks.clear()
    html_marks._marks.update(html_marks._MARK_OF)


def read(path: Path) -> tuple[str, ...]:
    reading = read_path(path)
    text = reading.document.text if reading.document else None
    return tuple(map(repr, (text, reading.extraction, reading.findings, reading.results)))


def test_every_file_is_read_alike_by_itself_and_after_others_in_any_order(tmp_path: Path) -> None:
    write(tmp_path, count=16, seed=5)
    made = [path for path in tmp_path.iterdir() if path.suffix in (".html", ".txt", ".md")]
    files = [*made, *(path for path in (samples_folder() / "inbox").rglob("*.*") if path.suffix in (".html", ".txt"))]
    assert len(files) > 30
    alone: dict[Path, tuple[str, ...]] = {}
    for path in files:
        forget()
        alone[path] = read(path)
    forget()
    twice = files * 2
    for path in random.Random(1).sample(twice, len(twice)):
        assert read(path) == alone[path], path.name
    assert plan_document.cache_info().hits > 0


def test_tags_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "<table>" + "".join(f'<tr><td class="c{k}">{k}<td colspan="2" id="d{k}">x' for k in range(300)) + "</table>"
    whole = html_marks.mark(page)
    forget()
    monkeypatch.setattr(html_marks, "_MOST_TAGS", 200)
    assert html_marks.mark(page) == whole
    assert len(html_marks._marks) <= 201
