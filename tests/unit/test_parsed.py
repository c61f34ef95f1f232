"""The parsed project that tests carry to another home is what dbt parses there, and dbt takes it for that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgpack

from gk_pipeline.paths import Paths
from gk_pipeline.settings import Settings
from gk_pipeline.warehouse.dbt_run import parse_project
from tests.parsed import STATE, parse_once

# When a parse was, and its own id.
_OF_A_PARSE = {"created_at", "generated_at", "invocation_started_at", "run_started_at", "invocation_id"}


def _read(target: Path) -> Any:
    return _lasting(msgpack.unpackb((target / STATE).read_bytes(), strict_map_key=False))


def _lasting(value: Any) -> Any:
    """A value without what every parse has of its own."""
    if isinstance(value, dict):
        return {name: _lasting(each) for name, each in value.items() if name not in _OF_A_PARSE}
    return [_lasting(each) for each in value] if isinstance(value, list) else value


def test_a_carried_parse_is_the_one_that_dbt_makes_there(tmp_path: Path) -> None:
    parse_once(Paths(Settings.load({"GK_HOME": str(tmp_path / "first")})))
    home = Paths(Settings.load({"GK_HOME": str(tmp_path / "another home é"), "GK_LAKE": "s3://reports/lake"}))
    parse_once(home)
    carried = home.dbt_target / STATE
    before = carried.read_bytes()
    parse_project(home, home.dbt_target)
    assert carried.read_bytes() == before, "dbt parsed anew"
    parse_project(home, tmp_path / "anew")
    assert _read(home.dbt_target) == _read(tmp_path / "anew")
