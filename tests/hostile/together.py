"""Reads a whole inbox as a run does, up to the lake. A program of its own, to be watched: takes home and inbox."""

from __future__ import annotations

import sys
from pathlib import Path

from gk_pipeline.lake.ledger import Ledger
from gk_pipeline.lake.tables import ensure_tables
from gk_pipeline.paths import Paths
from gk_pipeline.pipeline.extract import extract_pending
from gk_pipeline.pipeline.land import inbox_years, land_year
from gk_pipeline.pipeline.scan import scan
from gk_pipeline.settings import Settings


def home_of(home: Path, inbox: Path) -> Paths:
    return Paths(Settings.load({"GK_HOME": str(home), "GK_INBOX": str(inbox), "GK_WORKERS": "2"}))


def main(home: Path, inbox: Path) -> None:
    """Scans, reads and lands everything in an inbox."""
    paths = home_of(home, inbox)
    ensure_tables(paths)
    with Ledger(paths) as ledger:
        scan(paths, ledger)
        extract_pending(paths, ledger, paths.settings.workers)
        for year in sorted(inbox_years(ledger), key=str):
            land_year(paths, ledger, year)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
