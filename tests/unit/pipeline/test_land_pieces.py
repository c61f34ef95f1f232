"""A year that is landed piece by piece, since it does not fit into memory, is the year that is landed at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from gk_pipeline.contracts.registry import LAKE
from gk_pipeline.extraction.model import Extraction
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.tables import read_table
from gk_pipeline.pipeline import land
from gk_pipeline.pipeline.land import Landed, inbox_years, land_year
from gk_pipeline.samples import samples_folder
from tests.unit.pipeline.versions import Home, pretend


def worse(extraction: Extraction) -> None:
    """Reads a value otherwise, and gives another a form that its contract forbids."""
    for fact in extraction.facts:
        if fact.value == 1:
            fact.value = 2
        elif fact.value == 3:
            fact.raw_text = None


def landed(folder: Path) -> Home:
    """The samples as one version read them, and then another."""
    home = Home(folder)
    for file in (samples_folder() / "inbox").rglob("*.*"):
        (home.inbox / file.name).write_bytes(file.read_bytes())
    home.run("1")
    home.run("2", worse)
    return home


def counts(home: Home) -> list[Landed]:
    """What landing every year once more counts."""
    with pytest.MonkeyPatch.context() as patch, Ledger(home.paths) as ledger:
        pretend(patch, "2", worse)
        return [
            replace(land_year(home.paths, ledger, year), changed=[]) for year in sorted(inbox_years(ledger), key=str)
        ]


def test_a_year_landed_in_pieces_is_the_year_landed_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = landed(tmp_path / "whole")
    monkeypatch.setattr(land, "_AT_ONCE", 1)
    pieces = landed(tmp_path / "pieces")
    for table in LAKE:
        one, other = (read_table(home.paths, table.name).drop("extracted_at", strict=False) for home in (whole, pieces))
        assert one.height, table.name
        assert_frame_equal(one, other)
    in_pieces = counts(pieces)
    monkeypatch.undo()
    assert in_pieces == counts(whole)
