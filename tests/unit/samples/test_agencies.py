"""Whose reports the samples are: the division, its rank and the kind of body, as their expectations say."""

from __future__ import annotations

import pytest

from gk_pipeline.pipeline.read_file import read_path

from .expectations import FOLDER, INBOX, Expectation, name

NAMED = [e for e in INBOX.values() if e["outcome"] == "report"]


@pytest.mark.parametrize("expectation", NAMED, ids=name)
def test_the_agency_of_a_sample(expectation: Expectation) -> None:
    report = read_path(FOLDER / "inbox" / expectation["file"]).extraction.report
    assert report is not None
    assert (report.division_code or "").startswith(expectation["division_code_prefix"])
    assert report.agency_type == expectation["agency_type"]
    assert report.year == expectation["year"]
    rank = {"street": "township", "zone": "prefecture"}.get(expectation["level"], expectation["level"])
    assert report.agency_level == rank
