"""Floors of the resolver on names and documents whose agencies people told.

The names are pinned by number and digest, so that a floor is never met by taking names away.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import NamedTuple

import pytest

from gk_pipeline.agencies.divisions import Division, load
from gk_pipeline.agencies.gazetteer import gazetteer
from gk_pipeline.agencies.resolution import Resolution
from gk_pipeline.agencies.resolver import resolve
from gk_pipeline.documents.read import read
from gk_pipeline.extraction.identity import identify
from gk_pipeline.extraction.naming import attribute

NAMES, DIGEST = 269, "98dab007da094c02"
# expected_level of the list -> types of agency
TYPES = {
    "provincial": {"government", "xpcc"},
    "prefecture": {"government", "xpcc"},
    "county": {"government"},
    "township": {"government"},
    "national": {"national"},
    "street": {"street_office"},
    "zone": {"zone"},
    "public_institution": {"public_institution"},
    "department": {"department", "office", "vertical", "party", "judicial"},
}


class Score(NamedTuple):
    """Names by outcome: the right code (or rightly none), another code, and those with all other fields right too."""

    right: int
    wrong: list[str]
    complete: int


@pytest.fixture(scope="module")
def names(shared: Path) -> list[dict[str, str]]:
    path = shared / "domain" / "agency_names.csv"
    assert hashlib.sha256(path.read_bytes()).hexdigest()[:16] == DIGEST, "another list; look at it and pin it again"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def ask(row: dict[str, str], *, with_province: bool) -> Resolution:
    votes = [row["context"]] if row["context"] else []
    return resolve(row["name"], province=row["province"] if with_province else None, votes=votes)


def score(names: list[dict[str, str]], *, with_province: bool) -> Score:
    right = complete = 0
    wrong: list[str] = []
    for row in names:
        found = ask(row, with_province=with_province)
        is_right = (found.division_code or "") == row["expected_code"]
        right += is_right
        complete += is_right and (found.level, found.department or "") == (
            row["expected_admin_level"],
            row["expected_dept"],
        )
        if found.is_resolved and not is_right:
            wrong.append(row["name"])
    return Score(right, wrong, complete)


def test_with_the_province(names: list[dict[str, str]]) -> None:
    found = score(names, with_province=True)
    assert len(names) == NAMES
    assert found.right >= 0.96 * NAMES
    assert len(found.wrong) <= 0.01 * NAMES, found.wrong
    assert found.complete >= 0.96 * NAMES


def test_from_the_name_alone(names: list[dict[str, str]]) -> None:
    found = score(names, with_province=False)
    assert found.right >= 0.94 * NAMES
    assert len(found.wrong) <= 0.01 * NAMES, found.wrong


def test_ambiguous_names_abstain_with_candidates(names: list[dict[str, str]]) -> None:
    ambiguous = [row for row in names if row["note"] == "ambiguous"]
    assert len(ambiguous) == 4
    for row in ambiguous:
        found = ask(row, with_province=True)
        assert not found.is_resolved, row["name"]
        assert len(found.candidates) > 1, row["name"]


def test_the_type_of_body(names: list[dict[str, str]]) -> None:
    other = [
        row["name"] for row in names if ask(row, with_province=True).agency_type not in TYPES[row["expected_level"]]
    ]
    assert other == []


def right_and_wrong(named: list[tuple[str, Division]]) -> tuple[float, list[str]]:
    """The share of names resolved to the division they were made from, and the names resolved to another one."""
    right, wrong = 0, []
    for name, division in named:
        found = resolve(name, year=division.valid_to)
        if found.division_key in gazetteer().body(division.key):
            right += 1
        elif found.is_resolved:
            wrong.append(name)
    return right / len(named), wrong


@pytest.fixture(scope="module")
def towns() -> list[Division]:
    """Every eleventh township of today."""
    return [one for one in load() if one.level == "township" and one.kind != "zone" and one.valid_to is None][::11]


def test_towns_behind_their_county(towns: list[Division]) -> None:
    named = [(f"{load().ancestors(one.key)[0].name}{one.name}", one) for one in towns]
    right, wrong = right_and_wrong(named)
    assert (right >= 0.99, wrong) == (True, [])


def test_towns_alone_are_told_or_left_open(towns: list[Division]) -> None:
    right, wrong = right_and_wrong([(one.name, one) for one in towns])
    assert (right >= 0.6, wrong) == (True, [])


def test_counties_that_ended_are_told_in_their_year() -> None:
    ended = [
        one
        for one in load()
        if one.level in ("county", "prefecture") and one.kind not in ("zone", "xpcc") and one.valid_to is not None
    ]
    named = [("".join(above.name for above in reversed(load().ancestors(one.key))) + one.name, one) for one in ended]
    right, wrong = right_and_wrong(named)
    assert len(named) > 300
    assert (right >= 0.99, wrong) == (True, [])


# file -> (code of the division that the report is about, level, type, year), read in the reports
DOCUMENTS = {
    "seeds/000_dc82018ac597aaab.txt": ("430725101", "township", "government", 2017),
    "seeds/001_6c1440d9d031ba5d.txt": ("431226", "county", "government", 2017),
    "seeds/002_007e7273948ea30e.txt": ("220105", "county", "government", 2017),
    "seeds/003_139d8c1b9095a66a.txt": ("653022100", "township", "government", 2021),
    "seeds/004_5a20b36bd79b2f23.txt": ("411721001", "township", "street_office", 2021),
    "reports/huaian_2024.pdf": ("320800", "prefecture", "government", 2024),
    "reports/jilin_forestry_2018.html": ("220200", "prefecture", "department", 2018),
    "reports/zhecheng_market_2017.html": ("411424", "county", "department", 2017),
    "reports/zhecheng_court_2017.html": ("411424", "county", "judicial", 2017),
    "reports/zhecheng_ndrc_2017.html": ("411424", "county", "department", 2017),
    "reports/shuyang_2025.md": ("321322", "county", "government", 2025),
    "reports/pingtan_2024.html": ("350128", "province", "zone", 2024),
    "reports/pingtan_2025.txt": ("350128", "province", "zone", 2025),
    "reports/pingtan_2024.txt": ("350128", "province", "zone", 2024),
    "reports/pingtan_2020.txt": ("350128", "province", "zone", 2020),
    "reports/pingtan_2014.txt": ("350128", "province", "zone", 2014),
}


def test_all_reference_reports_are_in_the_list(shared: Path) -> None:
    files = {f"seeds/{path.name}" for path in (shared / "seeds").iterdir()}
    with (shared / "reports" / "index.csv").open(encoding="utf-8", newline="") as stream:
        files |= {f"reports/{row['file']}" for row in csv.DictReader(stream)}
    assert files == set(DOCUMENTS)


@pytest.mark.parametrize("file", sorted(DOCUMENTS))
def test_the_agency_of_a_document(shared: Path, file: str) -> None:
    code, level, agency_type, year = DOCUMENTS[file]
    path = shared / file
    document = read(path.read_bytes(), name=path.name)
    identity = identify(document)
    found = attribute(document.text, identity.titles, identity.year).resolution
    assert (found.territory_code, found.level, found.agency_type) == (code, level, agency_type)
    assert identity.year == year
