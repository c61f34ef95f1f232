"""Which of several reports is current, held against the definition: every pair of reports compared cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.dbt_run import run_dbt
from tests.parsed import parse_once

CELLS = [("x", None), ("x", "total"), ("y", None)]


@dataclass(frozen=True)
class Cell:
    """What one report has in one cell; `value` is a number exactly when the status is reported."""

    status: str
    value: int | None = None
    approximate: bool = False
    method: str = "grid"
    corroborated: bool = False

    @property
    def settled(self) -> object | None:
        """What is certainly printed, None where nothing is certain."""
        if self.approximate or (self.method == "ocr" and not self.corroborated):
            return None
        return {"reported": self.value, "blank": "no number", "placeholder": "no number"}.get(self.status)


@dataclass(frozen=True)
class Report:
    """A report of one group of reports that compete; `cells` are in the order of CELLS, None where it has no such."""

    form: str
    cells: tuple[Cell | None, ...]

    def contradicts(self, other: Report) -> bool:
        pairs = [(mine.settled, its.settled) for mine, its in zip(self.cells, other.cells, strict=True) if mine and its]
        forms = {self.form, other.form} - {"narrative"}
        return len(forms) > 1 or any(mine != its for mine, its in pairs if mine is not None and its is not None)


numbers = st.builds(
    lambda value, approximate, method, corroborated: Cell("reported", value, approximate, method, corroborated),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from(["grid", "ocr"]),
    st.booleans(),
)
others = st.sampled_from(
    [Cell(status) for status in ("blank", "placeholder", "row_absent", "table_absent", "ambiguous", "unreadable")]
)
reports = st.builds(
    Report,
    st.sampled_from(["fmt2019", "fmt2021", "narrative"]),
    st.tuples(*[st.none() | numbers | others for _ in CELLS]),
)


@pytest.fixture(scope="module")
def query(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The SQL of the model as dbt runs it."""
    paths = Paths(Settings.load({"GK_HOME": str(tmp_path_factory.mktemp("home"))}))
    parse_once(paths)
    (node,) = run_dbt(paths, "compile", "--select", "int_reports__versions")
    assert node.sql is not None
    return node.sql


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(groups=st.lists(st.lists(reports, min_size=1, max_size=5), min_size=1, max_size=3), shuffle=st.randoms())
def test_the_current_report_is_the_fullest_that_no_later_one_contradicts(
    query: str, groups: list[list[Report]], shuffle: Random
) -> None:
    expected = {}
    with duckdb.connect() as connection:
        connection.execute(_TABLES)
        for agency, group in enumerate(groups):
            fullness = [*range(len(group))]
            shuffle.shuffle(fullness)
            superseded = [any(r.contradicts(later) for later in group[:place]) for place, r in enumerate(group)]
            current = min(range(len(group)), key=lambda n: (superseded[n], fullness[n]))
            for place, report in enumerate(group):
                status = "current" if place == current else "superseded" if superseded[place] else "duplicate"
                expected[f"{agency}/{place}"] = (f"{agency}/{current}", status)
                _insert(connection, f"{agency}/{place}", agency, len(group), place, fullness[place], report)
        found = connection.execute(f"select document_id, current_report_id, version_status from ({query})").fetchall()
    assert {document: (current, status) for document, current, status in found} == expected
    assert len(found) == len(expected)


_TABLES = """
    attach ':memory:' as warehouse;
    create schema warehouse.intermediate;
    create schema warehouse.staging;
    create table warehouse.intermediate.int_reports__ranked (
        document_id varchar, agency_key varchar, report_year smallint, form varchar, published_on date, filed_on date,
        ingested_on date, n_values bigint, n_corroborated bigint, n_reports_of_agency_year bigint, recency bigint,
        fullness bigint
    );
    create table warehouse.staging.stg_lake__facts (
        document_id varchar, indicator_id varchar, column_id varchar, value decimal(20, 6), status varchar,
        approximate boolean, method varchar, corroborated boolean
    );
"""


def _insert(
    connection: duckdb.DuckDBPyConnection,
    document: str,
    agency: int,
    size: int,
    place: int,
    fullness: int,
    report: Report,
) -> None:
    connection.execute(
        "insert into warehouse.intermediate.int_reports__ranked "
        "values (?, ?, 2024, ?, null, null, null, 0, 0, ?, ?, ?)",
        [document, str(agency), report.form, size, place + 1, fullness + 1],
    )
    for (indicator, column), cell in zip(CELLS, report.cells, strict=True):
        if cell:
            value = None if cell.value is None else Decimal(cell.value)
            connection.execute(
                "insert into warehouse.staging.stg_lake__facts values (?, ?, ?, ?, ?, ?, ?, ?)",
                [document, indicator, column, value, cell.status, cell.approximate, cell.method, cell.corroborated],
            )
