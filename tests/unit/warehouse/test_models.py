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
