"""What the rules of a year see of the year before, where an agency filed more than one report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from gk_pipeline.lake.tables import ensure_tables, write_year
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.judge_year import YearBefore
from gk_pipeline.settings import Settings
from tests.contracts.examples import GOOD
from tests.unit.lake.rows import validated

PAGE, COPY, OTHER = ("a" * 64, "b" * 64, "c" * 64)


def fact(document_id: str, column: str, value: int | None) -> dict[str, Any]:
    shown = {"value": value, "raw_text": str(value), "start_offset": 0, "end_offset": len(str(value))}
    blank = {"value": None, "status": "blank", "raw_text": None, "start_offset": None, "end_offset": None}
    return {
        "fact_id": f"{document_id[:20]}:app.carried_out:{column}",
        "document_id": document_id,
        "report_year": 2020,
        "indicator_id": "app.carried_out",
        "column_id": column,
        "corroborated": False,
        **(blank if value is None else shown),
    }


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path)}))
    ensure_tables(paths)
    reports = [
        GOOD["reports"] | {"document_id": document_id, "report_year": 2020, "form": form, "agency_key": agency}
        for document_id, form, agency in (
            (PAGE, "fmt2019", "ag_1"),
            (COPY, "fmt2019", "ag_1"),
            (OTHER, "narrative", "ag_2"),
        )
    ]
    facts = [
        *(fact(PAGE, "total", 5), fact(COPY, "total", 5)),
        *(fact(PAGE, "natural_person", 3), fact(COPY, "natural_person", 4)),
        *(fact(PAGE, "org_other", None), fact(COPY, "org_other", 1)),
        *(fact(PAGE, "org_business", 2), fact(COPY, "org_business", None)),
        fact(OTHER, "total", 9),
    ]
    store(paths, "reports", validated("reports", *reports))
    store(paths, "facts", validated("facts", *facts))
    return paths


def store(paths: Paths, name: str, table: pa.Table) -> None:
    assert write_year(paths, name, 2020, table)


def test_what_several_reports_agree_on_is_seen(paths: Paths) -> None:
    before = YearBefore(paths, 2021, ["ag_1", "ag_2"])
    found = {agency: before.facts_of(agency) for agency in ("ag_1", "ag_2")}
    seen = {agency: facts and {column: f.value for (_, column), f in facts.items()} for agency, facts in found.items()}
    # They differ on natural persons; where one left a blank the other tells; prose is no form to compare with.
    assert seen == {"ag_1": {"total": 5, "org_other": 1, "org_business": 2}, "ag_2": None}
    assert YearBefore(paths, None, ["ag_1"]).facts_of("ag_1") is None
