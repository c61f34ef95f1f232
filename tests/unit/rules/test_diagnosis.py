"""Where the error may lie. Reports are written by hand; the wrong cell is known because the test made it wrong."""

from __future__ import annotations

from gk_pipeline.extraction.model import Fact, Status
from gk_pipeline.rules.cells import FactKey, cells_of
from gk_pipeline.rules.diagnosis import describe, repairs

OLD = {"old.4": 21, "old.4.1": 15, "old.4.2": 0, "old.4.3": 6}
COLUMNS = ("natural_person", "org_business", "org_research", "org_nonprofit", "org_legal_service", "org_other", "total")


def report(values: dict[FactKey, int]) -> list[Fact]:
    return [
        Fact(f"x:{indicator}:{column}", indicator, column, value, None, Status.REPORTED)
        for (indicator, column), value in values.items()
    ]


def old(**changes: int) -> list[Fact]:
    return report({(key, None): value for key, value in {**OLD, **changes}.items()})


def matrix(**rows: list[int]) -> dict[FactKey, int]:
    """All rows of the matrix of 2021, zero unless given with `_` for `.` in the id."""
    given = {name.replace("__", "."): values for name, values in rows.items()}
    values: dict[FactKey, int] = {}
    for indicator, column in cells_of("fmt2021"):
        if indicator.startswith("app.") and indicator != "app.other" and column:
            values[indicator, column] = given.get(indicator, [0] * 7)[COLUMNS.index(column)]
    return values


GOOD = {
    "app__new_received": [9, 4, 0, 0, 0, 1, 14],
    "app__carried_in": [1, 0, 0, 0, 0, 0, 1],
    "app__granted": [6, 3, 0, 0, 0, 1, 10],
    "app__unable__not_held": [3, 1, 0, 0, 0, 0, 4],
    "app__outcome_total": [9, 4, 0, 0, 0, 1, 14],
    "app__carried_out": [1, 0, 0, 0, 0, 0, 1],
}


def test_a_report_that_adds_up_needs_no_repair() -> None:
    assert repairs("old2014", old()) == []
    assert repairs("fmt2021", report(matrix(**GOOD))) == []


def test_a_wrong_sum_alone_may_be_any_of_its_cells() -> None:
    found = {(r[0].key[0], r[0].instead) for r in repairs("old2014", old(**{"old.4": 22}))}
    assert found == {("old.4", 21), ("old.4.1", 16), ("old.4.2", 1), ("old.4.3", 7)}


def test_a_cell_in_several_sums_is_found_alone() -> None:
    values = matrix(**GOOD)
    values["app.unable.not_held", "total"] = 5
    assert [str(change) for repair in repairs("fmt2021", report(values)) for change in repair] == [
        "app.unable.not_held[total] 4 instead of 5"
    ]


def test_a_request_in_the_wrong_column_is_named() -> None:
    values = matrix(**{**GOOD, "app__new_received": [8, 5, 0, 0, 0, 1, 14]})
    found = repairs("fmt2021", report(values))
    assert {len(repair) for repair in found} == {2}
    assert "1 counted under org_business that belongs to natural_person" in (describe("fmt2021", report(values)) or "")


def test_missing_figures_are_no_reason_to_change_others() -> None:
    facts = old(**{"old.4": 22})
    facts[1].value, facts[1].status = None, Status.BLANK
    assert repairs("old2014", facts) == []


def test_nothing_becomes_negative() -> None:
    found = repairs("old2014", old(**{"old.4": 0, "old.4.1": 1, "old.4.3": 0}))
    assert {(r[0].key[0], r[0].instead) for r in found} == {("old.4", 1), ("old.4.1", 0)}
