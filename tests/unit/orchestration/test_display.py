"""Figures as Markdown, contracts as table schemas."""

from __future__ import annotations

from gk_pipeline.contracts.model import Column, RowCheck, Table, Type
from gk_pipeline.orchestration.display import by_year, column_schema, table


def test_numbers_stand_to_the_right_and_bars_are_escaped() -> None:
    shown = table(("rule", "failed", "rate"), [("O05|x", 3, 0.25), ("O07", 10, 1.0)]).value
    assert shown == "| rule | failed | rate |\n| --- | ---: | ---: |\n| O05\\|x | 3 | 25.0% |\n| O07 | 10 | 100.0% |"


def test_a_table_without_rows_has_its_head() -> None:
    assert table(("rule", "failed"), []).value == "| rule | failed |\n| --- | --- |"


def test_years_without_a_figure_have_none() -> None:
    shown = by_year({2017: {"report": 3}, None: {"unreadable": 1}}, ("report", "unreadable")).value
    assert shown is not None
    assert shown.splitlines()[2:] == ["| 2017 | 3 | 0 |", "| unknown | 0 | 1 |"]


def test_a_share_of_nothing_is_no_zero() -> None:
    shown = by_year({2017: {"rows": 0, "share": None}, 2018: {"rows": 4, "share": 0.0}}, ("rows", "share")).value
    assert shown is not None
    assert shown.splitlines()[2:] == ["| 2017 | 0 | none |", "| 2018 | 4 | 0.0% |"]


def test_a_contract_shows_what_binds_its_columns() -> None:
    schema = column_schema(
        Table(
            "things",
            "Things.",
            "物。",
            (
                Column("thing_id", Type.STRING, "Its id.", "编号。", nullable=False, pattern="[0-9]+"),
                Column("kind", Type.STRING, "Its kind.", "种类。", allowed=("a", "b")),
                Column("year", Type.INT16, "Its year.", "年度。", minimum=2007, maximum=2100),
            ),
            key=("thing_id",),
            row_checks=(RowCheck("same", "kind", "Kind and year agree.", None),),  # type: ignore[arg-type]
        )
    )
    identifier, kind, year = schema.columns
    assert (identifier.type, identifier.description) == ("string", "Its id. 编号。")
    assert (identifier.constraints.nullable, identifier.constraints.unique) == (False, True)
    assert (kind.constraints.nullable, kind.constraints.unique) == (True, False)
    assert identifier.constraints.other == ["matches [0-9]+"]
    assert kind.constraints.other == ["one of a, b"]
    assert year.constraints.other == [">= 2007", "<= 2100"]
    assert schema.constraints is not None
    assert schema.constraints.other == ["Kind and year agree."]
