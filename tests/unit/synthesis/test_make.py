from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from gk_pipeline.catalog.forms import load
from gk_pipeline.pipeline.evaluate import evaluate_folder
from gk_pipeline.synthesis.errors import KINDS
from gk_pipeline.synthesis.layouts import LAYOUTS
from gk_pipeline.synthesis.make import make, write
from gk_pipeline.synthesis.model import STATUSES, SynthesisError, key_of
from gk_pipeline.synthesis.values import FORMS

PROGRAM = (
    "import hashlib; from gk_pipeline.synthesis.make import make\n"
    "print(hashlib.sha256(b''.join(make(seed).data for seed in range(40))).hexdigest())"
)


def test_the_same_seed_gives_the_same_bytes_in_every_process() -> None:
    here = hashlib.sha256(b"".join(make(seed).data for seed in range(40))).hexdigest()
    for hash_seed in ("1", "2"):
        environment = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(filter(None, sys.path))}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == here


def test_seeds_differ() -> None:
    reports = [make(seed) for seed in range(300)]
    assert len({report.data for report in reports}) == 300
    assert {report.form for report in reports} == set(FORMS)
    assert {report.layout for report in reports} == set(LAYOUTS)
    assert {bool(report.noise) for report in reports} == {bool(r.injected) for r in reports} == {True, False}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_form_in_every_layout_prints_its_figures(form: str, layout: str) -> None:
    report = make(7, form=form, layout=layout, noise=(), error="")
    text = report.data.decode()
    assert {key_of(*cell) for row in load().forms[form].rows for cell in row.cells} == report.facts.keys()
    figures = [value for value in report.facts.values() if value not in STATUSES]
    assert len(figures) > 20
    if layout == "html_word":  # figures are torn into runs there
        return
    assert all(str(value) in text for value in figures)
    assert report.agency in text
    assert str(report.year) in text


@pytest.mark.parametrize("wish", [{"form": "fmt2020"}, {"layout": "scroll"}, {"form": "old2014", "error": "column"}])
def test_what_does_not_exist_is_refused(wish: dict[str, str]) -> None:
    with pytest.raises(SynthesisError, match="is none of"):
        make(1, **wish)  # type: ignore[arg-type]


@pytest.mark.parametrize(("form", "kind"), [(form, kind) for form, kinds in KINDS.items() for kind in kinds])
def test_errors_break_what_they_say(form: str, kind: str) -> None:
    injected = 0
    for seed in range(30):
        report = make(seed, form=form, layout="html_clean", noise=(), error=kind)
        if report.injected is None:
            assert not report.broken
            continue
        injected += 1
        assert report.injected.kind == kind
        if kind == "prose":
            (key,) = report.injected.keys
            stated = [claim for claim in report.claims if claim.key == key and claim.scope is None]
            assert [claim.value for claim in stated] != [report.facts[key]]
            assert not report.broken
        else:
            assert set(report.injected.rules) <= report.broken
    assert injected >= 10


def test_without_an_error_nothing_is_broken() -> None:
    assert not any(make(seed, error="").broken for seed in range(200))


def test_written_reports_can_be_evaluated(tmp_path: Path) -> None:
    paths = write(tmp_path, 12, seed=500)
    assert [path.name for path in sorted(tmp_path.glob("*.*"))] == [path.name for path in paths]
    wanted = json.loads((tmp_path / "expected" / f"{paths[0].stem}.json").read_text(encoding="utf-8"))
    assert {"file", "form", "year", "agency", "facts", "statuses", "absent", "findings", "narrative"} <= wanted.keys()
    scores = list(evaluate_folder(tmp_path))
    assert len(scores) == 12
    assert all(score.cells for score in scores)
