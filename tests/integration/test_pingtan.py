"""One real agency over eleven years and three forms, from its five files to its series. Figures read from the files."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.run import run
from gk_pipeline.settings import Settings
from tests.conftest import without_data_tests

COLUMNS = {"natural_person", "org_business", "org_research", "org_nonprofit", "org_legal_service", "org_other", "total"}


@pytest.fixture(scope="module")
def database(shared: Path, home: Path) -> Path:
    paths = Paths(Settings.load({"GK_HOME": str(home)}))
    paths.inbox.mkdir(parents=True)
    for file in (shared / "reports").glob("pingtan_*"):
        shutil.copy(file, paths.inbox)
    with without_data_tests():
        run(paths)
    return paths.published / "current" / "marts.duckdb"


def rows(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=True) as marts:
        return marts.sql(sql).fetchall()


def test_all_files_are_of_one_agency(database: Path) -> None:
    assert rows(database, "select distinct agency_level, agency_type, division_code from dim_agency") == [
        ("province", "zone", "350000")
    ]


def test_two_files_of_one_year_are_one_report_and_a_duplicate(database: Path) -> None:
    found = rows(database, "select file_path, version_status from dim_report where report_year = 2024 order by 1")
    assert found == [("pingtan_2024.html", "current"), ("pingtan_2024.txt", "duplicate")]
    assert rows(database, "select n_reports from fct_coverage where report_year = 2024") == [(2,)]


def test_requests_carried_over_are_checked_in_seven_columns(database: Path) -> None:
    sql = "select applicant_key, verdict from fct_carry_chain where topic = 'requests' and report_year = 2025"
    assert dict(rows(database, sql)) == dict.fromkeys(COLUMNS, "holds")
    sql = "select distinct verdict, years_missing from fct_carry_chain where topic = 'requests' and report_year = 2024"
    assert rows(database, sql) == [("gap", [2021, 2022, 2023])]


def test_years_without_a_report_are_named(database: Path) -> None:
    missing = rows(database, "select report_year from fct_coverage where state = 'missing' order by 1")
    assert [year for (year,) in missing] == [2015, 2016, 2017, 2018, 2019, 2021, 2022, 2023]


def test_requests_received_run_over_all_forms_with_every_link_marked(database: Path) -> None:
    sql = """
        select report_year, form, value, link_to_concept, link_to_previous, years_without_report
        from mart_concept_series where concept_id = 'c.received' order by report_year
    """
    assert rows(database, sql) == [
        (2014, "local", 1, "near", None, None),
        (2020, "fmt2019", 21, "exact", "near", [2015, 2016, 2017, 2018, 2019]),
        (2024, "fmt2021", 218, "exact", "exact", [2021, 2022, 2023]),
        (2025, "fmt2021", 154, "exact", "exact", []),
    ]
