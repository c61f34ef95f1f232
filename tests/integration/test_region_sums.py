"""Sums by region over made-up hierarchies: the SQL of the models, run on staging tables in memory.

dbt compiles the models once, on an empty lake; each example fills the staging tables and works out the marts. What the
sums should be is told by the hierarchy itself, which `country` draws. GK_REGION_EXAMPLES asks for more hierarchies.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gk_pipeline.contracts.registry import LAKE, REFERENCE
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.dbt_run import run_dbt
from tests.integration.test_agency_marts import division
from tests.integration.warehouse_lake import small_lake, write_lake

Row = dict[str, Any]
Sums = dict[tuple[str, int, str, str], tuple[Decimal, int]]

GOVERNMENT, TERRITORY, OWN = "government_rollup", "territory_rollup", "own_agency"
# What mart_region_year and covered_by_report_id are made of, in the order in which they are worked out.
MATERIALIZED = ("dim_division", "int_reports__versions", "int_agencies__versions", "dim_agency", "dim_report")


class Engine:
    """The models over staging tables in memory."""

    def __init__(self, home: Path) -> None:
        paths = Paths(Settings.load({"GK_HOME": str(home)}))
        write_lake(paths.lake, {table.name: [] for table in (*LAKE, *REFERENCE)} | _catalogue())
        nodes = run_dbt(paths, "run", "--select", "+mart_region_year")
        assert not [node.message for node in nodes if node.status != "success"]
        self.connection = duckdb.connect()
        self.connection.execute(f"attach '{paths.warehouse_file}' as built (read_only)")
        self.connection.execute("attach ':memory:' as warehouse; use warehouse")
        self.connection.execute("create schema staging; create schema intermediate; create schema marts")
        self.tables: list[tuple[str, str]] = []
        for node in nodes:
            if node.kind != "model":
                continue
            schema = Path(node.defined_in).parts[1]
            if schema == "staging":
                self.connection.execute(f"create table staging.{node.name} as from built.staging.{node.name}")
            elif node.name in MATERIALIZED:
                self.connection.execute(f"create table {schema}.{node.name} as {node.sql}")
                self.tables.append((f"{schema}.{node.name}", str(node.sql)))
            else:
                self.connection.execute(f"create view {schema}.{node.name} as {node.sql}")

    def work_out(self, staged: Mapping[str, list[Row]]) -> None:
        """Fills the staging tables with these rows, and no others, and works out the marts."""
        for name, rows in staged.items():
            self.connection.execute(f"delete from staging.{name}")
            if rows:
                arrow = pa.Table.from_pylist(rows)
                self.connection.register("rows", arrow)
                self.connection.execute(f"insert into staging.{name} by name select * from rows")
        for name, sql in self.tables:
            self.connection.execute(f"delete from {name}")
            self.connection.execute(f"insert into {name} {sql}")

    def sums(self) -> Sums:
        rows = self.connection.execute(
            "select region_key, report_year, coverage_scope, agency_level, value_sum, n_reports "
            "from marts.mart_region_year"
        ).fetchall()
        return {row[:4]: row[4:] for row in rows}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()


def _catalogue() -> dict[str, list[Row]]:
    small = small_lake()
    return {name: small[name] for name in ("forms", "indicators", "applicant_columns")}


@pytest.fixture(scope="module")
def engine(home: Path) -> Iterator[Engine]:
    engine = Engine(home)
    yield engine
    engine.connection.close()


@dataclass
class Place:
    """A division: `bodies` are its departments, `rollup` the scope of what its government files, None for nothing."""

    key: str
    level: str
    above: tuple[str, ...]
    figure: int
    rollup: str | None
    bodies: tuple[tuple[str, int, bool], ...] = ()
    below: list[Place] = field(default_factory=list)

    def everything(self) -> Iterator[Place]:
        yield self
        for place in self.below:
            yield from place.everything()


@st.composite
def country(draw: st.DrawFn) -> Place:
    """A province with prefectures, counties and townships, some townships right below a prefecture."""
    figures, flags = st.integers(0, 50), st.booleans()

    def place(key: str, level: str, above: tuple[str, ...], scopes: tuple[str | None, ...]) -> Place:
        bodies = tuple(
            (f"{key}.bureau{n}", draw(figures), draw(flags)) for n in range(draw(st.integers(0, 2)) if scopes else 0)
        )
        return Place(key, level, above, draw(figures), draw(st.sampled_from(scopes or (None, OWN))), bodies)

    root = place("p", "province", (), (None, GOVERNMENT))
    for i in range(draw(st.integers(1, 2))):
        prefecture = place(f"p{i}", "prefecture", ("p",), (None, GOVERNMENT, TERRITORY))
        root.below.append(prefecture)
        for j in range(draw(st.integers(0, 2))):
            county = place(f"p{i}c{j}", "county", ("p", prefecture.key), (None, GOVERNMENT))
            prefecture.below.append(county)
            for k in range(draw(st.integers(0, 2))):
                county.below.append(place(f"p{i}c{j}t{k}", "township", (*county.above, county.key), ()))
        for k in range(draw(st.integers(0, 1))):
            prefecture.below.append(place(f"p{i}t{k}", "township", ("p", prefecture.key), ()))
    return root


def figures_of(place: Place) -> dict[str, int]:
    """The own figures of the bodies at a place itself."""
    return {f"{place.key}.government": place.figure} | {key: figure for key, figure, _ in place.bodies}


def covered_by(place: Place) -> dict[str, int]:
    """The own figures of all that the roll-up of a place holds."""
    if place.rollup == TERRITORY:
        within = list(place.everything())
    else:
        within = [place, *(one for one in place.below if one.level == "township")]
    return {key: figure for one in within for key, figure in figures_of(one).items()}


@dataclass
class Filed:
    agency: str
    place: Place
    scope: str
    value: int


def reports_of(root: Place) -> list[Filed]:
    """What is filed: governments their roll-ups, bureaus and townships their own figures."""
    filed = []
    for place in root.everything():
        if place.rollup == OWN:
            filed.append(Filed(f"{place.key}.government", place, OWN, place.figure))
        elif place.rollup:
            filed.append(Filed(f"{place.key}.government", place, place.rollup, sum(covered_by(place).values())))
        filed += [Filed(key, place, OWN, figure) for key, figure, files in place.bodies if files]
    return filed


def staged(
    root: Place, filed: list[Filed], year: int = 2021, rename: Mapping[str, str] | None = None
) -> dict[str, list[Row]]:
    """The staging rows of the places and reports; `rename` gives the row of a division that a report names instead."""
    rename = rename or {}
    rows: dict[str, list[Row]] = {"stg_lake__reports": [], "stg_lake__facts": []}
    for one in filed:
        is_government = one.agency.endswith(".government")
        ids = {"document_id": f"{one.agency} {year}", "report_year": year, "form": "fmt2021"}
        rows["stg_lake__reports"].append(
            {
                **ids,
                "agency_key": one.agency,
                "agency_name": one.agency,
                "agency_level": one.place.level,
                "agency_type": "government" if is_government else "department",
                "division_key": rename.get(one.place.key, one.place.key),
                "agency_candidates": [],
                "coverage_scope": one.scope,
            }
        )
        rows["stg_lake__facts"].append(
            {
                **ids,
                "fact_id": f"{one.agency} {year}",
                "indicator_id": "app.new_received",
                "column_id": "total",
                "value": Decimal(one.value),
                "unit": "件",
                "status": "reported",
                "approximate": False,
                "corroborated": False,
                "method": "grid",
            }
        )
    divisions = [division(place.key, place.level, place.above) for place in root.everything()]
    return rows | {"stg_catalog__divisions": divisions, "stg_catalog__division_successions": []}


def expected_sums(filed: list[Filed], year: int = 2021) -> Sums:
    """The sum over the reports of the places in each region, by scope and rank."""
    found: dict[tuple[str, int, str, str], list[int]] = defaultdict(list)
    for one in filed:
        for region in ("country", *one.place.above, one.place.key):
            found[region, year, one.scope, one.place.level].append(one.value)
    return {key: (Decimal(sum(values)), len(values)) for key, values in found.items()}


few = settings(
    max_examples=int(os.environ.get("GK_REGION_EXAMPLES", "15")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@few
@given(root=country())
def test_sums_are_those_of_disjoint_reports(engine: Engine, root: Place) -> None:
    filed = reports_of(root)
    engine.work_out(staged(root, filed))
    assert engine.sums() == expected_sums(filed)


@few
@given(root=country())
def test_what_no_roll_up_covers_counts_everything_once(engine: Engine, root: Place) -> None:
    """Every body whose figure is in any report is in exactly one of the reports that nothing covers."""
    filed = reports_of(root)
    known = {key: figure for place in root.everything() if place.rollup for key, figure in _held(place).items()}
    known |= {key: figure for place in root.everything() for key, figure, files in place.bodies if files}
    engine.work_out(staged(root, filed))
    total = engine.rows(
        "select sum(facts.value_of_report) from marts.dim_report as reports inner join ("
        "select document_id, sum(value) as value_of_report from marts.fct_indicator group by document_id"
        ") as facts on reports.document_id = facts.document_id where reports.covered_by_report_id is null"
    )
    assert total == [(sum(known.values()) if filed else None,)]


def _held(place: Place) -> dict[str, int]:
    return {f"{place.key}.government": place.figure} if place.rollup == OWN else covered_by(place)


@few
@given(root=country(), data=st.data())
def test_a_rename_move_or_merger_leaves_history_in_place(engine: Engine, root: Place, data: st.DataObject) -> None:
    """After a place got a new name, another parent or was merged, the sums of the years before are what they were."""
    filed = reports_of(root)
    before = staged(root, filed, 2021)
    engine.work_out(before)
    sums = engine.sums()
    changed = data.draw(
        st.sampled_from([place for place in root.everything() if place.level in ("county", "prefecture")])
    )
    kind = data.draw(st.sampled_from(["rename", "recode", "merge"]))
    path = ("p",) if kind == "recode" else changed.above
    body = "merged" if kind == "merge" else changed.key
    later = division("new", changed.level, path, body_key=body, valid_from=2022)
    after = {name: [dict(row) for row in rows] for name, rows in before.items()}
    for row in after["stg_catalog__divisions"]:
        if row["division_key"] == changed.key:
            row["valid_to"] = 2021
    after["stg_catalog__divisions"].append(later)
    after["stg_catalog__division_successions"].append(
        {"from_division_key": changed.key, "to_division_key": "new", "kind": kind, "first_year": 2022}
    )
    here = [one for one in filed if one.place is changed]
    if kind == "merge":
        here = [Filed(f"merged.{one.agency}", one.place, one.scope, one.value) for one in here]
    next_year = staged(root, here, 2022, {changed.key: "new"})
    for name in ("stg_lake__reports", "stg_lake__facts"):
        after[name] += next_year[name]
    engine.work_out(after)
    found = engine.sums()
    assert {key: value for key, value in found.items() if key[1] == 2021} == sums
    regions = {"country", *path, body}
    assert {key[0] for key in found if key[1] == 2022} == (regions if here else set())
    versions = engine.rows("select agency_key, count(*) from marts.dim_agency group by 1 having count(*) > 1")
    kept = {one.agency for one in here} if kind != "merge" else set()
    assert dict(versions) == dict.fromkeys(kept, 2)
