"""From a lake written by hand to published marts: every number here was counted by hand from `warehouse_lake.py`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from gk_pipeline.contracts.arrow import unvalidated_schema
from gk_pipeline.contracts.registry import LAKE, REFERENCE
from gk_pipeline.contracts.validation import validate
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.build import BuildError, BuildResult, YearRows, build
from gk_pipeline.warehouse.dbt_run import DBT_PROJECT, Node, run_dbt
from gk_pipeline.warehouse.errors import WarehouseError
from gk_pipeline.warehouse.lineage import trace_row
from gk_pipeline.warehouse.publish import PublishResult, publish
from gk_pipeline.warehouse.versions import current_manifest
from tests.integration.warehouse_lake import document_id, row_id, small_lake, write_lake


@dataclass(frozen=True)
class Built:
    paths: Paths
    build: BuildResult
    publish: PublishResult

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.publish.folder / "marts.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def built(home: Path) -> Built:
    """The small lake, built and published once, in a folder whose name has a space and a sign."""
    paths = Paths(Settings.load({"GK_HOME": str(home)}))
    write_lake(paths.lake, small_lake())
    return Built(paths, build(paths), publish(paths))


@pytest.mark.parametrize("table", (*LAKE, *REFERENCE), ids=lambda table: table.name)
def test_the_small_lake_keeps_the_contracts(table: Any) -> None:
    rows = pa.Table.from_pylist(small_lake()[table.name], schema=unvalidated_schema(table))
    frame = pl.from_arrow(rows)
    assert isinstance(frame, pl.DataFrame)
    assert validate(table.name, frame).rejected["reasons"].to_list() == []


def test_all_models_are_built_and_all_tests_passed(built: Built) -> None:
    assert {"dim_report", "fct_indicator", "lineage_fact_source", "stg_lake__facts"} <= set(built.build.models)
    assert built.build.tests_passed == sum(node.kind == "test" for node in built.build.nodes) > 80
    assert built.build.warnings == ()
    assert built.build.years == (
        YearRows(2017, reports=2, facts=5, values=4, findings=1),
        YearRows(2018, reports=2, facts=5, values=3, findings=2),
        YearRows(2021, reports=1, facts=3, values=2, findings=0),
        YearRows(None, reports=1, facts=3, values=1, findings=0),
    )


def test_unit_tests_of_the_models_pass(built: Built) -> None:
    nodes = run_dbt(built.paths, "test", "--select", "test_type:unit")
    unit_tests = [node for node in nodes if node.kind == "unit_test"]
    assert {node.name: node.message for node in unit_tests if node.status != "pass"} == {}
    assert len(unit_tests) >= 19


def test_files_in_are_reports_duplicates_not_reports_and_unreadable(built: Built) -> None:
    assert built.rows("select outcome, count(*) from mart_documents group by outcome order by outcome") == [
        ("duplicate", 1),
        ("not_a_report", 1),
        ("report", 7),
        ("unreadable", 1),
    ]
    # Seven files are reports; the row of one of them broke its contract.
    assert built.rows("select count(*) from dim_report") == [(6,)]
    assert built.rows("select held_by, table_name from fct_quarantine order by all") == [
        ("contract", "facts"),
        ("contract", "reports"),
        ("report", "claims"),
        ("report", "facts"),
        ("report", "findings"),
        ("report", "passages"),
    ]


def test_release_changes_lead_to_what_stands_now(built: Built) -> None:
    changes = built.rows(
        "select kind, file_path, indicator_key, old_value, new_value, fact_id is not null, finding_id is not null, "
        "report_id is not null, is_standing from fct_release_change order by to_version, kind"
    )
    county = "taoyuan/2017.html"
    assert changes == [
        ("appeared", county, "old2014:old.1.1", None, 21, True, False, True, False),
        ("appeared", county, None, None, None, False, True, True, True),
        ("attribute", "news.html", None, None, None, False, False, False, True),
        ("disappeared", county, None, 21, None, False, False, True, True),
        ("value", county, "old2014:old.1.1", 21, 222, True, False, True, True),
    ]


def test_a_copy_of_a_file_makes_no_second_report_and_stands_in_the_lineage(built: Built) -> None:
    county = document_id("county 2017")
    assert built.rows(f"select file_path, n_files from dim_report where document_id = '{county}'") == [
        ("taoyuan/2017.html", 2)
    ]
    lineage = built.rows(
        f"select distinct file_path, file_paths from lineage_fact_source where document_id = '{county}'"
    )
    assert lineage == [("taoyuan/2017.html", ["again/2017.html", "taoyuan/2017.html"])]


def test_values_are_those_of_the_lake_and_null_stays_null(built: Built) -> None:
    values = built.rows(
        "select report_year, form, indicator_id, applicant_key, period, value, status from fct_indicator order by all"
    )
    assert values == [
        (2017, "narrative", "old.1.1", "none", "year", 9900, "reported"),
        (2017, "old2014", "old.1.1", "none", "cumulative", 5000, "reported"),
        (2017, "old2014", "old.1.1", "none", "year", 222, "reported"),
        (2017, "old2014", "old.3.1", "none", "year", None, "blank"),
        (2017, "old2014", "old.8.4", "none", "year", Decimal("10.166241"), "reported"),
        (2018, "old2014", "old.1.1", "none", "year", 0, "reported"),
        (2018, "old2014", "old.1.1", "none", "year", 7, "reported"),
        (2018, "old2014", "old.3.1", "none", "year", 22, "reported"),
        (2018, "old2014", "old.3.1", "none", "year", None, "row_absent"),
        (2018, "old2014", "old.8.4", "none", "year", None, "placeholder"),
        (2021, "fmt2021", "app.new_received", "natural_person", "year", 5, "reported"),
        (2021, "fmt2021", "app.new_received", "org_business", "year", None, "blank"),
        (2021, "fmt2021", "app.new_received", "total", "year", 6, "reported"),
        (None, "old2014", "old.1.1", "none", "year", 40, "reported"),
        (None, "old2014", "old.3.1", "none", "year", None, "ambiguous"),
        (None, "old2014", "old.8.4", "none", "year", None, "table_absent"),
    ]


def test_a_report_in_prose_counts_for_the_form_whose_rows_it_states(built: Built) -> None:
    assert built.rows("select form, indicator_key, method from fct_indicator where value = 9900") == [
        ("narrative", "old2014:old.1.1", "prose")
    ]


def test_errors_dispute_a_value_and_warnings_do_not(built: Built) -> None:
    disputes = built.rows(
        "select value, is_disputed, finding_count from fct_indicator where finding_count > 0 order by 1"
    )
    assert disputes == [(22, True, 2), (222, False, 1)]
    assert built.rows("select raw_text, is_disputed, finding_count from fct_claim order by document_id, claim_id") == [
        ("未收到", False, 1),
        ("未收到", False, 0),
    ]


def test_findings_carry_their_rule_and_what_they_name(built: Built) -> None:
    rows = built.rows(
        "select report_year, rule_id, rule_expression, n_facts, n_claims, n_not_loaded from fct_finding order by all"
    )
    assert rows == [
        (2017, "O07", None, 1, 0, 0),
        (2018, "O05", "old.4 = old.4.1 + old.4.2", 1, 0, 1),
        (2018, "P01", None, 1, 1, 0),
    ]
    assert built.rows("select count(*) from bridge_finding_fact") == [(3,)]
    assert built.rows("select count(*) from bridge_finding_claim") == [(1,)]


def test_an_agency_is_described_by_its_reports(built: Built) -> None:
    query = (
        "select agency_sk, agency_name, agency_names, agency_level, county_name, first_report_year, last_report_year, "
        "n_reports from dim_agency order by agency_key"
    )
    assert built.rows(query) == [
        (
            *("430725/government:start", "桃源县人民政府", ["桃源县人民政府", "桃源县政府"]),
            *("county", "桃源县", 2017, 2018, 3),
        ),
        ("430725101/government:start", "陬市镇人民政府", ["陬市镇人民政府"], "township", "桃源县", 2017, 2021, 2),
        ("unknown/undated:start", None, None, None, None, None, None, 1),
    ]


def test_years_have_no_gap(built: Built) -> None:
    assert built.rows("select report_year, form_in_force, n_reports, n_agencies from dim_year order by 1") == [
        (2014, "old2014", 0, 0),
        (2015, "old2014", 0, 0),
        (2016, "old2014", 0, 0),
        (2017, "old2014", 2, 2),
        (2018, "old2014", 2, 1),
        (2019, "fmt2019", 0, 0),
        (2020, "fmt2019", 0, 0),
        (2021, "fmt2021", 1, 1),
    ]


def test_sums_say_what_stands_behind_them(built: Built) -> None:
    rows = built.rows("""
        select
            report_year, indicator_id, period, value_sum, unit,
            n_reports, n_reports_reported, n_blank, n_marked, n_absent, n_unsettled, n_disputed, n_set_aside
        from mart_indicator_year where form = 'old2014' order by all
    """)
    assert rows == [
        (2017, "old.1.1", "cumulative", 5000, "件", 1, 1, 0, 0, 0, 0, 0, 0),
        (2017, "old.1.1", "year", 10122, "件", 2, 2, 0, 0, 0, 0, 0, 0),  # 222 + 9900
        (2017, "old.3.1", "year", None, None, 1, 0, 1, 0, 0, 0, 0, 0),
        (2017, "old.8.4", "year", Decimal("10.166241"), "万元", 1, 1, 0, 0, 0, 0, 0, 0),
        (2018, "old.1.1", "year", 0, "件", 1, 1, 0, 0, 0, 0, 0, 1),  # the 7 of the attachment is not added
        (2018, "old.3.1", "year", 22, "件", 1, 1, 0, 0, 0, 0, 1, 1),
        (2018, "old.8.4", "year", None, None, 1, 0, 0, 1, 0, 0, 0, 0),
        (None, "old.1.1", "year", 40, "件", 1, 1, 0, 0, 0, 0, 0, 0),
        (None, "old.3.1", "year", None, None, 1, 0, 0, 0, 0, 1, 0, 0),
        (None, "old.8.4", "year", None, None, 1, 0, 0, 0, 1, 0, 0, 0),
    ]
    applicants = built.rows(
        "select applicant_key, value_sum, n_blank from mart_indicator_year where form = 'fmt2021' order by 1"
    )
    assert applicants == [("natural_person", 5, 0), ("org_business", None, 1), ("total", 6, 0)]


def test_every_column_of_every_model_is_described(built: Built) -> None:
    models = [(file.parent.name, model) for file, model in _described_models()]
    with duckdb.connect(str(built.paths.warehouse_file), read_only=True) as connection:
        for layer, model in models:
            columns = connection.execute(f"describe {layer}.{model['name']}").fetchall()
            assert [column["name"] for column in model["columns"]] == [name for name, *_ in columns], model["name"]
            assert all(column["description"] for column in model["columns"]), model["name"]
            assert model["description"], model["name"]
    assert {model["name"] for _, model in models} == set(built.build.models)
    marts = {model["name"] for layer, model in models if layer == "marts"}
    (exposure,) = yaml.safe_load((DBT_PROJECT / "models" / "exposures.yml").read_text(encoding="utf-8"))["exposures"]
    assert set(exposure["depends_on"]) == {f"ref('{mart}')" for mart in marts}
    assert {table.name for table in built.publish.manifest.tables} == marts
    described = built.rows("select count(*) from duckdb_columns() where not internal and comment is null")
    assert described == [(0,)]


def _described_models() -> Iterator[tuple[Path, dict[str, Any]]]:
    """The models as the files beside them describe them, each with its file."""
    for file in sorted((DBT_PROJECT / "models").glob("*/*.yml")):
        for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]:
            yield file, model


def test_a_fact_leads_back_to_the_characters_it_was_read_from(built: Built) -> None:
    traced = trace_row(built.paths, row_id("county 2018", "old.3.1"))
    findings = traced.pop("findings")
    assert {
        "kind": "fact",
        "published_version": built.publish.manifest.version,
        "document_id": document_id("county 2018"),
        "file_path": "taoyuan/2018.html",
        "file_paths": ["taoyuan/2018.html"],
        "value": 22,
        "raw_text": "22",
        "start_offset": 100,
        "end_offset": 102,
        "method": "grid",
        "agency_name": "桃源县政府",
        "indicator_label_zh": "指标old.3.1",
        "parser_version": "1.0.0",
    }.items() <= traced.items()
    assert [(finding["rule_id"], finding["severity"], finding["expected"]) for finding in findings] == [
        ("O05", "error", 21),
        ("P01", "warning", 21),
    ]
    assert trace_row(built.paths, row_id("county 2017", "old.8.4"))["value"] == Decimal("10.166241")
    assert trace_row(built.paths, row_id("county 2017", "old.1.1"))["file_paths"] == [
        "again/2017.html",
        "taoyuan/2017.html",
    ]


def test_claims_and_findings_are_traced_too(built: Built) -> None:
    claim = trace_row(built.paths, row_id("county 2018", "claim", "1"))
    assert (claim["kind"], claim["value"], claim["negated"], claim["raw_text"]) == ("claim", 0, True, "未收到")
    assert [finding["rule_id"] for finding in claim["findings"]] == ["P01"]
    finding = trace_row(built.paths, row_id("county 2018", "P01"))
    assert (finding["kind"], finding["file_path"]) == ("finding", "taoyuan/2018.html")
    assert [(fact["value"], fact["raw_text"]) for fact in finding["facts"]] == [(22, "22")]
    assert [(claim["value"], claim["sentence_start"]) for claim in finding["claims"]] == [(0, 500)]


def test_what_can_not_be_traced_is_said(built: Built, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="No fact, claim or finding has the id 'nothing'"):
        trace_row(built.paths, "nothing")
    with pytest.raises(WarehouseError, match=r"is in quarantine \(facts: value is negative\)"):
        trace_row(built.paths, row_id("county 2018", "old.4"))
    with pytest.raises(WarehouseError, match="Nothing is published"):
        trace_row(Paths(Settings.load({"GK_HOME": str(tmp_path)})), "nothing")


# --- Refreshing -------------------------------------------------------------------------------------------------------


@pytest.fixture
def copied(built: Built, tmp_path: Path) -> Iterator[Paths]:
    """A copy of the home, which is put back when the test is over."""
    copied = Paths(Settings.load({"GK_HOME": str(tmp_path / "home")}))
    shutil.copytree(built.paths.home, copied.home, symlinks=True)
    yield copied
    shutil.rmtree(built.paths.home)
    shutil.copytree(copied.home, built.paths.home, symlinks=True)


def test_only_what_changed_is_made_anew(built: Built, copied: Paths) -> None:
    """2018 loses the county's attachment, 2021 leaves the lake: their rows go, and no other year is made again."""
    assert build(copied).nodes == ()
    assert not publish(copied).is_new

    paths = built.paths
    gone = document_id("county 2018 attachment")
    tables = small_lake()
    for table in LAKE:
        file = Path(str(paths.part(table.name, 2018)))
        rows = [r for r in tables[table.name] if r["report_year"] == 2018 and r.get("document_id") != gone]
        if file.is_file():
            pq.write_table(pa.Table.from_pylist(rows, schema=unvalidated_schema(table)), file)
        shutil.rmtree(Path(str(paths.partition(table.name, 2021))), ignore_errors=True)
    result = build(paths)
    assert result.refreshed == frozenset({2018, 2021})
    assert result.tests_passed == built.build.tests_passed
    assert [(each.year, each.reports) for each in result.years] == [(2017, 2), (2018, 1), (None, 1)]

    with duckdb.connect(str(paths.warehouse_file), read_only=True) as warehouse:
        query = "select mart, report_year, made_by from state.mart_years where is_by_year"
        now = {(mart, year): run for mart, year, run in warehouse.execute(query).fetchall()}
    with duckdb.connect(str(copied.warehouse_file), read_only=True) as warehouse:
        before = {(mart, year): run for mart, year, run in warehouse.execute(query).fetchall()}
    again = {year for (mart, year), run in now.items() if mart == "fct_indicator" and run != before[mart, year]}
    assert again == {2018}
    assert ("fct_indicator", 2021) in before
    assert 2021 not in {year for _, year in now}

    published = publish(paths)
    assert published.is_new
    for mart in ("fct_indicator", "dim_report", "lineage_fact_source"):
        file = published.folder / f"{mart}.parquet"
        assert pl.read_parquet(file).filter(pl.col("document_id") == gone).height == 0
        assert pl.read_parquet(file)["report_year"].unique().sort(nulls_last=True).to_list() == [2017, 2018, None]


# --- Every test of the marts fails when it should ---------------------------------------------------------------------

# What the rows made by `_spoil` do not break: (column, condition) tests need a row that meets the condition.
_SPECIAL = """
    insert into marts.mart_documents (file_path, outcome) values ('no reason', 'unreadable');
    insert into marts.lineage_fact_source (fact_id, status, end_offset) values ('no text', 'reported', 1);
    insert into marts.fct_claim (claim_id, indicator_id) values ('no key', 'old.1.1');
    update marts.mart_documents set duplicate_of = 'news.html' where outcome = 'duplicate';
    update marts.fct_indicator set report_year = 2014, is_disputed = true where value = 222;
    delete from marts.fct_quarantine where held_by = 'contract';
    insert into marts.fct_report_change (old_fact_id, new_fact_id) values ('no', 'status');
    insert into marts.fct_release_change (change_key, report_id) values ('no agency', 'a report');
    insert into marts.mart_concept_series (agency_key, previous_year, value) values ('no link', 2000, 1);
    insert into marts.fct_carry_chain (agency_key, verdict, previous_year, rule_id, expected, actual)
    values ('no terms', 'not_assessable', 2000, 'F07', 1, 1);
    insert into marts.fct_coverage (agency_key, document_id, days_late) values ('no grade', 'a report', 1);
    update marts.fct_indicator set approximate = false where value = 9900;
    insert into marts.fct_passage (passage_id, wording) values ('no number', 'own');
    insert into marts.mart_report_prose (document_id, closest_document_id) values ('no share', 'closest');
    update marts.dim_report set covered_by_report_id = document_id where report_year = 2021;
"""


@pytest.fixture
def warehouse(built: Built) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, open for changes that are taken back afterwards."""
    with duckdb.connect(str(built.paths.warehouse_file)) as connection:
        connection.begin()
        yield connection
        connection.rollback()


def _spoil(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Gives a mart a row of nulls, and twice two rows of words and numbers that mean nothing."""
    connection.execute(f"create or replace table marts.{table} as from marts.{table}")  # without its constraints
    columns = connection.execute(f"select column_name, column_type from (describe marts.{table})").fetchall()
    for sign in (1, -1, None):
        values = [
            _nonsense(f"{table}.{column}", type_, None if sign is None else sign * n)
            for n, (column, type_) in enumerate(columns, 1)
        ]
        marks = ", ".join("?" for _ in columns)
        connection.executemany(f"insert into marts.{table} values ({marks})", [values, values])


def _nonsense(column: str, type_: str, number: int | None) -> Any:
    if number is None:
        return None
    if type_ == "VARCHAR[]":
        return ["nonsense"]
    if type_ == "SMALLINT[]":
        return [number]
    if type_ in ("DATE", "TIMESTAMP"):
        return "1900-01-01"
    if type_ == "BOOLEAN":
        return True
    return f"nonsense of {column}" if type_ == "VARCHAR" else number


def _data_tests(built: Built) -> dict[str, Node]:
    return {node.name: node for node in built.build.nodes if node.kind == "test"}


def _broken(connection: duckdb.DuckDBPyConnection, test: Node) -> int:
    assert test.sql is not None
    return len(connection.execute(test.sql).fetchall())


def test_every_data_test_can_fail(built: Built, warehouse: duckdb.DuckDBPyConnection) -> None:
    tests = _data_tests(built)
    assert [name for name, test in tests.items() if _broken(warehouse, test)] == []
    for table in built.publish.manifest.tables:
        _spoil(warehouse, table.name)
    warehouse.execute(_SPECIAL)
    assert [name for name, test in tests.items() if not _broken(warehouse, test)] == []


@pytest.mark.parametrize(
    ("test", "change"),
    [
        ("assert_files_are_conserved", "delete from marts.mart_documents where outcome = 'not_a_report'"),
        ("assert_files_are_conserved", "delete from marts.dim_report where report_year = 2021"),
        ("assert_files_are_conserved", "delete from marts.fct_quarantine where table_name = 'reports'"),
        (
            "assert_files_are_conserved",
            "update marts.mart_documents set outcome = 'report' where outcome = 'duplicate'",
        ),
        (
            "assert_files_are_conserved",
            "update marts.mart_documents set outcome = 'unreadable' where outcome = 'report'",
        ),
        ("assert_lake_rows_are_conserved", "delete from marts.fct_indicator where value = 222"),
        ("assert_lake_rows_are_conserved", "delete from marts.fct_claim where report_year = 2021"),
        ("assert_lake_rows_are_conserved", "delete from marts.fct_finding where rule_id = 'P01'"),
        ("assert_lake_rows_are_conserved", "delete from marts.fct_unmapped_cell"),
        ("assert_lake_rows_are_conserved", "delete from marts.fct_passage where report_year = 2021"),
        ("assert_lake_rows_are_conserved", "delete from marts.fct_quarantine where held_by = 'report'"),
        ("assert_duplicates_name_their_original", "update marts.mart_documents set outcome = 'duplicate'"),
        ("assert_rows_have_the_year_of_their_report", "update marts.fct_claim set report_year = null"),
        ("assert_rows_have_the_year_of_their_report", "update marts.fct_finding set report_year = 2014"),
        ("assert_rows_have_the_year_of_their_report", "update marts.fct_unmapped_cell set report_year = 2014"),
        ("assert_rows_have_the_year_of_their_report", "update marts.fct_passage set report_year = 2014"),
        ("assert_disputes_match_bridge", "update marts.fct_indicator set is_disputed = false"),
        ("assert_disputes_match_bridge", "update marts.fct_indicator set finding_count = 1 where finding_count = 2"),
        ("assert_disputes_match_bridge", "update marts.fct_indicator set finding_count = 1 where value = 40"),
        ("assert_findings_name_known_rows", "delete from marts.fct_quarantine where table_name = 'facts'"),
        ("assert_each_agency_year_has_one_current_report", "update marts.dim_report set is_current = true"),
        ("assert_each_agency_year_has_one_current_report", "update marts.dim_report set is_current = false"),
        ("assert_each_agency_year_has_one_current_report", "update marts.dim_report set is_current = not is_current"),
        (
            "assert_each_agency_year_has_one_current_report",
            "update marts.dim_report set current_report_id = document_id",
        ),
    ],
)
def test_each_way_to_lose_a_row_is_seen(
    built: Built, warehouse: duckdb.DuckDBPyConnection, test: str, change: str
) -> None:
    warehouse.execute(change)
    assert _broken(warehouse, _data_tests(built)[test])


def test_broken_rows_fail_the_tests_that_name_them_and_nothing_is_published(built: Built) -> None:
    """Last of all, because it leaves its mark on the warehouse until the lake is whole again."""
    version = current_manifest(built.paths).version
    lake = small_lake()
    facts = {fact["fact_id"]: fact for fact in lake["facts"]}
    facts[row_id("county 2017", "old.3.1")]["value"] = Decimal(1)  # blank, but with a value
    facts[row_id("town 2017", "old.1.1")]["indicator_id"] = "old.99"
    facts[row_id("town 2021", "app.new_received:total")]["column_id"] = "everyone"
    lake["documents"][1]["duplicate_of"] = "news.html"
    lake["facts"].append(facts[row_id("undated", "old.1.1")])
    write_lake(built.paths.lake, lake)

    with pytest.raises(BuildError) as raised:
        build(built.paths)
    assert {node.name for node in raised.value.failed} == {
        "assert_duplicates_name_their_original",
        "not_null_fct_indicator_indicator_key",
        "null_unless_fct_indicator_value__status_reported_",
        "relationships_fct_indicator_applicant_key__applicant_key__ref_dim_applicant_",
        "unique_combination_fct_indicator_document_id__indicator_key__applicant_key__period",
        "unique_fct_indicator_fact_id",
        "unique_lineage_fact_source_fact_id",
    }
    assert "file_path=again/2017.html, duplicate_of=news.html" in raised.value.message
    assert "models/marts/fct_indicator.yml" in raised.value.message
    assert "What was published before is untouched" in raised.value.remedy
    with duckdb.connect(str(built.paths.warehouse_file)) as connection:
        connection.execute("create table marts.of_a_model_that_is_gone as select 1 as one")
    with pytest.raises(WarehouseError, match="not every model and test passed"):
        publish(built.paths)
    assert current_manifest(built.paths).version == version

    write_lake(built.paths.lake, small_lake())
    again = build(built.paths, years=[2018, 2019])
    assert again.years == (
        YearRows(2018, reports=2, facts=5, values=3, findings=2),
        YearRows(2019, reports=0, facts=0, values=0, findings=0),
    )
    published = publish(built.paths)
    assert (published.is_new, published.manifest) == (False, built.publish.manifest)
