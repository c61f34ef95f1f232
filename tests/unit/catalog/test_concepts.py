"""The concordance agrees with the forms: its cells are there, and its links are what they say."""

from __future__ import annotations

import re

import pytest

from gk_pipeline.catalog.forms import load, read_rows

CONCEPTS = {fields["concept_id"]: fields for _, fields in read_rows("concepts.csv")}
# Which forms a column speaks of: behind `|` stand the cells of local forms.
ERAS = {"old2014": ("old2014", "local"), "fmt2019": ("fmt2019",), "fmt2021": ("fmt2021",)}
CELL = re.compile(r"(?P<indicator>[a-z_0-9.]+[a-z_0-9])(\[(?P<column>[a-z_]+)\])?")
WORST = ("exact", "near", "none")


def _cells(text: str) -> list[list[re.Match[str]]]:
    """The cells of each alternative; every part of the text is a cell, or this fails."""
    found = [[CELL.fullmatch(cell) for cell in sum_.split(" + ")] for sum_ in text.split(" | ")] if text else []
    assert all(cell for cells in found for cell in cells), text
    return [[cell for cell in cells if cell] for cells in found]


def test_no_concept_stands_twice() -> None:
    assert len(CONCEPTS) == len(list(read_rows("concepts.csv"))) > 100


@pytest.mark.parametrize("concept", CONCEPTS.values(), ids=lambda fields: fields["concept_id"])
def test_every_cell_is_one_of_its_form(concept: dict[str, str]) -> None:
    columns = {column.column_id for column in load().columns["applicant"]}
    printed = {(form.form, *cell) for form in load().forms.values() for row in form.rows for cell in row.cells}
    assert any(concept[era] for era in ERAS)
    for era, forms in ERAS.items():
        alternatives = _cells(concept[era])
        assert len(alternatives) <= len(forms)
        for form, cells in zip(forms, alternatives, strict=False):
            for cell in cells:
                assert load().indicator(form, cell["indicator"]).kind == "value"
                assert cell["column"] is None or cell["column"] in columns
                # Rows that only prose states, such as fees, are no printed rows.
                if any(row[:2] == (form, cell["indicator"]) for row in printed):
                    assert (form, cell["indicator"], cell["column"]) in printed
            assert len({cell[0] for cell in cells}) == len(cells)


@pytest.mark.parametrize("concept", CONCEPTS.values(), ids=lambda fields: fields["concept_id"])
def test_links_have_both_ends_and_the_worst_is_the_whole(concept: dict[str, str]) -> None:
    links = {("old2014", "fmt2019"): concept["old_2019"], ("fmt2019", "fmt2021"): concept["y2019_2021"]}
    for (one, other), link in links.items():
        assert link in WORST
        assert link == "none" or (concept[one] and concept[other])
    whole = [link for (one, other), link in links.items() if concept[one] and concept[other]]
    assert concept["comparability"] == max(whole or ["none"], key=WORST.index)


@pytest.mark.parametrize(
    ("concept", "era", "cells"),
    [
        ("c.received", "old2014", "old.3.1 | loc.10"),
        # one row of 2019 is three rows since 2021
        ("c.other", "fmt2019", "app.other[total]"),
        ("c.other", "fmt2021", "app.other.no_correction[total] + app.other.fee_unpaid[total] + app.other.other[total]"),
        # what is not held was two rows before 2019
        ("c.notheld", "old2014", "old.3.3.5 + old.3.3.6 | loc.22 + loc.23"),
        # numbers of items and amounts of fees never meet
        ("c.fees_admin.items_prev", "fmt2021", ""),
        ("c.fees_admin.amount", "fmt2019", ""),
    ],
)
def test_links_that_are_easily_wrong(concept: str, era: str, cells: str) -> None:
    assert CONCEPTS[concept][era] == cells
