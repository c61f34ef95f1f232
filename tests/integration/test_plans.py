"""How DuckDB plans the models: a join that compares every row with every row holds for samples, and stops a warehouse.

A condition that is no equality of columns makes such a join however small the tables are: the samples show it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gk_pipeline.paths import Paths
from gk_pipeline.warehouse.connection import open_warehouse

_EVERY_ROW_WITH_EVERY_ROW = "BLOCKWISE_NL_JOIN"

# One side of these joins is a table of the catalogue, which does not grow with the reports.
_BESIDE_THE_CATALOGUE = {
    "bridge_agency_succession": "department successions",
    "bridge_concept_indicator": "concepts",
    "fct_carry_chain": "columns of applicants",
    "fct_coverage": "deadlines",
    "int_agencies__versions": "department successions",
    "int_chains__terms": "columns of applicants",
    "int_concepts__cells": "concepts",
    "int_concepts__points": "concepts",
}


def test_no_model_compares_every_row_with_every_row(sample_marts: Paths) -> None:
    found = set()
    with open_warehouse(sample_marts) as warehouse:
        for file in _compiled(sample_marts):
            if _EVERY_ROW_WITH_EVERY_ROW in _joins(warehouse, file.read_text("utf-8")):
                found.add(file.stem)
    assert found == set(_BESIDE_THE_CATALOGUE)


def test_a_kind_told_in_the_condition_of_a_join_is_found() -> None:
    named = "select range as id, 'fact' as kind from range(10)"
    facts = "select range as id from range(10)"
    joined = f"select facts.id from ({named}) as named left join ({facts}) as facts"
    with duckdb.connect() as connection:
        by_condition = _joins(connection, f"{joined} on named.kind = 'fact' and named.id = facts.id")
        by_key = _joins(connection, f"{joined} on named.id = facts.id")
    assert _EVERY_ROW_WITH_EVERY_ROW in by_condition
    assert by_key == {"HASH_JOIN"}


def _compiled(paths: Paths) -> list[Path]:
    files = sorted((paths.dbt_target / "compiled").glob("*/models/**/*.sql"))
    if len(files) < len(_BESIDE_THE_CATALOGUE):
        pytest.fail(f"no compiled models below {paths.dbt_target}")
    return files


def _joins(connection: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    ((_, plan),) = connection.execute(f"explain (format json) {query}").fetchall()
    return {node["name"] for root in json.loads(plan) for node in _nodes(root) if "JOIN" in node["name"]}


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node["children"]:
        yield from _nodes(child)
