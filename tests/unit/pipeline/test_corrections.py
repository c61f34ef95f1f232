"""What is read from the folder of corrections, and what of it can't be understood."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gk_pipeline.lake.catalogue import write_reference
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.corrections import read_corrections
from gk_pipeline.pipeline.reference import write_catalogue
from gk_pipeline.settings import Settings

GOOD = """
- fact: 0123456789abcdef0123:app.granted:total
  from: 4
  to: 5
  reason: The page images show a 5.
  author: Li Lei
  date: 2026-03-01
  expires: 2027-03-01
- {fact: 'x:pub.fees.amount', from: ambiguous, to: 96171.6, reason: r, author: a, date: 2026-03-02}
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path / "home")}))
    paths.corrections.mkdir(parents=True)
    return paths


def test_corrections_are_rows(paths: Paths) -> None:
    (paths.corrections / "2026.yaml").write_text(GOOD, encoding="utf-8")
    first, second = read_corrections(paths, date(2027, 3, 1))
    assert first == {
        "correction_id": "2026.yaml#1",
        "fact_id": "0123456789abcdef0123:app.granted:total",
        "agency_key": None,
        "report_year": None,
        "indicator_id": None,
        "column_id": None,
        "from_value": Decimal(4),
        "from_status": "reported",
        "to_value": Decimal(5),
        "to_status": "reported",
        "reason": "The page images show a 5.",
        "author": "Li Lei",
        "corrected_on": date(2026, 3, 1),
        "expires_on": date(2027, 3, 1),
        "is_expired": False,
        "problem": None,
    }
    assert (second["from_value"], second["from_status"]) == (None, "ambiguous")
    assert (second["to_value"], second["to_status"], second["expires_on"]) == (Decimal("96171.6"), "reported", None)


def test_a_correction_may_name_the_cell(paths: Paths) -> None:
    named = "agency: a, year: 2023, indicator: app.granted, column: total"
    text = f"- {{{named}, from: 4, to: 5, reason: r, author: a, date: 2026-03-01}}"
    (paths.corrections / "2026.yaml").write_text(text, encoding="utf-8")
    (row,) = read_corrections(paths)
    assert [row[name] for name in ("fact_id", "agency_key", "report_year", "indicator_id", "column_id", "problem")] == [
        *(None, "a", 2023, "app.granted", "total", None)
    ]
    assert "corrections" in write_catalogue(paths)


def test_a_correction_ends_after_its_last_day(paths: Paths) -> None:
    (paths.corrections / "2026.yaml").write_text(GOOD, encoding="utf-8")
    assert [row["is_expired"] for row in read_corrections(paths, date(2027, 3, 2))] == [True, False]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- {fact: f, to: 5, reason: r, author: a, date: 2026-03-01}", "from: Field required"),
        ("- {fact: f, from: 4, to: 5, reason: '', author: a, date: 2026-03-01}", "reason: String should have"),
        ("- {fact: f, from: 4, to: reported, reason: r, author: a, date: 2026-03-01}", "must be a number or one of"),
        ("- {fact: f, from: true, to: 4, reason: r, author: a, date: 2026-03-01}", "must be a number or one of"),
        ("- {fact: f, from: 3, to: 4, reason: r, author: a, date: soon}", "date: Input should be a valid date"),
        ("- {fact: f, from: 3, to: 4, reason: r, author: a, date: 2026-03-01, vlaue: 7}", "vlaue: Extra inputs"),
        ("- {agency: a, from: 3, to: 4, reason: r, author: a, date: 2026-03-01}", "name the fact by its id, or by"),
        ("- {from: 3, to: 4, reason: r, author: a, date: 2026-03-01}", "name the fact by its id, or by"),
        ("- {fact: f, column: c, from: 3, to: 4, reason: r, author: a, date: 2026-03-01}", "in one way"),
        ("- 7", "entry: Input should be"),
        ("fact: f", "no list of corrections"),
        ("- [", "can't be read"),
    ],
)
def test_what_cannot_be_understood_is_a_row_with_its_problem(paths: Paths, text: str, problem: str) -> None:
    (paths.corrections / "bad.yaml").write_text(text, encoding="utf-8")
    (paths.corrections / "good.yaml").write_text(GOOD, encoding="utf-8")
    bad, *good = read_corrections(paths, date(2026, 4, 1))
    assert bad["correction_id"] == "bad.yaml#1"
    assert problem in bad["problem"]
    assert [row["problem"] for row in good] == [None, None]
    assert write_reference(paths, "corrections", [bad, *good]), "the rows fit the table"


def test_no_folder_is_no_correction(tmp_path: Path) -> None:
    assert read_corrections(Paths(Settings.load({"GK_HOME": str(tmp_path)}))) == []
