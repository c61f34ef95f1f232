"""What the README prints is what a user gets: its queries are run on the marts of the sample reports.

Needs the marts that the fixture `sample_marts` builds once for all integration tests.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from gk_pipeline.paths import Paths

ROOT = Path(__file__).resolve().parents[2]
_QUERY = re.compile(r"```sql\n(?P<query>.*?)```\s*```text\n(?P<printed>.*?)```", re.DOTALL)


def examples(name: str) -> list[tuple[str, str]]:
    return [(m["query"], m["printed"]) for m in _QUERY.finditer((ROOT / name).read_text(encoding="utf-8"))]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_queries_print_what_the_readme_prints(name: str, sample_marts: Paths) -> None:
    found = examples(name)
    assert len(found) >= 3, f"{name} has fewer than three queries with their output"
    with duckdb.connect(str(sample_marts.published / "current" / "marts.duckdb"), read_only=True) as marts:
        for query, printed in found:
            assert str(marts.sql(query)).split() == printed.split(), query


def test_both_languages_show_the_same_queries() -> None:
    english, chinese = (
        [re.sub(r"--.*", "", query).split() for query, _ in examples(name)] for name in ("README.md", "README.zh.md")
    )
    assert english == chinese


def test_every_command_is_in_the_readme() -> None:
    from gk_pipeline.cli.main import app

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [c.name or c.callback.__name__ for c in app.registered_commands if c.callback]
    assert commands
    for command in commands:
        assert f"gk {command}" in text, f"README.md does not mention gk {command}"
