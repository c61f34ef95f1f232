"""Agencies over time, what covers what, sums by region, and coverage, on a made-up country.

The country is in `_divisions`: a county that is renamed and later moved to another prefecture, a county that is merged
into another one, a prefecture with a township of its own. Every expected row was worked out by hand from `_documents`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from gk_pipeline.contracts.registry import LAKE, REFERENCE, contract
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.reference import write_catalogue
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.build import BuildResult, build
from tests.integration.warehouse_lake import VERSION, document_id, row_id, write_lake

Row = dict[str, Any]
CELL = "app.new_received"


def division(key: str, level: str, path: Sequence[str], **more: Any) -> Row:
    """A row of divisions: `path` are the keys above it, `more` what differs from a division that always was."""
    row = {
        "division_key": key,
        "body_key": key,
        "division_code": None,
        "division_name": key,
        "full_name": key,
        "division_level": level,
        "kind": level,
        "parent_key": path[-1] if path else None,
        "seat_code": None,
        "valid_from": None,
        "valid_to": None,
        **more,
    }
    return row | {"path": [*path, row["body_key"]]}


def _divisions() -> list[Row]:
    return [
        division("p", "province", []),
        division("east", "prefecture", ["p"]),
        division("west", "prefecture", ["p"]),
        # renamed in 2018, moved to the west in 2021
        division("c1", "county", ["p", "east"], division_name="甲县", valid_to=2017),
        division("c2", "county", ["p", "east"], body_key="c1", division_name="甲市", valid_from=2018, valid_to=2020),
        division("c3", "county", ["p", "west"], body_key="c1", division_name="甲市", valid_from=2021),
        # merged into the next in 2020
        division("m1", "county", ["p", "east"], valid_to=2019),
        division("m2", "county", ["p", "east"]),
        division("t", "township", ["p", "east", "m2"]),
        division("s", "township", ["p", "west"]),
        division("z", "prefecture", ["p"], kind="zone", seat_code="1"),
        division("land", "county", ["p", "east"], division_code="1"),
        division("elsewhere", "province", []),
    ]


_REPORT = {
    **{"form": "fmt2021", "layout": "table", "format": "html"},
    **{"agency_candidates": [], "scope_source": "kind", "is_recognised": False},
}
_GOVERNMENT = {"agency_type": "government", "coverage_scope": "government_rollup"}
_OWN = {"coverage_scope": "own_agency"}
_BUREAU = {**_OWN, "agency_type": "department", "agency_level": "county", "division_key": "m2"}


def _documents() -> list[tuple[str, str, int, int, Row]]:
    """(name, agency, year, requests received, what else the report is)."""

    def county(key: str) -> Row:
        return {**_GOVERNMENT, "agency_level": "county", "division_key": key}

    town = {**_OWN, "agency_type": "government", "agency_level": "township"}
    return [
        ("c 2016", "c", 2016, 10, county("c1")),
        ("c 2018", "c", 2018, 11, county("c2") | {"agency_name": "c at length"}),
        ("c 2019", "c", 2019, 12, county("c2")),
        ("c 2021", "c", 2021, 13, county("c3") | {"published_on": date(2022, 4, 3)}),
        ("m1 2018", "m1", 2018, 20, county("m1")),
        ("m2 2018", "m2", 2018, 30, county("m2")),
        ("m2 2021", "m2", 2021, 60, county("m2")),
        ("east 2021", "east", 2021, 500, {**_GOVERNMENT, "agency_level": "prefecture", "division_key": "east"}),
        (
            *("west 2021", "west", 2021, 700),
            {
                **_GOVERNMENT,
                "coverage_scope": "territory_rollup",
                "scope_source": "text",
                "agency_level": "prefecture",
                "division_key": "west",
            },
        ),
        ("t 2021", "t", 2021, 7, town | {"division_key": "t"}),
        ("s 2021", "s", 2021, 8, town | {"division_key": "s"}),
        ("tourism 2016", "tourism", 2016, 1, _BUREAU | {"department_name": "旅游局", "department": "tourism"}),
        ("culture 2021", "culture", 2021, 61, _BUREAU | {"department_name": "文化和旅游局", "department": "tourism"}),
        ("ecology 2016", "ecology", 2016, 2, _BUREAU | {"department_name": "环境保护局", "department": "ecology"}),
        ("ecology 2021", "ecology", 2021, 3, _BUREAU | {"department_name": "生态环境局", "department": "ecology"}),
        (
            *("zone 2021", "zone", 2021, 90),
            {
                **_GOVERNMENT,
                "agency_type": "zone",
                "agency_level": "province",
                "division_key": "p",
                "zone_key": "z",
            },
        ),
        ("lost 2021", "lost", 2021, 4, {**_OWN, "agency_type": "department", "agency_level": "county"}),
    ]


def _lake() -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {table.name: [] for table in (*LAKE, *REFERENCE)}

    def add(table: str, **values: Any) -> None:
        tables[table].append({**dict.fromkeys(contract(table).column_names), "parser_version": VERSION, **values})

    for name, agency, year, received, more in _documents():
        ids = {"document_id": document_id(name), "report_year": year}
        read_at = datetime(2026, 1, 1, tzinfo=UTC)
        add("documents", **ids, file_path=f"{name}.html", outcome="report", extracted_at=read_at)
        published = {"published_on": date(year + 1, 3, 1)}
        add("reports", **_REPORT | ids | {"agency_key": agency, "agency_name": agency} | published | more)
        add(
            "facts",
            **ids,
            fact_id=row_id(name, f"{CELL}:total"),
            form="fmt2021",
            indicator_id=CELL,
            column_id="total",
            value=Decimal(received),
            unit="件",
            status="reported",
            approximate=False,
            corroborated=True,
            method="grid",
            raw_text=str(received),
            start_offset=0,
            end_offset=len(str(received)),
        )
    return tables


def _places() -> dict[str, list[Row]]:
    def step(earlier: str, later: str, kind: str, year: int) -> Row:
        return {"from_division_key": earlier, "to_division_key": later, "kind": kind, "year": year}

    return {
        "divisions": _divisions(),
        "division_successions": [
            step("c1", "c2", "rename", 2018),
            step("c2", "c3", "recode", 2021),
            step("m1", "m2", "merge", 2020),
        ],
        "department_successions": [
            {"from_name": "旅游局", "to_name": "文化和旅游局", "kind": "merge", "year": 2018},
            {"from_name": "环境保护", "to_name": "生态环境", "kind": "rename", "year": 2018},
        ],
        "deadlines": [
            {"agency_group": "authority", "first_year": 2007, "month": 3, "day": 31, "basis": "a law"},
            {"agency_group": "other", "first_year": 2019, "month": 1, "day": 31, "basis": "another law"},
        ],
    }


class Marts:
    """The warehouse of the made-up country."""

    def __init__(self, home: Path) -> None:
        self.paths = Paths(Settings.load({"GK_HOME": str(home)}))
        write_catalogue(self.paths)
        catalogue = {table.name: self.paths.lake / "catalog" / f"{table.name}.parquet" for table in REFERENCE}
        forms = {name: pl.read_parquet(file).to_dicts() for name, file in catalogue.items()}
        write_lake(self.paths.lake, _lake() | forms | _places())
        self.result: BuildResult = build(self.paths)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.paths.warehouse_file), read_only=True) as connection:
            return connection.execute(f"set schema = 'marts'; {sql}").fetchall()


@pytest.fixture(scope="module")
def marts(home: Path) -> Marts:
    return Marts(home)


def test_an_agency_keeps_its_key_and_has_a_version_for_each_name_and_place(marts: Marts) -> None:
    rows = marts.rows("select agency_sk, agency_name, agency_names, valid_from, valid_to, is_current from dim_agency")
    versions = {row[0]: row[1:] for row in rows}
    assert {sk: version for sk, version in versions.items() if sk.startswith(("c:", "ecology:"))} == {
        "c:start": ("c", ["c"], None, 2017, False),
        "c:2018": ("c at length", ["c", "c at length"], 2018, 2020, False),
        "c:2021": ("c", ["c"], 2021, None, True),
        "ecology:start": ("ecology", ["ecology"], None, 2018, False),
        "ecology:2019": ("ecology", ["ecology"], 2019, None, True),
    }
    ended = {sk: version[3] for sk, version in versions.items() if version[3] is not None and version[4]}
    assert ended == {"m1:start": 2019, "tourism:start": 2017}
    assert len(versions) == 15


def test_versions_are_described_as_of_their_time(marts: Marts) -> None:
    rows = marts.rows(
        "select agency_sk, county_name, county_key, prefecture_name from dim_agency where agency_key = 'c' order by 1"
    )
    assert rows == [
        ("c:2018", "甲市", "c1", "east"),
        ("c:2021", "甲市", "c1", "west"),
        ("c:start", "甲县", "c1", "east"),
    ]


def test_reports_and_facts_name_the_version_of_their_year(marts: Marts) -> None:
    years = "select report_year, agency_sk from {} where agency_key = 'c' order by 1"
    expected = [(2016, "c:start"), (2018, "c:2018"), (2019, "c:2018"), (2021, "c:2021")]
    assert marts.rows(years.format("dim_report")) == expected
    assert marts.rows(years.format("fct_indicator")) == expected


def test_mergers_are_successions_and_renames_are_none(marts: Marts) -> None:
    assert set(marts.rows("select * from bridge_agency_succession")) == {
        ("m1", "m2", "merge", 2020),
        ("tourism", "culture", "merge", 2018),
    }
    names = marts.rows("select agency_name, first_report_year, n_reports from dim_agency_alias where agency_key = 'c'")
    assert set(names) == {("c", 2016, 3), ("c at length", 2018, 1)}


def test_a_zone_serves_itself_and_sits_on_the_land_of_a_county(marts: Marts) -> None:
    query = (
        "select agency_key, division_key, role from bridge_agency_division where agency_key in ('zone', 'c', 'lost')"
    )
    assert set(marts.rows(query)) == {
        ("zone", "z", "jurisdiction"),
        ("zone", "land", "seat"),
        *((("c", key, "jurisdiction")) for key in ("c1", "c2", "c3")),
    }
    divisions = {key for (key,) in marts.rows("select division_key from dim_division")}
    assert divisions == {row["division_key"] for row in _divisions()} - {"elsewhere"}


def test_a_report_is_covered_by_the_roll_up_of_the_nearest_place(marts: Marts) -> None:
    named = {document_id(name): name for name, *_ in _documents()}
    rows = marts.rows("select document_id, covered_by_report_id from dim_report where covered_by_report_id is not null")
    assert {(named[one], named[other]) for one, other in rows} == {
        ("c 2021", "west 2021"),
        ("s 2021", "west 2021"),
        ("t 2021", "m2 2021"),
        ("culture 2021", "m2 2021"),
        ("ecology 2021", "m2 2021"),
    }


def test_parts_above_their_roll_up_are_a_hint_and_stop_nothing(marts: Marts) -> None:
    # 7 of the town and 61 and 3 of the bureaus are more than the 60 of the county.
    assert [(node.name, node.failures) for node in marts.result.warnings] == [
        ("assert_parts_do_not_exceed_their_rollup", 1)
    ]


def test_sums_of_a_region_hold_one_scope_and_one_rank(marts: Marts) -> None:
    rows = marts.rows(
        "select region_key, report_year, coverage_scope, agency_level, value_sum, n_reports from mart_region_year "
        "where report_year in (2018, 2021) and region_key != 'country' and region_level not in ('county', 'township')"
    )
    government, own, territory = "government_rollup", "own_agency", "territory_rollup"
    assert {row[:4]: row[4:] for row in rows} == {
        ("p", 2018, government, "county"): (61, 3),
        ("east", 2018, government, "county"): (61, 3),
        ("east", 2021, government, "county"): (60, 1),
        ("east", 2021, government, "prefecture"): (500, 1),
        ("east", 2021, own, "county"): (64, 2),
        ("east", 2021, own, "township"): (7, 1),
        ("west", 2021, government, "county"): (13, 1),
        ("west", 2021, territory, "prefecture"): (700, 1),
        ("west", 2021, own, "township"): (8, 1),
        ("p", 2021, government, "county"): (73, 2),
        ("p", 2021, government, "prefecture"): (500, 1),
        ("p", 2021, territory, "prefecture"): (700, 1),
        ("p", 2021, own, "county"): (64, 2),
        ("p", 2021, own, "township"): (15, 2),
        ("p", 2021, government, "zone"): (90, 1),
        ("z", 2021, government, "zone"): (90, 1),
        ("unplaced", 2021, own, "county"): (None, 1),
    }
    renamed = marts.rows(
        "select report_year, region_name, value_sum from mart_region_year where region_key = 'c1' order by 1"
    )
    assert renamed == [(2016, "甲市", 10), (2018, "甲市", 11), (2019, "甲市", 12), (2021, "甲市", 13)]


def test_years_without_a_report_are_missing_while_the_agency_exists(marts: Marts) -> None:
    rows = marts.rows(
        "select agency_key, report_year, state, agency_sk from fct_coverage where agency_key in ('c', 'm1', 'tourism')"
    )
    assert {row[:2]: row[2:] for row in rows} == {
        ("c", 2016): ("complete", "c:start"),
        ("c", 2017): ("missing", "c:start"),
        ("c", 2018): ("complete", "c:2018"),
        ("c", 2019): ("complete", "c:2018"),
        ("c", 2020): ("missing", "c:2018"),
        ("c", 2021): ("complete", "c:2021"),
        ("m1", 2018): ("complete", "m1:start"),
        ("m1", 2019): ("missing", "m1:start"),
        ("tourism", 2016): ("complete", "tourism:start"),
        ("tourism", 2017): ("missing", "tourism:start"),
    }


def test_lateness_is_told_by_the_deadline_of_the_group_and_year(marts: Marts) -> None:
    rows = marts.rows(
        "select agency_key, report_year, deadline, is_late, days_late, deadline_basis, quality_grade from fct_coverage "
        "where agency_key = 'c' and report_year in (2018, 2021) or agency_key in ('culture', 't') "
        "or (agency_key = 'ecology' and report_year = 2016)"
    )
    assert {row[:2]: row[2:] for row in rows} == {
        ("c", 2018): (date(2019, 3, 31), False, None, "a law", "A"),
        ("c", 2021): (date(2022, 3, 31), True, 3, "a law", "A"),
        ("culture", 2021): (date(2022, 1, 31), True, 29, "another law", "A"),
        ("ecology", 2016): (None, None, None, None, "A"),
        ("t", 2021): (None, None, None, None, "A"),
    }
