from __future__ import annotations

from gk_pipeline.extraction.model import Fact, Status
from gk_pipeline.rules.evaluate import evaluate
from gk_pipeline.rules.findings import findings
from gk_pipeline.rules.recognised import withdraw_unconfirmed

from .reports import facts

COLUMNS = ("natural_person", "org_business", "org_research", "org_nonprofit", "org_legal_service", "org_other")


def recognised(sheet: dict[str, int | None]) -> list[Fact]:
    found = facts(sheet)
    for fact in found:
        fact.method, fact.raw_text = "ocr", str(fact.value)
    return found


def row(total: int, *parts: int) -> dict[str, int | None]:
    """The row of granted applications: its total, and its parts from the left; the rest are zeros."""
    values = [*parts, *[0] * (len(COLUMNS) - len(parts))]
    return {"app.granted[total]": total} | {f"app.granted[{c}]": v for c, v in zip(COLUMNS, values, strict=True)}


def withdrawn(found: list[Fact]) -> set[str]:
    withdraw_unconfirmed(found, evaluate("fmt2021", found))
    return {f"{f.indicator_id}[{f.column_id}]" for f in found if f.status is Status.UNREADABLE and f.value is None}


def test_a_figure_that_a_sum_confirms_is_believed() -> None:
    assert withdrawn(recognised(row(5, 3, 2))) == set()


def test_a_row_that_does_not_add_up_is_not_believed() -> None:
    sheet = row(5, 3, 1)
    found = recognised(sheet)
    assert withdrawn(found) == sheet.keys()
    assert {fact.raw_text for fact in found} == {"5", "3", "1", "0"}


def test_zeros_are_believed_where_no_sum_fails() -> None:
    assert withdrawn(recognised(row(0))) == set()
    assert withdrawn(recognised(row(1))) == row(1).keys()


def test_a_figure_that_is_in_no_sum_is_not_believed() -> None:
    assert withdrawn(recognised({"pub.normdocs.made": 7})) == {"pub.normdocs.made[None]"}


def test_figures_of_a_text_are_left_alone() -> None:
    found = facts(row(5, 3, 1))
    assert not withdraw_unconfirmed(found, evaluate("fmt2021", found))
    assert all(fact.status is Status.REPORTED for fact in found)


def test_a_failure_among_recognised_figures_does_not_blame_the_source() -> None:
    found = recognised(row(5, 3, 1))
    (finding, *_) = findings("d", evaluate("fmt2021", found), found)
    assert finding.verdict == "parse_suspect"
