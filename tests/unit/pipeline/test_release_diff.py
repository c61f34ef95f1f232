"""Rows of two versions beside each other: how each kind of change is called, and what it is put down to."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from gk_pipeline.contracts.validation import validate
from gk_pipeline.pipeline.release_diff import (
    attribute_changes,
    compare_readings,
    fact_changes,
    finding_changes,
)
from tests.contracts.examples import GOOD, SHA, SHA20
from tests.unit.lake.rows import unvalidated

Row = dict[str, Any]

CELL = f"{SHA20}:app.granted:total"
PLAIN: Row = {"value": Decimal(41), "raw_text": "41", "start_offset": 100, "end_offset": 102, "corroborated": False}
BLANK: Row = {"status": "blank", "value": None, "raw_text": None, "start_offset": None, "end_offset": None}
AMBIGUOUS: Row = {"status": "ambiguous", "value": None, "raw_text": "4115", "end_offset": 104, "candidates": 3}
OTHER_CELL: Row = {**PLAIN, "fact_id": f"{SHA20}:app.partial:total", "indicator_id": "app.partial"}
CLAIM: Row = {"document_id": SHA}


def frame(table: str, *rows: Row) -> pl.DataFrame:
    return pl.DataFrame(unvalidated(table, *rows))


def read(*facts: Row, claims: Iterable[Row] = (CLAIM,), report: Row | None = None) -> dict[str, pl.DataFrame]:
    """What one version read of a document."""
    return {
        "facts": frame("facts", *({**PLAIN, **fact} for fact in facts)),
        "claims": frame("claims", *claims),
        "reports": frame("reports", report or {}),
    }


def changes(old: list[Row], new: list[Row], *, old_read: Any = None, new_read: Any = None) -> list[Row]:
    """Changes of cells, which were read as they stand in the lake unless told otherwise."""
    readings = compare_readings(old_read or read(*old), new_read or read(*new))
    found = fact_changes(read(*old)["facts"], read(*new)["facts"], readings)
    return found.to_dicts()


def test_a_cell_that_is_read_as_before_is_no_change() -> None:
    assert changes([{}], [{}]) == []
    assert changes([BLANK], [BLANK]) == []
    # Which page it is on, and by what label it was found, is not what the cell says.
    assert changes([{"page": 1}], [{"page": 2, "printed_label": "予以公开数"}]) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ({}, {"value": Decimal(4), "raw_text": "4"}, "value"),
        ({"value": Decimal(0)}, {"value": Decimal(1)}, "value"),
        ({}, BLANK, "status"),
        (BLANK, {"value": Decimal(0)}, "status"),
        (BLANK, {**BLANK, "status": "row_absent"}, "status"),
        ({}, {"unit": "条"}, "unit"),
        ({"unit": None}, {}, "unit"),
        ({}, {"approximate": True}, "approximate"),
        ({}, {"corroborated": True}, "corroborated"),
        ({}, {"start_offset": 7, "end_offset": 9}, "span"),
        ({}, {"raw_text": "４１"}, "span"),
        ({}, {"unit": "条", "corroborated": True, "start_offset": 7}, "unit"),
    ],
)
def test_the_first_kind_that_applies_is_named(old: Row, new: Row, kind: str) -> None:
    assert [row["kind"] for row in changes([old], [new])] == [kind]


def test_both_sides_are_told_in_full() -> None:
    new = {"value": Decimal(4), "raw_text": "4", "start_offset": 90, "unit": "条", "corroborated": True}
    found = changes([{}], [new])
    told = {name: value for name, value in found[0].items() if name.startswith(("old_", "new_")) and value is not None}
    assert told == {
        **{"old_value": Decimal(41), "old_status": "reported", "old_unit": "件", "old_approximate": False},
        **{"old_corroborated": False, "old_text": "41", "old_start_offset": 100},
        **{"new_value": Decimal(4), "new_status": "reported", "new_unit": "条", "new_approximate": False},
        **{"new_corroborated": True, "new_text": "4", "new_start_offset": 90},
    }
    assert (found[0]["subject"], found[0]["subject_id"], found[0]["document_id"]) == ("fact", CELL, SHA)
    assert (found[0]["form"], found[0]["indicator_id"], found[0]["column_id"]) == ("fmt2019", "app.granted", "total")


def test_cells_come_and_go() -> None:
    found = changes([{}], [OTHER_CELL])
    assert {(row["subject_id"], row["kind"], row["old_status"], row["new_status"]) for row in found} == {
        (CELL, "disappeared", "reported", None),
        (OTHER_CELL["fact_id"], "appeared", None, "reported"),
    }
    assert {row["cause"] for row in found} == {"reading"}
    assert {row["indicator_id"] for row in found} == {"app.granted", "app.partial"}


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        # Both versions read a run of digits; one lake, or both, had it settled by last year's report.
        (read(AMBIGUOUS), read(AMBIGUOUS), "last_year"),
        # The version itself finds the value, or leaves another number of readings open.
        (read(AMBIGUOUS), read({}), "reading"),
        (read(AMBIGUOUS), read({**AMBIGUOUS, "candidates": 2}), "reading"),
        # Something else of the document is read otherwise, so that the version may be to blame.
        (read(AMBIGUOUS, OTHER_CELL), read(AMBIGUOUS, {**OTHER_CELL, "value": Decimal(5)}), "judging"),
        (read(AMBIGUOUS), read(AMBIGUOUS, OTHER_CELL), "judging"),
        (read(AMBIGUOUS), read(AMBIGUOUS, claims=[{**CLAIM, "value": Decimal(13)}]), "judging"),
        (read(AMBIGUOUS, claims=[]), read(AMBIGUOUS), "judging"),
        (read(AMBIGUOUS), read(AMBIGUOUS, report={"agency_key": "another"}), "judging"),
        # A rendition that only shifts everything changes no reading.
        (read(AMBIGUOUS), read({**AMBIGUOUS, "start_offset": 200, "end_offset": 204}), "last_year"),
    ],
)
def test_a_settled_cell_is_put_down_to_last_year_only_where_all_is_read_as_before(
    old: dict[str, pl.DataFrame], new: dict[str, pl.DataFrame], cause: str
) -> None:
    found = changes([AMBIGUOUS], [{}], old_read=old, new_read=new)
    assert [(row["kind"], row["cause"]) for row in found] == [("status", cause)]


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        (read({}), read({}), "last_year"),
        (read({}), read({"corroborated": True}), "judging"),
        (read({}), read({"raw_text": "４１"}), "reading"),
    ],
)
def test_proof_by_the_report_itself_is_told_from_proof_by_last_years(
    old: dict[str, pl.DataFrame], new: dict[str, pl.DataFrame], cause: str
) -> None:
    found = changes([{}], [{"corroborated": True}], old_read=old, new_read=new)
    assert [(row["kind"], row["cause"]) for row in found] == [("corroborated", cause)]


def test_another_place_is_another_reading() -> None:
    found = changes([{}], [{"start_offset": 7, "end_offset": 9}])
    assert [(row["kind"], row["cause"], row["new_start_offset"]) for row in found] == [("span", "reading", 7)]


def found_findings(old: list[Row], new: list[Row], old_read: Any = None, new_read: Any = None) -> list[Row]:
    readings = compare_readings(old_read or read({}), new_read or read({}))
    return finding_changes(frame("findings", *old), frame("findings", *new), readings).to_dicts()


def test_findings_come_go_and_are_judged_otherwise() -> None:
    other = {"finding_id": f"{SHA20}:F03:total", "rule_id": "F03"}
    gone = {"finding_id": f"{SHA20}:F04", "rule_id": "F04", "instance": None}
    milder = {"finding_id": f"{SHA20}:F05", "rule_id": "F05", "instance": None}
    found = found_findings(
        [{}, gone, milder], [{"verdict": "undecided", "message": "other"}, other, {**milder, "severity": "warning"}]
    )
    assert {(row["rule_id"], row["kind"], row["old_verdict"], row["new_verdict"]) for row in found} == {
        ("F01", "verdict", "source_error", "undecided"),
        ("F03", "appeared", None, "source_error"),
        ("F04", "disappeared", "source_error", None),
        ("F05", "severity", "source_error", "source_error"),
    }
    assert {row["cause"] for row in found} == {"judging"}
    assert found_findings([{}], [{"message": "the same in other words"}]) == []


@pytest.mark.parametrize(
    ("finding", "new_read", "cause"),
    [
        ({}, read({"value": Decimal(5)}), "reading"),
        ({"fact_ids": [OTHER_CELL["fact_id"]]}, read({"value": Decimal(5)}), "judging"),
        ({"claim_ids": ["any"], "fact_ids": []}, read({}, claims=[]), "reading"),
        ({"fact_ids": []}, read({}, claims=[]), "judging"),
        # F10 reads last year's report.
        ({"rule_id": "F10"}, read({}), "last_year"),
        ({"rule_id": "F10"}, read({"value": Decimal(5)}), "reading"),
        ({"rule_id": "F10"}, read({}, OTHER_CELL), "judging"),
    ],
)
def test_findings_are_put_down_to_what_they_rest_on(finding: Row, new_read: Any, cause: str) -> None:
    assert [row["cause"] for row in found_findings([], [finding], read({}), new_read)] == [cause]
    assert [row["cause"] for row in found_findings([finding], [], read({}), new_read)] == [cause]


def test_attributes_of_reports_are_compared_one_by_one() -> None:
    old = frame("reports", {"agency_level": None}, {"document_id": "f" * 64})
    new = frame("reports", {"form": "local", "agency_level": "county", "title": "another title", "report_year": 2018})
    found = attribute_changes(old, new).to_dicts()
    assert {(row["subject_id"], row["attribute"], row["old_text"], row["new_text"]) for row in found} == {
        (f"{SHA20}:report:form", "form", "old2014", "local"),
        (f"{SHA20}:report:agency_level", "agency_level", None, "county"),
        (f"{SHA20}:report:report_year", "report_year", "2017", "2018"),
    }


def test_all_changes_keep_the_contract() -> None:
    facts = [{}, {**BLANK, "fact_id": f"{SHA20}:app.received", "indicator_id": "app.received", "column_id": None}]
    found = pl.concat(
        [
            fact_changes(read(*facts)["facts"], read(OTHER_CELL)["facts"], compare_readings(read(), read())),
            finding_changes(
                frame("findings", {}), frame("findings", {"verdict": "undecided"}), compare_readings(read(), read())
            ),
            attribute_changes(frame("reports", {}), frame("reports", {"published_on": None})),
        ]
    ).with_columns(from_version=pl.lit("1"), to_version=pl.lit("2"), report_year=pl.lit(2019, pl.Int16))
    assert found.height == 5
    assert validate("release_changes", found).rejected["reasons"].to_list() == []
    assert set(GOOD["release_changes"]) == set(found.columns)
