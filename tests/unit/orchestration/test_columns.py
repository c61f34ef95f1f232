"""What the columns of models are is found out once for each state of the dbt project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster_dbt.core.dbt_event_iterator import DbtEventIterator

from gk_pipeline.orchestration.columns import with_columns

SCHEMA = dg.MetadataValue.table_schema(dg.TableSchema([dg.TableColumn("value", "decimal")]))
LINEAGE = dg.MetadataValue.column_lineage(dg.TableColumnLineage({"value": [dg.TableColumnDep(dg.AssetKey("b"), "v")]}))
FOUND = {"dagster/column_schema": SCHEMA, "dagster/column_lineage": LINEAGE}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The models that Dagster was asked about, build by build. It can't tell anything of those named `odd`."""
    asked: list[list[str]] = []

    def fetch(events: DbtEventIterator[Any], with_column_lineage: bool) -> Iterator[Any]:
        assert with_column_lineage
        asked.append([])
        for event in events:
            if isinstance(event, dg.Output):
                asked[-1].append(event.metadata["unique_id"].value)
                yield event if "odd" in event.output_name else event.with_metadata({**event.metadata, **FOUND})
            else:
                yield event

    monkeypatch.setattr(DbtEventIterator, "fetch_column_metadata", fetch)
    return asked


def build(parsed: Path, *models: str) -> dict[str, Any]:
    """The metadata by model that a build of these models ends with."""
    made: list[Any] = [
        dg.Output(None, output_name=name, metadata={"unique_id": f"model.{name}", "rows": 7}) for name in models
    ]
    check = dg.AssetCheckResult(passed=True, asset_key="a", check_name="unique")
    described = list(with_columns([*made, check], build=None, parsed=parsed))  # type: ignore[arg-type]
    assert described[-1] is check
    assert [event.output_name for event in described[:-1]] == list(models)
    return {event.output_name: dict(event.metadata) for event in described[:-1]}


def test_a_second_build_knows_what_the_first_found_out(tmp_path: Path, asked: list[list[str]]) -> None:
    first = build(tmp_path, "a", "b")
    assert asked == [["model.a", "model.b"]]
    assert build(tmp_path, "b", "a") == first
    assert build(tmp_path, "a") == {"a": first["a"]}
    assert len(asked) == 1
    assert first["a"].items() >= FOUND.items()
    assert first["a"]["rows"].value == 7
    assert [file.name for file in tmp_path.iterdir()] == ["columns.json"]


def test_a_model_that_is_not_known_yet_is_asked_about(tmp_path: Path, asked: list[list[str]]) -> None:
    build(tmp_path, "a")
    assert build(tmp_path, "a", "b")["b"].items() >= FOUND.items()
    assert asked == [["model.a"], ["model.a", "model.b"]]
    build(tmp_path, "a", "b")
    assert len(asked) == 2


def test_what_could_not_be_found_out_is_asked_again(tmp_path: Path, asked: list[list[str]]) -> None:
    for _ in range(2):
        assert not build(tmp_path, "odd")["odd"].keys() & FOUND.keys()
    assert len(asked) == 2


@pytest.mark.parametrize("text", ["", "{", '{"model.a": {"dagster/column_schema": {"__class__": "OfAnotherTime"}}}'])
def test_a_file_that_can_not_be_read_is_made_anew(tmp_path: Path, asked: list[list[str]], text: str) -> None:
    (tmp_path / "columns.json").write_text(text, encoding="utf-8")
    for _ in range(2):
        assert build(tmp_path, "a")["a"].items() >= FOUND.items()
    assert len(asked) == 1


def test_where_nothing_can_be_kept_everything_is_found_out(tmp_path: Path, asked: list[list[str]]) -> None:
    for _ in range(2):
        assert build(tmp_path / "gone", "a")["a"].items() >= FOUND.items()
    assert len(asked) == 2
