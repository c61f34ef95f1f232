"""The surroundings of a dbt run: its environment and its words for trouble. Runs of dbt are integration tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse import dbt_run
from gk_pipeline.warehouse.errors import WarehouseError, remedy_for


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(Settings.load({"GK_HOME": str(tmp_path)}))


def test_the_environment_names_lake_and_warehouse(paths: Paths, tmp_path: Path) -> None:
    assert dbt_run.dbt_environment(paths) == {
        "GK_LAKE": str(tmp_path / "lake"),
        "GK_WAREHOUSE": str(tmp_path / "warehouse" / "warehouse.duckdb"),
        "GK_WAREHOUSE_TARGET": "local",
        "GK_WAREHOUSE_CATALOG": "",
        "GK_WAREHOUSE_DATA": "",
        "GK_DUCKDB_EXTENSIONS": str(tmp_path / "warehouse" / "extensions"),
        "GK_OBJECT_STORAGE": "",
        "GK_S3_ENDPOINT": "",
        "AWS_REGION": "us-east-1",
    }


def test_the_environment_of_a_shared_warehouse(tmp_path: Path) -> None:
    places = {"GK_HOME": str(tmp_path), "GK_LAKE": "s3://reports/lake", "GK_WAREHOUSE_DATA": "s3://reports/warehouse"}
    server = {"GK_WAREHOUSE_CATALOG": "postgres:dbname=gk host=db", "GK_S3_ENDPOINT": "http://127.0.0.1:9000"}
    secrets = {"AWS_SECRET_ACCESS_KEY": "secret", "PGPASSWORD": "secret"}
    given = dbt_run.dbt_environment(Paths(Settings.load(places | server | secrets)))
    assert {name: given[name] for name in given.keys() - {"GK_WAREHOUSE", "GK_DUCKDB_EXTENSIONS"}} == {
        "GK_LAKE": "s3://reports/lake",
        "GK_WAREHOUSE_TARGET": "shared",
        "GK_WAREHOUSE_CATALOG": "postgres:dbname=gk host=db connect_timeout=10",
        "GK_WAREHOUSE_DATA": "s3://reports/warehouse",
        "GK_OBJECT_STORAGE": "yes",
        "GK_S3_ENDPOINT": "http://127.0.0.1:9000",
        "AWS_REGION": "us-east-1",
    }
    assert "secret" not in given.values()


def test_variables_of_the_process_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GK_LAKE", "before")
    monkeypatch.delenv("GK_WAREHOUSE", raising=False)
    with pytest.raises(RuntimeError), dbt_run.session({"GK_LAKE": "during", "GK_WAREHOUSE": "file"}):
        assert (os.environ["GK_LAKE"], os.environ["GK_WAREHOUSE"]) == ("during", "file")
        raise RuntimeError
    assert os.environ["GK_LAKE"] == "before"
    assert "GK_WAREHOUSE" not in os.environ


def test_without_a_checkout_the_error_says_what_to_do(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbt_run, "DBT_PROJECT", tmp_path / "nowhere")
    with pytest.raises(WarehouseError, match=r"no dbt project in .*nowhere\.\nRun gk from a checkout"):
        dbt_run.run_dbt(paths, "build")


@pytest.mark.parametrize("name", ["it's", "{home}", "data[1]", "what?"])
def test_a_home_that_sources_can_not_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WarehouseError, match="set GK_HOME to a folder without them"):
        dbt_run.run_dbt(Paths(Settings.load({"GK_HOME": str(tmp_path / name)})), "build")


@pytest.mark.parametrize(
    ("message", "remedy"),
    [
        ('IO Error: Could not set lock on file "w": Conflicting lock is held', "Wait until it ends"),
        ('IO Error: No files found that match the pattern "x"', "gk run"),
        ("IO Error: Trying to read a database file with version number 64", "Remove it"),
        ('IO Error: The file "w" exists, but it is not a valid DuckDB database file!', "damaged"),
        ("anything else", "dbt.log"),
    ],
)
def test_messages_have_a_remedy(paths: Paths, message: str, remedy: str) -> None:
    assert remedy in remedy_for(message, paths)


def test_a_dbt_that_is_interrupted_ends_the_run(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    """dbt hands on what ended it as a result."""
    from dbt.cli.main import dbtRunner, dbtRunnerResult

    interrupted = dbtRunnerResult(success=False, exception=KeyboardInterrupt())
    monkeypatch.setattr(dbtRunner, "invoke", lambda *_: interrupted)
    with pytest.raises(KeyboardInterrupt):
        dbt_run.run_dbt(paths, "build")
