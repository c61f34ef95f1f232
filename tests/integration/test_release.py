"""An upgrade as users have it: the same files, read by a package whose catalogue has lost the wording of a label."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import gk_pipeline
from gk_pipeline.samples import samples_folder

SAMPLES = ("2017/ningyang_education_2017.txt", "2017/tianhuangping_town_2017.txt", "2019/miaoqian_street_2018.html")
LABEL = "政务微信公开政府信息数|微信公开政府信息数"

# What a run does up to the lake, in a process of its own, since each package has a version of its own.
PROGRAM = """
import json
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.tables import ensure_tables, read_table
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import release
from gk_pipeline.pipeline.extract import extract_pending
from gk_pipeline.pipeline.land import inbox_years
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.pipeline.years import land_years
from gk_pipeline.settings import Settings

if __name__ == "__main__":
    paths = Paths(Settings.load())
    ensure_tables(paths)
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        documents = extract_pending(paths, ledger, 1).documents
        land_years(paths, ledger, inbox_years(ledger))
    facts = read_table(paths, "facts")
    print(json.dumps({
        "documents": documents,
        "fact_ids": sorted(facts["fact_id"]),
        "versions": sorted(set(facts["parser_version"])),
        "release": release.as_json(release.release(paths)),
    }))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    for sample in SAMPLES:
        file = home / "inbox" / sample
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(samples_folder() / "inbox" / sample, file)
    return home


def _landed(package: Path, home: Path) -> dict[str, Any]:
    program = home.parent / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    environment = {**os.environ, "GK_HOME": str(home), "PYTHONPATH": str(package.parent)}
    done = subprocess.run([sys.executable, str(program)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_exactly_the_cells_of_a_lost_label_are_told(home: Path, tmp_path: Path) -> None:
    package = Path(gk_pipeline.__file__).parent
    other = tmp_path / "other" / "gk_pipeline"
    shutil.copytree(package, other, ignore=shutil.ignore_patterns("__pycache__", "inbox"))
    rows = other / "catalog" / "data" / "rows.csv"
    text = rows.read_text(encoding="utf-8")
    assert text.count(LABEL) == 1
    rows.write_text(text.replace(LABEL, "甲乙丙丁戊己庚"), encoding="utf-8")

    before, after = _landed(package, home), _landed(other, home)
    assert before["release"]["total"] == 0
    assert (before["documents"], after["documents"]) == (3, 3)
    assert after["fact_ids"] == before["fact_ids"]
    assert (after["release"]["from_versions"], [after["release"]["to_version"]]) == (
        before["versions"],
        after["versions"],
    )
    told = [
        (change["file"], change["report_year"], change["label"].split()[0], change["before"], change["after"])
        for change in after["release"]["changes"]
    ]
    # The figures that the three files print beside this label.
    assert told == [
        (SAMPLES[0], 2017, "old.1.2.4", "230 条", "row_absent"),
        (SAMPLES[1], 2017, "old.1.2.4", "61 条", "row_absent"),
        (SAMPLES[2], 2018, "old.1.2.4", "40 条", "row_absent"),
    ]
    assert after["release"]["by_subject"] == {"fact.status": 3}

    again = _landed(other, home)
    assert again["documents"] == 0
    assert again["release"] == after["release"]
