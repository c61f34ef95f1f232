"""Files as the open web may serve them: each ends with an outcome and a reason, and none stops or changes the rest.

`GK_HOSTILE_BIG=1` adds those that take long.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gk_pipeline.lake.tables import read_table
from gk_pipeline.paths import stored_name
from tests.conftest import ROOT
from tests.hostile import watch
from tests.hostile.case import DIED, REPORT, SECRET, UNREADABLE, Hostile, Row
from tests.hostile.files import EVERY, FILES, NAMES, PLANTED, good_files, plant, write
from tests.hostile.together import home_of
from tests.hostile.web import Web


@pytest.fixture(scope="module")
def folder(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "inbox"
    write(folder, web.canary, web.server)
    return folder


@pytest.fixture(scope="module")
def alone(folder: Path) -> Mapping[str, Any]:
    """What each file came to, read in a process of its own, by name."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.alone", str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {told["file"]: told for told in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("hostile", FILES, ids=lambda hostile: hostile.name)
def test_alone(hostile: Hostile, alone: Mapping[str, Any]) -> None:
    told = alone[hostile.name]
    if hostile.row.reason == DIED:
        assert "died" in told
        return
    assert told["rows"].keys() == hostile.rows().keys()
    for name, row in hostile.rows().items():
        read = told["rows"][name]
        assert read["outcome"] == row.outcome
        assert row.reason in (read["reason"] or "")
        assert row.outcome != UNREADABLE or (read["reason"] and read["remedy"])
        assert read["spans_hold"]
        assert not any(absent in read["text"] for absent in hostile.absent)
        shown = {cell: read["values"].get(cell) for cell in hostile.values}
        assert all(shown[cell] in wanted.split("|") for cell, wanted in hostile.values.items()), shown
    assert told["seconds"] <= hostile.seconds
    assert told["megabytes"] <= hostile.megabytes


@dataclass
class Run:
    """What a run over all files left: rows of `documents` by inbox name, facts, and what was seen of it."""

    home: Path
    inbox: Path
    rows: dict[str, dict[str, Any]]
    facts: pl.DataFrame
    seen: dict[str, set[str]]
    output: str


@pytest.fixture(scope="module")
def together(folder: Path, web: Web, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A run over all files and some good ones, without LibreOffice on the path."""
    kept = plant(folder, web.canary)
    for name, data in [*NAMES.items(), *good_files().items()]:
        (folder / name).write_bytes(data)
    place = tmp_path_factory.mktemp("run")
    home, log = place / "home", place / "watch.log"
    (place / "sitecustomize.py").write_text(watch.ON_START, encoding="utf-8")
    (place / "bin").mkdir()
    environment = {
        **os.environ,
        "PYTHONPATH": f"{place}{os.pathsep}{ROOT}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": str(place / "bin"),
        "TMPDIR": str(home),
        watch.VARIABLE: str(log),
    }
    home.mkdir()
    command = [sys.executable, "-m", "tests.hostile.together", str(home), str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    seen: dict[str, set[str]] = {"read": set(), "written": set(), "asked": set(), "started": set()}
    for kind, value in map(json.loads, log.read_text(encoding="utf-8").splitlines()):
        seen[kind].add(value)
    paths = home_of(home, folder)
    rows = {row["file_path"]: row for row in read_table(paths, "documents").iter_rows(named=True)}
    yield Run(home, folder, rows, read_table(paths, "facts"), seen, done.stdout + done.stderr)
    for each in kept:
        each.close()


def _expected() -> dict[str, Row]:
    return {name: row for hostile in FILES for name, row in hostile.rows().items()} | PLANTED


def test_every_file_has_its_row(together: Run) -> None:
    wrong = {
        name: (row, together.rows.get(name, {}).get("outcome"), together.rows.get(name, {}).get("reason"))
        for name, row in _expected().items()
        if together.rows.get(name, {}).get("outcome") != row.outcome
        or row.reason not in (together.rows[name]["reason"] or "")
    }
    assert not wrong
    assert together.rows.keys() == _expected().keys() | {*map(stored_name, NAMES)} | good_files().keys()
    assert all(row["reason"] for row in together.rows.values() if row["outcome"] != REPORT)


def test_the_good_files_are_all_there(together: Run) -> None:
    for name in good_files():
        row = together.rows[name]
        assert row["outcome"] == REPORT
        facts = together.facts.filter(pl.col("document_id") == row["document_id"])
        values = {(fact["indicator_id"], fact["column_id"]): fact["value"] for fact in facts.iter_rows(named=True)}
        assert values["app.new_received", "total"] == 24
        assert values["pub.normdocs.in_force", None] == 12


def test_nothing_outside_is_opened_asked_or_started(together: Run, web: Web) -> None:
    assert not any(path.startswith(str(web.canary.parent)) or path == "/etc/passwd" for path in together.seen["read"])
    assert together.seen["asked"] == set()
    assert together.seen["started"] == set()
    assert web.asked == []
    # The watch sees what it should: it saw the inbox being read, and the home being written.
    assert str(together.inbox / "divs.html") in together.seen["read"]
    strange = {path for path in together.seen["written"] if not path.startswith((str(together.home), "/dev/null"))}
    assert strange == set()
    assert any(path.startswith(str(together.home)) for path in together.seen["written"])


def test_nothing_of_the_outside_is_in_the_home(together: Run) -> None:
    files = [file for file in together.home.rglob("*") if file.is_file()]
    assert files
    assert not any(SECRET.encode() in file.read_bytes() for file in files)
    for row in together.rows.values():
        assert SECRET not in str(row)
    assert SECRET not in together.output


def test_there_are_enough_of_them() -> None:
    assert len({hostile.name for hostile in EVERY}) == len(EVERY)
    assert len(FILES) + len(PLANTED) >= 40
