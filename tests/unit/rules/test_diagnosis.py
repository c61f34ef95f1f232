"""Where the error may lie. Reports are written by hand; the wrong cell is known because the test made it wrong."""

from __future__ import annotations

from gk_pipeline.extraction.model import Fact, Status
from gk_pipeline.rules.cells import FactKey, cells_of
from gk_pipeline.rules.diagnosis import Change, diagnose, repairs
from gk_pipeline.rules.messages import suggestion
from gk_pipeline.rules.wording import chinese, english

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


def said(form: str, values: dict[FactKey, int]) -> tuple[str, str]:
    """What is suggested for a report, in English and in Chinese."""
    found = diagnose(form, report(values))
    assert found
    return suggestion(english(), found), suggestion(chinese(), found)


def test_a_report_that_adds_up_needs_no_repair() -> None:
    assert repairs("old2014", old()) == []
    assert repairs("fmt2021", report(matrix(**GOOD))) == []


def test_a_wrong_sum_alone_may_be_any_of_its_cells() -> None:
    found = {(r[0].key[0], r[0].instead) for r in repairs("old2014", old(**{"old.4": 22}))}
    assert found == {("old.4", 21), ("old.4.1", 16), ("old.4.2", 1), ("old.4.3", 7)}
    values: dict[FactKey, int] = {(key, None): value for key, value in {**OLD, "old.4": 22}.items()}
    assert said("old2014", values) == (
        "Administrative reconsideration cases 21 instead of 22; or Reconsideration: upheld 16 instead of 15;"
        " or Reconsideration: corrected 1 instead of 0; or 1 other change would satisfy every sum",
        "行政复议数量由 22 改为 21；或维持具体行政行为数由 15 改为 16；或被依法纠错数由 0 改为 1；或另外 1 种改法，"
        "则全部合计成立",
    )


def test_a_cell_in_several_sums_is_found_alone() -> None:
    values = matrix(**GOOD)
    values["app.unable.not_held", "total"] = 5
    assert repairs("fmt2021", report(values)) == [(Change(("app.unable.not_held", "total"), 5, 4),)]
    assert said("fmt2021", values) == (
        "Unable to provide: information not held by the agency [Total] 4 instead of 5 would satisfy every sum",
        "本机关不掌握相关政府信息〔总计〕由 5 改为 4，则全部合计成立",
    )


def test_a_request_in_the_wrong_column_is_named() -> None:
    values = matrix(**{**GOOD, "app__new_received": [8, 5, 0, 0, 0, 1, 14]})
    found = repairs("fmt2021", report(values))
    assert {len(repair) for repair in found} == {2}
    in_english, in_chinese = said("fmt2021", values)
    assert in_english.startswith("1 counted under Commercial enterprises that belongs to Natural persons, in ")
    assert in_english.endswith("; the totals hold")
    assert "疑有 1 计入“商业企业”而应属“自然人”；合计不受影响" in in_chinese


def test_missing_figures_are_no_reason_to_change_others() -> None:
    facts = old(**{"old.4": 22})
    facts[1].value, facts[1].status = None, Status.BLANK
    assert repairs("old2014", facts) == []


def test_nothing_becomes_negative() -> None:
    found = repairs("old2014", old(**{"old.4": 0, "old.4.1": 1, "old.4.3": 0}))
    assert {(r[0].key[0], r[0].instead) for r in found} == {("old.4", 1), ("old.4.1", 0)}
