"""A home that several versions of the parser read one after the other, each in its own way.

Belongs here: pretending to be another version, landing as a run does. Does not: reports, what is expected.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gk_pipeline.extraction.model import Extraction
from gk_pipeline.extraction.version import parser_version
from gk_pipeline.lake import extracted
from gk_pipeline.lake.columns import batch
from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.ledger_records import ParsedDocument
from gk_pipeline.lake.tables import ensure_tables, read_table, years_of
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline import read_file
from gk_pipeline.pipeline.account import in_order
from gk_pipeline.pipeline.inbox import read_inbox
from gk_pipeline.pipeline.land import drop_vanished, inbox_years, land_year
from gk_pipeline.pipeline.prune import prune_versions
from gk_pipeline.pipeline.rows import columns_of
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.settings import Settings

Change = Callable[[Extraction], None]
Row = dict[str, Any]


def unchanged(extraction: Extraction) -> None:
    """A version that reads as the one before."""


class Home:
    """An inbox and a lake. `run` lands everything as one version would that reads like ours but for `change`."""

    def __init__(self, folder: Path) -> None:
        self.paths = Paths(Settings.load({"GK_HOME": str(folder / "home"), "GK_WORKERS": "1"}))
        self.inbox = folder / "home" / "inbox"
        self.inbox.mkdir(parents=True, exist_ok=True)

    def run(self, version: str, change: Change = unchanged, years: Iterable[int | None] | None = None) -> list[str]:
        """Gives the versions that were pruned."""
        with pytest.MonkeyPatch.context() as patch:
            pretend(patch, version, change)
            ensure_tables(self.paths)
            with Ledger(self.paths) as ledger:
                scan(self.paths, ledger)
                self._read_pending(ledger, version)
                present = inbox_years(ledger)
                drop_vanished(self.paths, present, years_of(self.paths, "documents"))
                for year in in_order({None, *present} if years is None else years):
                    land_year(self.paths, ledger, year)
                return prune_versions(self.paths, ledger)

    def _read_pending(self, ledger: Ledger, version: str) -> None:
        """Reads what the version has not read, in this process, since a process of its own would not pretend."""
        readings = [read_inbox(self.paths, pending.path) for pending in ledger.pending(version)]
        if not readings:
            return
        now = datetime.now(UTC)
        stored = batch(columns_of(readings, now))
        part_id = extracted.append(self.paths, stored)
        outcomes = stored["outcomes"].to_pylist()
        ledger.record(ParsedDocument(**outcome, part_id=part_id) for outcome in outcomes)

    def changes(self, *columns: str) -> set[tuple[Any, ...]]:
        """The release changes in the lake; ids without the digits of the document."""
        rows = read_table(self.paths, "release_changes").to_dicts()
        for row in rows:
            row["subject_id"] = row["subject_id"].partition(":")[2]
        found = [tuple(row[column] for column in columns) for row in rows]
        assert len(set(found)) == len(found), "the columns don't tell the rows apart"
        return set(found)


def pretend(patch: pytest.MonkeyPatch, version: str, change: Change) -> None:
    """Makes every module of the pipeline take the parser for another version, whose readings are changed."""
    for module in list(sys.modules.values()):
        is_ours = getattr(module, "__name__", "").startswith("gk_pipeline.")
        if is_ours and module.__dict__.get("parser_version") is parser_version:
            patch.setattr(module, "parser_version", lambda: version)
    read_document = read_file.read_document

    def read_otherwise(*given: Any, **named: Any) -> Extraction:
        extraction = read_document(*given, **named)
        change(extraction)
        return extraction

    patch.setattr(read_file, "read_document", read_otherwise)
