"""Dagster runs the pipeline on the sample reports: a whole refresh, then every check seen to fail.

One refresh of all report years is shared, since building the marts takes its time; later tests look at it or at parts.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import dagster as dg
import polars as pl
import pytest

from gk_pipeline.contracts.frames import polars_schema
from gk_pipeline.contracts.registry import LAKE, contract
from gk_pipeline.lake.columns import frame_to_table
from gk_pipeline.lake.quarantine import replace_rejected
from gk_pipeline.lake.tables import drop_year, read_table, write_year
from gk_pipeline.orchestration import trends, verdicts
from gk_pipeline.orchestration.partitions import range_tags
from gk_pipeline.orchestration.resources import Dbt
from gk_pipeline.orchestration.sensors import arrivals
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import years as years_module
from gk_pipeline.pipeline.behind import remember
from gk_pipeline.pipeline.land import Landed
from gk_pipeline.warehouse.rollback import use_version
from gk_pipeline.warehouse.versions import current_manifest
from tests.conftest import without_data_tests
from tests.unit.orchestration.home import graph, load_definitions

QUARANTINE = ("lake/quarantine", "quarantine_rate")
CONSERVATION = ("lake/documents", "conservation")
UP_TO_DATE = ("lake/documents", "up_to_date")
IDENTITIES = ("lake/findings", "identities")
BY_FORM = ("lake/findings", "identities_by_form")
FRESHNESS = ("raw_files", "freshness")
LAST_PUBLISHED = ("published_marts", "last_published")
ARRIVING = "2021/received_later.html"


@dataclass
class Refreshed:
    """A home after a refresh of all report years, which published `version`. `builds` grows with every `dbt build`."""

    paths: Paths
    instance: dg.DagsterInstance
    result: dg.ExecuteInProcessResult
    builds: list[Any]
    version: str


@pytest.fixture(scope="module")
def refreshed() -> Iterator[Refreshed]:
    paths, _ = load_definitions()
    builds: list[Any] = []
    call = Dbt.cli

    def counted(self: Dbt, args: Any, **options: Any) -> Any:
        builds.append(args)
        return call(self, args, **options)

    with pytest.MonkeyPatch.context() as patch, dg.DagsterInstance.ephemeral() as instance:
        patch.setattr(Dbt, "cli", counted)
        patch.setenv("GK_WORKERS", "1")
        result = run(instance, tags=range_tags())
        yield Refreshed(paths, instance, result, builds, current_manifest(paths).version)


def run(
    instance: dg.DagsterInstance, *, job_name: str = "refresh_years", assets: list[str] | None = None, **options: Any
) -> dg.ExecuteInProcessResult:
    """A run of a job, whole or of some assets."""
    job = load_definitions()[1].resolve_job_def(job_name)
    selection = [dg.AssetKey(name.split("/")) for name in assets] if assets else None
    quiet = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}
    return job.execute_in_process(
        run_config=quiet, instance=instance, asset_selection=selection, raise_on_error=False, **options
    )


def look(home: Refreshed) -> dict[tuple[str, str], dg.AssetCheckEvaluation]:
    """The checks that look at the lake and at what is published, run by themselves."""
    return checks(run(home.instance, job_name="look_over"))


def checks(result: dg.ExecuteInProcessResult) -> dict[tuple[str, str], dg.AssetCheckEvaluation]:
    return {(e.asset_key.to_user_string(), e.check_name): e for e in result.get_asset_check_evaluations()}


def failed(result: dg.ExecuteInProcessResult) -> set[tuple[str, str]]:
    """The checks that failed; the sample reports end with 2024, so that they are not fresh is no news."""
    return {key for key, evaluation in checks(result).items() if not evaluation.passed and key != FRESHNESS}


def partitions(result: dg.ExecuteInProcessResult, asset: str) -> set[str | None]:
    events = result.get_asset_materialization_events()
    return {event.partition for event in events if event.asset_key == dg.AssetKey(asset.split("/"))}


def metadata(result: dg.ExecuteInProcessResult, asset: str, partition: str | None = None) -> dict[str, Any]:
    (found,) = (
        event.materialization
        for event in result.get_asset_materialization_events()
        if event.asset_key == dg.AssetKey(asset.split("/")) and event.partition == partition
    )
    return {name: value.value for name, value in found.metadata.items()}


def test_a_refresh_of_all_years_makes_every_asset(refreshed: Refreshed) -> None:
    assert refreshed.result.success
    made = {event.asset_key for event in refreshed.result.get_asset_materialization_events()}
    assert made == graph().get_all_asset_keys()


def test_a_refresh_of_many_years_builds_the_marts_once(refreshed: Refreshed) -> None:
    assert refreshed.result.success
    assert [args[0] for args in refreshed.builds] == ["build"]


@pytest.mark.parametrize(
    ("year", "reports", "duplicates"), [("2008", 0, 0), ("2017", 3, 1), ("2018", 2, 0), ("2021", 4, 0)]
)
def test_each_year_has_figures_of_its_own(refreshed: Refreshed, year: str, reports: int, duplicates: int) -> None:
    figures = metadata(refreshed.result, "lake/documents", year)
    assert (figures["report"], figures["duplicate"]) == (reports, duplicates)
    assert figures["dagster/partition_row_count"] == reports + duplicates
    assert metadata(refreshed.result, "lake/reports", year)["dagster/partition_row_count"] == reports


def test_files_without_a_year_are_landed_too(refreshed: Refreshed) -> None:
    # A page of news and one that can't be read.
    shown = metadata(refreshed.result, "lake/other_years")["files by outcome"]
    assert shown.splitlines()[2:] == ["| unknown | 0 | 0 | 1 | 1 |"]


def test_every_check_is_evaluated_and_only_the_reports_own_errors_warn(refreshed: Refreshed) -> None:
    assert {(key.asset_key.to_user_string(), key.name) for key in graph().asset_check_keys} == set(
        checks(refreshed.result)
    )
    assert failed(refreshed.result) == {IDENTITIES}
    broken = checks(refreshed.result)[IDENTITIES]
    assert broken.severity is dg.AssetCheckSeverity.WARN
    # The samples break O05 and F01 in a table, O07 by figures that repeat, P01 by prose.
    rules = {line.split(" | ")[0].strip("| "): line for line in str(broken.metadata["by rule"].value).splitlines()}
    for rule in ("O05", "O07", "F01", "P01"):
        assert not rules[rule].endswith("| 100.0% |"), rules[rule]


def test_the_marts_are_published(refreshed: Refreshed) -> None:
    manifest = current_manifest(refreshed.paths)
    marts = {key.path[-1] for key in graph().get_all_asset_keys() if key.path[0] == "marts"}
    assert {mart.name for mart in manifest.tables} == marts
    assert metadata(refreshed.result, "published_marts")["version"] == manifest.version
    rows = {mart.name: mart.rows for mart in manifest.tables}
    assert metadata(refreshed.result, "marts/dim_report")["dagster/row_count"] == rows["dim_report"] == 21


def test_columns_of_marts_know_where_they_come_from(refreshed: Refreshed) -> None:
    lineage = metadata(refreshed.result, "marts/fct_indicator")["dagster/column_lineage"].deps_by_column
    columns = {dep.column_name for dep in lineage["value"]}
    assert columns == {"value", "to_value", "correction_id"}
    columns = metadata(refreshed.result, "marts/fct_indicator")["dagster/column_schema"].columns
    assert "value" in {column.name for column in columns}


def test_an_unchanged_refresh_runs_no_model_and_publishes_the_same(refreshed: Refreshed) -> None:
    before, builds = current_manifest(refreshed.paths), len(refreshed.builds)
    result = run(refreshed.instance, partition_key="2017")
    assert result.success
    assert len(refreshed.builds) == builds
    assert partitions(result, "lake/facts") == {"2017"}
    figures = metadata(result, "marts/dim_report")
    assert (figures["rebuilt"], figures["dagster/row_count"]) == (False, 21)
    assert current_manifest(refreshed.paths) == before
    # What waits for a blocking test is told that it stands as passed.
    blocking = {key for key in graph().asset_check_keys if graph().get_check_spec(key).blocking}
    assert len(blocking) > 80
    assert blocking <= {e.asset_check_key for e in result.get_asset_check_evaluations() if e.passed}


def test_a_row_that_breaks_its_contract_marks_the_check_of_its_table(refreshed: Refreshed) -> None:
    with in_quarantine(refreshed.paths, "claims", 2017, "value:not_null"):
        evaluations = look(refreshed)
    broken = {key: evaluation for key, evaluation in evaluations.items() if not evaluation.passed}
    # Nobody but a landing writes there, which is told as well.
    assert set(broken) == {("lake/claims", "contract"), UP_TO_DATE, FRESHNESS}
    assert "2017" in str(broken[UP_TO_DATE].description)
    evaluation = broken["lake/claims", "contract"]
    assert evaluation.severity is dg.AssetCheckSeverity.WARN
    assert "| value:not_null | 1 |" in str(evaluation.metadata["quarantined by check"].value)
    assert {key for key, evaluation in look(refreshed).items() if not evaluation.passed} == {FRESHNESS}


def test_reports_that_stop_coming_are_told(refreshed: Refreshed) -> None:
    evaluation = look(refreshed)[FRESHNESS]
    assert (evaluation.passed, evaluation.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert evaluation.metadata["newest report year"].value == "2024"


def test_going_back_to_a_version_is_told(refreshed: Refreshed) -> None:
    last = current_manifest(refreshed.paths).version
    other = refreshed.paths.published / "versions" / "other" / "MANIFEST.json"
    other.parent.mkdir()
    text = (refreshed.paths.published / "versions" / last / "MANIFEST.json").read_text(encoding="utf-8")
    other.write_text(text.replace(last, "other"), encoding="utf-8")
    try:
        use_version(refreshed.paths, "other")
        evaluation = look(refreshed)[LAST_PUBLISHED]
    finally:
        use_version(refreshed.paths, last)
        other.unlink()
        other.parent.rmdir()
    assert (evaluation.passed, evaluation.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert f"Readers have other, but {last} was published last." in str(evaluation.description)
    assert look(refreshed)[LAST_PUBLISHED].passed


def test_a_form_that_is_misread_stops_the_marts(refreshed: Refreshed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trends, "MIN_REPORTS", 1)
    monkeypatch.setattr(trends, "FLOOR_PASS_RATE", 1.0)
    monkeypatch.setattr(trends, "EXPECTED_PASS_RATE", 1.0)
    result = run(refreshed.instance, job_name="refresh_marts")
    assert not result.success
    assert BY_FORM in failed(result)
    assert checks(result)[BY_FORM].severity is dg.AssetCheckSeverity.ERROR
    assert partitions(result, "published_marts") == set()


def test_too_much_in_quarantine_stops_the_marts(refreshed: Refreshed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "MAX_QUARANTINE_RATE", -1.0)
    before, builds = current_manifest(refreshed.paths), len(refreshed.builds)
    result = run(refreshed.instance, partition_key="2017")
    assert not result.success
    assert QUARANTINE in failed(result)
    assert checks(result)[QUARANTINE].severity is dg.AssetCheckSeverity.ERROR
    assert len(refreshed.builds) == builds
    assert current_manifest(refreshed.paths) == before


def test_a_lost_file_breaks_conservation(refreshed: Refreshed, monkeypatch: pytest.MonkeyPatch) -> None:
    land = years_module.land_year

    def losing(paths: Paths, ledger: Any, year: int | None) -> Landed:
        landed = land(paths, ledger, year)
        rows = read_table(paths, "documents", [year])
        write_year(paths, "documents", year, frame_to_table("documents", rows.head(rows.height - 1)))
        return landed

    monkeypatch.setattr(years_module, "land_year", losing)
    assets = [*(f"lake/{table.name}" for table in LAKE), "lake/other_years"]
    result = run(refreshed.instance, assets=assets, partition_key="2021")
    broken = failed(result)
    assert {CONSERVATION, ("lake/other_years", "conservation"), UP_TO_DATE} <= broken
    assert checks(result)[CONSERVATION].severity is dg.AssetCheckSeverity.ERROR
    monkeypatch.undo()
    assert failed(run(refreshed.instance, assets=assets, partition_key="2021")) <= {IDENTITIES}


def tick(home: Refreshed, cursor: str | None) -> dg.SensorResult:
    """A look of the sensor."""
    with dg.build_sensor_context(home.instance, cursor=cursor, resources=load_definitions()[1].resources) as context:
        result = arrivals(context)
    assert isinstance(result, dg.SensorResult)
    return result


def obey(home: Refreshed, asked: dg.SensorResult) -> list[dg.ExecuteInProcessResult]:
    """Runs what the sensor asked for, as the daemon would."""
    return [run(home.instance, job_name=str(each.job_name), tags=each.tags) for each in asked.run_requests or ()]


def test_a_file_that_arrives_is_refreshed_without_anybody_doing_anything(refreshed: Refreshed) -> None:
    sample = next((refreshed.paths.inbox / "2016").iterdir())
    new = refreshed.paths.inbox / ARRIVING
    new.write_bytes(sample.read_bytes() + b"\n")
    os.utime(new, (1.7e9, 1.7e9))
    first = tick(refreshed, None)
    (taken_in,) = obey(refreshed, first)
    assert [request.job_name for request in first.run_requests or ()] == ["take_in"]
    assert metadata(taken_in, "raw_files")["new"] == 1
    assert metadata(taken_in, "extracted_documents")["report years with something new"] == "2016"
    waiting = look(refreshed)[UP_TO_DATE]
    assert (waiting.passed, waiting.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert ARRIVING in str(waiting.description)

    second = tick(refreshed, first.cursor)
    (landed,) = obey(refreshed, second)
    assert landed.success
    # The year after the one that changed is judged again, and shows its own figures.
    assert partitions(landed, "lake/facts") == {"2016", "2017"}
    assert metadata(landed, "lake/documents", "2016")["report"] == 2
    assert metadata(landed, "marts/dim_report")["dagster/row_count"] == 22
    now, before = (metadata(each, "marts/fct_indicator") for each in (landed, refreshed.result))
    assert now["dagster/column_lineage"] == before["dagster/column_lineage"]
    third = tick(refreshed, second.cursor)
    assert (third.run_requests, look(refreshed)[UP_TO_DATE].passed) == ([], True)

    aside = refreshed.paths.home / "aside.html"
    new.rename(aside)
    gone = tick(refreshed, third.cursor)
    obey(refreshed, gone)
    asked = tick(refreshed, gone.cursor)
    years = range_tags(2016, 2016)
    assert [(each.job_name, years.items() <= each.tags.items()) for each in asked.run_requests or ()] == [
        ("refresh_years", True)
    ]
    # Before anybody obeys, it is back, and nothing is left to do.
    aside.rename(new)
    back = tick(refreshed, asked.cursor)
    obey(refreshed, back)
    assert (tick(refreshed, back.cursor).run_requests, look(refreshed)[UP_TO_DATE].passed) == ([], True)


def test_an_inbox_that_vanished_stops_the_run(refreshed: Refreshed) -> None:
    inbox, aside = refreshed.paths.inbox, refreshed.paths.home / "aside"
    before = current_manifest(refreshed.paths)
    inbox.rename(aside)
    inbox.mkdir()
    (inbox / ".keep").touch()
    try:
        result = run(refreshed.instance, partition_key="2017")
    finally:
        shutil.rmtree(inbox)
        aside.rename(inbox)
        run(refreshed.instance, job_name="take_in")
    assert not result.success
    assert failed(result) == {("raw_files", "still_there")}
    assert current_manifest(refreshed.paths) == before
    assert look(refreshed)[UP_TO_DATE].passed


def test_runs_for_parts_of_the_years_in_any_order_make_the_same_marts(refreshed: Refreshed) -> None:
    """The marts of one refresh of all years, after the file that arrived since is gone again.

    That file and the years are made anew among marts that stay. Marts made of some years first and of the others later
    are those of one build whatever the order: `test_refresh_sequences` holds them against each other row for row.
    """
    (refreshed.paths.inbox / ARRIVING).unlink(missing_ok=True)
    for table, year in product(LAKE, range(2016, 2020)):
        drop_year(refreshed.paths, table.name, year)
    refreshed.paths.landed.unlink()  # else the first run would land all that are gone
    lake = ["raw_files", "extracted_documents", *(f"lake/{table.name}" for table in LAKE), "lake/other_years"]
    assert run(refreshed.instance, assets=lake, tags=range_tags(2018, 2019)).success
    with without_data_tests():  # they passed on the same rows
        assert run(refreshed.instance, tags=range_tags(2016, 2017)).success
    assert current_manifest(refreshed.paths).version == refreshed.version


def test_a_failing_test_of_dbt_marks_its_check_and_stops_publishing(refreshed: Refreshed) -> None:
    before = current_manifest(refreshed.paths)
    rows = read_table(refreshed.paths, "documents", [2017])
    twice = pl.concat([rows, rows.head(1).with_columns(pl.lit(2016, pl.Int16).alias("report_year"))])
    wrong, kept = twice.filter(pl.col("report_year") == 2016), read_table(refreshed.paths, "documents", [2016])
    write_year(refreshed.paths, "documents", 2016, frame_to_table("documents", pl.concat([kept, wrong])))
    try:
        result = run(refreshed.instance, assets=["marts/mart_documents", "published_marts"])
    finally:
        write_year(refreshed.paths, "documents", 2016, frame_to_table("documents", kept))
    assert not result.success
    broken = failed(result)
    assert broken
    assert {asset for asset, _ in broken} == {"marts/mart_documents"}
    assert current_manifest(refreshed.paths) == before


class in_quarantine:  # noqa: N801
    """One row of a table in quarantine, for as long as the block lasts."""

    def __init__(self, paths: Paths, table: str, year: int, reason: str) -> None:
        self._place = (paths, table, year)
        row = {"table_name": table, "row_key": "x", "report_year": year, "reasons": [reason], "row_json": "{}"}
        self._row = pl.DataFrame([{**row, "document_id": None, "parser_version": "1"}]).select(
            pl.col(name).cast(type) for name, type in polars_schema(contract("quarantine")).items()
        )

    def __enter__(self) -> None:
        replace_rejected(*self._place, self._row)

    def __exit__(self, *raised: object) -> None:
        replace_rejected(*self._place, self._row.clear())
        paths, _, year = self._place
        remember(paths, [year])
