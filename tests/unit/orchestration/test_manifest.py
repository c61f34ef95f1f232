"""The manifest is made once for each state of the dbt project, and never seen half made."""

from __future__ import annotations

import json
import shutil
from itertools import count
from pathlib import Path

import pytest

from gk_pipeline.orchestration import manifest
from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.dbt_run import DBT_PROJECT


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the dbt project, and in the place of dbt something that writes what it was called for and what it found
    of an earlier parse."""
    folder = tmp_path / "dbt_project"
    shutil.copytree(DBT_PROJECT, folder, ignore=shutil.ignore_patterns("target", "logs"))
    monkeypatch.setattr(manifest, "DBT_PROJECT", folder)
    calls = count(1)

    def parse(_: Paths, target: Path) -> None:
        found = {file.name: file.read_text() for file in target.iterdir()}
        (target / "manifest.json").write_text(json.dumps({"call": next(calls), "found": found}))

    monkeypatch.setattr(manifest, "parse_project", parse)
    return folder


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(Settings.load({"GK_HOME": str(tmp_path / "home")}))


def test_an_unchanged_project_is_parsed_once(project: Path, paths: Paths) -> None:
    first = manifest.ensure_manifest(paths)
    (project / "dbt_project.yml").touch()
    assert manifest.ensure_manifest(paths) == first
    assert json.loads(first.read_text()) == {"call": 1, "found": {}}


def test_what_a_run_of_the_same_home_parsed_is_not_parsed_again(project: Path, paths: Paths) -> None:
    paths.dbt_target.mkdir(parents=True)
    (paths.dbt_target / "partial_parse.msgpack").write_text("the state of dbt")
    found = json.loads(manifest.ensure_manifest(paths).read_text())["found"]
    assert found == {"partial_parse.msgpack": "the state of dbt"}


@pytest.mark.parametrize("changed", ["models/marts/fct_indicator.sql", "dbt_project.yml", "seeds.csv"])
def test_a_changed_project_is_parsed_again(project: Path, paths: Paths, changed: str) -> None:
    first = manifest.ensure_manifest(paths)
    with (project / changed).open("a") as file:
        file.write("\n")
    second = manifest.ensure_manifest(paths)
    assert json.loads(second.read_text())["call"] == 2
    assert [folder.name for folder in second.parent.parent.iterdir()] == [second.parent.name]
    assert not first.exists()


def test_a_project_that_does_not_parse_leaves_nothing(
    project: Path, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Paths, target: Path) -> None:
        (target / "manifest.json").write_text("{")
        raise RuntimeError("dbt found a fault")

    monkeypatch.setattr(manifest, "parse_project", broken)
    with pytest.raises(RuntimeError, match="fault"):
        manifest.ensure_manifest(paths)
    assert list((paths.warehouse / "parsed").iterdir()) == []


def test_tests_of_many_models_hang_on_their_first_mart(tmp_path: Path) -> None:
    def model(layer: str) -> dict[str, object]:
        return {"resource_type": "model", "fqn": ["gk", layer, "name"]}

    def test(*parents: str, attached: str | None = None) -> dict[str, object]:
        return {"resource_type": "test", "depends_on": {"nodes": list(parents)}, "attached_node": attached}

    nodes = {
        "stg": model("staging"),
        "dim": model("marts"),
        "fct": model("marts"),
        "generic": test("fct", "dim", attached="fct"),
        "singular": test("stg", "dim", "fct"),
        "of_no_mart": test("source.lake.facts", "stg"),
    }
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps({"nodes": nodes}))
    loaded = manifest.load_manifest(file)["nodes"]
    assert [loaded[name].get("attached_node") for name in ("generic", "singular", "of_no_mart", "dim")] == [
        "fct",
        "dim",
        None,
        None,
    ]
