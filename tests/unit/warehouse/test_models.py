"""The dbt project as text: what its models may not say, and that nothing lies about undescribed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gk_pipeline.warehouse.dbt_run import DBT_PROJECT

SQL = sorted((DBT_PROJECT / "models").rglob("*.sql"))
NULL_AS_ZERO = re.compile(r"(coalesce|ifnull|nvl)\s*\(.*,\s*0(\.0*)?\s*\)", re.IGNORECASE)


@pytest.mark.parametrize("text", ["coalesce(value, 0)", "IFNULL(sum(value), 0.0)", "nvl( a,0 )"])
def test_null_as_zero_is_recognised(text: str) -> None:
    assert NULL_AS_ZERO.search(text)


@pytest.mark.parametrize("model", SQL, ids=lambda model: model.stem)
def test_no_model_turns_null_into_zero(model: Path) -> None:
    assert not NULL_AS_ZERO.search(model.read_text(encoding="utf-8"))


@pytest.mark.parametrize("model", SQL, ids=lambda model: model.stem)
def test_every_model_is_described_in_the_file_beside_it(model: Path) -> None:
    described = model.with_suffix(".yml").read_text(encoding="utf-8")
    assert f"  - name: {model.stem}\n    description: " in described


REF = re.compile(r"ref\('(\w+)'\)")
YEARS = re.compile(r"meta=\{'years': '(\w+)'\}")
INCREMENTAL = [model for model in SQL if "materialized='incremental'" in model.read_text(encoding="utf-8")]


def _above(model: str) -> set[str]:
    """The models that a model is made from, directly or not."""
    texts = {file.stem: file.read_text(encoding="utf-8") for file in SQL}
    found: set[str] = set()
    ahead = [model]
    while ahead:
        new = set(REF.findall(texts[ahead.pop()])) - found
        found |= new
        ahead.extend(new)
    return found


@pytest.mark.parametrize("model", INCREMENTAL, ids=lambda model: model.stem)
def test_what_is_made_by_year_is_made_after_its_years_are_known(model: Path) -> None:
    text = model.read_text(encoding="utf-8")
    listed = YEARS.search(text)
    if listed:
        assert listed[1] in _above(model.stem)
    else:
        assert "in_years('report_year')" in text
    assert "  - name: report_year\n" in model.with_suffix(".yml").read_text(encoding="utf-8")


def test_marts_that_are_compared_with_the_run_before_are_made_afterwards() -> None:
    """`mart('x')` reads what the run before left: x must not be made before that was read."""
    readers = {
        (file.stem, mart) for file in SQL for mart in re.findall(r"mart\('(\w+)'\)", file.read_text(encoding="utf-8"))
    }
    assert len(readers) >= 8
    assert [(reader, mart) for reader, mart in readers if reader not in _above(mart)] == []
