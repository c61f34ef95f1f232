"""Floors of the parser on values that people read: the seeds, the other reference reports and the samples.

The digest of each corpus is pinned, so that a floor is never met by taking reports away.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from gk_pipeline.pipeline.evaluate import Score, evaluate_folder
from gk_pipeline.samples import samples_folder

# corpus: (digest of the expected files, cells, the least number of exact ones)
FLOORS = {
    "seeds": ("2dc6909b8568abf1", 503, 503),
    "reports": ("fe42591391d08c68", 1297, 1295),
    "samples": ("9156907063b8306c", 2697, 2694),
}


def corpus(name: str, shared: Path | None) -> Path:
    if name == "samples":
        return samples_folder() / "expected"
    assert shared is not None
    return shared / "expected" if name == "seeds" else shared / "reports" / "expected"


def digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*.json")):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


@pytest.fixture(scope="module", params=sorted(FLOORS))
def scores(request: pytest.FixtureRequest) -> tuple[str, Path, list[Score]]:
    name = str(request.param)
    shared = None if name == "samples" else request.getfixturevalue("shared")
    folder = corpus(name, shared)
    return name, folder, list(evaluate_folder(folder))


def test_nothing_is_silently_wrong(scores: tuple[str, Path, list[Score]]) -> None:
    name, _, found = scores
    assert found
    assert [(score.file, score.differences) for score in found if score.wrong or score.invented] == [], name


def test_the_floor_holds(scores: tuple[str, Path, list[Score]]) -> None:
    name, folder, found = scores
    pinned, cells, exact = FLOORS[name]
    assert digest(folder) == pinned, f"{name} is another corpus; look at the differences and pin it again"
    assert sum(score.cells for score in found) == cells
    assert sum(score.exact for score in found) >= exact


def test_findings_and_claims_are_those_of_the_source(scores: tuple[str, Path, list[Score]]) -> None:
    _, _, found = scores
    assert [(s.file, s.missed_findings, s.false_findings) for s in found if s.missed_findings or s.false_findings] == []
    assert sum(s.claims_exact for s in found) >= 0.95 * sum(s.claims for s in found)
