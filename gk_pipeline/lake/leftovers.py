"""What processes that were killed leave lying about in a home.

Belongs here: finding and removing it. Does not: files that are only half there, of which there are none (`atomic.py`),
work that is only half done, which the steps themselves go on with.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from gk_pipeline.lake.atomic import remove_left_behind, remove_left_below
from gk_pipeline.lake.lock import alone
from gk_pipeline.paths import Paths


def remove_leftovers(paths: Paths) -> None:
    """Removes temporary files that no living process writes, below the home and beside what is published.

    To be called before work begins; other runs may be under way.
    """
    for folder in (paths.home, paths.warehouse, paths.published):
        remove_left_behind(folder)
    if isinstance(paths.lake, Path):
        remove_left_below(paths.lake)


def remove_spill(paths: Paths) -> None:
    """Removes what DuckDB put on disk for want of memory when a build was killed. Waits for builds under way."""
    with alone(paths, "warehouse"):
        spill = paths.warehouse_file.with_name(f"{paths.warehouse_file.name}.tmp")
        shutil.rmtree(spill, ignore_errors=True)
