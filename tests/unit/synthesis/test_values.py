from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from gk_pipeline.synthesis.chance import divide, part_of, skewed
from gk_pipeline.synthesis.sums import Sum, broken, limits, sums
from gk_pipeline.synthesis.values import FORMS, draw_values
from gk_pipeline.synthesis.who import draw_filer

FORM_CELLS = {"old2014": 58, "fmt2019": 198, "fmt2021": 200}


def many(form: str, count: int = 150) -> list[dict[str, int | Decimal]]:
    return [draw_values(Random(seed), form, draw_filer(Random(seed))) for seed in range(count)]


@pytest.mark.parametrize("form", FORMS)
def test_figures_keep_every_sum(form: str) -> None:
    for values in many(form):
        assert not broken(form, values)
        assert all(each.holds(values) is not False for each in sums(form))


@pytest.mark.parametrize("form", FORMS)
def test_only_changes_are_negative(form: str) -> None:
    negative = {key for values in many(form) for key, value in values.items() if value < 0}
    assert all(key.endswith("items_change") for key in negative)
    assert negative or form != "fmt2019"


@pytest.mark.parametrize(("form", "cells"), FORM_CELLS.items())
def test_a_report_has_the_cells_of_its_form(form: str, cells: int) -> None:
    assert {len(values) - ("old.1.1.c" in values) for values in many(form)} == {cells}


@pytest.mark.parametrize("form", ["fmt2019", "fmt2021"])
def test_most_figures_are_nought_and_some_are_large(form: str) -> None:
    drawn = [value for values in many(form) for value in values.values()]
    assert 0.7 < sum(value == 0 for value in drawn) / len(drawn) < 0.95
    assert max(drawn) > 1000


def test_one_row_of_other_outcomes_takes_the_place_of_three() -> None:
    values = draw_values(Random(3), "fmt2021", draw_filer(Random(3)), one_other=True)
    assert "app.other[total]" in values
    assert not any(key.startswith("app.other.") for key in values)
    assert not broken("fmt2021", values, one_other=True)


def test_a_sum_needs_all_its_figures() -> None:
    assert Sum("X", ("a",), ("b", "c")).holds({"a": 3, "b": 1, "c": 2}) is True
    assert Sum("X", ("a",), ("b", "c")).holds({"a": 4, "b": 1, "c": 2}) is False
    assert Sum("X", ("a",), ("b", "c")).holds({"a": 3, "b": 1}) is None


def test_a_broken_sum_and_a_broken_limit_are_named() -> None:
    values = many("old2014", 1)[0]
    values["old.4"] += 1
    values["old.1.1.a"] = values["old.1.1"] + 1
    assert broken("old2014", values) == {"O05", "O08"}
    assert {limit.rule_id for limit in limits("old2014")} == {"O08", "O12", "O13"}


def test_parts_add_up_to_what_was_divided() -> None:
    rng = Random(1)
    for total in (0, 1, 7, 60, 61, 5000):
        parts = divide(rng, total, (5, 1, 0.2, 3))
        assert sum(parts) == total
        assert min(parts) >= 0
        assert 0 <= part_of(rng, total) <= total


def test_counts_are_nought_as_often_as_asked() -> None:
    rng = Random(2)
    drawn = [skewed(rng, 50, zero=0.4) for _ in range(2000)]
    assert 0.35 < drawn.count(0) / len(drawn) < 0.45
    assert max(drawn) > 500 > sorted(drawn)[len(drawn) * 3 // 4]
