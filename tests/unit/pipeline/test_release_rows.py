"""Years landed by one version after the other: what counts as a change of the release, and that none is lost."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from gk_pipeline.extraction.model import Extraction, Outcome
from gk_pipeline.lake.part import Part
from gk_pipeline.lake.tables import read_table
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import land
from tests.unit.pipeline.test_land_previous import report
from tests.unit.pipeline.versions import Change, Home

REPEALED, IN_FORCE = "pub.normdocs.repealed", "pub.normdocs.in_force"
# A report of 2024 that repeals 34 norms where 33 are printed: last year's 411 + 62 - 34 are not the 440 in force, so
# that rule F10 breaks, and what it proved is proved no more. The 62 issued are proved by the text, too.
MISREAD = {
    ("fact", REPEALED, "value", "reading", Decimal(33), Decimal(34), "1", "2"),
    ("fact", IN_FORCE, "corroborated", "judging", Decimal(440), Decimal(440), "1", "2"),
    ("finding", "F10:normdocs", "appeared", "reading", None, None, "1", "2"),
}
COLUMNS = ("subject", "subject_id", "kind", "cause", "old_value", "new_value", "from_version", "to_version")


def misread(extraction: Extraction) -> None:
    if extraction.report and extraction.report.year == 2024:
        for fact in extraction.facts:
            if fact.indicator_id == REPEALED:
                fact.value = 34


def of_another_year(year: int | None) -> Change:
    """Reads the report of 2024 as one of another year."""

    def change(extraction: Extraction) -> None:
        if extraction.report and extraction.report.year == 2024:
            extraction.report.year = year

    return change


def refuse(extraction: Extraction) -> None:
    """Takes the report of 2024 for none."""
    if extraction.report and extraction.report.year == 2024:
        extraction.outcome, extraction.report, extraction.reason = Outcome.NOT_A_REPORT, None, "no title"
        extraction.facts, extraction.claims, extraction.unmapped = [], [], []


def fact_ids(home: Home) -> list[str]:
    return sorted(read_table(home.paths, "facts")["fact_id"])


def test_a_first_version_and_one_that_reads_the_same_change_nothing(landed: Home) -> None:
    landed.run("2")
    assert landed.changes(*COLUMNS) == set()
    assert set(read_table(landed.paths, "reports")["parser_version"]) == {"2"}


def test_ids_stay_and_exactly_what_is_read_otherwise_is_told(landed: Home) -> None:
    ids = fact_ids(landed)
    landed.run("2", misread)
    assert fact_ids(landed) == ids
    assert landed.changes(*COLUMNS) == MISREAD
    rows = read_table(landed.paths, "release_changes")
    assert set(rows["report_year"]) == {2024}
    assert set(rows["document_id"]) == set(read_table(landed.paths, "documents", [2024])["document_id"])


def test_landing_again_keeps_the_changes(landed: Home) -> None:
    landed.run("2", misread)
    landed.run("2", misread)
    landed.run("2", misread, years=[2024])
    assert landed.changes(*COLUMNS) == MISREAD


def test_a_later_version_adds_its_own(landed: Home) -> None:
    landed.run("2", misread)
    landed.run("3")
    back = ("fact", REPEALED, "value", "reading", Decimal(34), Decimal(33), "2", "3")
    assert landed.changes(*COLUMNS) > {*MISREAD, back}
    assert len(landed.changes(*COLUMNS)) == 2 * len(MISREAD)


def test_going_back_to_a_version_is_a_change_too(landed: Home) -> None:
    landed.run("2", misread)
    landed.run("1")
    assert {row for row in landed.changes(*COLUMNS) if row[-1] == "2"} == MISREAD
    assert ("fact", REPEALED, "value", "reading", Decimal(34), Decimal(33), "2", "1") in landed.changes(*COLUMNS)
    landed.run("2", misread)
    assert {row for row in landed.changes(*COLUMNS) if row[-1] == "2"} == MISREAD


def test_files_that_are_new_are_no_change(landed: Home) -> None:
    (landed.inbox / "c.txt").write_text(report(2022, (9, 1, 383), " "), encoding="utf-8")
    landed.run("2")
    # What carries over to 2023 is proved now, by the report of 2022 alone.
    assert {row[1:4] for row in landed.changes(*COLUMNS)} == {
        ("pub.normdocs.repealed", "corroborated", "last_year"),
        ("pub.normdocs.in_force", "corroborated", "last_year"),
    }


def test_files_that_went_take_their_changes_with_them(landed: Home) -> None:
    landed.run("2", misread)
    (landed.inbox / "b.txt").unlink()
    (landed.inbox / "c.txt").write_text(report(2024, (1, 1, 1), " "), encoding="utf-8")
    landed.run("2", misread)
    assert landed.changes(*COLUMNS) == set()


@pytest.mark.parametrize("written", range(len(land.TABLES) + 1))
def test_a_landing_that_is_cut_off_loses_no_change(landed: Home, monkeypatch: pytest.MonkeyPatch, written: int) -> None:
    """Whatever tables of 2024 are written when the power goes."""
    with monkeypatch.context() as patch:
        patch.setattr(land, "Part", _cut_off_after(written))
        if written < len(land.TABLES):
            with pytest.raises(KeyboardInterrupt):
                landed.run("2", misread, years=[2024])
        else:
            landed.run("2", misread, years=[2024])
    landed.run("2", misread)
    assert landed.changes(*COLUMNS) == MISREAD


def _cut_off_after(written: int) -> type[Part]:
    calls = 0

    class CutOff(Part):
        def write(self, paths: Paths) -> bool:
            nonlocal calls
            calls += 1
            if calls > written:
                raise KeyboardInterrupt
            return super().write(paths)

    return CutOff


def test_the_first_table_that_is_written_holds_the_changes(landed: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(land, "Part", _cut_off_after(1))
        landed.run("2", misread, years=[2024])
    assert landed.changes(*COLUMNS) == MISREAD
    assert set(read_table(landed.paths, "documents", [2024])["parser_version"]) == {"1"}


@pytest.mark.parametrize("years", [None, [2024, 2025], [2025]])
def test_a_report_that_is_read_as_of_another_year_shows_there(landed: Home, years: list[int] | None) -> None:
    landed.run("2", of_another_year(2025), years=years)
    moved = {("report", "report:report_year", "attribute", "reading", "2024", "2025")}
    assert landed.changes(*COLUMNS[:4], "old_text", "new_text") == moved
    assert set(read_table(landed.paths, "release_changes")["report_year"]) == {2025}
    landed.run("2", of_another_year(2025))
    assert landed.changes(*COLUMNS[:4], "old_text", "new_text") == moved


def test_a_report_that_moves_and_is_read_otherwise_shows_both(landed: Home) -> None:
    def change(extraction: Extraction) -> None:
        misread(extraction)
        of_another_year(None)(extraction)

    landed.run("2", change)
    assert landed.changes(*COLUMNS[:4], "old_text", "new_text", "old_value", "new_value") == {
        ("report", "report:report_year", "attribute", "reading", "2024", None, None, None),
        ("fact", REPEALED, "value", "reading", "33", "33", Decimal(33), Decimal(34)),
    }
    assert set(read_table(landed.paths, "release_changes")["report_year"]) == {None}


def test_a_report_that_is_none_any_more_loses_its_cells_and_gets_them_back(landed: Home) -> None:
    ids = {each.partition(":")[2] for each in read_table(landed.paths, "facts", [2024])["fact_id"]}
    landed.run("2", refuse)
    lost = read_table(landed.paths, "release_changes", [None])
    assert lost.filter(pl.col("subject") == "report").select("attribute", "old_text", "new_text").rows() == [
        ("outcome", "report", "not_a_report")
    ]
    cells = lost.filter(pl.col("subject") == "fact", pl.col("kind") == "disappeared")
    assert {each.partition(":")[2] for each in cells["subject_id"]} == ids
    assert cells.height + 1 == lost.height
    landed.run("3")
    found = read_table(landed.paths, "release_changes", [2024])
    assert set(found["from_version"]) == {"2"}
    assert found.filter(pl.col("kind") == "appeared").height == len(ids)
    assert found.filter(pl.col("kind") == "attribute").select("attribute", "old_text", "new_text").rows() == [
        ("outcome", "not_a_report", "report")
    ]
    # In the unknown year nothing is left of the document, and nothing of what had changed there.
    assert read_table(landed.paths, "release_changes", [None]).is_empty()


def test_a_report_of_unknown_year_that_is_none_any_more_is_told(unread: Home) -> None:
    unread.run("1", of_another_year(None))
    unread.run("2", refuse)
    changes = read_table(unread.paths, "release_changes", [None])
    assert changes.filter(pl.col("subject") == "report").select("attribute", "old_text", "new_text").rows() == [
        ("outcome", "report", "not_a_report")
    ]
    assert set(changes.filter(pl.col("subject") == "fact")["kind"]) == {"disappeared"}


def test_what_last_years_report_settles_is_not_put_down_to_the_version(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (home.inbox / "b.txt").write_text(report(2024, (62, 33, 440), ""), encoding="utf-8")
    home.run("1")
    (home.inbox / "a.txt").write_text(report(2023, (40, 12, 411), " "), encoding="utf-8")
    home.run("2")
    changes = home.changes("subject_id", "kind", "cause", "old_status", "new_status", "new_value")
    assert {row for row in changes if row[1] == "status"} == {
        ("pub.normdocs.repealed", "status", "last_year", "ambiguous", "reported", Decimal(33)),
        ("pub.normdocs.in_force", "status", "last_year", "ambiguous", "reported", Decimal(440)),
    }
    assert {row[2] for row in changes} == {"last_year"}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("reports", "title"),
        ("facts", "page"),
        ("claims", "sentence"),
        ("findings", "suggestion"),
        ("documents", "remedy"),
    ],
)
def test_an_upgrade_may_change_contracts_too(landed: Home, table: str, column: str) -> None:
    """The old rows lack a column and have one that is not known any more, in the lake and as they were read."""
    files = [*landed.paths.lake.glob(f"{table}/*/*.parquet"), *landed.paths.extracted.glob(f"*/{table}/*/*.parquet")]
    assert len(files) >= 3
    for file in files:
        pl.read_parquet(file, hive_partitioning=False).drop(column).with_columns(outdated=1).write_parquet(file)
        if file.name != "part-0.parquet":
            file.rename(file.with_name(f"part-{hashlib.sha256(file.read_bytes()).hexdigest()[:16]}.parquet"))
    landed.run("2", misread)
    assert landed.changes(*COLUMNS) == MISREAD


@pytest.mark.parametrize("table", ["facts", "findings"])
def test_a_file_that_is_gone_makes_no_changes(landed: Home, table: str) -> None:
    for file in landed.paths.lake.glob(f"{table}/*/*.parquet"):
        file.unlink()
    landed.run("2")
    assert landed.changes(*COLUMNS) == set()
