"""Runs of digits that last year's report decides. The figures were chosen by hand."""

from __future__ import annotations

from dataclasses import replace

from gk_pipeline.extraction.model import Fact, Status
from gk_pipeline.rules.cells import FactKey
from gk_pipeline.rules.neighbours import Filer, settle_by_previous

from .reports import by_key, claim, fact

OFFICE = Filer("fmt2021", 2024, "county", "department")
NORMS = ("pub.normdocs.issued", "pub.normdocs.repealed", "pub.normdocs.in_force")
COLUMNS = ("natural_person", "org_business", "org_research", "org_nonprofit", "org_legal_service", "org_other", "total")
CARRIED = tuple(f"app.carried_in[{column}]" for column in COLUMNS)


def glued(cells: tuple[str, ...], printed: str) -> list[Fact]:
    """A row whose cells all hold the whole run, as a report by itself leaves them."""
    span = {"raw_text": printed, "start": 100, "end": 100 + len(printed), "method": "split", "candidates": 9}
    return [fact(cell, status=Status.AMBIGUOUS, **span) for cell in cells]


def last_year(**values: int) -> dict[FactKey, Fact]:
    return by_key(fact(cell, value) for cell, value in values.items())


def read(facts: list[Fact], previous: dict[FactKey, Fact], *claims: object, filer: Filer = OFFICE) -> list[object]:
    settle_by_previous(filer, facts, claims, previous)  # type: ignore[arg-type]
    for each in facts:
        assert (each.value is None) == (each.status is not Status.REPORTED)
    return [each.value for each in facts]


def test_the_stock_of_last_year_decides_among_what_the_prose_leaves() -> None:
    # 62 issued by the prose; in force were 411, and 411 + 62 - 33 = 440. Nor 3 and 3440, 334 and 40, 3344 and 0.
    facts = glued(NORMS, "6233440")
    assert read(facts, last_year(**{NORMS[2]: 411}), claim(NORMS[0], 62)) == [62, 33, 440]
    assert [(each.start, each.end, each.raw_text) for each in facts] == [
        (100, 102, "62"),
        (102, 104, "33"),
        (104, 107, "440"),
    ]
    assert {each.candidates for each in facts} == {9}


def test_without_the_prose_too_many_splits_could_agree_by_chance() -> None:
    assert read(glued(NORMS, "6233440"), last_year(**{NORMS[2]: 411})) == [None, None, None]


def test_a_stock_that_no_split_explains_decides_nothing() -> None:
    assert read(glued(NORMS, "6233440"), last_year(**{NORMS[2]: 410}), claim(NORMS[0], 62)) == [None, None, None]
    assert read(glued(NORMS, "6233440"), {}, claim(NORMS[0], 62)) == [None, None, None]


def test_what_last_years_report_told_with_doubt_decides_nothing() -> None:
    doubtful = {key: replace(each, candidates=2) for key, each in last_year(**{NORMS[2]: 411}).items()}
    assert read(glued(NORMS, "6233440"), doubtful, claim(NORMS[0], 62)) == [None, None, None]


def test_requests_carried_over_decide_in_every_column() -> None:
    out = [11, 2, 0, 0, 0, 0, 13]
    previous = last_year(**{f"app.carried_out[{c}]": value for c, value in zip(COLUMNS, out, strict=True)})
    assert read(glued(CARRIED, "112000013"), previous) == out
    part = {key: each for key, each in previous.items() if key[1] in ("total", "org_other")}
    assert read(glued(CARRIED, "112000013"), part) == [None] * 7


def test_cells_that_were_read_already_are_kept() -> None:
    facts = glued(NORMS, "6233440")
    facts[0] = fact(NORMS[0], 62, method="split", raw_text="62", start=100, end=102, candidates=6)
    assert read(facts, last_year(**{NORMS[2]: 411})) == [62, 33, 440]


def test_nothing_is_read_where_cells_left_no_trace() -> None:
    facts = glued(NORMS, "6233440") + glued(CARRIED, "22")
    assert read(facts, last_year(**{NORMS[2]: 411}), claim(NORMS[0], 62)) == [None] * 10


def test_a_year_without_the_row_before_it_decides_nothing() -> None:
    first = Filer("fmt2021", 2021, "county", "department")
    assert read(glued(NORMS, "6233440"), last_year(**{NORMS[2]: 411}), claim(NORMS[0], 62), filer=first) == [None] * 3
