"""Every word of the pages is said in both languages."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from gk_pipeline.contracts.registry import LAKE
from gk_pipeline.explorer import words as module
from gk_pipeline.explorer.words import Words, chinese, preferred
from gk_pipeline.warehouse.dictionary import mart_entries

FOLDER = Path(module.__file__).parent
TEXTS = re.compile(r"""(?:\b_|\bwords)\(\s*(?:"([^"]+)"|'([^']+)')""")
# Columns of the marts whose code words pages say.
CODES = {
    "agency_level",
    "agency_type",
    "coverage_scope",
    "form",
    "layout",
    "link",
    "outcome",
    "period",
    "region_level",
    "relation",
    "severity",
    "state",
    "status",
    "topic",
    "verdict",
    "version_status",
}
# Verdicts and states of marts that no page shows.
NOT_SHOWN = {
    *("holds", "broken", "first", "gap", "other_form", "not_assessable", "differs", "no_report", "no_concept"),
    *("applied", "expired", "stale", "conflicting", "unknown_fact", "invalid"),
}


def said() -> set[str]:
    files = [*FOLDER.glob("templates/*.html"), *FOLDER.glob("**/*.py")]
    return {one or other for file in files for one, other in TEXTS.findall(file.read_text(encoding="utf-8"))}


def codes() -> set[str]:
    marts = {word for entry in mart_entries() for field in entry.fields if field.name in CODES for word in field.words}
    lake = {word for table in LAKE for column in table.columns if column.name in CODES for word in column.allowed}
    return (marts | lake) - NOT_SHOWN


def test_every_text_and_code_word_has_its_chinese() -> None:
    assert len(said()) > 100
    assert sorted((said() | codes()) - set(chinese())) == []


def test_no_translation_is_left_behind() -> None:
    assert sorted(set(chinese()) - said() - codes()) == []


def test_no_text_stands_twice_and_both_name_the_same_values() -> None:
    with (FOLDER / "data" / "words.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(chinese())
    values = re.compile(r"{\w+}")
    assert [row for row in rows if set(values.findall(row["english"])) != set(values.findall(row["chinese"]))] == []
    assert all(row["chinese"] for row in rows)


def test_words_of_both_languages() -> None:
    assert Words("en")("page {page}", page=3) == "page 3"
    assert Words("zh")("page {page}", page=3) == "第 3 页"
    assert Words("en").code("row_absent") == "row absent"
    assert Words("zh").code("row_absent") == "缺行"
    assert Words("zh").code("O05") == "O05"
    assert Words("en").code(None) == ""


@pytest.mark.parametrize(
    ("accepted", "chosen", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", None, "zh"),
        ("de-DE,en;q=0.7,zh;q=0.3", None, "en"),
        ("fr", None, "en"),
        ("", None, "en"),
        ("zh-CN", "en", "en"),
        ("en", "zh", "zh"),
        ("zh", "fr", "zh"),
    ],
)
def test_the_language_is_the_chosen_one_or_the_first_that_is_accepted(
    accepted: str, chosen: str | None, language: str
) -> None:
    assert preferred(accepted, chosen) == language
